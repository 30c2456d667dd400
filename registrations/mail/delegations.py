"""Tells the writer of a mail whom staff registered because of it: the focal point speaks for the delegation (law 3)."""

from collections.abc import Sequence

from registrations.mail import formulas
from registrations.mail.placeholders import Trust, Value, disarm, escape
from registrations.mail.receiving.automatic import is_somebody
from registrations.mail.replies import Reader, as_name, reader_of, write_reply
from registrations.mail.words import missing_labels
from registrations.models.conversations import Conversation
from registrations.models.incoming import IncomingMessage
from registrations.models.messages import Kind, Message
from registrations.models.registration import Registration
from registrations.models.states import SEATED, State

# What left, or is about to: staff trust the address.
_GONE = (Message.State.QUEUED, Message.State.SENDING, Message.State.SENT, Message.State.UNCONFIRMED)


def tell_writers(
    conversation: Conversation, made: Sequence[tuple[IncomingMessage, Registration]], *, purpose: str
) -> list[Message]:
    """One message to each writer about those whom his or her mail proposed, in the caller's transaction.

    None to somebody who asked for a place for himself or herself alone: the registration has its own messages.
    """
    by_writer: dict[str, list[tuple[IncomingMessage, Registration]]] = {}
    for message, registration in made:
        by_writer.setdefault(_writer(message).casefold(), []).append((message, registration))
    told = []
    for number, (writer, rows) in enumerate(by_writer.items()):
        is_alone = len(rows) == 1 and rows[0][1].email_key == writer and conversation.number_of_persons() == 1
        if is_somebody(writer) and not is_alone:
            people = [registration for _message, registration in rows]
            told.append(_tell(conversation, rows[-1][0], people, f"{purpose}:{number}"))
    return told


def _writer(message: IncomingMessage) -> str:
    return (message.reply_to or message.from_email).strip()


def _tell(
    conversation: Conversation, message: IncomingMessage, people: Sequence[Registration], purpose: str
) -> Message:
    address, language = _writer(message), conversation.language
    is_answered = address.casefold() == conversation.email.strip().casefold()
    reader = reader_of(conversation, message) if is_answered else Reader(address, as_name(message.from_name))
    # Whose mail a colleague passed on was read out of a text: staff look at the address first.
    is_made_up = message.is_forwarded and address.casefold() != message.from_email.strip().casefold()
    is_known = conversation.outgoing.filter(to_email__iexact=address, state__in=_GONE).exists()
    return write_reply(
        conversation,
        message,
        Kind.PERSONS_REGISTERED,
        purpose=f"{Kind.PERSONS_REGISTERED.value}:{purpose}",
        language=language,
        reader=reader,
        more={
            "registered": Value(registered(people, language), Trust.MARKUP),
            "untold": Value(untold(people, language), Trust.MARKUP),
        },
        is_held=is_made_up and not is_known,
    )


def registered(people: Sequence[Registration], language: str) -> str:
    """Who, with reference and state: a list in Markdown."""
    return "\n".join(f"- {_name(row)}, {row.reference}: {_standing(row, language)}" for row in people)


def untold(people: Sequence[Registration], language: str) -> str:
    """Who has no address and should be told by the reader; nothing where all have one."""
    names = [f"- {_name(row)}" for row in people if not row.email]
    words = formulas.formulas(language)["registered"]
    return "\n\n".join([str(words["untold"]), "\n".join(names)]) if names else ""


def _name(row: Registration) -> str:
    return f"**{escape(disarm(row.formal_name))}**"


def _standing(row: Registration, language: str) -> str:
    """Where it stands; of who has to complete it, or cannot be asked for want of an address, what is missing."""
    words = formulas.formulas(language)["registered"]
    part = "seated" if row.state in SEATED else "waiting" if row.state == State.WAITING else "undecided"
    if part == "undecided" and (row.state == State.INCOMPLETE or not row.email):
        missing = [label for label in missing_labels(row, language) if row.email or label != _address(language)]
        if missing:
            return str(words["incomplete"]).replace("{missing}", escape(", ".join(missing)))
    return str(words[part])


def _address(language: str) -> str:
    """What the missing address is called: of that the message speaks apart."""
    return str(formulas.formulas(language)["missing"]["email"])
