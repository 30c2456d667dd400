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


class _Phrase(NamedTuple):
    """What follows the first word, and whether gaps may stand between."""

    topic: str
    rest: tuple[_Step, ...]
    has_gaps: bool


class Matcher:
    """Phrases of several topics, indexed by the word with which each begins."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, list[_Phrase]] = {}
        self._heads: dict[str, list[_Phrase]] = {}
        self._known: dict[str, tuple[_Phrase, ...]] = {}
        for topic, phrase in phrases:
            if steps := _steps(phrase):
                entry = _Phrase(topic, steps[1:], any(step.is_behind_gap for step in steps))
                for word in steps[0].exact:
                    self._exact.setdefault(word, []).append(entry)
                for head in steps[0].heads:
                    self._heads.setdefault(head, []).append(entry)
        self._lengths = sorted({len(head) for head in self._heads})

    def find(self, text: Words) -> list[Hit]:
        """Each phrase at each place where it begins, as short as it can be."""
        found = []
        for first, word in enumerate(text.words):
            for phrase in self._beginning(word):
                last = (_end if phrase.has_gaps else _plain_end)(phrase.rest, text.words, first + 1)
                if last:
                    found.append(Hit(phrase.topic, first, last, text.starts[first], text.ends[last - 1]))
        return found

    def _beginning(self, word: str) -> tuple[_Phrase, ...]:
        known = self._known.get(word)
        if known is None:
            found = list(self._exact.get(word, ()))
            for length in self._lengths:
                if length > len(word):
                    break
                found += self._heads.get(word[:length], ())
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[word] = known = tuple(found)
        return known


def _plain_end(steps: tuple[_Step, ...], words: tuple[str, ...], place: int) -> int:
    """The same of a phrase without gaps: word for word."""
    if place + len(steps) > len(words):
        return 0
    for step in steps:
        word = words[place]
        if word not in step.exact and not (step.heads and word.startswith(step.heads)):
            return 0
        place += 1
    return place


def _end(steps: tuple[_Step, ...], words: tuple[str, ...], place: int) -> int:
    """Behind which word the rest of a phrase ends; 0 if it does not stand there. Keeps all places at once."""
    places = {place}
    for step in steps:
        places = {number for start in places for number in _next(step, words, start)}
    return min(places, default=0)


def _next(step: _Step, words: tuple[str, ...], start: int) -> Iterator[int]:
    """The places behind each word within reach that the step allows."""
    reach = MOST_BETWEEN + 1 if step.is_behind_gap else 1
    for number, word in enumerate(words[start : start + reach], start + 1):
        if word in step.exact or (step.heads and word.startswith(step.heads)):
            yield number


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
