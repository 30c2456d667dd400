"""The agenda for programs that read schedules of conferences: schedule.json and schedule.xml (pentabarf, frab).

Both are made from one structure, that of the JSON. Their readers know neither an item without a start nor an item or a
meeting that was called off: the first is told in the text of the item it stands within, the others by their titles. By
the clock of the event: `day/@date` with `start`, and `date` with its offset for who knows zones.
"""

import datetime
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.agenda import Item
from events.exports.xml_text import xml_text
from events.models import Document, Event, Session
from events.status import told_title
from multilingual.templatetags.texts import colon
from multilingual.texts import translated

SCHEMA = "https://c3voc.de/schedule/schema.json"
# Also how long an item lasts whose end is not told: readers drop one without a duration.
SLOT = datetime.timedelta(minutes=5)
LONGEST = datetime.timedelta(hours=23, minutes=59)  # readers take a duration for a time of day

Plain = dict[str, Any]


class Timed(NamedTuple):
    """An item with its start by the clock of the event, and the title of what it stands within."""

    start: datetime.datetime
    track: str
    item: Item


def schedule_json(event: Event, items: Iterable[Item]) -> bytes:
    """The agenda as schedule.json."""
    return json.dumps(schedule(event, items), ensure_ascii=False, indent=1).encode()


def schedule(event: Event, items: Iterable[Item]) -> Plain:
    """The agenda as plain values."""
    address = f"{settings.SITE_URL}{event.get_absolute_url()}"
    timed = sorted(with_times(items), key=lambda row: row.start)
    days: dict[datetime.date, list[Timed]] = {}
    for row in timed:
        days.setdefault(row.start.date(), []).append(row)
    found = [_day(event, number, rows) for number, rows in enumerate(days.values(), 1)]
    dates = [event.starts_on, event.last_day, *days]
    known = [date for date in dates if date is not None]
    conference = {
        "acronym": acronym(event),
        "title": told_title(event, translated(event, "title").value),
        "start": min(known).isoformat() if known else "",
        "end": max(known).isoformat() if known else "",
        "daysCount": len(found),
        "timeslot_duration": _clock(SLOT),
        "time_zone_name": event.timezone,
        "url": address,
        "days": found,
    }
    changed = max([event.updated_at, *(row.item.session.updated_at for row in timed)])
    version = f"{changed.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S} {_version(event)}".strip()
    return {
        "$schema": SCHEMA,
        "generator": {"name": "Atelier"},
        "schedule": {"version": version, "base_url": address, "conference": conference},
    }


def _version(event: Event) -> str:
    """Which version it is, in words; of a draft nothing."""
    published = event.agenda_version if event.is_public else None
    return f"{published.number} {published.get_status_display()}" if published is not None else ""


def schedule_xml(event: Event, items: Iterable[Item]) -> bytes:
    """The agenda as schedule.xml."""
    made = schedule(event, items)["schedule"]
    conference = made["conference"]
    root = Element("schedule")
    _put(root, "version", made["version"])
    head = SubElement(root, "conference")
    for name in ("acronym", "title", "start", "end"):
        if conference[name]:
            _put(head, name, conference[name])
    _put(head, "days", str(conference["daysCount"]))
    _put(head, "timeslot_duration", conference["timeslot_duration"])
    _put(head, "base_url", made["base_url"])
    _put(head, "time_zone_name", conference["time_zone_name"])
    # The format wants a day, also of an agenda that has none yet.
    for day in conference["days"] or [{"rooms": {}}]:
        names = {"index": "index", "date": "date", "day_start": "start", "day_end": "end"}
        node = SubElement(root, "day", {names[key]: str(day[key]) for key in names if key in day})
        for name, rows in day["rooms"].items():
            room = SubElement(node, "room", {"name": xml_text(name)})
            for row in rows:
                _put_item(room, row)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="utf-8")


def acronym(event: Event) -> str:
    """The code as both schemas take it: small letters, digits and underscores, four at least."""
    return re.sub(r"[^a-z0-9]+", "_", event.code.lower()).strip("_").ljust(4, "_")


def with_times(items: Iterable[Item], track: str = "") -> Iterator[Timed]:
    """Each item that has a start, with the title of what it stands within."""
    for item in items:
        if (start := item.session.local_start) is not None:
            yield Timed(start, track, item)
        yield from with_times(item.parts, translated(item.session, "title").value)


def _day(event: Event, number: int, rows: list[Timed]) -> Plain:
    rooms: dict[str, list[Plain]] = {}
    for row in rows:
        rooms.setdefault(_room(event, row.item.session), []).append(_item(event, row))
    return {
        "index": number,
        "date": rows[0].start.date().isoformat(),
        "day_start": rows[0].start.isoformat(),
        "day_end": max(row.start + lasts(row.item.session) for row in rows).isoformat(),
        "rooms": rooms,
    }


def lasts(session: Session) -> datetime.timedelta:
    """How long an item is."""
    if session.starts_at is None or session.ends_at is None:
        return SLOT
    return min(session.ends_at - session.starts_at, LONGEST)


def _item(event: Event, row: Timed) -> Plain:
    start, track, item = row
    session = item.session
    title = translated(session, "title").value
    language = next(iter(session.languages), (get_language() or settings.LANGUAGE_CODE).split("-")[0])
    return {
        "id": session.pk,
        "guid": str(session.uid),
        "date": start.isoformat(),
        "start": f"{start:%H:%M}",
        "duration": _clock(lasts(session)),
        "room": _room(event, session),
        "slug": f"{event.slug}-{session.pk}".lower(),
        "url": f"{settings.SITE_URL}{session.get_absolute_url()}",
        "title": _("Cancelled: %(title)s") % {"title": title} if session.is_cancelled else told_title(event, title),
        "subtitle": item.number,
        "track": track,
        "type": session.kind,
        "language": language,
        "abstract": "",
        "description": "\n".join(_description(item)),
        "persons": [
            {"id": person.appearance.speaker_id, "public_name": person.appearance.speaker.name}
            for person in _people(item)
        ],
        "links": [_link(document) for document in item.all_documents if document.versions],
    }


def _people(item: Item) -> Iterator[Any]:
    seen: set[int] = set()
    for person in (person for group in item.groups for line in group.lines for person in line.people):
        is_told = not person.appearance.speaker.is_hidden
        if is_told and person.appearance.speaker_id not in seen:  # who moderates and speaks is one person
            seen.add(person.appearance.speaker_id)
            yield person


def _description(item: Item) -> Iterator[str]:
    for group in item.groups:
        yield f"{group.heading}{colon()}".rstrip()
        for person in (person for line in group.lines for person in line.people):
            function = translated(person.appearance, "function").value
            yield (
                f"– {person.appearance.speaker.name}, {function}" if function else f"– {person.appearance.speaker.name}"
            )
    if description := translated(item.session, "description").value:
        yield from ("", description)
    for part in item.parts:
        if part.session.starts_at is None:
            yield f"+ {part.session}"


def _link(document: Document) -> dict[str, str]:
    file = document.version_in((get_language() or settings.LANGUAGE_CODE).split("-")[0])
    return {"title": str(document), "url": urljoin(settings.SITE_URL, file.get_absolute_url() if file else "")}


def _room(event: Event, session: Session) -> str:
    """The name of the room: a reader drops what is in none."""
    room = session.room or event.room
    if room is not None and (name := translated(room, "name").value):
        return name
    if event.mode == Event.Mode.ONLINE:
        return _("Online")
    return (event.venue and translated(event.venue, "name").value) or _("Main room")


def _clock(length: datetime.timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours:02}:{minutes:02}"


def _put(parent: Element, name: str, text: str) -> Element:
    node = SubElement(parent, name)
    node.text = xml_text(text)
    return node


def _put_item(room: Element, row: Plain) -> None:
    node = SubElement(room, "event", {"id": str(row["id"]), "guid": row["guid"]})
    plain = ("room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug", "track")
    for name in (*plain, "language", "description", "url"):
        _put(node, name, row[name])
    persons, links = SubElement(node, "persons"), SubElement(node, "links")
    for person in row["persons"]:
        _put(persons, "person", person["public_name"]).set("id", str(person["id"]))
    for link in row["links"]:
        _put(links, "link", link["title"]).set("href", link["url"])
