"""The words of each language, read from the files of `lexicon/`: what people write stands there, not in Python.

A topic is named by its section and key: "want.cancel". Phrases of all languages are looked for at once, for people mix
them; how a phrase is written stands in `matcher.py`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from mailreader.matcher import Hit, Matcher, words_of

_FOLDER = Path(__file__).with_name("lexicon")
# Our languages first: where two files say different things of one word, the first counts.
_FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.toml"))}
LANGUAGES = tuple(name for name in _FILES if name != "other")
_LONGEST = 30_000


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


@lru_cache(maxsize=4096)
def _found(section: str, text: str) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {}
    for hit in _matcher(section).find(words_of(text)):
        found.setdefault(hit.topic, []).append(hit)
    return found


def hits(text: str, topic: str) -> list[Hit]:
    """Where phrases of the topic stand in a text, from left to right."""
    section, _point, name = topic.partition(".")
    return _found(section, text[:_LONGEST]).get(name, [])


def has(text: str, topic: str) -> bool:
    """A phrase of the topic stands in the text."""
    return bool(hits(text, topic))


def found_in(text: str, section: str) -> dict[str, list[Hit]]:
    """All topics of a section that stand in a text, with their places."""
    return _found(section, text[:_LONGEST])


def begins(text: str, topic: str) -> Hit | None:
    """The longest phrase of the topic with which the text begins."""
    return max((hit for hit in hits(text, topic) if hit.first == 0), key=lambda hit: hit.last, default=None)


def is_all(text: str, topic: str) -> bool:
    """The text is a phrase of the topic and nothing else."""
    found = begins(text, topic)
    return found is not None and found.last == len(words_of(text).words)
