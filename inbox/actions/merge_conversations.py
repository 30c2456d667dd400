"""Two conversations that are one request: the mails of the later one move to the earlier one."""

from collections.abc import Collection

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.actions import locking
from inbox.actions.before import Columns, JoinedBefore
from inbox.actions.locking import set_columns, write_down
from inbox.errors import DeskError
from inbox.models import Conversation, DeskAction

State = Conversation.State


def join(conversation: Conversation, by: User, seen: str, earlier: Conversation) -> None:
    """Move all mails of both directions to an earlier conversation; this one is done, and points there.

    Never by itself: the same sender may well write about two things. The race: two of staff join two pairs that
    share a conversation. Whoever locks several rows of conversations does so in the order of their numbers.
    """
    rows = Conversation._base_manager.select_for_update().order_by("pk")
    with transaction.atomic():
        found = {row.pk: row for row in rows.filter(pk__in=[conversation.pk, earlier.pk])}
        with locking.held(conversation, by, seen, DeskAction.Kind.JOINED):
            other = found.get(earlier.pk)
            if other is None or not _may_be_joined(conversation, other):
                raise DeskError(_("These two cannot be joined."))
            _join(conversation, by, other)


def _may_be_joined(conversation: Conversation, earlier: Conversation) -> bool:
    is_earlier = earlier.pk < conversation.pk and earlier.state != State.JUNK
    return is_earlier and conversation.joined_to_id is None and earlier.joined_to_id is None


def _join(conversation: Conversation, by: User, earlier: Conversation) -> None:
    incoming = list(conversation.incoming.values_list("pk", flat=True))
    outgoing = list(conversation.outgoing.values_list("pk", flat=True))
    move_mails(conversation, earlier, incoming, outgoing)
    columns = set_columns(earlier, **_joined_columns(conversation, earlier))
    source_columns = set_columns(conversation, state=State.DONE, closed_at=timezone.now())
    point_to(conversation, earlier)
    line = write_down(conversation, DeskAction.Kind.JOINED, by, note=earlier.mark)
    before = JoinedBefore(
        columns=columns,
        source=conversation.pk,
        incoming=incoming,
        outgoing=outgoing,
        source_columns=source_columns,
        source_action=line.pk,
    )
    write_down(earlier, DeskAction.Kind.JOINED, by, note=conversation.mark, before=before)


def _joined_columns(conversation: Conversation, earlier: Conversation) -> Columns:
    """The earlier one goes on with what was written last, as if the mail had been filed there when it came."""
    columns: Columns = {
        "event_id": earlier.event_id or conversation.event_id,
        "registration_id": earlier.registration_id or conversation.registration_id,
    }
    if conversation.last_received_at >= earlier.last_received_at:
        names = ("kind", "name", "is_body", "email", "language", "last_received_at")
        columns |= {name: getattr(conversation, name) for name in names}
    if conversation.state == State.OPEN:
        columns |= {"state": State.OPEN, "closed_at": None}
    return columns


def move_mails(
    source: Conversation, target: Conversation, incoming: Collection[int], outgoing: Collection[int]
) -> None:
    """Move these mails, of those that are in the source; the caller holds both locks."""
    source.incoming.filter(pk__in=incoming).update(conversation=target)
    source.message_links.filter(message__in=outgoing).update(conversation=target)


def point_to(conversation: Conversation, target: Conversation | None) -> None:
    """Where the mails of a conversation are: its mark, and its link, lead there."""
    conversation.joined_to = target
    conversation.save(update_fields=["joined_to"])
