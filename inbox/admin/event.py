"""What the shared mailbox adds to the screen of an event: the mail that waits, and its standard answers in a copy."""

from typing import Any

from backoffice.extensions import Extension, Panel, extend
from events.models import Event
from events.models.copying import clone
from inbox.models import StandardAnswer


def mail_waiting(event: Event) -> dict[str, Any]:
    """How many conversations about the event are to do."""
    return {"event": event, "waiting": event.conversations.filter(state="open").count()}


def copy_answers(original: Event, copy: Event) -> None:
    """The standard answers of the event itself; those of the house hold for both."""
    for row in StandardAnswer.objects.filter(event=original):
        clone(row, event=copy)


extend(
    Event,
    Extension(
        panels=(Panel("registration-links", "admin/inbox/_event_mail.html", mail_waiting, "inbox.work_mailbox"),),
        after_copy=copy_answers,
    ),
)
