"""Calendar files (RFC 5545, RFC 7986): of an event and its agenda, of many events, of one speaker. Rows in, bytes out.

An identity (UID) is that of the row and never changes; SEQUENCE and LAST-MODIFIED grow with every change; what is
called off stays, as STATUS:CANCELLED, so that calendars which hold it strike it out instead of forgetting it.
"""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language, gettext

from events.agenda import Item
from events.exports.content_lines import component, line, text_line, time_line, utc_line
from events.exports.zone_rules import zone_rules
from events.models import Event, Session, Venue
from multilingual.templatetags.texts import colon
from multilingual.texts import Text, translated

PRODUCT = "-//Atelier//Programme//EN"
REFRESH = "PT6H"
DAY = datetime.timedelta(days=1)
TRANSPARENT_KINDS = {"break", "registration", "reception", "end"}


def head_lines(product: str, method: str) -> list[str]:
    """What stands at the beginning of a calendar."""
    return [line("VERSION", "2.0"), line("PRODID", product), line("CALSCALE", "GREGORIAN"), line("METHOD", method)]


def event_calendar(event: Event) -> bytes:
    """The event as one entry of whole days; empty of entries where its days are not known."""
    return events_calendar(translated(event, "title"), event.get_absolute_url(), [event], event.timezone)


def events_calendar(title: Text, path: str, events: Iterable[Event], zone: str = "") -> bytes:
    """Events, each one entry of whole days; those whose days are not known have none. `path`: the page of the same."""
    return _calendar(title, path, [_event_entry(row) for row in events if row.starts_on is not None], zone)


def agenda_calendar(event: Event, items: Iterable[Item]) -> bytes:
    """The agenda, one entry an item. An item without a time is told in the description of the item it stands within;
    one that has a day and stands within none is an entry of that whole day.
    """
    parts = [*_zones(items := list(items)), *_session_entries(event, items)]
    return _calendar(translated(event, "title"), event.get_absolute_url(), parts, event.timezone)


def speaker_calendar(name: str, path: str, items: Iterable[Item]) -> bytes:
    """Items of any events, each as in the agenda of its event."""
    parts = _zones(items := list(items))
    for item in items:
        parts += _session_entries(item.session.event, [item])
    return _calendar(Text(name, ""), path, parts)


def _zones(items: Iterable[Item]) -> list[str]:
    """The rules of the zones in which these items have hours, for their years."""
    years: dict[str, set[int]] = {}
    for session in (each.session for root in items for each in root.walk()):
        if session.starts_at is not None and session.event.timezone != "UTC":
            days = [session.day, session.event.starts_on]
            years.setdefault(session.event.timezone, set()).update(day.year for day in days if day is not None)
    return [zone_rules(zone, min(found), max(found) + 1) for zone, found in years.items()]


def _session_entries(event: Event, items: Iterable[Item]) -> list[str]:
    language = _language()
    place = _place(event.venue, language)
    return [
        _session_entry(event, item, place, language)
        for root in items
        for item in root.walk()
        if item.session.starts_at is not None or (item.session.day is not None and item is root)
    ]


def _calendar(title: Text, path: str, parts: Iterable[str], zone: str = "") -> bytes:
    lines = [
        *head_lines(PRODUCT, "PUBLISH"),
        text_line("NAME", title.value, title.language),
        text_line("X-WR-CALNAME", title.value),
        line("X-WR-TIMEZONE", zone) if zone else "",
        line("REFRESH-INTERVAL", REFRESH, VALUE="DURATION"),
        line("X-PUBLISHED-TTL", REFRESH),
        line("URL", _address(path)),
    ]
    return component("VCALENDAR", [*lines, *parts]).encode()


def _event_entry(event: Event) -> str:
    language = _language()
    summary, place = translated(event, "summary", language), _place(event.venue, language)
    lines = [
        *_entry_lines(event, event, language),
        *_days(event.starts_on, event.last_day),  # type: ignore[arg-type]  # has a start
        line("STATUS", _status(event)),
        text_line("DESCRIPTION", summary.value, summary.language) if summary.value else "",
        text_line("LOCATION", place, language) if place else "",
    ]
    return component("VEVENT", lines)


def _session_entry(event: Event, item: Item, place: str, language: str) -> str:
    session = item.session
    room = translated(session.room, "name", language).value if session.room else ""
    where = ", ".join(part for part in (room, place) if part)
    description = "\n".join(_description(item, language))
    lines = [
        *_entry_lines(event, session, language),
        *_times(session),
        line("STATUS", _status(event, session)),
        line("TRANSP", "TRANSPARENT" if session.kind in TRANSPARENT_KINDS else "OPAQUE"),
        text_line("CATEGORIES", session.kind_label),
        text_line("DESCRIPTION", description, language) if description else "",
        text_line("LOCATION", where, language) if where else "",
    ]
    return component("VEVENT", lines)


def _times(session: Session) -> list[str]:
    if session.local_start is None:
        return _days(session.day, session.day)  # type: ignore[arg-type]  # an entry has hours or a day
    start = time_line("DTSTART", session.local_start)
    return [start, time_line("DTEND", session.local_end)] if session.local_end is not None else [start]


def _days(first: datetime.date, last: datetime.date) -> list[str]:
    return [time_line("DTSTART", first), time_line("DTEND", last + DAY)]  # the end is exclusive


def _entry_lines(event: Event, row: Event | Session, language: str) -> list[str]:
    title = translated(row, "title", language)
    # An item changes with its event too: when the event is called off, so is every item.
    changed = max(row.updated_at, event.updated_at)
    return [
        line("UID", str(row.uid)),
        utc_line("DTSTAMP", changed),
        utc_line("CREATED", row.created_at),
        utc_line("LAST-MODIFIED", changed),
        line("SEQUENCE", str(row.sequence + (event.sequence if row is not event else 0))),
        # Of what was withdrawn nothing is left but its hours.
        text_line("SUMMARY", title.value or gettext("Cancelled"), title.language),
        line("URL", _address(row.get_absolute_url())),
    ]


def _status(event: Event, session: Session | None = None) -> str:
    if event.status == Event.Status.CANCELLED or (session is not None and session.is_cancelled):
        return "CANCELLED"
    is_open = session is not None and session.is_to_be_confirmed
    return "TENTATIVE" if is_open or event.status == Event.Status.POSTPONED else "CONFIRMED"


def _description(item: Item, language: str) -> list[str]:
    """Who speaks, what is said of the item, and what stands within it without a time."""
    lines = []
    for group in item.groups:
        people = [person.appearance for line in group.lines for person in line.people]
        lines.append(f"{group.heading}{colon()}".rstrip())
        lines += [_person(row.speaker.name, translated(row, "function", language).value) for row in people]
    if description := translated(item.session, "description", language).value:
        lines += ["", description]
    untimed = [part.session for part in item.parts if part.session.starts_at is None]
    return lines + [f"+ {session}" for session in untimed]


def _person(name: str, function: str) -> str:
    return f"– {name}, {function}" if function else f"– {name}"


def _place(venue: Venue | None, language: str) -> str:
    if venue is None:
        return ""
    country = translated(venue.country, "name", language).value if venue.country else ""
    parts = [translated(venue, "name", language).value, translated(venue, "city", language).value, country]
    return ", ".join(part for part in parts if part)


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
