"""Hours and days of an agenda, in the many ways in which they are written."""

import datetime
import re
from functools import cache
from typing import NamedTuple

from lexicon import phrases
from lexicon.dates import dates_in
from lexicon.flat import flat
from lexicon.matcher import words_of

# 9:00, 09.00, 9h30, 14 h, 2:30 pm, 2 p.m., 0930; what follows must not make a date or a longer number of it.
_HOUR = re.compile(
    r"(?P<hour>[01]?\d|2[0-4])"
    r"(?:(?:\s?[:.h]\s?|\s?:\s)(?P<minute>[0-5]\d)(?::[0-5]\d)?|(?P<h>\s?h(?![a-z]))"
    r"|(?P<digits>[0-5]\d)(?:(?=\s?(?:-\s?\d{3,4}(?![\d-])|h|$))|(?<=-\d{4})|(?<=- \d{4})))?"
    r"(?!\d|[./:]\d)"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?"
)
_SPAN = re.compile(r"\s{0,3}(?:--?>?|/|~|\u2192)\s{0,3}")
_GAP = re.compile(r"[\s:;|,.)\]-]*")
# "1. 09:30 Opening": the number of an item stands before its hours.
_OPENING = re.compile(r"[\s(\[]*(?:\d{1,2}[.)]\s{1,4}(?=\d{1,2}\s?[:.h]\s?\d\d))?")
_TOKEN = re.compile(r"[^\W\d_][\w'.+]{0,20}")
_PLACES = re.compile(r"[(\[]?(?<![\d.:/])\d")
_LONGEST_TAIL = 70
_WITHIN = re.compile(r"[(\[]([^()\[\]]{5,40})[)\]]")
_BRACKET = re.compile(r"[(\[]([^()\[\]]{5,90})[)\]]\s{0,3}$")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_COMPACT_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})(?!\d)|(\d{1,2})[./](\d{1,2})\.?(?![\d.])")
# "12/05 9h": a day without its year, which is no hour.
_DAY_AND_MORE = re.compile(r"([0-3]?\d/[01]?\d)[ ,:–-]{1,3}(?=\d)")
# Between a day of the week and its date: "Tuesday, the 7th", "7 July (Tuesday)".
_BEFORE_DATE, _BEHIND_DATE = re.compile(r"\W{0,5}(?:[^\W\d]{1,3}\s)?"), re.compile(r"[\s,(/]{0,3}")
# The day from which a date is looked for whose year nothing says: of a leap year in which no event is held.
_YEARLESS = datetime.date(1896, 1, 1)
# "D1", "J2", as sheets of a workbook are called.
_SHORT_DAY = re.compile(r"[dj]([1-9])")


class Hours(NamedTuple):
    """A start and perhaps an end in minutes of the day, and where both end in the text."""

    start: int
    end: int | None
    behind: int


class _Moment(NamedTuple):
    minutes: int
    half: str
    is_clear: bool
    behind: int


class DayHeading(NamedTuple):
    """A day that a line begins: its date or its number, 0 where it has none; "" or what else the line says.

    A date has a year: none is known where neither the text nor the event says it. `weekday` is the day of the week
    that stands beside the date, Monday being 0.
    """

    date: datetime.date | None
    number: int
    theme: str
    weekday: int | None = None


def clock(minutes: int) -> str:
    """ "09:30"."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


# Hours ----------------------------------------------------------------------------------------------------------------


def leading(text: str) -> Hours | None:
    """The hours with which a text begins: two of them, or one that is clearly an hour."""
    plain = flat(text[:120])
    place = _OPENING.match(plain).end()  # type: ignore[union-attr]  # matches always
    place = _past(plain, place, "agenda.from", 3)
    first = _moment(plain, place)
    if first is None:
        return None
    second = _second(plain, first.behind)
    if second is None or not (first.is_clear or second.is_clear):
        return Hours(first.minutes, None, _tail(plain, first.behind)) if first.is_clear else None
    start, end = _halves(first, second)
    return Hours(start, end, _tail(plain, second.behind))


def trailing(text: str) -> tuple[str, Hours] | None:
    """The text before the hours with which it ends, and these: two of them, or one in brackets.

    What stands behind them in the brackets, such as a room, stays.
    """
    if found := _BRACKET.search(text):
        hours = leading(found[1])
        rest = found[1][hours.behind :].strip() if hours else ""
        if hours and rest and hours.end is not None:
            return f"{text[: found.start()].rstrip()} ({rest})", hours
    begin = max(0, len(text) - _LONGEST_TAIL)
    for found in _PLACES.finditer(text, begin):
        hours = leading(text[found.start() :])
        is_all = hours is not None and not text[found.start() + hours.behind :].strip(" .)]")
        if hours and is_all and (hours.end is not None or found[0][0] in "(["):
            return _without_from(text[: found.start()]), hours
    return None


def in_brackets(text: str) -> tuple[str, Hours] | None:
    """ "Session 1 (09:30–11:00): Water": the text without the hours in its brackets, and these."""
    for found in _WITHIN.finditer(text[:300]):
        hours = leading(found[1])
        if hours and hours.end is not None and not found[1][hours.behind :].strip():
            return text[: found.start()].rstrip() + text[found.end() :], hours
    return None


def day_and_hours(text: str, first: datetime.date | None) -> tuple[str, str] | None:
    """ "Tuesday 10 March, 09:00–10:00 Opening": what says the day, and the rest, which begins with hours."""
    if compact := _DAY_AND_MORE.match(text):
        begin, end = 0, compact.end(1)
    else:
        spans = dates_in(text[:60], first or _YEARLESS)
        if not spans or spans[0].first != spans[0].last:
            return None
        begin, end = spans[0].start, spans[0].end
    rest = text[end:].lstrip(" ,;:.–—-|/")
    before = words_of(text[:begin]).words
    if leading(rest) is None or not all(map(_is_said_of_days, before)):
        return None
    return text[:end], rest


def _without_from(text: str) -> str:
    """A title before hours, without the "from" between them."""
    bare = text.rstrip(" \t,;:|([–—-")
    last = words_of(bare[-20:]).words[-1:]
    if last and last[0] in phrases.words("agenda.from") and " " in bare:
        return bare.rpartition(" ")[0].rstrip(" ,;:([–—-")
    return bare


def _moment(plain: str, place: int) -> _Moment | None:
    for topic, minutes in (("agenda.noon", 720), ("agenda.midnight", 1440)):
        number = re.match(r"12\s", plain[place : place + 3])
        begin = place + (number.end() if number else 0)
        word = _TOKEN.match(plain, begin)
        if word and word[0].strip(".") in phrases.words(topic):
            return _Moment(minutes, "", True, word.end())
    found = _HOUR.match(plain, place)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or found["digits"] or 0)
    half = found["half"] or ""
    if half and hour > 12:
        half = ""
    if half:
        hour = hour % 12 + 12 * (half == "p")
    if hour * 60 + minute > 1440:
        return None
    is_clear = bool(found["minute"] or found["h"] or found["half"] or found["digits"])
    behind = found.end() + (plain[found.end() : found.end() + 1] == " ")
    word = _TOKEN.match(plain, behind)
    if word and word[0].strip(".") in phrases.words("agenda.hour_words"):
        return _Moment(hour * 60 + minute, half, True, word.end())
    return _Moment(hour * 60 + minute, half, is_clear, found.end())


def _second(plain: str, place: int) -> _Moment | None:
    place = _past(plain, place, "agenda.hours", 2)
    if joined := _SPAN.match(plain, place):
        return _moment(plain, _past(plain, joined.end(), "agenda.to", 2))
    behind = _past(plain, place, "agenda.to", 3)
    gap = len(plain) - len(plain[place:].lstrip())
    if behind > gap:
        return _moment(plain, behind)
    # Two hours in two columns, nothing between them.
    second = _moment(plain, gap) if plain[gap - 1 : gap] == " " else None
    return second if second and second.is_clear else None


def _halves(first: _Moment, second: _Moment) -> tuple[int, int]:
    """ "2-3.30 pm": the half of the day is said once."""
    start = first.minutes
    if second.half and not first.half and start <= 720:
        later = start % 720 + 720 * (second.half == "p")
        start = later if later < second.minutes else start
    end = second.minutes
    if first.half == "p" and not second.half and end < start and end + 720 > start:
        end += 720
    return start, end


def _past(plain: str, place: int, topic: str, most: int) -> int:
    """The place behind the words of a topic, as many as are allowed."""
    for _turn in range(most):
        begin = place + len(plain[place : place + 4]) - len(plain[place : place + 4].lstrip(" :"))
        word = _TOKEN.match(plain, begin)
        if word is None or not set(re.split(r"[' ]", word[0].strip("."))) <= phrases.words(topic):
            break
        place = word.end()
    return place + len(plain[place : place + 4]) - len(plain[place : place + 4].lstrip(" :"))


def _tail(plain: str, place: int) -> int:
    """Behind "h", "hrs", a zone in brackets, and the signs between hours and title."""
    gap = _GAP.match(plain, place).end()  # type: ignore[union-attr]  # matches always
    if plain[gap : gap + 1] == "(" and (closed := plain.find(")", gap, gap + 30)) > 0:
        inside = words_of(plain[gap + 1 : closed]).words
        if inside and all(word in phrases.words("agenda.hours") or word.isdigit() for word in inside):
            return _GAP.match(plain, closed).end()  # type: ignore[union-attr]
    word = _TOKEN.match(plain, gap)
    if word and word[0].strip(".") in phrases.words("agenda.hours") and plain[word.end() : word.end() + 1] != "'":
        return _GAP.match(plain, word.end()).end()  # type: ignore[union-attr]
    return gap


# Days -----------------------------------------------------------------------------------------------------------------


@cache
def _numbers() -> dict[str, int]:
    """Numbers in words, ordinals too: "two", "2nd", "deuxième"."""
    found: dict[str, int] = {}
    for code in phrases.LANGUAGES:
        for topic in ("agenda.numbers", "date.ordinals"):
            for number, names in enumerate(phrases.of_language(code, topic), 1):
                for name in names.split():
                    found.setdefault(name, number)
    return found


def _number_of(word: str) -> int:
    if word.isdigit():
        return int(word) if len(word) < 3 else 0
    return _numbers().get(word) or _ROMAN.get(word, 0)


def day_heading(text: str, first: datetime.date | None, *, is_strong: bool = False) -> DayHeading | None:
    """The day that a line is the heading of. `first` is the first day of the event: a year, where none is said."""
    text = text[:300].strip(" :.-–—\t")
    if leading(text) is not None and not _compact(text, first):
        return None
    today = first or _YEARLESS
    number, places = _day_number(text)
    # "Day 1: Monday 7 July" is one day: what counts the days is no part of the date.
    spans = dates_in(_without_words(text, places), today)
    if spans and spans[0].first != spans[0].last:
        return None
    date, begin, end = (spans[0].first, spans[0].start, spans[0].end) if spans else (None, -1, -1)
    if date is None and (compact := _compact(text, first)):
        date, begin, end = compact, 0, len(text)
    if date is None and not number:
        return _weekday_heading(text, first)
    heading = _heading(text, date, number, (begin, end), places, is_strong=is_strong)
    if heading is None or date is None:
        return heading
    if date.year == _YEARLESS.year:
        return heading._replace(date=None)
    return heading._replace(weekday=_weekday_beside(text, begin, end))


def _weekday_beside(text: str, begin: int, end: int) -> int | None:
    """The day of the week before a date, or behind it; a comma or "the" may stand between."""
    names, words = _weekdays(), words_of(text)
    for place in (number for number, word in enumerate(words.words) if word in names):
        before, behind = words.ends[place], words.starts[place]
        is_before = before <= begin and _BEFORE_DATE.fullmatch(text[before:begin])
        if is_before or (behind >= end and _BEHIND_DATE.fullmatch(text[end:behind])):
            return names[words.words[place]]
    return None


def _without_words(text: str, places: set[int]) -> str:
    """The text with spaces in place of some of its words."""
    words = words_of(text)
    for place in places:
        start, end = words.starts[place], words.ends[place]
        text = f"{text[:start]}{' ' * (end - start - 1)};{text[end:]}"
    return text


@cache
def _weekdays() -> dict[str, int]:
    """The number of a day of the week by its names, Monday being 0."""
    topics = ("date.weekdays", "agenda.weekdays")
    lists = [phrases.of_language(code, topic) for topic in topics for code in phrases.LANGUAGES]
    return {name: number for names in lists for number, each in enumerate(names) for name in each.split()}


def _weekday_heading(text: str, first: datetime.date | None) -> DayHeading | None:
    """ "Tuesday", "Martes 8": the next such day from the first one of the event on."""
    words = words_of(text).words
    weekday = _weekdays().get(words[0]) if words else None
    rest = [word for word in words[1:] if not (_is_said_of_days(word) or (word.isdigit() and len(word) < 3))]
    if weekday is None or rest or len(words) > 4:
        return None
    date = first + datetime.timedelta(days=(weekday - first.weekday()) % 7) if first else None
    return DayHeading(date, 0, "")


def _heading(
    text: str, date: datetime.date | None, number: int, dated: tuple[int, int], places: set[int], *, is_strong: bool
) -> DayHeading | None:
    """A line is a heading if it begins with the day, and says little else."""
    words = words_of(text)
    other: list[int] = []
    for place, word in enumerate(words.words):
        is_of_date = dated[0] <= words.starts[place] < dated[1]
        if not (is_of_date or place in places or _is_said_of_days(word)):
            other.append(place)
    theme = text[words.starts[other[0]] :].strip(" :.-–—,()") if other else ""
    if not other:
        return DayHeading(date, number, "")
    if other[0] == 0:
        if phrases.begins(text, "agenda.numbered"):
            return None  # "Session 1: July"
        return DayHeading(date, number, "") if date and len(other) <= (6 if is_strong else 3) else None
    before = text[: words.starts[other[0]]].rstrip()
    is_set_off = before.endswith((":", "-", "–", "—", "(", ",", "|", "."))
    most = 14 if is_set_off or is_strong else 2
    return DayHeading(date, number, theme) if len(other) <= most else None


def _is_said_of_days(word: str) -> bool:
    topics = ("date.weekdays", "agenda.weekdays", "agenda.day", "date.of")
    return word in phrases.topics()["agenda.half_day"] or any(word in phrases.words(topic) for topic in topics)


def _day_number(text: str) -> tuple[int, set[int]]:
    """ "Day 2", "Jour II", "Deuxième journée": the number, and at which words it stands."""
    words = words_of(text).words[:14]
    if len(words) == 1 and (short := _SHORT_DAY.fullmatch(words[0])):
        return int(short[1]), {0}
    for place, word in enumerate(words):
        if word not in phrases.words("agenda.day"):
            continue
        for other in (place + 1, place - 1):
            if 0 <= other < len(words) and (number := _number_of(words[other])):
                return number, {place, other}
    return 0, set()


def _compact(text: str, first: datetime.date | None) -> datetime.date | None:
    """ "07/07/08", "7.7.": a date in figures alone; without its year, or with half of it, that of the event."""
    found = _COMPACT_DAY.fullmatch(text)
    if found is None:
        return None
    if found[4]:
        day, month, year = int(found[4]), int(found[5]), first.year if first else 0
    else:
        day, month, year = int(found[1]), int(found[2]), int(found[3])
    try:
        return datetime.date(year + 2000 * (year < 100), month, day) if year else None
    except ValueError:
        return None


def is_half_day(text: str) -> bool:
    """ "Morning", "Séance de l'après-midi" and nothing else."""
    return phrases.is_all(text, "agenda.half_day")
