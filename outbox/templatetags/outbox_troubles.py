"""What staff are told of the outbox: on their first page, above the queue and at an event, a line for each trouble."""

import datetime
from typing import NamedTuple

from django import template
from django.conf import settings
from django.db.models import Count, Min, Q
from django.template import Context

from backoffice.rights import rows_for
from events.models import Event
from outbox.models import Message, OutboxState, SignOn
from outbox.models.messages import NOT_DELIVERED
from outbox.secret_end import coming_end
from storage.clock import database_now

register = template.Library()

State = Message.State
# What waits for longer to be sent is worth a line.
WAITS_TOO_LONG = datetime.timedelta(hours=1)


class Troubles(NamedTuple):
    """How many messages somebody should look at, of all events or of one; and the state of worker and mail server."""

    failed: int
    unconfirmed: int
    overdue: int
    waiting: int
    oldest: datetime.datetime | None
    state: OutboxState
    has_worker: bool


@register.simple_tag(takes_context=True)
def outbox_troubles(context: Context, event: Event | None = None) -> Troubles:
    """What there is to tell; two queries, and one for the time."""
    now, state = database_now(), OutboxState.objects.current()
    rows = rows_for(context["user"], Message.objects.all())
    if event is not None:
        rows = rows.filter(event=event)
    waiting = Q(state=State.QUEUED, queued_at__lt=now - WAITS_TOO_LONG)
    overdue = Q(state=State.HELD, is_overdue=True)
    looked_at = (*NOT_DELIVERED, State.UNCONFIRMED, State.HELD, State.QUEUED)
    counts = rows.filter(state__in=looked_at).aggregate(
        failed=Count("pk", filter=Q(state__in=NOT_DELIVERED)),
        unconfirmed=Count("pk", filter=Q(state=State.UNCONFIRMED)),
        overdue=Count("pk", filter=overdue),
        waiting=Count("pk", filter=waiting),
        oldest=Min("queued_at", filter=waiting),
    )
    return Troubles(**counts, state=state, has_worker=state.has_worker(now))


class MailSignOn(NamedTuple):
    """What is to be said of signing on to the mail server by tokens."""

    failed: list[SignOn]
    ends_on: datetime.date | None


@register.simple_tag
def mail_sign_on() -> MailSignOn:
    """The accounts by which no mail leaves, and the end of the client secret where it is near."""
    failed = SignOn.objects.filter(failed_at__isnull=False) if settings.MAIL_OAUTH else ()
    return MailSignOn(list(failed), coming_end())
