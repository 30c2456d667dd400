"""What pages of other rooms show of the shared mailbox."""

import datetime
from typing import NamedTuple

from django import template
from django.db.models import Count, Min
from django.template import Context

from desk.permissions import conversations_for
from inbox.models import Conversation, Mailbox
from registrations.models import Registration

register = template.Library()


class MailWaiting(NamedTuple):
    """What waits at the shared mailbox."""

    number: int
    since: datetime.datetime | None
    failed: list[Mailbox]


@register.simple_tag(takes_context=True)
def mail_waiting(context: Context) -> MailWaiting:
    """How many conversations of the reader are to do, since when the oldest, and which mailboxes cannot be reached."""
    found = (
        conversations_for(context["user"])
        .filter(state=Conversation.State.OPEN)
        .aggregate(number=Count("pk"), since=Min("last_received_at"))
    )
    return MailWaiting(found["number"], found["since"], list(Mailbox.objects.filter(failed_at__isnull=False)))


@register.simple_tag(takes_context=True)
def conversations_of(context: Context, registration: Registration) -> list[Conversation]:
    """The conversations of the reader about a registration, the latest first."""
    rows = conversations_for(context["user"]).of_registration(registration).order_by("-last_received_at", "-pk")
    return list(rows.only("subject", "kind", "state", "last_received_at")[:20])
