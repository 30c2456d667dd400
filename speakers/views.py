"""The public pages of the directory: a speaker, an organisation, as public events name them, and nothing private."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from speakers.models import Organisation, Speaker
from website.public_pages import public_page


@public_page
def speaker(request: HttpRequest, slug: str) -> HttpResponse:
    """A speaker, and where he or she spoke. Who speaks at no public event has no page."""
    rows = Speaker.objects.select_related("country").prefetch_related("organisations")
    person = get_object_or_404(rows.defer("email", "note"), slug=slug)
    items = (
        person.published.public()
        .items()
        .select_related("version__event__venue__country", "version__event__registration_settings")
    )
    appearances = [
        row
        for session in items.order_by("-version__event__starts_on", "version_id", "place").sessions()
        for row in session.lineup
        if row.speaker_id == person.pk
    ]
    if not appearances:
        raise Http404
    context = {
        "person": person,
        "appearances": appearances,
        "has_days": any(row.session.day for row in appearances),  # else there is nothing for a calendar
    }
    return render(request, "speakers/speaker.html", context)


@public_page
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation: its part in events and series, and who spoke for it. Without a public event, no page."""
    organisation = get_object_or_404(Organisation.objects.select_related("country", "parent"), slug=slug)
    # The models of the programme through the relations: the directory imports none of them.
    public_events = organisation.events.model.objects.public()
    roles = list(
        organisation.event_roles.filter(event__in=public_events)
        .select_related("event__venue__country", "event__registration_settings")
        .order_by("-event__starts_on", "pk")
    )
    published = organisation.published.public()
    items = (
        published.items().select_related("version__event").order_by("-version__event__starts_on", "version_id", "place")
    )
    appearances = [
        row
        for session in items.sessions(with_documents=False)
        for row in session.lineup
        if organisation in row.organisation_list
    ]
    appearances.sort(key=lambda row: row.speaker.sort_key)
    series_roles = list(organisation.series_roles.select_related("series").order_by("pk"))
    spoken_for_parts = Q(events__in=public_events) | Q(published__in=published.model.objects.public())
    parts = list(organisation.parts.filter(spoken_for_parts).distinct())
    if not (roles or appearances or series_roles or parts):
        raise Http404
    context = {
        "organisation": organisation,
        "roles": by_event(roles),
        "people": by_speaker(appearances),
        "series_roles": series_roles,
        "parts": parts,
    }
    return render(request, "speakers/organisation.html", context)


def by_event(roles: list) -> list[tuple]:
    """Each event once, with the words of all roles there."""
    found: dict[int, tuple[Any, list[str]]] = {}
    for role in roles:
        found.setdefault(role.event_id, (role.event, []))[1].append(role.get_role_display())
    return [(event, ", ".join(words)) for event, words in found.values()]


def by_speaker(appearances: list) -> list[list]:
    """The appearances of each speaker together, one for each event."""
    people: dict[int, dict[int, Any]] = {}
    for appearance in appearances:
        people.setdefault(appearance.speaker_id, {}).setdefault(appearance.session.event_id, appearance)
    return [list(rows.values()) for rows in people.values()]
