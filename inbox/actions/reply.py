"""What staff write in a conversation, and what becomes of a message that a rule wrote and staff have to look at."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from inbox import correspondence
from inbox.actions import locking
from inbox.actions.before import DismissedBefore
from inbox.actions.locking import write_down
from inbox.errors import DeskError
from inbox.models import Conversation, DeskAction, IncomingMessage
from outbox.models.messages import Message, NotHeld
from outbox.queue import Draft


def reply(
    conversation: Conversation,
    by: User,
    seen: str,
    *,
    incoming: IncomingMessage | None,
    draft: Draft,
    language: str,
) -> Message:
    """Put an answer into the outbox. What was sent cannot be taken back.

    `incoming` is of whom it answers: of one who was new in the conversation, this makes it theirs.
    """
    with locking.held(conversation, by, seen, DeskAction.Kind.ANSWERED):
        if incoming is not None and incoming.is_by_unknown:
            conversation.turn_to(incoming)
            conversation.save(update_fields=["name", "is_body", "email"])
        message = correspondence.answer(conversation, incoming=incoming, by=by, draft=draft, language=language)
        write_down(conversation, DeskAction.Kind.ANSWERED, by, note=message.subject)
        return message


def release(conversation: Conversation, by: User, seen: str, message: Message) -> None:
    """Let a message go that waited for staff."""
    _decide(conversation, by, seen, message, DeskAction.Kind.ANSWERED, message.release)


def discard(conversation: Conversation, by: User, seen: str, message: Message) -> None:
    """A message that waited for staff shall not go."""
    before = DismissedBefore(message=message.pk)
    _decide(conversation, by, seen, message, DeskAction.Kind.DISMISSED, message.discard, before)


def _decide(
    conversation: Conversation,
    by: User,
    seen: str,
    message: Message,
    kind: DeskAction.Kind,
    decide: Callable[[User], None],
    before: DismissedBefore | None = None,
) -> None:
    with locking.held(conversation, by, seen, kind):
        if not conversation.outgoing.filter(pk=message.pk).exists():
            raise DeskError(_("This message belongs to another conversation."))
        try:
            decide(by)
        except NotHeld as error:
            raise DeskError(str(error)) from error
        write_down(conversation, kind, by, note=message.subject, before=before)
