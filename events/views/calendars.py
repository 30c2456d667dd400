"""Calendar files of an event."""

from django.http import HttpRequest, HttpResponse

from events.agenda import build_items, sessions_of
from events.exports.ics import agenda_calendar, event_calendar
from events.views.base import event_for_page
from website.public_pages import public_page


def calendar_response(body: bytes, name: str) -> HttpResponse:
    """A calendar file; a reader's programme either subscribes to its address or takes it in once."""
    headers = {"Content-Disposition": f'inline; filename="{name}.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


@public_page
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """The event as one entry."""
    row = event_for_page(request, slug)
    return calendar_response(event_calendar(row), row.slug)


@public_page
def agenda_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda, one entry an item."""
    row = event_for_page(request, slug)
    items = build_items(sessions_of(row, with_documents=False, with_affiliations=False))
    return calendar_response(agenda_calendar(row, items), f"{row.slug}-agenda")
