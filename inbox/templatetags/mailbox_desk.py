"""What pages of other rooms show of the shared mailbox."""

import datetime
from typing import NamedTuple

from django import template
from django.db.models import Count, Min

from inbox.models import Conversation, Mailbox
from registrations.models import Registration

register = template.Library()


class MailWaiting(NamedTuple):
    """What waits at the shared mailbox."""

    number: int
    since: datetime.datetime | None
    failed: list[Mailbox]


@register.simple_tag
def mail_waiting() -> MailWaiting:
    """How many conversations are to do, since when the oldest, and which mailboxes cannot be reached."""
    found = Conversation.objects.filter(state=Conversation.State.OPEN).aggregate(
        number=Count("pk"), since=Min("last_received_at")
    )
    return MailWaiting(found["number"], found["since"], list(Mailbox.objects.filter(failed_at__isnull=False)))


@register.simple_tag
def conversations_of(registration: Registration) -> list[Conversation]:
    """The conversations about a registration, the latest first."""
    rows = Conversation.objects.of_registration(registration).order_by("-last_received_at", "-pk")
    return list(rows.only("subject", "kind", "state", "last_received_at")[:20])
