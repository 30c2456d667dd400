"""How long mail is kept: junk for weeks, what is done for as long as its event's clock runs.

It runs by itself, in the worker. Each conversation that goes leaves a line in the log of changes: its mark, when, why;
nothing of what it said. What is still to be done is never forgotten; long after its event it is done by itself.
"""

import datetime

from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from events.models import ended_before
from inbox.actions import handle
from inbox.models import Conversation, DeskAction, IncomingMessage
from inbox.threads import keep_threads, registrations_of
from outbox.models import UndeliverableAddress
from storage.clock import database_now

# In one go; the next comes within the hour.
BATCH = 500


def too_old() -> QuerySet[Conversation]:
    """Conversations that are done or junk and whose time is over."""
    now = database_now()
    junk_since = now - datetime.timedelta(days=settings.JUNK_MAIL_DAYS)
    since = now - datetime.timedelta(days=settings.MAIL_DAYS)
    is_junk = Q(state=Conversation.State.JUNK, last_received_at__lt=junk_since) & ~_kept_since(junk_since)
    # The event's clock, but never less than that of the mail itself: a question may come years after a meeting.
    is_over = Q(event__starts_on__isnull=True) | ended_before(timezone.localdate(since), "event__")
    is_old = Q(state=Conversation.State.DONE, last_received_at__lt=since) & ~_kept_since(since) & is_over
    return Conversation.objects.filter(is_junk | is_old).order_by("pk")


def _kept_since(since: datetime.datetime) -> Exists:
    """Has a mail that is here since then only, however long ago a server took it: nobody had the time to look at it."""
    return Exists(IncomingMessage.objects.filter(conversation=OuterRef("pk"), created_at__gte=since))


def close_over(now: datetime.datetime | None = None) -> int:
    """What is still to do for an event that was over long ago is done, with a line that staff can undo; how many.

    Once for a conversation as long as nobody writes: one that staff opened again stays open.
    """
    now = now or database_now()
    since = now - datetime.timedelta(days=settings.OVER_MAIL_DAYS)
    ended = DeskAction.objects.filter(
        conversation=OuterRef("pk"), kind=DeskAction.Kind.OVER, at__gte=OuterRef("last_received_at")
    )
    is_over = ended_before(timezone.localdate(since), "event__")
    rows = Conversation.objects.filter(is_over, ~Exists(ended), ~_kept_since(since), state=Conversation.State.OPEN)
    rows = rows.filter(last_received_at__lt=since)
    count = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            # Looked at again behind the lock: a mail, or staff, may have come this moment.
            conversation = Conversation.objects.select_for_update().get(pk=pk)
            if rows.filter(pk=pk).exists():
                handle.close_over(conversation)
                count += 1
    return count


def forget_old() -> int:
    """Delete what is too old, with its bytes, proposals and the answers that belong to nobody's registration."""
    count = 0
    for conversation in too_old()[:BATCH]:
        with transaction.atomic():
            # Looked at again behind the lock: a mail may have opened it this moment.
            list(Conversation.objects.select_for_update().filter(pk=conversation.pk))
            if not too_old().filter(pk=conversation.pk).exists():
                continue
            forget(conversation, why="retention")
            count += 1
    return count


def forget(conversation: Conversation, *, why: str) -> None:
    """Delete a conversation with all that belongs to nobody else, and leave a line of it; the caller holds its lock."""
    conversation.outgoing.filter(registration_link=None).delete()
    LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(Conversation),
        object_pk=str(conversation.pk),
        object_id=conversation.pk,
        object_repr=conversation.mark,
        action=LogEntry.Action.DELETE,
        changes={},
        additional_data={"why": why, "state": conversation.state},
    )
    about = registrations_of(conversation)
    conversation.delete()
    keep_threads(about)


def forget_undeliverable() -> int:
    """Delete marks of addresses that are as old as mail may become; a dead address is marked anew when mail goes."""
    since = database_now() - datetime.timedelta(days=settings.MAIL_DAYS)
    return UndeliverableAddress.objects.filter(updated_at__lt=since).delete()[0]
