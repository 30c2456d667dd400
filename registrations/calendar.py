"""The calendar part of a mail (RFC 5545, 5546): the invitation that goes with an approval, its updates and its end.

One identity (UID) a registration for life; SEQUENCE grows with every part sent, so that calendars take the latest.
"""

import datetime
import uuid

import icalendar
from django.conf import settings
from django.utils import timezone

from events.exports.ics import add_text, new_calendar
from multilingual.texts import translated
from outbox import salutations
from outbox.placeholders import disarm, one_line
from registrations.kinds import FACTS
from registrations.models import Registration
from registrations.models.states import SEATED

PRODUCT = "-//Atelier//Registrations//EN"


def method_for(registration: Registration, kind: str) -> str:
    """REQUEST, CANCEL, or nothing: without dates there is no invitation, without an invitation nothing to cancel."""
    effect = FACTS[kind].calendar
    invites = effect == "invites" or (effect == "invites who has a place" and registration.state in SEATED)
    if invites and registration.event.starts_on is not None:
        return "REQUEST"
    return "CANCEL" if effect == "ends" and registration.calendar_sequence >= 0 else ""


def uid_of(registration: Registration) -> str:
    """The identity of a registration's entry in a calendar."""
    return str(uuid.uuid5(registration.event.uid, f"registration {registration.pk}"))


def calendar_part(
    registration: Registration, *, method: str, sequence: int, language: str, organiser: tuple[str, str]
) -> str:
    """The text of the calendar part; `organiser` is name and address."""
    event = registration.event
    title = translated(event, "title", language).value or event.code
    page = f"{settings.SITE_URL}/{language}/events/{event.slug}/"
    place = salutations.place_of(event, language, registration.mode)
    entry = icalendar.Event()
    entry.add("UID", uid_of(registration))
    entry.add("DTSTAMP", timezone.now())
    entry.add("SEQUENCE", sequence)
    add_text(entry, "SUMMARY", title, language)
    entry.add("STATUS", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    for name, moment in span(registration).items():
        entry.add(name, moment)
    if place:
        add_text(entry, "LOCATION", place)
    add_text(entry, "DESCRIPTION", f"{registration.reference}\n{page}")
    entry.add("URL", page)
    entry.add("ORGANIZER", _person(*organiser))
    if method != "PUBLISH":  # a file to take along names nobody (RFC 5546, 3.2.1)
        # The person asked to come: the answer is known, and none by mail is expected.
        answer = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
        entry.add("ATTENDEE", _person(disarm(registration.name), registration.email), answer)
    calendar = new_calendar(PRODUCT, method)
    calendar.add_component(entry)
    return calendar.to_ical(sorted=False).decode()


def span(registration: Registration) -> dict[str, datetime.date]:
    """DTSTART and DTEND: instants in UTC where all is on one day and has hours, else whole days, the end exclusive."""
    event = registration.event
    if hours := salutations.event_hours(event):
        return {"DTSTART": hours[0].astimezone(datetime.UTC), "DTEND": hours[1].astimezone(datetime.UTC)}
    if event.starts_on is None or event.last_day is None:
        return {}
    return {"DTSTART": event.starts_on, "DTEND": event.last_day + datetime.timedelta(days=1)}


def facts(text: str) -> tuple[str, ...]:
    """What a calendar part says of time and place: an update is due when this differs."""
    entry = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    times = [str(entry.decoded(name)) if name in entry else "" for name in ("DTSTART", "DTEND")]
    return (*times, str(entry.get("LOCATION", "")))


def _person(name: str, address: str) -> icalendar.vCalAddress:
    """Somebody by name and address. Few calendars know how a double quote is written in a name (RFC 6868)."""
    found = icalendar.vCalAddress(f"mailto:{address}")
    if name := one_line(name).replace('"', "'"):
        found.params["CN"] = name
    return found
