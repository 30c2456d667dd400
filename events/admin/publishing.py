"""What is said to whoever makes an event public: what everybody can see now, and what to look at."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from events.admin.missing import sentence
from events.admin.sections import documents_of
from events.completeness import measure
from events.models import Appearance, Event, PublishedItem, PublishedSpeaker
from events.models.conflicts import by_kind, conflicts_of


def say_what_is_public(request: HttpRequest, event: Event) -> None:
    """One line that leads to the page, and one for each thing to look at: warnings, for staff may know better."""
    words = gettext("Everybody can see now: %(things)s.") % {"things": ", ".join(_public_parts(event))}
    link = format_html('{} <a href="{}">{}</a>', words, event.get_absolute_url(), gettext("See on the site"))
    messages.success(request, link)
    for thing in things_to_look_at(event):
        messages.warning(request, thing)


def things_to_look_at(event: Event) -> list[str]:
    """What staff should know before everybody reads it, each a sentence."""
    found: list[str] = []
    agenda = reverse("admin:events_event_agenda", args=[event.pk])
    if missing := [share for share in measure([event])[event.pk] if share.missing]:
        found.append(sentence(event, missing))
    if zone := event.zone_of_venue:
        words = gettext("The time zone is %(zone)s, and that of the venue %(other)s.")
        change = reverse("admin:events_event_change", args=[event.pk])
        words = words % {"zone": event.timezone, "other": zone}
        found.append(format_html('{} <a href="{}">{}</a>', words, change, gettext("Look at the event")))
    for kind, conflicts in by_kind(conflicts_of(event)).items():
        words = gettext("In the agenda: %(what)s (%(count)d).") % {"what": kind.label, "count": len(conflicts)}
        found.append(format_html('{} <a href="{}">{}</a>', words, agenda, gettext("Look at the agenda")))
    if count := _speakers(event).filter(status=Appearance.Status.INVITED).count():
        words = ngettext("%d speaker has not confirmed yet.", "%d speakers have not confirmed yet.", count) % count
        found.append(words)
    return found


def remind_to_publish(request: HttpRequest, event: Event) -> None:
    """After hours or days have changed: everybody still reads what was published."""
    if not event.is_public or event.agenda_version is None:
        return
    words = gettext("Everybody still reads version %(number)d of the agenda, with the hours it had.")
    page = reverse("admin:events_event_publish", args=[event.pk])
    link = format_html(
        '{} <a href="{}">{}</a>', words % {"number": event.agenda_version.number}, page, gettext("Publish the agenda")
    )
    messages.warning(request, link)


def _public_parts(event: Event) -> list[str]:
    """What the site shows of an event by now, as the items of a sentence."""
    items = PublishedItem.objects.public().filter(version__event=event).count()
    people = PublishedSpeaker.objects.public().filter(item__version__event=event)
    speakers = people.order_by().values("speaker").distinct().count()
    documents = sum(document.is_visible_to_public() for document in documents_of(event))
    parts = [
        (True, gettext("the page of the event")),
        (items, ngettext("its agenda (%d item)", "its agenda (%d items)", items) % items),
        (speakers, gettext("its speakers (%d)") % speakers),
        (documents, gettext("its documents (%d)") % documents),
    ]
    return [words for count, words in parts if count]


def _speakers(event: Event) -> QuerySet[Appearance, Any]:
    return Appearance.objects.shown().filter(session__event=event).order_by().values("speaker").distinct()
