"""Feeds and schedules: what programs of readers ask for again and again."""

import datetime
from typing import Any

from django.db.models import Max, Prefetch, Q, QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.agenda import Item, build_items, sessions_of
from events.directory import public_documents
from events.exports import atom, schedule
from events.exports.ics import events_calendar
from events.models import Document, DocumentFile, Event, PublishedItem, Series
from events.views.base import event_for_file
from events.views.calendars import calendar_response
from identity.current import current
from multilingual.texts import Text, translated
from website.public_pages import public_page

ENTRIES = 50
# A calendar that one subscribes to keeps what is over for a year.
KEPT = datetime.timedelta(days=365)


def feed_response(body: bytes) -> HttpResponse:
    """An Atom feed."""
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


def titled(words: str) -> str:
    """The title of a feed of all meetings, which stands among others: with the name of the house."""
    return f"{words} – {current().display_name}"


@public_page
def events_ics(request: HttpRequest) -> HttpResponse:
    """All meetings to come, and those of the last year, as a calendar to subscribe to."""
    since = timezone.localdate() - KEPT
    events = Event.objects.public().for_list().filter(Q(ends_on__gte=since) | Q(starts_on__gte=since))
    title = Text(titled(_("Meetings")), "")
    return calendar_response(
        events_calendar(title, reverse("events:home"), events.order_by("starts_on", "pk")), "events"
    )


@public_page
def series_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """All meetings of a series."""
    row = get_object_or_404(Series, slug=slug)
    events = Event.objects.public().for_list().filter(series_entries__series=row).order_by("starts_on", "pk")
    return calendar_response(events_calendar(translated(row, "title"), row.get_absolute_url(), events), row.slug)


@public_page
def events_atom(request: HttpRequest) -> HttpResponse:
    """The meetings that were announced or changed last."""
    events = Event.objects.public().for_list().order_by("-updated_at", "-pk")[:ENTRIES]
    return feed_response(
        atom.feed(titled(_("Meetings")), request.path, reverse("events:home"), map(atom.event_entry, events))
    )


@public_page
def documents_atom(request: HttpRequest) -> HttpResponse:
    """The documents of all meetings that were published or changed last."""
    entries = newest(public_documents())
    return feed_response(atom.feed(titled(_("Documents")), request.path, reverse("events:home"), entries))


@public_page
def event_documents_atom(request: HttpRequest, slug: str) -> HttpResponse:
    """The documents of one meeting."""
    row = event_for_file(request, slug)
    title = f"{_('Documents')} – {translated(row, 'title').value}"
    page = reverse("events:documents", args=[row.slug])
    shown = public_documents() if row.is_public else Document.objects.public()
    return feed_response(atom.feed(title, request.path, page, newest(shown.of_event(row))))


def newest(documents: QuerySet[Document, Any]) -> list[atom.Entry]:
    """Those of `documents` that have a file, the newest first; of items as they are published."""
    files: Any = Prefetch("files", DocumentFile.objects.all(), to_attr="versions")  # django-stubs cannot name its type
    rows = list(
        documents.annotate(files_changed=Max("files__updated_at"))
        .filter(files_changed__isnull=False)
        .annotate(changed=Greatest("updated_at", "files_changed"))
        .select_related("event", "session__event", "appearance__session__event")
        .prefetch_related(files)
        .order_by("-changed", "-pk")[:ENTRIES]
    )
    keys = {row.session_id or (row.appearance and row.appearance.session_id) for row in rows}
    items = PublishedItem.objects.public().filter(session_key__in=keys - {None}).select_related("version__event")
    published = {item.session_key: item.session for item in items}
    for row in rows:
        if row.session_id in published:
            row.session = published[row.session_id]
        elif row.appearance is not None and row.appearance.session_id in published:
            row.appearance.session = published[row.appearance.session_id]
    return [atom.document_entry(row, row.changed) for row in rows]


def items_of(request: HttpRequest, slug: str) -> tuple[Event, list[Item]]:
    """An event with its agenda, documents included."""
    row = event_for_file(request, slug)
    return row, build_items(sessions_of(row, with_affiliations=False))


@public_page
def schedule_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda for the field's programs, as JSON."""
    return HttpResponse(schedule.schedule_json(*items_of(request, slug)), content_type="application/json")


@public_page
def schedule_xml(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda for the field's programs, as XML."""
    return HttpResponse(schedule.schedule_xml(*items_of(request, slug)), content_type="application/xml; charset=utf-8")
