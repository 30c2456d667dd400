"""The agenda as an official document: what agenda.typ sets, as plain values."""

import datetime
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.affiliation import affiliation
from events.agenda import Day, Item, Line, Person, is_behind
from events.models import Appearance, Event
from events.models.fields import languages_in_words
from events.status import called_off_words, nothing_there
from events.templatetags.dates import day, plain_days, plain_hours, zone_words
from identity.current import current
from multilingual.blocks import blocks
from multilingual.texts import Text, translated

Plain = dict[str, Any]


def agenda_document(event: Event, days: list[Day], today: datetime.date) -> Plain:
    """The values of the document in the active language; texts as {value, language}."""
    version = event.agenda_version if event.is_public else None
    is_final = version is not None and version.is_final
    title = translated(event, "title")
    house = current()
    behind = _("meeting changed since, days outside its dates") if is_behind(version, days) else ""
    doubts = [words for words in (called_off_words(event), behind) if words]
    status = " – ".join([_("Agenda") if is_final else _("Provisional agenda"), *doubts])
    return {
        "language": (get_language() or settings.LANGUAGE_CODE).split("-")[0],
        "house": house.full_name if house.is_named else "",
        "accent": house.light_accent,
        "title": f"{status} – {title.value}",
        "heading": _said(title),
        "running": _said(title),
        "subtitle": _said(translated(event, "subtitle")),
        "kind": capfirst(event.get_kind_display()),
        "days_words": plain_days(event) or translated(event, "date_text").value,
        "place": _place(event),
        "status": status,
        "running_status": "" if is_final and not doubts else status,
        "zone": _("Times are those of the zone %(zone)s.") % {"zone": zone_words(event)} if days else "",
        "as_of": f"{settings.SITE_URL}{event.get_absolute_url()} – {_as_of(event, today)}",
        "page": _("Page {number} of {total}"),
        "nothing_yet": nothing_there(event, "agenda"),
        "missing": "",
        "days": [
            {"heading": _day_heading(row, len(days)), "items": [_item(item, event) for item in row.items]}
            for row in days
        ],
    }


def _as_of(event: Event, today: datetime.date) -> str:
    version = event.agenda_version if event.is_public else None
    if version is None:
        return _("as of %(day)s") % {"day": day(today)}
    published_on = version.published_from.astimezone(event.zone).date()
    return _("version %(number)s of %(day)s") % {"number": version.number, "day": day(published_on)}


def _day_heading(row: Day, number: int) -> str:
    if row.date is None:
        return _("Day to be announced") if number > 1 else _("Programme")
    words = capfirst(day(row.date, "weekday"))
    is_numbered = number > 1 and row.number is not None
    return f"{_('Day %(number)s') % {'number': row.number}} – {words}" if is_numbered else words


def _place(event: Event) -> list[Plain]:
    if event.venue is None:
        return [{"value": _("Online"), "language": ""}] if event.mode == Event.Mode.ONLINE else []
    parts = [translated(event.venue, "name"), translated(event.venue, "city")]
    if event.venue.country is not None:
        parts.append(translated(event.venue.country, "name"))
    room = [translated(event.room, "name")] if event.room is not None else []
    return [_said(part) for part in [*room, *parts] if part.value]


def _item(item: Item, event: Event) -> Plain:
    session = item.session
    languages = [languages_in_words(session.languages)] if session.languages else []
    state = [_("Cancelled")] if session.is_cancelled else [_("To be confirmed")] if session.is_to_be_confirmed else []
    description = translated(session, "description")
    return {
        "hours": plain_hours(session),
        "kind": f"{capfirst(session.kind_label)} {item.number}".strip() if item.says_kind else "",
        "place": translated(session.room, "name").value if session.room is not None else "",
        "notes": languages + state,
        "title": _said(translated(session, "title")),
        "is_quiet": item.is_quiet,
        "is_cancelled": session.is_cancelled,
        "description": [
            {**block._asdict(), "runs": [{**run._asdict(), "language": description.language} for run in block.runs]}
            for block in blocks(description.value)
        ],
        "groups": [
            {"heading": group.heading, "lines": [_line(line, event) for line in group.lines]} for group in item.groups
        ],
        "parts": [_item(part, event) for part in item.parts],
    }


def _line(line: Line, event: Event) -> Plain:
    return {
        "note": _("Joint presentation") if line.is_joint else "",
        "people": [_person(person, event) for person in line.people],
    }


def _person(person: Person, event: Event) -> Plain:
    row = person.appearance
    said = affiliation(row, event.starts_on)
    function = [said.function, *(translated(body, "name") for body in said.unsaid), Text(said.country, "")]
    return {
        "name": {"value": row.speaker.formal_name, "language": ""},
        "function": [_said(part) for part in function if part.value],
        "topic": _said(translated(row, "topic")),
        "note": _("to be confirmed") if row.status == Appearance.Status.INVITED else "",
    }


def _said(text: Text) -> Plain:
    return text._asdict()
