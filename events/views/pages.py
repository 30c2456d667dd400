"""The pages of one event."""

from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_exempt

from events.agenda import (
    build_days,
    build_items,
    has_never_given,
    is_behind,
    other_languages,
    reading_order,
    sessions_of,
)
from events.exports.changes import in_words
from events.exports.jsonld import event_jsonld
from events.grid import grids, has_grid
from events.history import steps_of
from events.models import Event, EventOrganisation
from events.templatetags.listing import Listing
from events.views.base import event_for_page
from website.public_pages import public_page


@public_page
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """What the event is, who holds it, when, where, for whom."""
    row = event_for_page(request, slug)
    documents = list(row.documents.public().prefetch_related("files"))
    roles = list(row.roles.select_related("organisation").order_by("position", "pk"))
    context = {
        "event": row,
        "tab": "event",
        "roles": roles_in_order(roles),
        "entries": list(row.series_entries.select_related("series__parent").order_by("pk")),
        "phases": list(row.phases.select_related("venue__country")),
        "documents": documents,
        "never_given": has_never_given(row, documents),
        "countries": list(row.countries.in_reading_order()),
        "jsonld": event_jsonld(row, roles),
    }
    return render(request, "events/event.html", context)


def roles_in_order(roles: list[EventOrganisation]) -> list[tuple[str, list[EventOrganisation]]]:
    """The organisations by role, in the order of the roles; within one role as the editors ordered them."""
    order = list(EventOrganisation._meta.get_field("role").choices or [])
    grouped = [(label, [row for row in roles if row.role == value]) for value, label in order]
    return [(str(label), rows) for label, rows in grouped if rows]


@public_page
def agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda, day by day."""
    row = event_for_page(request, slug)
    context = {"event": row, "tab": "agenda", **_news(row), **shown_agenda(row)}
    return render(request, "events/agenda.html", {**context, "has_grid": has_grid(context["days"])})


def _news(event: Event) -> dict[str, Any]:
    """What is new in the version that stands."""
    step = next(iter(steps_of(event, 1)), None) if event.is_public else None
    if step is None:
        return {}
    event.agenda_version = step.version
    return {"step": step, "changes": in_words(event, step.changes)}


def shown_agenda(event: Event) -> dict[str, Any]:
    """The days of an agenda, and the version that they are; of a draft none."""
    days = Listing(event).with_rows(build_days(sessions_of(event)))
    items = [item for day in days for root in day.items for item in root.walk()]
    has_days = any(day.date for day in days)  # else there is nothing for a calendar, now or next
    version = event.agenda_version if event.is_public else None
    return {
        "days": days,
        "has_days": has_days,
        "version": version,
        "is_behind": is_behind(version, days),
        "other_languages": get_text_list(other_languages(days), gettext("and")),
        "never_given": has_never_given(event, (row for item in items for row in item.all_documents)),
    }


@public_page
def agenda_by_room(request: HttpRequest, slug: str) -> HttpResponse:
    """The days on which items run side by side, as a grid of rooms and hours."""
    row = event_for_page(request, slug)
    days = build_days(sessions_of(row, with_documents=False, with_affiliations=False))
    found = grids(days)
    if not found:
        raise Http404
    version = row.agenda_version if row.is_public else None
    return render(
        request,
        "events/grid.html",
        {
            "event": row,
            "tab": "agenda",
            "version": version,
            "is_behind": is_behind(version, days),
            "grids": Listing(row).with_cells(found),
        },
    )


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@public_page
def agenda_embedded(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda alone, for a frame on the site of a partner: the one page that others may frame."""
    row = event_for_page(request, slug)
    return render(request, "events/agenda_embedded.html", {"event": row, **shown_agenda(row)})


@public_page
def session(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One item of the agenda, with what stands within it, and the way to its neighbours."""
    row = event_for_page(request, slug)
    order = reading_order(row)
    if pk not in order:
        raise Http404
    # Of a long agenda only what this page shows: the item, its parts, its parent and its neighbours.
    keys = list(order)
    place = keys.index(pk)
    neighbours = {"previous": keys[place - 1] if place else 0, "next": keys[place + 1] if pk != keys[-1] else 0}
    parent = order[pk] or 0
    wanted = {pk, parent, *neighbours.values(), *(key for key, within in order.items() if within == pk)}
    items = {item.session.pk: item for root in build_items(sessions_of(row, wanted)) for item in root.walk()}
    context = {
        "event": row,
        "tab": "agenda",
        "item": items[pk],
        "shown": Listing(row).item(items[pk]),
        "never_given": has_never_given(row, (each for part in items[pk].walk() for each in part.all_documents)),
        "parent": items.get(parent),
        **{name: items.get(key) for name, key in neighbours.items()},
    }
    return render(request, "events/session.html", context)


@public_page
def speakers(request: HttpRequest, slug: str) -> HttpResponse:
    """Who speaks, by family name, with function and organisation as at this meeting and the items of each."""
    row = event_for_page(request, slug)
    people: dict[int, list] = {}
    for item in sessions_of(row, with_documents=False):
        for appearance in item.lineup:
            appearance.session = item
            if not appearance.speaker.is_hidden:
                people.setdefault(appearance.speaker_id, []).append(appearance)
    roll = sorted(people.values(), key=lambda rows: (rows[0].speaker.sort_key, rows[0].speaker_id))
    context = {"event": row, "tab": "speakers", "speakers": Listing(row).roll(roll)}
    return render(request, "events/speakers.html", context)


@public_page
def documents(request: HttpRequest, slug: str) -> HttpResponse:
    """All public documents: those of the event, then those of each item and of who spoke in it."""
    row = event_for_page(request, slug)
    own = list(row.documents.public().prefetch_related("files"))
    items = [item for root in build_items(sessions_of(row)) for item in root.walk()]
    found = [*own, *(document for item in items for document in item.all_documents)]
    context = {
        "event": row,
        "tab": "documents",
        "documents": own,
        "items": [item for item in items if item.all_documents],
        "never_given": has_never_given(row, found),
    }
    return render(request, "events/documents.html", context)
