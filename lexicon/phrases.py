"""The words of each language, read from the files beside this one: what people write stands there, not in Python.

A topic is named by its section and key: "want.cancel". Phrases of all languages are looked for at once, for people mix
them; how a phrase is written stands in `matcher.py`.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from lexicon.flat import flat
from lexicon.matcher import Hit, Matcher, words_of

_FOLDER = Path(__file__).parent
# Our languages first: where two files say different things of one word, the first counts.
_FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.toml"))}
LANGUAGES = tuple(name for name in _FILES if name != "other")
_LONGEST = 30_000
# Within the name of a meeting nobody says, wishes or needs anything.
_SILENT = {"want", "say", "note", "machine", "junk", "restricted"}
_QUOTED = re.compile(r'\s{0,3}"[^"]{1,90}"\s{0,3}')
_TITLES: ContextVar[Matcher | None] = ContextVar("titles", default=None)


def _entries(text: str) -> list[str]:
    return [one for piece in text.replace("\n", ";").split(";") if (one := " ".join(piece.split()))]


def _walk(data: Mapping[str, Any], name: str, groups: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    for key, value in data.items():
        if isinstance(value, str):
            yield name + key, [phrase for entry in _entries(value) for phrase in _with_groups(entry, groups)]
        else:
            yield from _walk(value, f"{name}{key}.", groups)


def _with_groups(phrase: str, groups: Mapping[str, str]) -> list[str]:
    """The phrase with the single words of a group in place of its name, and once more with each longer member."""
    before, is_named, rest = phrase.partition("<")
    if not is_named:
        return [phrase]
    name, _sign, after = rest.partition(">")
    members = _entries(groups[name])
    # "will/<come>": a member of two words takes the place of the whole choice.
    head, tail = before.rpartition(" ")[0], after.partition(" ")[2]
    spelled = [f"{before}{'/'.join(one for one in members if ' ' not in one)}{after}"]
    spelled += [f"{head} {one} {tail}".strip() for one in members if " " in one]
    return [whole for one in spelled for whole in _with_groups(one, groups)]


def _of_file(code: str) -> dict[str, list[str]]:
    data = _FILES[code]
    groups = data.get("group", {})
    return dict(_walk({section: said for section, said in data.items() if section != "group"}, "", groups))


@cache
def topics() -> dict[str, list[str]]:
    """Every topic with its entries, of all languages together."""
    found: dict[str, list[str]] = {}
    for name in (*LANGUAGES, "other"):
        for topic, entries in _of_file(name).items():
            found.setdefault(topic, []).extend(entries)
    return found


@cache
def under(section: str) -> dict[str, list[str]]:
    """The topics of a section by their own names: under("category")["ngo"]."""
    return {name[len(section) + 1 :]: rows for name, rows in topics().items() if name.startswith(f"{section}.")}


@cache
def words(topic: str) -> frozenset[str]:
    """The single folded words of a topic."""
    return frozenset(word for entry in topics()[topic] for word in words_of(entry).words)


@cache
def of_language(code: str, topic: str) -> list[str]:
    """A topic's entries in one language only."""
    return _of_file(code).get(topic, [])


@cache
def _matcher(section: str) -> Matcher:
    return Matcher((topic, entry) for topic, entries in under(section).items() for entry in entries)


@contextmanager
def silent(names: Iterable[str]) -> Iterator[None]:
    """While it lasts, what is part of these names of meetings, two words or more in a row, says nothing."""
    token = _TITLES.set(_parts_of(tuple(names)))
    try:
        yield
    finally:
        _TITLES.reset(token)


@lru_cache(maxsize=8)
def _parts_of(titles: tuple[str, ...]) -> Matcher:
    """From each word that has a meaning to the next one: whatever is longer is made of such parts."""
    small = {word for word in words("language.words") if len(word) < 5}
    parts = set()
    for said in [words_of(title).words for title in titles]:
        full = [place for place, word in enumerate(said) if len(word) > 3 and word not in small]
        parts |= {" ".join(said[first : last + 1]) for first, last in pairwise(full)}
    return Matcher(("title", part) for part in parts)


@lru_cache(maxsize=2048)
def _named(text: str, titles: Matcher | None) -> set[int]:
    """The places of words in names of meetings: in our titles, or quoted right beside the noun of a meeting."""
    said, nouns = words_of(text), hits(text, "date.meetings")
    beside = {place for hit in nouns for place in (hit.start, hit.end)}
    spans = [(hit.first, hit.last) for hit in (titles.find(said) if titles else ())]
    for quote in _QUOTED.finditer(flat(text)) if beside else ():
        first, last = (bisect_left(said.starts, place) for place in quote.span())
        if last - first > 1 and beside & set(quote.span()):
            spans.append((first, last))
    return {place for span in spans for place in range(*span)} - {hit.first for hit in nouns}


@lru_cache(maxsize=4096)
def _found(section: str, text: str, titles: Matcher | None) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {}
    named = _named(text, titles) if section in _SILENT else ()
    for hit in _matcher(section).find(words_of(text)):
        if hit.first not in named and hit.last - 1 not in named:
            found.setdefault(hit.topic, []).append(hit)
    return found


def hits(text: str, topic: str) -> list[Hit]:
    """Where phrases of the topic stand in a text, from left to right."""
    section, _point, name = topic.partition(".")
    return _found(section, text[:_LONGEST], _TITLES.get()).get(name, [])


def has(text: str, topic: str) -> bool:
    """A phrase of the topic stands in the text."""
    return bool(hits(text, topic))


def found_in(text: str, section: str) -> dict[str, list[Hit]]:
    """All topics of a section that stand in a text, with their places."""
    return _found(section, text[:_LONGEST], _TITLES.get())


def begins(text: str, topic: str) -> Hit | None:
    """The longest phrase of the topic with which the text begins."""
    return max((hit for hit in hits(text, topic) if hit.first == 0), key=lambda hit: hit.last, default=None)


def is_all(text: str, topic: str) -> bool:
    """The text is a phrase of the topic and nothing else."""
    found = begins(text, topic)
    return found is not None and found.last == len(words_of(text).words)
