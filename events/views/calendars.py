"""Calendar files: of an event, of its agenda, of one item, of one speaker."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from events.agenda import build_items, make_item, reading_order, removed_items, sessions_of
from events.exports.ics import agenda_calendar, event_calendar, speaker_calendar
from events.models import PublishedSpeaker
from events.views.base import event_for_file
from speakers.models import Speaker
from website.public_pages import public_page


def calendar_response(body: bytes, name: str) -> HttpResponse:
    """A calendar file; a reader's programme either subscribes to its address or takes it in once."""
    headers = {"Content-Disposition": f'inline; filename="{name}.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


@public_page
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """The event as one entry."""
    row = event_for_file(request, slug)
    return calendar_response(event_calendar(row), row.slug)


@public_page
def agenda_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda, one entry an item."""
    row = event_for_file(request, slug)
    items = build_items(sessions_of(row, with_documents=False, with_affiliations=False))
    gone = removed_items(row.agenda_version) if row.is_public and row.agenda_version is not None else []
    return calendar_response(agenda_calendar(row, [*items, *gone]), f"{row.slug}-agenda")


@public_page
def session_ics(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One item of the agenda, with what stands within it."""
    row = event_for_file(request, slug)
    order = reading_order(row)
    if pk not in order:
        raise Http404
    within = {pk}
    for key, parent in order.items():  # a part comes after what it stands within
        if parent in within:
            within.add(key)
    items = build_items(sessions_of(row, within, with_documents=False, with_affiliations=False))
    return calendar_response(agenda_calendar(row, items), f"{row.slug}-{pk}")


@public_page
def speaker_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """All items in which somebody speaks. Who speaks at no public event has no calendar."""
    person = get_object_or_404(Speaker.objects.defer("bio", "note", "email"), slug=slug)
    published = PublishedSpeaker.objects.public().filter(speaker=person).items()
    rows = published.select_related("version__event__venue__country").order_by(
        "version__event__starts_on", "version_id", "place"
    )
    items = [make_item(session) for session in rows.sessions(with_documents=False, with_affiliations=False)]
    if not items:
        raise Http404
    return calendar_response(speaker_calendar(person.name, person.get_absolute_url(), items), person.slug)
