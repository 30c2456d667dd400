"""Calendar files (RFC 5545, RFC 7986) of an event and of its agenda: rows in, bytes out.

An identity (UID) is that of the row and never changes; SEQUENCE and LAST-MODIFIED grow with every change; what is
called off stays, as STATUS:CANCELLED, so that calendars which hold it strike it out instead of forgetting it.
"""

import datetime
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language

from events.agenda import Item
from events.exports.contentlines import component, document, line, text_line, utc, when
from events.models import Event, Session, Venue
from multilingual.texts import Text, translated

PRODUCT = "-//Atelier//Programme//EN"
REFRESH = "PT6H"
DAY = datetime.timedelta(days=1)
TRANSPARENT_KINDS = {"break", "registration", "reception", "end"}


def event_calendar(event: Event) -> bytes:
    """The event as one entry of whole days; empty of entries where its days are not known."""
    return _calendar(event, _event_entry(event) if event.starts_on is not None else [])


def agenda_calendar(event: Event, items: Iterable[Item]) -> bytes:
    """The agenda, one entry an item. An item without a time is told in the description of the item it stands within;
    one that has a day and stands within none is an entry of that whole day.
    """
    entries = []
    for root in items:
        for item in root.walk():
            if item.session.starts_at is not None or (item.session.day is not None and item is root):
                entries += _session_entry(event, item)
    zone = []
    if any(item.session.starts_at for root in items for item in root.walk()):
        years = [date.year for date in _days(event, items)]
        zone = _zone(event.timezone, min(years), max(years))
    return _calendar(event, [*zone, *entries])


@lru_cache(maxsize=64)
def _zone(name: str, first_year: int, last_year: int) -> list[str]:
    """The rules of a time zone, of the years around an event: readers need those in force then, not all since 1970."""
    if name == "UTC":
        return []
    import icalendar  # knows how such rules are written; large, and seldom needed

    span = datetime.date(first_year, 1, 1), datetime.date(last_year + 2, 1, 1)
    return icalendar.Timezone.from_tzid(name, first_date=span[0], last_date=span[1]).to_ical().decode().splitlines()


def _days(event: Event, items: Iterable[Item]) -> list[datetime.date]:
    found = [item.session.day for root in items for item in root.walk() if item.session.day]
    return found + ([event.starts_on] if event.starts_on else [])


def _calendar(event: Event, entries: Iterable[str]) -> bytes:
    title = translated(event, "title")
    head = [
        line("VERSION", "2.0"),
        line("PRODID", PRODUCT),
        line("CALSCALE", "GREGORIAN"),
        line("METHOD", "PUBLISH"),
        text_line("NAME", title.value, title.language),
        text_line("X-WR-CALNAME", title.value),
        line("X-WR-TIMEZONE", event.timezone),
        line("REFRESH-INTERVAL", REFRESH, VALUE="DURATION"),
        line("X-PUBLISHED-TTL", REFRESH),
        line("URL", _address(event.get_absolute_url())),
    ]
    return document(component("VCALENDAR", [*head, *entries])).encode()


def _event_entry(event: Event) -> list[str]:
    summary = translated(event, "summary")
    return component(
        "VEVENT",
        [
            *_entry(event, event, translated(event, "title")),
            when("DTSTART", event.starts_on),  # type: ignore[arg-type]  # has a start
            when("DTEND", event.last_day + DAY),  # type: ignore[operator, arg-type]  # exclusive
            line("STATUS", _status(event)),
            *([text_line("DESCRIPTION", summary.value, summary.language)] if summary.value else []),
            *_plain("LOCATION", _place(event.venue)),
        ],
    )


def _session_entry(event: Event, item: Item) -> list[str]:
    session = item.session
    if session.local_start is not None:
        span = [when("DTSTART", session.local_start)]
        span += [when("DTEND", session.local_end)] if session.local_end is not None else []
    else:
        span = [when("DTSTART", session.day), when("DTEND", session.day + DAY)]  # type: ignore[arg-type, operator]
    room = translated(session.room, "name").value if session.room else ""
    return component(
        "VEVENT",
        [
            *_entry(event, session, translated(session, "title")),
            *span,
            line("STATUS", _status(event, session)),
            line("TRANSP", "TRANSPARENT" if session.kind in TRANSPARENT_KINDS else "OPAQUE"),
            text_line("CATEGORIES", session.kind_label),
            *_plain("DESCRIPTION", "\n".join(_lines(item))),
            *_plain("LOCATION", ", ".join(part for part in (room, _place(event.venue)) if part)),
        ],
    )


def _entry(event: Event, row: Event | Session, title: Text) -> list[str]:
    # An item changes with its event too: when the event is called off, so is every item.
    changed = utc(max(row.updated_at, event.updated_at))
    return [
        line("UID", str(row.uid)),
        line("DTSTAMP", changed),
        line("CREATED", utc(row.created_at)),
        line("LAST-MODIFIED", changed),
        line("SEQUENCE", str(row.sequence + (event.sequence if row is not event else 0))),
        text_line("SUMMARY", title.value, title.language),
        line("URL", _address(row.get_absolute_url())),
    ]


def _status(event: Event, session: Session | None = None) -> str:
    if event.status == Event.Status.CANCELLED or (session is not None and session.is_cancelled):
        return "CANCELLED"
    is_open = session is not None and session.is_to_be_confirmed
    return "TENTATIVE" if is_open or event.status == Event.Status.POSTPONED else "CONFIRMED"


def _lines(item: Item) -> list[str]:
    """Who speaks, what is said of the item, and what stands within it without a time."""
    lines = []
    for group in item.groups:
        people = [person.appearance for line in group.lines for person in line.people]
        lines.append(f"{group.heading}:")
        lines += [_person(row.speaker.name, translated(row, "function").value) for row in people]
    if description := translated(item.session, "description").value:
        lines += ["", description]
    untimed = [part.session for part in item.parts if part.session.starts_at is None]
    return lines + [f"+ {session}" for session in untimed]


def _person(name: str, function: str) -> str:
    return f"– {name}, {function}" if function else f"– {name}"


def _place(venue: Venue | None) -> str:
    if venue is None:
        return ""
    country = translated(venue.country, "name").value if venue.country else ""
    parts = [translated(venue, "name").value, translated(venue, "city").value, country]
    return ", ".join(part for part in parts if part)


def _plain(name: str, value: str) -> list[str]:
    """A text in the reader's language, if there is one."""
    return [text_line(name, value, (get_language() or "en").split("-")[0])] if value else []


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
