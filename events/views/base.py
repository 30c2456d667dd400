"""What the public pages of an event share: who may see it, and what stands in its head."""

from functools import cache

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from events.directory import placed
from events.models import AgendaVersion, Appearance, Document, Event, PublishedSpeaker
from events.models.documents import DocumentQuerySet
from events.models.event import EventQuerySet


def event_for_file(request: HttpRequest, slug: str) -> Event:
    """The event at the address of a calendar or a feed. A draft is a preview, for staff alone."""
    return _found(request, Event.objects.all(), slug)


def event_for_page(request: HttpRequest, slug: str) -> Event:
    """The same with what the head of its pages shows."""
    events, documents = _with_tabs()
    event = _found(request, events.annotate(has_documents=Exists(documents.public())), slug)
    if not event.is_public:
        _show_draft(event)
    return event


@cache
def _with_tabs() -> tuple[EventQuerySet, DocumentQuerySet]:
    """Events with the tabs of their pages, and the documents of each but for the hour from which they are public.

    Put together once in a process, which takes longer than to ask the database.
    """
    event_pk = OuterRef("pk")
    of_event = Q(event=event_pk) | Q(session__event=event_pk) | Q(appearance__session__event=event_pk)
    events = Event.objects.annotate(
        has_agenda=Exists(AgendaVersion.objects.standing().filter(event=event_pk)),
        has_speakers=Exists(PublishedSpeaker.objects.public().filter(item__version__event=event_pk)),
    )
    return events, placed(Document.objects.all()).filter(of_event)


def _found(request: HttpRequest, events: EventQuerySet, slug: str) -> Event:
    event = get_object_or_404(events.select_related("venue__country", "room", "registration_settings"), slug=slug)
    request.public_event = event.pk  # type: ignore[attr-defined]  # read by the page cache: whose page it is
    if not event.is_public:
        # Only here is the reader's session looked at: a published page is the same for everybody.
        if not request.user.has_perm("events.view_event", event):
            raise Http404
        request.is_preview = True  # type: ignore[attr-defined]
    return event


def _show_draft(event: Event) -> None:
    """Of an event that is not public what staff have is there."""
    event.has_agenda = event.sessions.exists()  # type: ignore[attr-defined]  # as annotated
    event.has_speakers = Appearance.objects.shown().filter(session__event=event).exists()  # type: ignore[attr-defined]
    event.has_documents = Document.objects.public().of_event(event).exists()  # type: ignore[attr-defined]
