"""Days and spans of days in a text, read word by word; months stand in the lexicon."""

import datetime
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from lexicon import phrases
from lexicon.matcher import words_of

_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})[./](\d{1,2})[./](\d{4})(?![\d/])|(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_WITH_SIGNS = re.compile(r"(?<![\d./-])(?:\d{1,2}([./-])\d{1,2}\1\d{4}|\d{4}([./-])\d{1,2}\2\d{1,2})(?![\d./-])")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|o|e|a)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
# Longer names of months are nothing else, as "may" and "mars" are.
_LONG = 5
_MOST = 60


class Span(NamedTuple):
    """Days from first to last, and where they stand in the text."""

    first: datetime.date
    last: datetime.date
    start: int
    end: int


@cache
def months() -> dict[str, int]:
    """The number of a month by its names in all languages."""
    found: dict[str, int] = {}
    for code in (*phrases.LANGUAGES, "other"):
        for number, names in enumerate(phrases.of_language(code, "date.months"), 1):
            for name in names.split():
                found.setdefault(name, number)
    return found


def dates_in(text: str, today: datetime.date) -> list[Span]:
    """Days and spans of days; a date without its year is the one nearest to come."""
    text = text[:20_000]
    found = [span for span in _written(text, today) if span][:_MOST]
    for match in list(_NUMERIC.finditer(text))[:_MOST]:
        year, month, day = (match[4], match[5], match[6]) if match[4] else (match[3], match[2], match[1])
        if date := _date(int(year), int(month), int(day)):
            found.append(Span(date, date, match.start(), match.end()))
    return found


def has_day(text: str) -> bool:
    """A short text names a day: "12/04/2031", "12-04-2031", "3 May"."""
    words = words_of(text).words
    return bool(_WITH_SIGNS.search(text)) or any(
        word in months() and any(map(_DAY.fullmatch, words[max(place - 2, 0) : place + 2]))
        for place, word in enumerate(words)
    )


def _written(text: str, today: datetime.date) -> Iterator[Span | None]:
    """A month's name with days before or behind it, and perhaps a year."""
    words, starts, ends = words_of(text)
    for place in (number for number, word in enumerate(words) if word in months()):
        days = sorted((place - far, day) for far, day in _days(words[max(place - 7, 0) : place][::-1]))
        behind = ends[min(place + 1, len(ends) - 1)]
        is_hour = bool(re.match(r"[:.h]\d", text[behind : behind + 2]))  # "May 10:30"
        if not days and not is_hour:
            days = [(place + far, day) for far, day in _days(words[place + 1 : place + 4], is_behind=True)]
        if not days:
            continue
        last = max(place, days[-1][0])
        year, end = _year_behind(words, last)
        start = starts[min(place, days[0][0])]
        yield _span([day for _place, day in days], months()[words[place]], year, today, start, ends[end])


def _year_behind(words: Sequence[str], last: int) -> tuple[int, int]:
    """The year that follows a date, and where it stands; 0 and the end of the date where none does."""
    of = phrases.words("date.of")
    place = next((one for one in range(last + 1, min(last + 3, len(words))) if words[one] not in of), last)
    return (int(words[place]), place) if place > last and _YEAR.fullmatch(words[place]) else (0, last)


def _days(words: Sequence[str], *, is_behind: bool = False) -> list[tuple[int, int]]:
    """One day or two next to a month, "18 et 19 octobre", "3 de mayo", "May 25-27": how far off, and which."""
    joins, small = phrases.words("date.joins"), phrases.words("date.of")
    between = joins if is_behind else joins | small | phrases.words("date.weekdays")
    found: list[tuple[int, int]] = []
    for far, word in enumerate(words, 1):
        day = _DAY.fullmatch(word)
        if day and 0 < int(day[1]) < 32 and len(found) < 2:
            found.append((far, int(day[1])))
        elif word not in (between if found or is_behind else small):
            break
    return found


def _span(days: list[int], month: int, year: int, today: datetime.date, start: int, end: int) -> Span | None:
    for guess in [year] if year else [today.year, today.year + 1]:
        first, last = _date(guess, month, days[0]), _date(guess, month, days[-1])
        if first and last and (year or last >= today - datetime.timedelta(days=30)):
            return Span(first, max(first, last), start, end)
    return None


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def months_in(text: str, today: datetime.date) -> set[tuple[int, int]]:
    """Year and month of each month named; a short or doubtful word counts behind "in", or with a day or a year."""
    words = words_of(text[:20_000]).words
    found = set()
    for place, word in enumerate(words):
        if number := months().get(word):
            year, _end = _year_behind(words, place)
            if year or len(word) > _LONG or _is_month(words[max(place - 1, 0) : place], words[place + 1 : place + 3]):
                found.add((year or (today.year if number >= today.month else today.year + 1), number))
    return found


def _is_month(before: Sequence[str], behind: Sequence[str]) -> bool:
    """ "In May", "the May workshop", "3 May": the word is no verb there, nor anybody's name."""
    is_told = any(one in phrases.words("date.before_month") or _DAY.fullmatch(one) for one in before)
    return is_told or any(map(_DAY.fullmatch, behind)) or phrases.has(" ".join(behind[:1]), "date.meetings")
