"""Which event a mail speaks of: a code, dates, a month, words of the title; else the only one that is open."""

import datetime
import re
from collections import Counter
from collections.abc import Sequence

from mailreader.context import Context
from mailreader.findings import EventFacts, Reason
from mailreader.flat import flat, key

_MONTHS = {
    1: "january|janvier|enero|januar|januari|janeiro|gennaio|jan|janv|ene",
    2: "february|fevrier|febrero|februar|februari|fevereiro|febbraio|feb|fev|fevr",
    3: "march|mars|marzo|marz|maart|mar",
    4: "april|avril|abril|aprile|apr|avr|abr",
    5: "may|mai|mayo|maio|maggio|mei",
    6: "june|juin|junio|juni|junho|giugno|jun",
    7: "july|juillet|julio|juli|julho|luglio|jul|juil",
    8: "august|aout|agosto|augustus|aug|ago",
    9: "september|septembre|septiembre|setiembre|setembro|settembre|sept|sep",
    10: "october|octobre|octubre|oktober|outubro|ottobre|oct|okt",
    11: "november|novembre|noviembre|novembro|nov",
    12: "december|decembre|diciembre|dezember|dezembro|dicembre|dec|dic|dez",
}
_NUMBERS = {name: number for number, names in _MONTHS.items() for name in names.split("|")}
_MONTH = "|".join(sorted(_NUMBERS, key=len, reverse=True))
# "18. und 19. Oktober": a point behind the day, where no numbered line "2. May I …" can be meant.
_GERMAN = r"\s?(?:und\b|bis\b|/|-|januar|februar|marz|april|juni|juli|august|september|oktober|november|dezember)"
_DAY = rf"(\d{{1,2}})(?:st|nd|rd|th|er|o|\.(?={_GERMAN}))?"
_SPAN = (
    r"(?:\s*(?:-|to|and|au|et|&|al|y|e|ed|a|ao|und|bis|en|/|until|through|jusqu'au|hasta el)\s*(?:the |le |el )?"
    + _DAY
    + ")?"
)
_DAY_MONTH = re.compile(rf"\b{_DAY}{_SPAN}\s*(?:of |de |du )?({_MONTH})\b\.?(?:\s*(?:de |del |,)?\s*(\d{{4}}))?")
_MONTH_DAY = re.compile(rf"\b({_MONTH})\b\.?\s+{_DAY}{_SPAN}(?!\d|[:.h]\d)(?:\s*,?\s*(\d{{4}}))?")
_NUMERIC = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTH_ALONE = re.compile(rf"\b({_MONTH})\b(?:\s*(?:de |del |,)?\s*(\d{{4}}))?")
# Letters, then a year and what else stands in a code; no part of a longer reference such as NV/2027-33.
_CODE = re.compile(r"(?<![\w/°-])[A-Z]{2,10}-?\d{1,4}(?:-\d{1,2})?(?![\w/-])")
_COMMON = {
    "the",
    "and",
    "of",
    "to",
    "in",
    "at",
    "for",
    "on",
    "le",
    "la",
    "les",
    "des",
    "du",
    "de",
    "et",
    "au",
    "aux",
    "el",
    "los",
    "las",
    "del",
    "y",
    "en",
    "al",
    "local",
    "international",
    "internacional",
    "registration",
}
_ORDINALS = (
    "first premier premiere primer primero primera 1st 1er 1ere",
    "second deuxieme seconde segundo segunda 2nd 2e 2eme",
    "third troisieme tercer tercero tercera 3rd 3e 3eme",
    "fourth quatrieme cuarto cuarta 4th 4e 4eme",
    "fifth cinquieme quinto quinta 5th 5e 5eme",
    "sixth sixieme sexto sexta 6th 6e 6eme",
)
# Cities of meetings, as they are called in other languages than that of the venue.
_CITIES = (
    "geneva geneve ginebra genf ginevra genebra",
    "vienna vienne viena wien",
    "brussels bruxelles bruselas brussel",
    "rome roma rom",
    "turin torino",
    "london londres",
    "lisbon lisbonne lisboa",
    "cairo caire kairo",
    "tunis tunez",
    "beirut beyrouth",
    "algiers alger argel",
)
_ONE_OF = {word: words.split()[0] for words in (*_ORDINALS, *_CITIES) for word in words.split()}


def find_event(text: str, events: Sequence[EventFacts], today: datetime.date) -> tuple[str, Reason]:
    """The key of the event and why; "" where several are as likely, or none is open."""
    plain = flat(text)
    if coded := coded_events(plain, events):
        return coded[0].key, Reason("code", coded[0].code)
    dated = _by_dates(plain, events, today)
    if dated is not None:
        return dated
    scores = Counter({event.key: _score(plain, event, events, today) for event in events if not event.is_past})
    ranked = scores.most_common(2)
    if ranked and ranked[0][1] > 0 and (len(ranked) < 2 or ranked[0][1] > ranked[1][1]):
        return ranked[0][0], Reason("words", _said(plain, ranked[0][0], events))
    opened = [event for event in events if event.is_open and not event.is_past]
    if len(opened) == 1 and not (ranked and ranked[0][1] > 0):
        return opened[0].key, Reason("only-open")
    return "", Reason("several" if opened else "none-open")


def coded_events(plain: str, events: Sequence[EventFacts]) -> list[EventFacts]:
    """Events whose code stands in the text, in its order; past ones only where no other is named."""
    places = []
    for event in events:
        found = re.search(rf"(?<![\w-]){re.escape(flat(event.code))}(?!\w)", plain) if event.code else None
        if found:
            places.append((event.is_past, found.start(), event))
    places.sort(key=lambda place: place[:2])
    return [event for is_past, _start, event in places if is_past == places[0][0]]


def named_elsewhere(text: str, context: Context, *, is_look_enough: bool) -> str:
    """A code, as written, of an event that takes no registrations here, or that nobody knows; "" where none stands.

    `is_look_enough`: what looks like a code of ours, of this year or a later one, is taken for one.
    """
    plain = flat(text)
    for code in context.other_codes:
        if re.search(rf"(?<![\w-]){re.escape(flat(code))}(?![\w-])", plain):
            return code
    codes = {event.code for event in context.events if is_look_enough} - {""}
    shapes, known = {_shape(code) for code in codes}, {flat(code) for code in codes}
    years = [context.now.year + more for more in range(3)]
    wanted = {str(year) for year in years} | {str(year)[2:] for year in years}
    for token in _CODE.findall(text[:20_000]):
        if _shape(token) in shapes and flat(token) not in known and wanted & set(re.findall(r"\d+", token)):
            return str(token)
    return ""


def _shape(code: str) -> str:
    """ "DLG27-2" and "TUR28-1" look alike: A99-9."""
    return re.sub(r"[A-Z]+", "A", re.sub(r"\d", "9", code.upper()))


def dated_events(plain: str, events: Sequence[EventFacts], today: datetime.date) -> list[EventFacts]:
    """Events to come of which the text names a day."""
    return [event for event in events if event.key in _hits(plain, events, today) and not event.is_past]


def _by_dates(plain: str, events: Sequence[EventFacts], today: datetime.date) -> tuple[str, Reason] | None:
    """An event one of whose days the text names."""
    hits = _hits(plain, events, today)
    coming = {name: hits[name] for name in hits if not next(event for event in events if event.key == name).is_past}
    chosen = coming or hits
    if len(chosen) == 1:
        name, written = next(iter(chosen.items()))
        return name, Reason("dates", written)
    return None


def _hits(plain: str, events: Sequence[EventFacts], today: datetime.date) -> dict[str, str]:
    """The keys of events of which the text names a day, and as it is written."""
    hits: dict[str, str] = {}
    for start, end, written in dates_in(plain, today):
        for event in events:
            if event.starts_on and start <= (event.ends_on or event.starts_on) and end >= event.starts_on:
                hits.setdefault(event.key, written)
    return hits


def dates_in(plain: str, today: datetime.date) -> list[tuple[datetime.date, datetime.date, str]]:
    """Days and spans of days; a date without its year is the one nearest to come."""
    plain = plain[:20_000]
    found = [(match[1], match[2], match[3], match[4], match[0]) for match in list(_DAY_MONTH.finditer(plain))[:60]]
    found += [(match[2], match[3], match[1], match[4], match[0]) for match in list(_MONTH_DAY.finditer(plain))[:60]]
    spans = [
        span for first, last, month, year, written in found if (span := _span(first, last, month, year, written, today))
    ]
    for match in list(_NUMERIC.finditer(plain))[:60]:
        day = (match[6], match[5], match[4]) if match[4] else (match[1], match[2], match[3])
        if date := _date(int(day[2]), int(day[1]), int(day[0])):
            spans.append((date, date, match[0]))
    return spans


def _span(
    first: str, last: str | None, month: str, year: str | None, written: str, today: datetime.date
) -> tuple[datetime.date, datetime.date, str] | None:
    number = _NUMBERS[month]
    for guess in [int(year)] if year else [today.year, today.year + 1]:
        start = _date(guess, number, int(first))
        end = _date(guess, number, int(last)) if last else start
        if start and end and (year or end >= today - datetime.timedelta(days=30)):
            return (start, end, written) if end >= start else (start, start, written)
    return None


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def is_another(text: str, name: str, reason: Reason, told: str, context: Context) -> bool:
    """An answer speaks of another event than the one it was told of: by a code or days; of a past one more is not said.

    Old mails are answered to ask about something new.
    """
    if reason.code in ("code", "dates"):
        return True
    if reason.code != "words" or not any(event.key == told and event.is_past for event in context.events):
        return False
    plain, today = flat(text), context.now.date()
    scores = {event.key: _score(plain, event, context.events, today) for event in context.events}
    return scores[name] > scores[told]


def _words(event: EventFacts) -> set[str]:
    text = " ".join([*event.title.values(), event.venue])
    return {_ONE_OF.get(word, word) for word in key(text).split() if len(word) > 3 or word in _ONE_OF} - _COMMON


def _score(plain: str, event: EventFacts, events: Sequence[EventFacts], today: datetime.date) -> float:
    """Words of the title that not all events share, its month, its year; nothing for words alone that any mail has."""
    words = {_ONE_OF.get(word, word) for word in key(plain).split()}
    shared = Counter(word for other in events for word in _words(other))
    own = sum(1 / shared[word] for word in _words(event) & words if not word.isdigit())
    return own + 3 * _has_month(plain, event, today)


def _has_month(plain: str, event: EventFacts, today: datetime.date) -> bool:
    if not event.starts_on:
        return False
    months = {(event.starts_on.year, event.starts_on.month)}
    months.add(((event.ends_on or event.starts_on).year, (event.ends_on or event.starts_on).month))
    for match in _MONTH_ALONE.finditer(plain):
        number = _NUMBERS[match[1]]
        if (len(match[1]) < 4 and match[1] not in ("mai", "may")) or (
            match[1] in ("may", "mars", "mar") and not match[2] and _is_verb(plain, match)
        ):
            continue
        year = int(match[2]) if match[2] else (today.year if number >= today.month else today.year + 1)
        if (year, number) in months:
            return True
    return False


def _is_verb(plain: str, match: re.Match[str]) -> bool:
    """ "You may come": a month stands behind a preposition or before a noun of a meeting."""
    before, after = plain[: match.start()].split()[-1:], plain[match.end() :].split()[:1]
    return not (before and before[0] in ("in", "of", "the", "de", "en", "du")) and not (
        after
        and after[0].strip(".,") in ("workshop", "meeting", "session", "course", "training", "conference", "event")
    )


def _said(plain: str, name: str, events: Sequence[EventFacts]) -> str:
    event = next(event for event in events if event.key == name)
    words = {_ONE_OF.get(word, word) for word in key(plain).split()}
    return " ".join(sorted(_words(event) & words))[:100] or "month"
