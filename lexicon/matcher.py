"""Finds phrases in a text, word by word, in a time that grows with its length; there is no other way they are found.

A phrase is words: `word/word` is either, `word*` any ending, `_` up to five words between. Text and phrases are
compared folded (no accents, no case, no punctuation).
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from lexicon.flat import flat

MOST_BETWEEN = 5
# An address. No quote before it belongs to it: Outlook writes 'a@b.example.org', others `a@b.example.org'.
EMAIL = re.compile(
    r"(?<![\w.+%*=/-])(?!['`])[\w.+%&*=/!#$'^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z][\w-]{1,23}(?![\w-])"
)
# One pass over runs of letters or digits; a question mark counts as a word, for it asks.
_WORD = re.compile(r"[^\W_]+|[?¿]")
_MOST_WORDS = 20_000


class Words(NamedTuple):
    """A text as folded words, and where each begins and ends in it."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class Hit(NamedTuple):
    """Where a phrase stands: words [first, last), signs [start, end)."""

    topic: str
    first: int
    last: int
    start: int
    end: int


@lru_cache(maxsize=1024)
def words_of(text: str) -> Words:
    """The words of a text; "e-mail" is one."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    plain = flat(text)
    if "@" in plain:
        plain = EMAIL.sub(lambda address: " " * len(address[0]), plain)  # nobody says what stands in an address
    for found in _WORD.finditer(plain):
        word = found[0]
        if words and words[-1] == "e" and word.startswith("mail") and found.start() - ends[-1] == 1:
            words[-1], ends[-1] = f"e{word}", found.end()
            continue
        words.append(word)
        starts.append(found.start())
        ends.append(found.end())
        if len(words) >= _MOST_WORDS:
            break
    return Words(tuple(words), tuple(starts), tuple(ends))


class _Step(NamedTuple):
    """One word of a phrase: exact ones, beginnings, and whether a gap may stand before it."""

    exact: frozenset[str]
    heads: tuple[str, ...]
    is_behind_gap: bool


class _Node:
    """Phrases that begin alike: those that end here, by their topics, and the words with which the others go on."""

    def __init__(self) -> None:
        self.topics: list[str] = []
        self.behind: dict[_Step, _Node] = {}

    def add(self, topic: str, steps: tuple[_Step, ...]) -> None:
        """Keep a phrase whose steps are still to come."""
        node = self
        for step in steps:
            node = node.behind.setdefault(step, _Node())
        node.topics.append(topic)

    def ends(self, words: tuple[str, ...], places: list[int]) -> Iterator[tuple[str, int]]:
        """Topics of the phrases found, and behind which word each ends first; `places`: where they may go on."""
        for topic in self.topics:
            yield topic, places[0]
        for step, node in self.behind.items():
            if reached := _reached(step, words, places):
                yield from node.ends(words, reached)


class Matcher:
    """Phrases of several topics, indexed by the word with which each begins."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, _Node] = {}
        self._heads: dict[str, _Node] = {}
        self._known: dict[str, tuple[_Node, ...]] = {}
        for topic, phrase in phrases:
            if steps := _steps(phrase):
                for word in steps[0].exact:
                    self._exact.setdefault(word, _Node()).add(topic, steps[1:])
                for head in steps[0].heads:
                    self._heads.setdefault(head, _Node()).add(topic, steps[1:])
        self._lengths = sorted({len(head) for head in self._heads})

    def find(self, text: Words) -> list[Hit]:
        """Each phrase at each place where it begins, as short as it can be."""
        return [
            Hit(topic, first, last, text.starts[first], text.ends[last - 1])
            for first, word in enumerate(text.words)
            for node in self._beginning(word)
            for topic, last in node.ends(text.words, [first + 1])
        ]

    def _beginning(self, word: str) -> tuple[_Node, ...]:
        known = self._known.get(word)
        if known is None:
            found = [self._exact.get(word)]
            found += [self._heads.get(word[:length]) for length in self._lengths if length <= len(word)]
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[word] = known = tuple(node for node in found if node is not None)
        return known


def _reached(step: _Step, words: tuple[str, ...], places: list[int]) -> list[int]:
    """The places behind each word within reach of one of these that the step allows, from left to right."""
    exact, heads = step.exact, step.heads
    near: Iterable[int] = places
    if step.is_behind_gap:
        near = range(places[0], places[0] + MOST_BETWEEN + 1)
        if len(places) > 1:  # what is within reach of several is looked at once
            near = sorted({place for start in places for place in range(start, start + MOST_BETWEEN + 1)})
    end = len(words)
    return [
        place + 1 for place in near
        if place < end and (words[place] in exact or (heads and words[place].startswith(heads)))
    ]  # fmt: skip


def _steps(phrase: str) -> tuple[_Step, ...]:
    steps: list[_Step] = []
    is_gap = False
    for piece in phrase.split():
        if piece != "_":
            steps += _steps_of(piece, is_behind_gap=is_gap)
        is_gap = piece == "_"
    return tuple(steps)


def _steps_of(piece: str, *, is_behind_gap: bool) -> Iterator[_Step]:
    """One step: "d'inscription" is two words; among others, as in "assister/m'inscrire", its last stands for it."""
    options = [(_split(option), option.endswith("*")) for option in piece.split("/") if option]
    for word in options[0][0][:-1] if len(options) == 1 else ():
        yield _Step(frozenset([word]), (), is_behind_gap)
        is_behind_gap = False
    exact = frozenset(words[-1] for words, is_head in options if not is_head)
    yield _Step(exact, tuple(words[-1] for words, is_head in options if is_head), is_behind_gap)


def _split(option: str) -> list[str]:
    return _WORD.findall(flat(option)) or [option]
