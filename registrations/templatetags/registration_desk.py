"""What the first page of the secretariat shows of registrations."""

import datetime
from typing import NamedTuple

from django import template
from django.db.models import Count, F, Min, Q

from events.models import Event
from registrations.models import Conversation, Mailbox, Message, Registration
from registrations.models.messages import NOT_DELIVERED
from registrations.models.states import SEATED, TO_DECIDE, State

register = template.Library()


class Desk(NamedTuple):
    """An event with registrations that somebody should look at."""

    event: Event
    to_decide: int
    waiting: int
    seated: int


@register.simple_tag
def registration_desks() -> list[Desk]:
    """Events that are not over and have registrations, those with most to decide first; two queries."""
    events = {event.pk: event for event in Event.objects.coming().exclude(registration_settings=None).for_list()}
    rows = (
        Registration.objects.filter(event__in=events)
        .order_by()
        .values("event")
        .annotate(
            to_decide=Count("pk", filter=Q(state__in=TO_DECIDE)),
            waiting=Count("pk", filter=Q(state=State.WAITING)),
            seated=Count("pk", filter=Q(state__in=SEATED)),
        )
        .order_by(F("to_decide").desc(), "event")
    )
    return [Desk(events[row["event"]], row["to_decide"], row["waiting"], row["seated"]) for row in rows]


@register.simple_tag
def failed_message_count() -> int:
    """Messages that could not be delivered, of all events."""
    return Message.objects.filter(state__in=NOT_DELIVERED).count()


class MailWaiting(NamedTuple):
    """What waits at the shared mailbox."""

    number: int
    since: datetime.datetime | None
    failed: list[Mailbox]


@register.simple_tag
def mail_waiting() -> MailWaiting:
    """How many conversations are to do, since when the oldest, and which mailboxes cannot be reached."""
    found = Conversation.objects.filter(state="open").aggregate(number=Count("pk"), since=Min("last_received_at"))
    return MailWaiting(found["number"], found["since"], list(Mailbox.objects.filter(failed_at__isnull=False)))


@register.simple_tag
def conversations_of(registration: Registration) -> list[Conversation]:
    """The conversations about a registration, the latest first."""
    rows = Conversation.objects.of_registration(registration).order_by("-last_received_at", "-pk")
    return list(rows.only("subject", "kind", "state", "last_received_at")[:20])
