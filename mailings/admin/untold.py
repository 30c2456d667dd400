"""Who saves an event that is cancelled, postponed or moved hears who does not know yet; who may tell them, where."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from events.models import Event
from mailings.admin.tell_of_change import tell_of_change
from mailings.admin.tell_of_ending import back_to, find
from mailings.untold import untold
from registrations.admin.permissions import DECIDE, demand_right

# So many of those who may tell participants are named.
MOST_NAMED = 5


def words_for(event: Event, number: int) -> str:
    """How many do not know, and what."""
    if event.status == Event.Status.PUBLISHED:
        words = ngettext(
            "%(count)d registered person does not know the new dates or the new place yet.",
            "%(count)d registered persons do not know the new dates or the new place yet.",
            number,
        )
    else:
        words = ngettext(
            "%(count)d registered person does not know yet that the event is %(status)s.",
            "%(count)d registered persons do not know yet that the event is %(status)s.",
            number,
        )
    return words % {"count": number, "status": event.get_status_display()}


def address_for(event: Event) -> str:
    """Where they are told."""
    page = "moved" if event.status == Event.Status.PUBLISHED else "notice"
    return reverse(f"admin:events_event_{page}", args=[event.pk])


def line(user: Any, event: Event, number: int) -> SafeString:
    """How many do not know, and the way to tell them; for whoever may not, it is the words alone."""
    words = words_for(event, number)
    if not user.has_perm(DECIDE, event):
        return format_html("{}", words)
    return format_html('{} <a href="{}">{}</a>', words, address_for(event), gettext("Tell them…"))


def say_who_does_not_know(request: HttpRequest, event: Event) -> None:
    """Whoever saved the event is told how many do not know yet, and where that is done, or by whom."""
    if number := untold([event])[event]:
        words = line(request.user, event, number)
        if not request.user.has_perm(DECIDE, event):
            words = format_html("{} {}", words, _who_tells(event))
        messages.warning(request, words)


def _who_tells(event: Event) -> str:
    """The names of those who may."""
    staff = User.objects.filter(is_active=True, is_staff=True).order_by("is_superuser", "last_name", "username")
    able = [user.get_full_name() or user.username for user in staff if user.has_perm(DECIDE, event)]
    if not able:
        return gettext("Nobody has the right to tell them yet: ask whoever gives roles.")
    names = ", ".join(able[:MOST_NAMED]) + ("…" if len(able) > MOST_NAMED else "")
    return gettext("They can be told by: %(names)s.") % {"names": names}


@require_safe
def moved(request: HttpRequest, pk: int, model_admin: Any) -> HttpResponse:
    """Who was told other dates or another place, and the mails; they are sent as from the list of events."""
    demand_right(request)
    event = find(pk)
    demand_right(request, event)
    page = tell_of_change(model_admin, request, Event.objects.filter(pk=event.pk))
    return page or HttpResponseRedirect(back_to(event))
