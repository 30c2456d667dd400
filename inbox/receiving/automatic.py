"""What is answered by itself: that a person's mail has arrived, and never more than that.

Machines, our own addresses, dead addresses and junk get nothing; nobody gets more than a few of these mails a day.
"""

import copy
import datetime
import re
from collections.abc import Collection

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from inbox.kinds import Kind
from inbox.models.classification import AUTOMATIC, Classification
from inbox.models.conversations import Conversation
from inbox.models.incoming import IncomingMessage
from inbox.receiving.context import DatabaseContext
from inbox.replies import Reader, as_name, last_day_of, reader_of, write_reply
from inbox.request_summary import persons_of
from outbox.models.messages import Message
from outbox.models.undeliverable import UndeliverableAddress
from storage.clock import database_now
from storage.models import DAY, RateCount

# An older mail comes from a mailbox that is fetched for the first time: its writer does not wait for an answer today.
OLDEST = datetime.timedelta(days=7)
_BY_MACHINES = (*AUTOMATIC, Classification.SPAM)
# Who stands before the @ of these reads nothing, or answers by itself.
_NOBODY = re.compile(
    r"(?:no|do[-_.]?not|ne[-_.]?pas|non?)[-_.]?(?:reply|repl[iy]es|answer|respond(?:er)?|repondre|responda|contestar)\b.*|"
    r"(?:mailer-daemon|postmaster|bounces?|daemon|listserv|majordomo|notifications?|newsletter)(?:[-+_.].*)?",
    re.IGNORECASE,
)


def answer_automatically(message: IncomingMessage, now: datetime.datetime | None = None) -> None:
    """Acknowledge a mail that has just been filed, if its writer is a person and may have an answer."""
    if _is_from_machine(message):
        return
    _address_works(message)
    if not _may_be_answered(message, now or database_now()):
        return
    conversation = _answered_by(message)
    if not _is_passed_on(message):
        _acknowledge(message, conversation, reader_of(conversation, message), is_held=False)
        return
    # Who wrote was read out of a text, which anybody can make up: staff look at the address first.
    if conversation.email and conversation.email.casefold() != message.from_email.casefold():
        _acknowledge(message, conversation, reader_of(conversation, message), is_held=True)
    colleague = Reader(message.from_email, as_name(message.from_name, is_body=message.is_from_body))
    _send(message, conversation, Kind.IN_HAND, colleague, is_held=False)


def _answered_by(message: IncomingMessage) -> Conversation:
    """Its conversation, turned to who wrote this mail: who is new there is acknowledged, and no more."""
    conversation = copy.copy(message.conversation)
    if message.is_by_unknown:
        conversation.turn_to(message)
    return conversation


def kind_for(message: IncomingMessage) -> Kind:
    """Which mail it gets: a request that we could read, and are sure of, is answered with what we understood."""
    if last_day_of(message.conversation, message) is not None:
        return Kind.MAIL_RECEIVED  # no request can be entered any more; that mail says so
    if message.conversation.event is None:
        return Kind.MAIL_RECEIVED  # for what it asks a place, people have to find out
    is_nomination = message.kind == Classification.NOMINATION_ATTACHED
    is_request = message.kind == Classification.REGISTRATION_REQUEST or _is_duplicate_of_others(message)
    is_read = is_nomination or (is_request and any(row.is_sure for row in persons_of(message)))
    return Kind.REQUEST_RECEIVED if is_read else Kind.MAIL_RECEIVED


def _is_duplicate_of_others(message: IncomingMessage) -> bool:
    """Staff know it as a duplicate; who writes for another gets the answer to any request and learns nothing by it."""
    if message.kind != Classification.DUPLICATE:
        return False
    writer = (message.reply_to or message.from_email).casefold()
    targets = [row.target for row in message.proposals.select_related("target") if row.target is not None]
    return any(target.email_key != writer for target in targets)


def _is_from_machine(message: IncomingMessage) -> bool:
    return message.is_automatic or message.kind in _BY_MACHINES


def _address_works(message: IncomingMessage) -> None:
    """A person's own mail shows that the address is alive."""
    keys = {message.from_email.strip().casefold()} - {""}
    UndeliverableAddress.objects.filter(email_key__in=keys).delete()


def _may_be_answered(message: IncomingMessage, now: datetime.datetime) -> bool:
    written = min(message.sent_at or message.received_at, message.received_at)
    return (
        message.is_auto_reply_allowed
        and message.conversation.state != Conversation.State.JUNK
        and "received_before" not in message.fact("flags", [])
        and now - written < OLDEST
    )


def _is_passed_on(message: IncomingMessage) -> bool:
    """A colleague sent on what somebody else wrote."""
    flags = message.fact("flags", [])
    known = ("original_sender_to_accept", "original_sender_without_address")
    return message.is_forwarded and any(flag in flags for flag in known)


def _acknowledge(message: IncomingMessage, conversation: Conversation, reader: Reader, *, is_held: bool) -> None:
    _send(message, conversation, kind_for(message), reader, is_held=is_held)


def _send(message: IncomingMessage, conversation: Conversation, kind: Kind, reader: Reader, *, is_held: bool) -> None:
    """Write it, unless the address must not be written to or had enough today. What is held counts for nothing."""
    if not is_somebody(reader.email) or UndeliverableAddress.objects.has(reader.email):
        return
    if not is_held:
        # Counted exactly, by any number of processes: one of a kind a conversation, then a few an address.
        if RateCount.objects.hit(f"answered {kind.value}", str(conversation.pk), DAY) > 1:
            return
        if RateCount.objects.hit("answers", reader.email.casefold(), DAY) > settings.AUTO_ANSWERS_A_DAY:
            return
    elif conversation.outgoing.filter(kind=kind, state=Message.State.HELD, to_email__iexact=reader.email).exists():
        return
    write_reply(
        conversation,
        message,
        kind,
        purpose=f"{kind.value}:mail:{message.pk}",
        language=message.fact("reply_language") or conversation.language,
        reader=reader,
        is_held=is_held,
    )


def is_somebody(email: str, own: Collection[str] | None = None) -> bool:
    """An address behind which a person may be: well formed and not ours; `own` are ours where they are known."""
    try:
        validate_email(email)
    except ValidationError:
        return False
    own = DatabaseContext().own_addresses if own is None else own
    local = email.rpartition("@")[0]
    return email.lower() not in own and not _NOBODY.fullmatch(local)
