"""Who handles a conversation, whether anything is left to do, what it is: each is undone by one more click."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event
from inbox.actions import locking
from inbox.actions.before import Before, SortedBefore
from inbox.actions.locking import set_columns, write_down
from inbox.errors import DeskError
from inbox.models import Classification, Conversation, DeskAction

State = Conversation.State
# The event stays what it is; None takes it away.
UNCHANGED: Any = object()


def take(conversation: Conversation, by: User, seen: str) -> None:
    """Handle it: colleagues see the name."""
    with locking.held(conversation, by, seen, DeskAction.Kind.TAKEN):
        before = set_columns(conversation, owner_id=by.pk, owned_at=timezone.now())
        write_down(conversation, DeskAction.Kind.TAKEN, by, before=Before(columns=before))


def give_back(conversation: Conversation, by: User, seen: str) -> None:
    """Leave it to whoever comes."""
    with locking.held(conversation, by, seen, DeskAction.Kind.RELEASED):
        before = set_columns(conversation, owner_id=None, owned_at=None)
        write_down(conversation, DeskAction.Kind.RELEASED, by, before=Before(columns=before))


def close(conversation: Conversation, by: User, seen: str) -> None:
    """Nothing is left to do."""
    with locking.held(conversation, by, seen, DeskAction.Kind.CLOSED):
        _must_be(conversation, State.OPEN)
        before = set_columns(conversation, state=State.DONE, closed_at=timezone.now())
        write_down(conversation, DeskAction.Kind.CLOSED, by, before=Before(columns=before))


def close_over(conversation: Conversation) -> None:
    """The event was over long ago: done, by nobody; the caller holds the lock. Undoing opens it again, for good."""
    before = set_columns(conversation, state=State.DONE, closed_at=timezone.now())
    write_down(conversation, DeskAction.Kind.OVER, None, before=Before(columns=before))


def reopen(conversation: Conversation, by: User, seen: str) -> None:
    """To do again; what was junk is to be read."""
    with locking.held(conversation, by, seen, DeskAction.Kind.REOPENED):
        _must_be(conversation, State.DONE, State.JUNK)
        if conversation.joined_to is not None:
            raise DeskError(_("Its mails are in %(mark)s.") % {"mark": conversation.joined_to.mark})
        kind = Classification.NEEDS_REVIEW if conversation.kind == Classification.SPAM else conversation.kind
        before = set_columns(conversation, kind=kind, state=State.OPEN, closed_at=None)
        write_down(conversation, DeskAction.Kind.REOPENED, by, before=Before(columns=before))


def junk(conversation: Conversation, by: User, seen: str) -> None:
    """Out of sight."""
    with locking.held(conversation, by, seen, DeskAction.Kind.JUNKED):
        _must_be(conversation, State.OPEN, State.DONE)
        before = set_columns(conversation, kind=Classification.SPAM, state=State.JUNK, closed_at=timezone.now())
        write_down(conversation, DeskAction.Kind.JUNKED, by, before=Before(columns=before))


def sort(
    conversation: Conversation,
    by: User,
    seen: str,
    *,
    kind: str = "",
    event: Event | None = UNCHANGED,
    language: str = "",
) -> bool:
    """Another class, event or language than the one that was understood; whether anything is other than before."""
    with locking.held(conversation, by, seen, DeskAction.Kind.SORTED):
        columns: dict[str, Any] = {"kind": kind} if kind else {}
        columns |= {"language": language} if language else {}
        columns |= {"event_id": event.pk if event is not None else None} if event is not UNCHANGED else {}
        changed = {name: value for name, value in columns.items() if getattr(conversation, name) != value}
        if changed:
            before = SortedBefore(columns=set_columns(conversation, **changed))
            write_down(conversation, DeskAction.Kind.SORTED, by, before=before)
        return bool(changed)


def add_note(conversation: Conversation, by: User, seen: str, text: str) -> None:
    """A line for colleagues."""
    with locking.held(conversation, by, seen):
        write_down(conversation, DeskAction.Kind.NOTED, by, note=text)


def _must_be(conversation: Conversation, *states: str) -> None:
    if conversation.state not in states:
        state = conversation.get_state_display()
        raise DeskError(_("This conversation is “%(state)s” already.") % {"state": state})
