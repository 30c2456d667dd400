"""Which event a mail speaks of: a code, dates, words of the title; else the only one that is open. Never a guess."""

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from lexicon import phrases
from lexicon.countries import Names, all_in
from lexicon.dates import Span, dates_in, months_in
from lexicon.flat import flat, key
from lexicon.matcher import words_of
from lexicon.names import name_at
from lexicon.reasons import Reason
from mailreader.context import Context
from mailreader.findings import EventFacts

# Letters, then a year and what else stands in a code; no part of a longer reference such as NV/2027-33.
_CODE = re.compile(r"(?<![\w/°-])[A-Z]{2,10}-?\d{1,4}(?:-\d{1,2})?(?![\w/-])")
# A month, and a word of the title that no other event has.
_NAMED = 4
# So many words may stand between the noun of a meeting and its day; so many signs are looked at before a day.
_NEAR, _SENTENCE, _BESIDE = 6, 400, 60


def event_of(text: str, around: str, context: Context, *, is_answer: bool) -> tuple[str, Reason]:
    """The event of a mail, and why; where the text says little, what stands `around` it may, and a code that is not
    ours denies all guesses. What answers us (`is_answer`) has its event, unless the text itself names another.
    """
    today = context.now.date()
    name, reason = find_event(text, context.events, today)
    if reason.code == "dates":
        event = next(event for event in context.events if event.key == name)
        place = another_place(text, event, context.countries, today)
        name, reason = ("", Reason("unlisted", place)) if place else (name, reason)
    if not is_answer and reason.code in ("only-open", "several", "none-open"):
        again = find_event(around, context.events, today)
        name, reason = again if again[0] or again[1].code == "unlisted" else (name, reason)
    if is_answer or reason.code in ("code", "dates", "unlisted"):
        return name, reason
    code = named_elsewhere(text, context)
    return ("", Reason("unlisted", code)) if code else (name, reason)


def find_event(text: str, events: Sequence[EventFacts], today: datetime.date) -> tuple[str, Reason]:
    """The key of the event and why; "" where several are as likely, none is open, or the dates fit none."""
    if coded := coded_events(text, events):
        return coded[0].key, Reason("code", coded[0].code)
    spans = dates_in(text, today)
    hits = _hits(spans, text, events)
    coming = {event.key: hits[event.key] for event in events if event.key in hits and not event.is_past}
    chosen = coming or hits
    if len(chosen) == 1:
        return next((name, Reason("dates", written)) for name, written in chosen.items())
    if not hits and (other := _days_of_a_meeting(spans, text)):
        return "", Reason("unlisted", other)
    return _by_words(text, events, today)


def _by_words(text: str, events: Sequence[EventFacts], today: datetime.date) -> tuple[str, Reason]:
    """The event whose title and month are spoken of most; else the only one that is open."""
    scores = {event.key: _score(text, event, events, today) for event in events}
    over = max((event for event in events if event.is_past), key=lambda event: scores[event.key], default=None)
    coming = sorted((event for event in events if not event.is_past), key=lambda event: -scores[event.key])
    best, second = [*(scores[event.key] for event in coming[:2]), 0, 0][:2]
    if over is not None and scores[over.key] > best + 1:
        return "", Reason("unlisted", _said(text, over))
    if best > second:
        return coming[0].key, Reason("words", _said(text, coming[0]))
    opened = [event for event in coming if event.is_open]
    if len(opened) == 1 and not best and not opened[0].is_one_of_many:
        return opened[0].key, Reason("only-open")
    return "", Reason("several" if opened else "none-open")


def coded_events(text: str, events: Sequence[EventFacts]) -> list[EventFacts]:
    """Events whose code stands in the text, in its order; past ones only where no other is named."""
    plain, places = flat(text), []
    for event in events:
        found = re.search(rf"(?<![\w-]){re.escape(flat(event.code))}(?!\w)", plain) if event.code else None
        if found:
            places.append((event.is_past, found.start(), event))
    places.sort(key=lambda place: place[:2])
    return [event for is_past, _start, event in places if is_past == places[0][0]]


def named_elsewhere(text: str, context: Context) -> str:
    """A code, as written, of an event that takes no registrations here, or that nobody knows and that looks like one
    of ours; "" where none stands.
    """
    plain = flat(text)
    for code in context.other_codes:
        if re.search(rf"(?<![\w-]){re.escape(flat(code))}(?![\w-])", plain):
            return code
    shapes = {_shape(event.code) for event in context.events}
    years = {str(context.now.year + more)[2:] for more in range(3)}
    tokens = (str(token) for token in _CODE.findall(text[:20_000]) if _shape(token) in shapes)
    return next((token for token in tokens if any(part[-2:] in years for part in re.findall(r"\d+", token))), "")


def _shape(code: str) -> str:
    """ "DLG27-2" and "TUR28-1" look alike: A99-9."""
    return re.sub(r"[A-Z]+", "A", re.sub(r"\d", "9", code.upper()))


def are_several(text: str, context: Context) -> bool:
    """More than one event to come is named: by a code, a day, or the month with a word of the title."""
    events, today = context.events, context.now.date()
    named = {event.key for event in coded_events(text, events)} | set(_hits(dates_in(text, today), text, events))
    named |= {event.key for event in events if _score(text, event, events, today) >= _NAMED}
    return sum(event.key in named for event in events if not event.is_past) > 1


def _hits(spans: list[Span], text: str, events: Sequence[EventFacts]) -> dict[str, str]:
    """The keys of events of which the text names a day, and as it is written."""
    hits: dict[str, str] = {}
    for span in spans:
        for event in events:
            if _is_of(span, event):
                hits.setdefault(event.key, text[span.start : span.end])
    return hits


def _is_of(span: Span, event: EventFacts) -> bool:
    first, last = event.starts_on, event.ends_on or event.starts_on
    return first is not None and last is not None and span.first <= last and span.last >= first


def another_place(text: str, event: EventFacts, countries: Names, today: datetime.date) -> str:
    """The place named right before the days of a meeting, "in Porto, 22 to 24 May", where it is not this event's."""
    known = {_one_of().get(word, word[:2]) for word in key(" ".join([*event.title.values(), event.venue])).split()}
    # "Done at Gitega, 10 September" says where a letter was written.
    for span in [one for one in dates_in(text, today) if event.venue and _is_of(one, event)]:
        before = text[max(0, span.start - _BESIDE) : span.start]
        for hit in phrases.hits(before, "date.place")[-1:]:
            place, end = name_at(before, hit.end)
            is_beside = len(before[end:].split()) < 3 and "." not in before[end:]
            words = {_one_of().get(word, word[:2]) for word in key(place).split()}
            if words and is_beside and not all_in(place, countries) and not known & words:
                return place
    return ""


def _days_of_a_meeting(spans: list[Span], text: str) -> str:
    """Days behind the noun of a meeting, "the workshop of 3 and 4 March".

    A single day may be anything; several in a row are a meeting's wherever in the sentence its noun stands.
    """
    for span in spans:
        before = re.split(r"[.;?!]\s", text[max(0, span.start - _SENTENCE) : span.start])[-1]
        count = len(words_of(before).words)
        reach = _NEAR if span.first == span.last else count
        is_meeting = any(count - hit.last <= reach for hit in phrases.hits(before, "date.meetings"))
        if is_meeting:
            return text[span.start : span.end]
    return ""


@cache
def _one_of() -> dict[str, str]:
    """Ordinals and cities, each by its first name: "deuxième" and "second" are one, "Genève" and "Geneva"."""
    found: dict[str, str] = {}
    for topic in ("ordinals", "cities"):
        for code in (*phrases.LANGUAGES, "other"):
            for number, names in enumerate(phrases.of_language(code, f"date.{topic}")):
                found |= dict.fromkeys(names.split(), f"{topic}{number}")
    return found


@lru_cache(maxsize=256)
def _words(text: str) -> set[str]:
    """The words that tell one event from another: no kinds of meetings, no small words."""
    words = [word for word in key(text).split() if len(word) > 3 or word in _one_of()]
    return {
        _one_of().get(word, word)
        for word in words
        if (word in _one_of() or word not in phrases.words("date.common")) and not phrases.has(word, "date.meetings")
    }


def _of_event(event: EventFacts) -> set[str]:
    return _words(" ".join([*event.title.values(), event.venue]))


def _score(text: str, event: EventFacts, events: Sequence[EventFacts], today: datetime.date) -> float:
    """Words of the title that not all events share, and its month."""
    shared = Counter(word for other in events for word in _of_event(other))
    own = sum(1 / shared[word] for word in _of_event(event) & _words(text) if not word.isdigit())
    days = [day for day in (event.starts_on, event.ends_on) if day]
    return own + 3 * bool({(day.year, day.month) for day in days} & months_in(text, today))


def _said(text: str, event: EventFacts) -> str:
    return " ".join(sorted(_of_event(event) & _words(text)))[:100] or "month"
