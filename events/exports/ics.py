"""Calendar files (RFC 5545, RFC 7986) of an event and of its agenda: rows in, bytes out.

An identity (UID) is that of the row and never changes; SEQUENCE and LAST-MODIFIED grow with every change; what is
called off stays, as STATUS:CANCELLED, so that calendars which hold it strike it out instead of forgetting it.
"""

import datetime
import re
from collections.abc import Iterable
from functools import lru_cache

import icalendar
from django.conf import settings
from django.utils.translation import get_language

from events.agenda import Item
from events.models import Event, Session, Venue
from multilingual.texts import Text, translated

PRODUCT = "-//Atelier//Programme//EN"
REFRESH = datetime.timedelta(hours=6)
DAY = datetime.timedelta(days=1)
TRANSPARENT_KINDS = {"break", "registration", "reception", "end"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def new_calendar(product: str, method: str) -> icalendar.Calendar:
    """A calendar without entries."""
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", product)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    return calendar


def add_text(component: icalendar.Component, name: str, value: str, language: str = "") -> None:
    """A text, in a language if one is given; without the control characters that may not stand in it (3.3.11)."""
    component.add(name, icalendar.vText(_CONTROL.sub("", value)), {"LANGUAGE": language} if language else {})


def event_calendar(event: Event) -> bytes:
    """The event as one entry of whole days; empty of entries where its days are not known."""
    return _calendar(event, [_event_entry(event)] if event.starts_on is not None else [])


def agenda_calendar(event: Event, items: Iterable[Item]) -> bytes:
    """The agenda, one entry an item. An item without a time is told in the description of the item it stands within;
    one that has a day and stands within none is an entry of that whole day.
    """
    walked = [(root, item) for root in items for item in root.walk()]
    parts: list[icalendar.Component] = []
    if event.timezone != "UTC" and any(item.session.starts_at for _root, item in walked):
        days = [event.starts_on, *(item.session.day for _root, item in walked)]
        years = [day.year for day in days if day is not None]
        parts.append(_zone(event.timezone, min(years), max(years)))
    parts += [
        _session_entry(event, item)
        for root, item in walked
        if item.session.starts_at is not None or (item.session.day is not None and item is root)
    ]
    return _calendar(event, parts)


@lru_cache(maxsize=64)
def _zone(name: str, first_year: int, last_year: int) -> icalendar.Timezone:
    """The rules of a time zone, of the years around an event: readers need those in force then, not all since 1970."""
    span = datetime.date(first_year, 1, 1), datetime.date(last_year + 2, 1, 1)
    return icalendar.Timezone.from_tzid(name, first_date=span[0], last_date=span[1])


def _calendar(event: Event, parts: Iterable[icalendar.Component]) -> bytes:
    title = translated(event, "title")
    calendar = new_calendar(PRODUCT, "PUBLISH")
    add_text(calendar, "NAME", title.value, title.language)
    add_text(calendar, "X-WR-CALNAME", title.value)
    calendar.add("X-WR-TIMEZONE", event.timezone)
    calendar.add("REFRESH-INTERVAL", REFRESH, {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", icalendar.vDuration(REFRESH))
    calendar.add("URL", _address(event.get_absolute_url()))
    for part in parts:
        calendar.add_component(part)
    return calendar.to_ical(sorted=False)


def _event_entry(event: Event) -> icalendar.Event:
    summary = translated(event, "summary")
    entry = _entry(event, event, translated(event, "title"))
    entry.add("DTSTART", event.starts_on)
    entry.add("DTEND", event.last_day + DAY)  # type: ignore[operator]  # has a start; exclusive
    entry.add("STATUS", _status(event))
    if summary.value:
        add_text(entry, "DESCRIPTION", summary.value, summary.language)
    _add_plain(entry, "LOCATION", _place(event.venue))
    return entry


def _session_entry(event: Event, item: Item) -> icalendar.Event:
    session = item.session
    entry = _entry(event, session, translated(session, "title"))
    if session.local_start is not None:
        entry.add("DTSTART", session.local_start)
        if session.local_end is not None:
            entry.add("DTEND", session.local_end)
    else:
        entry.add("DTSTART", session.day)
        entry.add("DTEND", session.day + DAY)  # type: ignore[operator]  # an entry has hours or a day
    room = translated(session.room, "name").value if session.room else ""
    entry.add("STATUS", _status(event, session))
    entry.add("TRANSP", "TRANSPARENT" if session.kind in TRANSPARENT_KINDS else "OPAQUE")
    entry.add("CATEGORIES", [session.kind_label])
    _add_plain(entry, "DESCRIPTION", "\n".join(_lines(item)))
    _add_plain(entry, "LOCATION", ", ".join(part for part in (room, _place(event.venue)) if part))
    return entry


def _entry(event: Event, row: Event | Session, title: Text) -> icalendar.Event:
    # An item changes with its event too: when the event is called off, so is every item.
    changed = max(row.updated_at, event.updated_at)
    entry = icalendar.Event()
    entry.add("UID", str(row.uid))
    entry.add("DTSTAMP", changed)
    entry.add("CREATED", row.created_at)
    entry.add("LAST-MODIFIED", changed)
    entry.add("SEQUENCE", row.sequence + (event.sequence if row is not event else 0))
    add_text(entry, "SUMMARY", title.value, title.language)
    entry.add("URL", _address(row.get_absolute_url()))
    return entry


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


def _add_plain(entry: icalendar.Event, name: str, value: str) -> None:
    """A text in the reader's language, if there is one."""
    if value:
        add_text(entry, name, value, (get_language() or "en").split("-")[0])


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
