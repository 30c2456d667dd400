"""Calendar files (RFC 5545, RFC 7986) of an event and of its agenda: rows in, bytes out.

An identity (UID) is that of the row and never changes; SEQUENCE and LAST-MODIFIED grow with every change; what is
called off stays, as STATUS:CANCELLED, so that calendars which hold it strike it out instead of forgetting it.
"""

import datetime
from collections.abc import Iterable

import icalendar
from django.conf import settings
from django.utils.translation import get_language

from events.agenda import Item
from events.models import Event, Session, Venue
from speakers.texts import Text, translated

PRODUCT = "-//Atelier//Programme//EN"
REFRESH = datetime.timedelta(hours=6)
TRANSPARENT_KINDS = {"break", "registration", "reception", "end"}


def event_calendar(event: Event) -> bytes:
    """The event as one entry of whole days; empty of entries where its days are not known."""
    calendar = _calendar(event)
    if event.starts_on is not None:
        calendar.add_component(_event_entry(event))
    return calendar.to_ical()


def agenda_calendar(event: Event, items: Iterable[Item]) -> bytes:
    """The agenda, one entry an item. An item without a time is told in the description of the item it stands within;
    one that has a day and stands within none is an entry of that whole day.
    """
    calendar = _calendar(event)
    for root in items:
        for item in root.walk():
            if item.session.starts_at is not None or (item.session.day is not None and item is root):
                calendar.add_component(_session_entry(event, item))
    if any(item.session.starts_at for root in items for item in root.walk()):
        # Only the years of the event: readers need the rules in force then, not those since 1970.
        year = min(date.year for date in _days(event, items))
        calendar.add_missing_timezones(datetime.date(year, 1, 1), datetime.date(year + 2, 1, 1))
    return calendar.to_ical()


def _days(event: Event, items: Iterable[Item]) -> list[datetime.date]:
    found = [item.session.day for root in items for item in root.walk() if item.session.day]
    return found + ([event.starts_on] if event.starts_on else [])


def _calendar(event: Event) -> icalendar.Calendar:
    title = translated(event, "title")
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title.value, parameters={"LANGUAGE": title.language})
    calendar.add("x-wr-calname", title.value)
    calendar.add("x-wr-timezone", event.timezone)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    calendar.add("url", _address(event.get_absolute_url()))
    return calendar


def _event_entry(event: Event) -> icalendar.Event:
    entry = _entry(event, event, translated(event, "title"))
    entry.add("dtstart", event.starts_on)
    entry.add("dtend", event.last_day + datetime.timedelta(days=1))  # type: ignore[operator]  # exclusive; has a start
    entry.add("status", _status(event))
    _add_text(entry, "description", translated(event, "summary"))
    _add_plain(entry, "location", _place(event.venue))
    return entry


def _session_entry(event: Event, item: Item) -> icalendar.Event:
    session = item.session
    entry = _entry(event, session, translated(session, "title"))
    if session.local_start is not None:
        entry.add("dtstart", session.local_start)
        if session.local_end is not None:
            entry.add("dtend", session.local_end)
    else:
        entry.add("dtstart", session.day)
        entry.add("dtend", session.day + datetime.timedelta(days=1))  # type: ignore[operator]
    entry.add("status", _status(event, session))
    entry.add("transp", "TRANSPARENT" if session.kind in TRANSPARENT_KINDS else "OPAQUE")
    entry.add("categories", [str(session.get_kind_display())])
    _add_plain(entry, "description", "\n".join(_lines(item)))
    room = translated(session.room, "name").value if session.room else ""
    _add_plain(entry, "location", ", ".join(part for part in (room, _place(event.venue)) if part))
    return entry


def _entry(event: Event, row: Event | Session, title: Text) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", str(row.uid))
    # An item changes with its event too: when the event is called off, so is every item.
    changed = max(row.updated_at, event.updated_at).replace(microsecond=0)
    entry.add("dtstamp", changed)
    entry.add("created", row.created_at.replace(microsecond=0))
    entry.add("last-modified", changed)
    entry.add("sequence", row.sequence + (event.sequence if row is not event else 0))
    entry.add("summary", title.value, parameters={"LANGUAGE": title.language} if title.language else {})
    entry.add("url", _address(row.get_absolute_url()))
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


def _add_text(entry: icalendar.Event, name: str, text: Text) -> None:
    if text.value:
        entry.add(name, text.value, parameters={"LANGUAGE": text.language})


def _add_plain(entry: icalendar.Event, name: str, value: str) -> None:
    if value:
        entry.add(name, value, parameters={"LANGUAGE": (get_language() or "en").split("-")[0]})


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
