"""Days and spans of days in a text, read word by word; months stand in the lexicon."""

import datetime
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from mailreader import lexicon
from mailreader.matcher import words_of

_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})[./](\d{1,2})[./](\d{4})(?![\d/])|(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|o|e|a)?")
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
    for code in (*lexicon.LANGUAGES, "other"):
        for number, names in enumerate(lexicon.of_language(code, "date.months"), 1):
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


def _written(text: str, today: datetime.date) -> Iterator[Span | None]:
    """A month's name with days before or behind it."""
    words, starts, ends = words_of(text)
    joins, of = lexicon.words("date.joins") | {"-"}, lexicon.words("date.of")
    for place, word in enumerate(words):
        if word not in months():
            continue
        days, first = _days_before(words, place, joins, of)
        last = place
        if (
            not days
            and place + 1 < len(words)
            and not re.match(r"[:.h]\d", text[ends[place + 1] : ends[place + 1] + 2])
        ):
            days, last = _days_behind(words, place, joins)
            first = place
        after = [one for one in range(last + 1, min(last + 3, len(words))) if words[one] not in of]
        year = next((int(words[one]) for one in after[:1] if re.fullmatch(r"(?:19|20)\d\d", words[one])), 0)
        if days:
            yield _span(days, months()[word], year, today, starts[first], ends[after[0] if year else last])


def _days_before(
    words: tuple[str, ...], place: int, joins: frozenset[str], of: frozenset[str]
) -> tuple[list[int], int]:
    """ "18 et 19 octobre", "25-27 May", "3 de mayo": the days, the first one first."""
    days: list[int] = []
    first = number = place
    for _turn in range(6):
        number -= 1
        word = words[number] if number >= 0 else ""
        day = _DAY.fullmatch(word)
        if day and 0 < int(day[1]) < 32 and len(days) < 2:
            days.insert(0, int(day[1]))
            first = number
        elif not (word in of and not days) and not (word in joins | of and days):
            break
    return days, first


def _days_behind(words: tuple[str, ...], place: int, joins: frozenset[str]) -> tuple[list[int], int]:
    """ "May 25-27", "October 18 and 19"."""
    days: list[int] = []
    last = place
    for number in range(place + 1, min(place + 4, len(words))):
        day = _DAY.fullmatch(words[number])
        if day and 0 < int(day[1]) < 32 and len(days) < 2:
            days.append(int(day[1]))
            last = number
        elif words[number] not in joins:
            break
    return days, last


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
    """Year and month of each month named; a short or doubtful word counts behind "in", or with a year."""
    words = words_of(text[:20_000]).words
    found = set()
    for place, word in enumerate(words):
        number = months().get(word)
        if number is None:
            continue
        rest = [one for one in words[place + 1 : place + 3] if one not in lexicon.words("date.of")]
        year = int(rest[0]) if rest and re.fullmatch(r"20\d\d", rest[0]) else 0
        before = words[place - 1] if place else ""
        is_day = bool(_DAY.fullmatch(before)) or bool(rest and _DAY.fullmatch(rest[0]))
        is_meeting = lexicon.has(" ".join(words[place + 1 : place + 2]), "date.meetings")
        if year or is_day or is_meeting or before in lexicon.words("date.before_month") or len(word) > 5:
            found.add((year or (today.year if number >= today.month else today.year + 1), number))
    return found
