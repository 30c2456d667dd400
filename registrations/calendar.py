"""The calendar part of a mail (RFC 5545, 5546): the invitation that goes with an approval, its updates and its end.

One identity (UID) a registration for life; SEQUENCE grows with every part sent, so that calendars take the latest.
"""

import datetime
import uuid

from django.conf import settings
from django.utils import timezone

from events.exports.content_lines import component, line, text_line, time_line, utc_line
from events.exports.ics import head_lines
from multilingual.texts import translated
from outbox import salutations
from outbox.placeholders import disarm, one_line
from registrations.kinds import facts_of
from registrations.models import Registration
from registrations.models.states import SEATED

PRODUCT = "-//Atelier//Registrations//EN"


def method_for(registration: Registration, kind: str) -> str:
    """REQUEST, CANCEL, or nothing: without dates there is no invitation, without an invitation nothing to cancel."""
    effect = facts_of(kind).calendar
    invites = effect == "invites" or (effect == "invites who has a place" and registration.state in SEATED)
    if invites and registration.event.starts_on is not None:
        return "REQUEST"
    return "CANCEL" if effect == "ends" and registration.calendar_sequence >= 0 else ""


def uid_of(registration: Registration) -> str:
    """The identity of a registration's entry in a calendar."""
    return uid_of_key(registration.event.uid, registration.pk)


def uid_of_key(event: uuid.UUID, key: int) -> str:
    """The same, of the registration with this key for an event with this identity."""
    return str(uuid.uuid5(event, f"registration {key}"))


def calendar_part(
    registration: Registration, *, method: str, sequence: int, language: str, organiser: tuple[str, str]
) -> str:
    """The text of the calendar part; `organiser` is name and address."""
    event = registration.event
    title = translated(event, "title", language).value or event.code
    page = f"{settings.SITE_URL}/{language}/events/{event.slug}/"
    place = salutations.place_of(event, language, registration.mode)
    lines = [
        line("UID", uid_of(registration)),
        utc_line("DTSTAMP", timezone.now()),
        line("SEQUENCE", str(sequence)),
        text_line("SUMMARY", title, language),
        line("STATUS", "CANCELLED" if method == "CANCEL" else "CONFIRMED"),
        *(time_line(name, moment) for name, moment in span(registration).items()),
        text_line("LOCATION", place) if place else "",
        text_line("DESCRIPTION", f"{registration.reference}\n{page}"),
        line("URL", page),
        _person_line("ORGANIZER", *organiser),
    ]
    if method != "PUBLISH":  # a file to take along names nobody (RFC 5546, 3.2.1)
        # The person asked to come: the answer is known, and none by mail is expected.
        answer = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
        lines.append(_person_line("ATTENDEE", disarm(registration.name), registration.email, **answer))
    return component("VCALENDAR", [*head_lines(PRODUCT, method), component("VEVENT", lines)])


def span(registration: Registration) -> dict[str, datetime.date]:
    """DTSTART and DTEND: instants in UTC where all is on one day and has hours, else whole days, the end exclusive."""
    event = registration.event
    if hours := salutations.event_hours(event):
        return {"DTSTART": hours[0].astimezone(datetime.UTC), "DTEND": hours[1].astimezone(datetime.UTC)}
    if event.starts_on is None or event.last_day is None:
        return {}
    return {"DTSTART": event.starts_on, "DTEND": event.last_day + datetime.timedelta(days=1)}


def _person_line(field: str, name: str, address: str, **parameters: str) -> str:
    """Somebody by name and address."""
    name = one_line(name)
    return line(field, f"mailto:{address}", **({"CN": name} if name else {}), **parameters)
