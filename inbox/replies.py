"""Writes mails of a conversation: whom they go to, what their placeholders stand for, how they enter the outbox."""

import datetime
import secrets
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import translation

from events.models import Event
from inbox import request_summary
from inbox.kinds import Kind
from inbox.models.conversations import Conversation
from inbox.models.incoming import IncomingMessage
from inbox.models.messages import ConversationMessage
from inbox.threads import identifiers, with_mark
from multilingual.texts import translated
from outbox import salutations
from outbox.models.messages import Message
from outbox.placeholders import Trust, Value, fill, fill_plain, one_line
from outbox.queue import house_address, house_name, put_into_outbox, sender
from outbox.template_values import event_values, mailbox, nothing, person_values
from outbox.templates import Words, words_for
from registrations.models import Registration, RegistrationMessage

LONGEST_NAME = 60


class Reader(NamedTuple):
    """Somebody who is written to."""

    email: str
    name: str = ""
    honorific: str = ""
    title: str = ""


def reader_of(conversation: Conversation, message: IncomingMessage | None) -> Reader:
    """To whom an answer goes; with honorific and title where the mail proposes just this person."""
    address = conversation.email.strip()
    for proposal in message.proposals.all() if message is not None else ():
        if address and str(proposal.value("email")).casefold() == address.casefold() and proposal.name:
            return Reader(address, proposal.name, str(proposal.value("honorific")), str(proposal.value("title")))
    registration = own_registration(conversation)
    if registration is not None and registration.name:
        return Reader(address, registration.name, registration.honorific, registration.title)
    return Reader(address, as_name(conversation.name, is_body=conversation.is_body))


def as_name(text: str, *, is_body: bool) -> str:
    """A name as a mail program gave it, if a person's: no address, no number, no organisation, not a whole sentence."""
    text = one_line(text).strip(" '\"")
    is_name = (
        text
        and not is_body
        and len(text) <= LONGEST_NAME
        and not any(char.isdigit() or char in "@<>/\\" for char in text)
    )
    return text if is_name else ""


def own_registration(conversation: Conversation) -> Registration | None:
    """The registration of the conversation, if its address is the one that is answered: others learn nothing of it."""
    registration = conversation.registration
    is_own = registration is not None and registration.email_key == conversation.email.strip().casefold()
    return registration if is_own and registration is not None and registration.email_key else None


def has_form(conversation: Conversation) -> bool:
    """There is a form that can be filled in with what was asked, and it was asked by whom we answer.

    The link shows what the first writer asked: a second one, who may have used the conversation's mark only, gets none.
    """
    event = conversation.event
    if event is None or getattr(event, "registration_settings", None) is None:
        return False
    return bool(conversation.email) and conversation.form_owner() == conversation.email.strip().casefold()


def values_for_reply(
    conversation: Conversation, message: IncomingMessage | None, kind: str, language: str, reader: Reader | None = None
) -> dict[str, Value]:
    """What each placeholder stands for, in the language of the words."""
    event = conversation.event
    registration = own_registration(conversation)
    reader = reader or reader_of(conversation, message)
    is_request = message is not None and kind == Kind.REQUEST_RECEIVED
    is_fillable = has_form(conversation)
    has_link = is_fillable or registration is not None
    with translation.override(language):
        values = {
            **nothing(),
            **person_values(reader, language),
            **(event_values(event, language) if event is not None else {}),
            "mailbox": Value(own_address(conversation, message), Trust.ADDRESS),
            "mark": Value(conversation.mark, Trust.STAFF),
            "over": Value(_over(conversation, message, language), Trust.STAFF),
            "subject": Value(_subject(conversation, message, language), Trust.PERSON),
            "link": Value("{link}" if has_link else "", Trust.ADDRESS),
        }
        if registration is not None:
            values["reference"] = Value(registration.reference, Trust.STAFF)
        if message is not None:
            day = salutations.date(message.written_on, language)
            values["received"] = Value(day, Trust.STAFF)
            values["sender"] = Value(conversation.name or conversation.email, Trust.PERSON)
        if is_request and message is not None:
            values["persons"] = Value(request_summary.persons(message, language), Trust.MARKUP)
            values["missing"] = Value(request_summary.missing(message, language), Trust.MARKUP)
            is_offered = is_fillable and bool(request_summary.named_of(message))
            values["form"] = Value(request_summary.form_sentence(language) if is_offered else "", Trust.MARKUP)
    return values


def _over(conversation: Conversation, message: IncomingMessage | None, language: str) -> str:
    """That the event is over, where it is."""
    day = last_day_of(conversation, message)
    return (
        str(salutations.formulas(language, "inbox")["understood"]["over"]).format(date=salutations.date(day, language))
        if day
        else ""
    )


def last_day_of(conversation: Conversation, message: IncomingMessage | None) -> datetime.date | None:
    """The last day of an event that was over when the mail came."""
    event = conversation.event
    if event is None or message is None:
        return None
    return event.last_day if event.is_over(message.received_at) else None


def _subject(conversation: Conversation, message: IncomingMessage | None, language: str) -> str:
    """What the mail was about, in its own words; the event where these speak of health and the like."""
    if message is not None and message.bare_subject:
        return message.bare_subject
    event = conversation.event
    return translated(event, "title", language).value or event.code if event is not None else conversation.mark


def own_address(conversation: Conversation, message: IncomingMessage | None) -> str:
    """The shared address that writes and is written to: of the event, else that to which the mail came."""
    event = conversation.event
    own = getattr(getattr(event, "registration_settings", None), "mailbox", "") if event is not None else ""
    came_to = message.mailbox.address if message is not None and message.mailbox is not None else ""
    return own or came_to or _house_mailbox(event)


def _house_mailbox(event: Event | None) -> str:
    return mailbox(event) if event is not None else house_address()


def write_reply(
    conversation: Conversation,
    message: IncomingMessage | None,
    kind: str,
    *,
    purpose: str,
    language: str,
    reader: Reader | None = None,
    by: User | None = None,
    words: Words | None = None,
    under: str = "",
    more: dict[str, Value] | None = None,
    is_held: bool = False,
) -> Message:
    """Put an answer into the outbox, or hold it for staff; with one purpose only once.

    `words` are those of staff, else the template's; `under` is Markdown below them; `more` are placeholders besides.
    """
    if existing := Message.objects.filter(purpose=purpose).first():
        return existing
    words, reader = words or words_for(conversation.event, kind, language), reader or reader_of(conversation, message)
    values = values_for_reply(conversation, message, kind, words.language, reader) | (more or {})
    body = "\n\n".join(part for part in (fill(words.body, values), under) if part)
    subject = with_mark(fill_plain(words.subject, values), conversation)
    in_reply_to, references = identifiers(message)
    address = own_address(conversation, message)
    registration = own_registration(conversation)
    row = Message(
        event=conversation.event,
        about=registration.reference if registration is not None else conversation.mark,
        kind=kind,
        language=words.language,
        from_email=sender(conversation.event, words.language, address),
        to_email=reader.email,
        to_name=one_line(reader.name)[:250],
        reply_to=address,
        subject=subject,
        heading=(values["event"].text or house_name(words.language))[:300],
        body=body,
        message_id=f"<mail-{conversation.pk}.{secrets.token_hex(10)}@{settings.MESSAGE_ID_DOMAIN}>",
        in_reply_to=in_reply_to,
        references=references,
        purpose=purpose,
        created_by=by,
        is_automatic=by is None,
        state=Message.State.HELD if is_held else Message.State.QUEUED,
    )
    put_into_outbox(row)
    ConversationMessage.objects.create(message=row, conversation=conversation)
    if registration is not None:
        RegistrationMessage.objects.create(message=row, registration=registration)
    return row
