"""Tells the writer of a mail whom staff registered because of it: the focal point speaks for it (rule 3)."""

from collections.abc import Sequence
from typing import NamedTuple

from inbox.kinds import Kind
from inbox.models.conversations import Conversation
from inbox.models.incoming import IncomingMessage
from inbox.receiving.automatic import is_somebody
from inbox.receiving.context import DatabaseContext
from inbox.replies import Reader, as_name, reader_of, values_for_reply, write_reply
from outbox import salutations
from outbox.models.messages import Message
from outbox.placeholders import Trust, Value, disarm, escape, fill
from outbox.rendering import render_html
from outbox.templates import Words, words_for
from registrations.actions.notifications import PLAIN, Notification
from registrations.mail_values import missing_for_mails
from registrations.models.registration import Registration
from registrations.models.states import State, standing_of
from speakers.honorifics import formal_name

KIND = Kind.PERSONS_REGISTERED.value

# What left, or is about to: staff trust the address.
_GONE = (Message.State.QUEUED, Message.State.SENDING, Message.State.SENT, Message.State.UNCONFIRMED)


class ToNotify(NamedTuple):
    """Somebody who wrote for others, the last such mail, and those whom it is about."""

    address: str
    message: IncomingMessage
    people: list[Registration]


def notify_writers(
    conversation: Conversation,
    made: Sequence[tuple[IncomingMessage, Registration]],
    *,
    purpose: str,
    notification: Notification = PLAIN,
) -> list[Message]:
    """One message to each writer about those whom his or her mail proposed, in the caller's transaction."""
    writers = writers_to_notify(conversation, made)
    return [_notify(conversation, writer, f"{purpose}:{number}", notification) for number, writer in enumerate(writers)]


def writers_to_notify(
    conversation: Conversation, made: Sequence[tuple[IncomingMessage, Registration]]
) -> list[ToNotify]:
    """Who hears of registrations that were made, or are to be, for others.

    What goes to the writer's own address has been told by the registration's own message.
    """
    by_writer: dict[str, list[tuple[IncomingMessage, Registration]]] = {}
    for message, registration in made:
        if registration.email_key != (writer := _writer(message).casefold()):
            by_writer.setdefault(writer, []).append((message, registration))
    own = DatabaseContext().own_addresses
    found = []
    for writer, rows in by_writer.items():
        if is_somebody(writer, own):
            message = rows[-1][0]
            found.append(ToNotify(_writer(message), message, [registration for _message, registration in rows]))
    return found


def _writer(message: IncomingMessage) -> str:
    return (message.reply_to or message.from_email).strip()


def preview(conversation: Conversation, writer: ToNotify, words: Words, reason: str) -> str:
    """The message as an HTML document, as its reader will get it; writes nothing."""
    values = values_for_reply(
        conversation, writer.message, KIND, words.language, _reader(conversation, writer)
    ) | _values(writer.people, words.language, reason)
    return render_html(fill(words.body, values), language=words.language, heading=values["event"].text)


def _notify(conversation: Conversation, writer: ToNotify, purpose: str, notification: Notification) -> Message:
    address, message, people = writer
    language = conversation.language
    draft = notification.draft(KIND, language, address)
    words = words_for(conversation.event, KIND, language)
    # Whose mail a colleague passed on was read out of a text: staff look at the address first.
    is_made_up = message.is_forwarded and address.casefold() != message.from_email.strip().casefold()
    is_known = conversation.outgoing.filter(to_email__iexact=address, state__in=_GONE).exists()
    return write_reply(
        conversation,
        message,
        KIND,
        purpose=f"{KIND}:{purpose}",
        language=language,
        reader=_reader(conversation, writer),
        words=words if draft is None else Words(draft.subject, draft.body, words.language),
        more=_values(people, words.language, notification.reason),
        is_held=is_made_up and not is_known,
    )


def _reader(conversation: Conversation, writer: ToNotify) -> Reader:
    is_answered = writer.address.casefold() == conversation.email.strip().casefold()
    if is_answered:
        return reader_of(conversation, writer.message)
    return Reader(writer.address, as_name(writer.message.from_name, is_body=writer.message.is_from_body))


def _values(people: Sequence[Registration], language: str, reason: str) -> dict[str, Value]:
    """The placeholders that only this kind has, and what staff add."""
    return {
        "registered": Value(registered(people, language), Trust.MARKUP),
        "without_address": Value(without_address(people, language), Trust.MARKUP),
        "reason": Value(reason.strip(), Trust.MARKUP),
    }


def registered(people: Sequence[Registration], language: str) -> str:
    """Who, with reference and state: a list in Markdown."""
    return "\n".join(f"- {_name(row, language)}, {row.reference} – {_standing(row, language)}" for row in people)


def without_address(people: Sequence[Registration], language: str) -> str:
    """Who has no address and should be notified by the reader; nothing where all have one."""
    names = [f"- {_name(row, language)}" for row in people if not row.email]
    words = salutations.formulas(language, "inbox")["registered"]
    return "\n\n".join([str(words["without_address"]), "\n".join(names)]) if names else ""


def _name(row: Registration, language: str) -> str:
    return f"**{escape(disarm(formal_name(row, language)))}**"


def _standing(row: Registration, language: str) -> str:
    """Where it stands; of who has to complete it, or cannot be asked for want of an address, what is missing."""
    words = salutations.formulas(language, "inbox")["registered"]
    part = standing_of(row.state)
    if part == "undecided" and (row.state == State.INCOMPLETE or not row.email):
        # Of a missing address the message speaks separately.
        missing = missing_for_mails([code for code in row.missing() if code != "email"], language, row.event)
        if missing:
            return str(words["incomplete"]).replace("{missing}", escape(", ".join(missing)))
    return str(words[part])
