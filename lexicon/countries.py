"""Countries by their names, which the application knows in all languages; a few everyday ones stand in the lexicon."""

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from filereader.texts import squeeze
from lexicon import phrases
from lexicon.flat import key
from lexicon.matcher import words_of

Names = Mapping[str, Collection[str]]
_PLACED = re.compile(r"\(([^()]{2,80})\)")
_MOST_WORDS = 8


@lru_cache(maxsize=8)
def _index_of(rows: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    index: dict[str, str] = {}
    for code, names in rows:
        for name in names:
            index.setdefault(key(name), code)
            index.setdefault(key(re.sub(r"\([^()]{0,80}\)", " ", name)), code)
    for entry in phrases.topics()["countries.also"]:
        code, _colon, names_of_it = entry.partition(":")
        for name in names_of_it.split(","):
            index.setdefault(key(name), code.strip())
    index.pop("", None)
    return index


_last: list[tuple[Names, dict[str, str]]] = []


def _index(countries: Names) -> dict[str, str]:
    """Made once for the same names; the application gives one mapping a mail."""
    if not _last or _last[0][0] is not countries:
        _last[:] = [(countries, _index_of(tuple((code, tuple(names)) for code, names in countries.items())))]
    return _last[0][1]


@cache
def _before() -> tuple[str, ...]:
    """What may stand before a country's name, the longest first."""
    return tuple(sorted((f"{key(one)} " for one in phrases.topics()["countries.before"]), key=len, reverse=True))


def country_of(text: str, countries: Names) -> str:
    """The code of the country this text names and nothing else, such as a cell or "Sénégal"."""
    index, words = _index(countries), key(text)
    if found := index.get(words):
        return found
    for _turn in range(2):
        head = next((one for one in _before() if words.startswith(one)), "")
        words = words[len(head) :]
        if not head or words in index:
            break
    code = text.strip()
    return index.get(words, "") or (code if len(code) == 2 and code.isupper() and code in countries else "")


def all_in(text: str, countries: Names) -> list[str]:
    """The codes of the countries that a text names, in its order."""
    index, words = _index(countries), words_of(text).words[:120]
    found: list[str] = []
    place = 0
    while place < len(words):
        step = 1
        for length in range(min(_MOST_WORDS, len(words) - place), 0, -1):
            name = " ".join(words[place : place + length])
            is_long = len(name) > 3 or name in phrases.words("countries.short")
            # "Reunión" is a meeting more often than an island.
            if name in index and is_long and not phrases.is_all(name, "date.meetings"):
                found.append(index[name])
                step = length
                break
        place += step
    return found


def country_in(text: str, countries: Names) -> str:
    """The one country that a text names somewhere; "" for none or several."""
    found = set(all_in(text, countries))
    return found.pop() if len(found) == 1 else ""


def country_at(text: str, countries: Names) -> str:
    """The country with whose name a text begins."""
    words = re.split(r"[.,;:()\n]| [-–—] ", text[:60].lstrip(" '’"))[0].split()
    ends = range(min(6, len(words)), 0, -1)
    return next((code for end in ends if (code := country_of(" ".join(words[:end]), countries))), "")


def placed(text: str, countries: Names) -> tuple[str, str]:
    """Take "(Nairobi, Kenya)" off a body's name: the bare name, and the code of the country."""
    for found in _PLACED.finditer(text):
        for piece in reversed(found[1].split(",")):
            if code := country_of(piece, countries):
                return squeeze(text[: found.start()] + " " + text[found.end() :]).strip(" ,"), code
    head, comma, tail = text.rpartition(",")
    if comma and (code := country_of(tail, countries)):
        return head.strip(" ,"), code
    return text, ""
