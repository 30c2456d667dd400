"""What is said to whoever makes an event public: what everybody can see now, and what to look at."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from backoffice.texts import language_label
from events.admin.sections import documents_of
from events.completeness import measure
from events.models import Appearance, Event
from events.models.conflicts import conflicts_of


def say_what_is_public(request: HttpRequest, event: Event) -> None:
    """One line that leads to the page, and one for each thing to look at: warnings, for staff may know better."""
    words = gettext("Everybody can see now: %(things)s.") % {"things": ", ".join(_public_parts(event))}
    link = format_html('{} <a href="{}">{}</a>', words, event.get_absolute_url(), gettext("See on the site"))
    messages.success(request, link)
    agenda = reverse("admin:events_event_agenda", args=[event.pk])
    if missing := [share for share in measure([event])[event.pk] if share.missing]:
        languages = ", ".join(f"{language_label(share.code)} ({share.missing})" for share in missing)
        messages.warning(request, gettext("Texts are missing: %(languages)s.") % {"languages": languages})
    if count := len(conflicts_of(event)):
        words = ngettext("%d thing to look at in the agenda.", "%d things to look at in the agenda.", count) % count
        messages.warning(request, format_html('{} <a href="{}">{}</a>', words, agenda, gettext("Look at the agenda")))
    if count := _speakers(event).filter(status=Appearance.Status.INVITED).count():
        words = ngettext("%d speaker has not confirmed yet.", "%d speakers have not confirmed yet.", count) % count
        messages.warning(request, words)


def _public_parts(event: Event) -> list[str]:
    """What the site shows of an event by now, as the items of a sentence."""
    items, speakers = event.sessions.count(), _speakers(event).count()
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
