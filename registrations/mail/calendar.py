"""The calendar part of a mail (RFC 5545, 5546): the invitation that goes with an approval, its updates and its end.

One identity (UID) a registration for life; SEQUENCE grows with every part sent, so that calendars take the latest.
"""

import datetime
import uuid
from typing import TYPE_CHECKING

import icalendar
from django.conf import settings
from django.utils import timezone

from registrations.mail import formulas
from registrations.mail.placeholders import disarm
from speakers.texts import translated

if TYPE_CHECKING:
    from registrations.models import Registration

PRODUCT = "-//Atelier//Registrations//EN"
# What takes the entry out of a calendar. Of a postponed meeting too: the dates it had are no longer true.
ENDS = ("cancelled", "withdrawn", "revoked", "event-cancelled", "event-postponed")


def method_for(registration: "Registration", kind: str) -> str:
    """REQUEST, CANCEL, or nothing: without dates there is no invitation, without an invitation nothing to cancel."""
    if kind in ("approved", "changed") and registration.event.starts_on is not None:
        return "REQUEST"
    return "CANCEL" if kind in ENDS and registration.calendar_sequence >= 0 else ""


def calendar_part(
    registration: "Registration", *, method: str, sequence: int, language: str, organiser: tuple[str, str]
) -> str:
    """The text of the calendar part; `organiser` is name and address."""
    event = registration.event
    entry = icalendar.Event()
    entry.add("uid", str(uuid.uuid5(event.uid, f"registration {registration.pk}")))
    entry.add("dtstamp", timezone.now().astimezone(datetime.UTC).replace(microsecond=0))
    entry.add("sequence", sequence)
    entry.add("summary", translated(event, "title", language).value or event.code, parameters={"LANGUAGE": language})
    entry.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    for name, instant in span(registration).items():
        entry.add(name, instant)
    if place := formulas.place(registration, language):
        entry.add("location", place)
    page = f"{settings.SITE_URL}/{language}/events/{event.slug}/"
    entry.add("description", f"{registration.reference}\n{page}")
    entry.add("url", page)
    entry.add("organizer", _person(organiser[1], organiser[0]))
    if method != "PUBLISH":  # a file to take along names nobody (RFC 5546, 3.2.1)
        # The person asked to come: the answer is known, and none by mail is expected.
        attendee = _person(registration.email, disarm(registration.name))
        for key, value in {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}.items():
            attendee.params[key] = value
        entry.add("attendee", attendee)
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(entry)
    return calendar.to_ical().decode()


def span(registration: "Registration") -> dict[str, datetime.date]:
    """DTSTART and DTEND: instants in UTC where all is on one day and has hours, else whole days, the end exclusive."""
    event = registration.event
    if hours := formulas.event_hours(event):
        return {"dtstart": hours[0].astimezone(datetime.UTC), "dtend": hours[1].astimezone(datetime.UTC)}
    if event.starts_on is None or event.last_day is None:
        return {}
    return {"dtstart": event.starts_on, "dtend": event.last_day + datetime.timedelta(days=1)}


def facts(text: str) -> tuple[str, ...]:
    """What a calendar part says of time and place: an update is due when this differs."""
    entry = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    times = [str(entry.decoded(name)) if name in entry else "" for name in ("DTSTART", "DTEND")]
    return (*times, str(entry.get("LOCATION", "")))


def _person(address: str, name: str) -> icalendar.vCalAddress:
    person = icalendar.vCalAddress(f"mailto:{address}")
    if name:
        # A parameter cannot hold a double quote (RFC 5545, 3.2).
        person.params["CN"] = name.replace('"', "'")
    return person
