"""The words of each language, read from the files of `lexicon/`: what people write stands there, not in Python.

A topic is named by its section and key: "want.cancel". Phrases of all languages are looked for at once, for people mix
them; how a phrase is written stands in `matcher.py`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from mailreader.flat import flat
from mailreader.matcher import Hit, Matcher, words_of

_FOLDER = Path(__file__).with_name("lexicon")
# Our languages first: where two files say different things of one word, the first counts.
_FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.toml"))}
LANGUAGES = tuple(name for name in _FILES if name != "other")
_LONGEST = 30_000
# Within the name of a meeting nobody says, wishes or needs anything.
_SILENT = {"want", "say", "note", "machine", "junk", "restricted"}
_QUOTED = re.compile(r'"[^"]{3,90}"')
_TITLES: ContextVar[Matcher | None] = ContextVar("titles", default=None)


def _entries(text: str) -> list[str]:
    return [one for piece in text.replace("\n", ";").split(";") if (one := " ".join(piece.split()))]


def _walk(data: Mapping[str, Any], name: str) -> Iterator[tuple[str, list[str]]]:
    for key, value in data.items():
        if isinstance(value, str):
            yield name + key, _entries(value)
        else:
            yield from _walk(value, f"{name}{key}.")


@cache
def topics() -> dict[str, list[str]]:
    """Every topic with its entries, of all languages together."""
    found: dict[str, list[str]] = {}
    for name in (*LANGUAGES, "other"):
        for topic, entries in _walk(_FILES[name], ""):
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
    return dict(_walk(_FILES[code], "")).get(topic, [])


@cache
def _matcher(section: str) -> Matcher:
    return Matcher((topic, entry) for topic, entries in under(section).items() for entry in entries)


@contextmanager
def silent(titles: Iterable[str]) -> Iterator[None]:
    """While it lasts, what is part of these titles or venues, two words or more in a row, says nothing."""
    token = _TITLES.set(_parts_of(tuple(titles)))
    try:
        yield
    finally:
        _TITLES.reset(token)


@lru_cache(maxsize=8)
def _parts_of(titles: tuple[str, ...]) -> Matcher:
    """From each word that has a meaning to the next one: whatever is longer is made of such parts."""
    small = {word for word in words("language.words") if len(word) < 5}
    parts = set()
    for title in titles:
        said = words_of(title).words
        full = [place for place, word in enumerate(said) if len(word) > 3 and word not in small]
        parts |= {" ".join(said[first : last + 1]) for first, last in pairwise(full)}
    return Matcher(("title", part) for part in parts)


@lru_cache(maxsize=2048)
def _named(text: str, titles: Matcher | None) -> frozenset[int]:
    """The places of words in names of meetings: in our titles, or quoted right beside the noun of a meeting."""
    found = {place for hit in (titles.find(words_of(text)) if titles else ()) for place in range(hit.first, hit.last)}
    quoted = [one.span() for one in _QUOTED.finditer(flat(text))]
    if not found and not quoted:
        return frozenset()
    nouns = hits(text, "date.meetings")
    for start, end in quoted:
        inside = {place for place, at in enumerate(words_of(text).starts) if start < at < end}
        gaps = [text[hit.end : start] if hit.start < start else text[end : hit.start] for hit in nouns]
        found |= inside if len(inside) > 1 and not all(map(str.strip, gaps)) else set()
    return frozenset(found - {place for hit in nouns for place in range(hit.first, hit.last)})


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
