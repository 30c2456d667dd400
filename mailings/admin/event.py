"""What mail to many adds to the screen of an event, and to the queue of those who registered for it."""

from typing import Any

from backoffice.extensions import Action, Extension, Page, Panel, extend
from events.models import Event
from mailings.actions.announce import not_yet_notified
from mailings.admin.pages import ADD, SEE
from mailings.admin.tell_of_change import tell_of_change
from mailings.admin.tell_of_ending import address_of, notice, tell_of_ending
from mailings.admin.untold import moved, say_who_does_not_know
from registrations.admin.permissions import DECIDE


def mailings_of(event: Event) -> dict[str, Any]:
    """How many mails to participants an event has."""
    return {"event": event, "number": event.mailings.count()}


def who_does_not_know(event: Event) -> dict[str, Any]:
    """How many are still to be told that it is cancelled or postponed, and where that is done."""
    return {"event": event, "number": not_yet_notified(event).count(), "address": address_of(event)}


def nothing(_event: Event) -> dict[str, Any]:
    """The template knows the address of the queue, and needs no more."""
    return {}


extend(
    Event,
    Extension(
        panels=(
            Panel("registration-links", "admin/mailings/_event_links.html", mailings_of, SEE),
            Panel("registration-warnings", "admin/mailings/_event_warning.html", who_does_not_know, DECIDE),
            Panel("registration-queue", "admin/mailings/_queue_link.html", nothing, ADD),
        ),
        # Those who decide on registrations write to participants.
        actions=(Action(tell_of_change, DECIDE), Action(tell_of_ending, DECIDE)),
        pages=(Page("<key:pk>/notice/", notice, "notice"), Page("<key:pk>/moved/", moved, "moved")),
        after_change=say_who_does_not_know,
    ),
)
