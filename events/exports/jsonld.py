"""Facts of an event for search engines: schema.org as JSON-LD, the same facts as on the page, and no more."""

import datetime
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from events.models import Event, EventOrganisation, Venue
from multilingual.texts import translated

_KINDS = {
    Event.Kind.TRAINING: "EducationEvent",
    Event.Kind.WORKSHOP: "BusinessEvent",
    Event.Kind.CONFERENCE: "BusinessEvent",
    Event.Kind.FORUM: "BusinessEvent",
}
_STATUS = {Event.Status.CANCELLED: "EventCancelled", Event.Status.POSTPONED: "EventPostponed"}
_MODES = {
    Event.Mode.IN_PERSON: "OfflineEventAttendanceMode",
    Event.Mode.ONLINE: "OnlineEventAttendanceMode",
    Event.Mode.HYBRID: "MixedEventAttendanceMode",
}
_ORGANISERS = {"organiser", "co-organiser"}
# Inside <script> a text must not be able to end it.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def event_jsonld(event: Event, roles: Iterable[EventOrganisation]) -> SafeString:
    """The event as JSON that can stand inside <script type="application/ld+json">."""
    title = translated(event, "title")
    address = f"{settings.SITE_URL}{event.get_absolute_url()}"
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _KINDS.get(event.kind, "Event"),  # type: ignore[call-overload]
        "@id": address,
        "url": address,
        "identifier": event.code,
        "name": title.value,
        "description": translated(event, "summary").value,
        "inLanguage": event.working_languages,
        "startDate": _day(event.starts_on),
        "endDate": _day(event.last_day),
        "eventStatus": f"https://schema.org/{_STATUS.get(event.status, 'EventScheduled')}",  # type: ignore[call-overload]
        "eventAttendanceMode": f"https://schema.org/{_MODES[event.mode]}",  # type: ignore[index]
        "image": f"{settings.SITE_URL}{event.image.url}" if event.image else "",
        "location": _locations(event, address),
        "organizer": [_body(role) for role in roles if role.role in _ORGANISERS],
        "funder": [_body(role) for role in roles if role.role == "funder"],
    }
    kept = {key: value for key, value in facts.items() if value}
    return mark_safe(json.dumps(kept, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308  escaped just now


def _day(value: datetime.date | None) -> str:
    return value.isoformat() if value else ""


def _locations(event: Event, address: str) -> list[dict[str, Any]]:
    found = []
    if event.mode != Event.Mode.ONLINE and event.venue is not None:
        found.append(_place(event.venue))
    if event.mode != Event.Mode.IN_PERSON:
        found.append({"@type": "VirtualLocation", "url": address})
    return found


def _place(venue: Venue) -> dict[str, Any]:
    postal = {
        "@type": "PostalAddress",
        "streetAddress": translated(venue, "address").value,
        "addressLocality": translated(venue, "city").value,
        "addressCountry": venue.country_id or "",
    }
    name = translated(venue, "name").value or translated(venue, "city").value
    return {"@type": "Place", "name": name, "address": {key: value for key, value in postal.items() if value}}


def _body(role: EventOrganisation) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "name": translated(role.organisation, "name").value,
        "url": f"{settings.SITE_URL}{role.organisation.get_absolute_url()}",
    }
