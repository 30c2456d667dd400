"""Messages to people: written in the reader's language and put into the outbox with the decision they tell of.

A message is a row of the same transaction as the decision it tells of: both are there or none is.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from events.models import Event
from outbox.models.messages import Message
from outbox.placeholders import Value, fill, fill_plain, one_line
from outbox.queue import Draft, event_name, put_into_outbox, sender, short_subject
from outbox.salutations import place_of
from outbox.template_values import mailbox
from outbox.templates import Words, words_for
from outbox.threads import Thread
from registrations import calendar
from registrations.kinds import FACTS, facts_of
from registrations.mail_values import values_for
from registrations.models import Registration
from registrations.models.messages import RegistrationMessage


def preview(registration: Registration, kind: str, *, reason: str = "") -> Draft:
    """The mail that would go, as text to be edited."""
    words = words_for(registration.event, kind, registration.language)
    values = values_for(registration, kind, words.language, reason=reason)
    return Draft(short_subject(fill_plain(words.subject, values)), fill(words.body, values))


@transaction.atomic
def write(
    registration: Registration,
    kind: str,
    *,
    by: User | None = None,
    reason: str = "",
    purpose: str,
    language: str = "",
) -> Message:
    """Put a message into the outbox; the second time with one purpose the first message is given back.

    `purpose` says what the message is about, such as "changed:1042:3": it is the only one for it.
    """
    existing = Message.objects.filter(purpose=purpose).first()
    return existing or write_new(registration, kind, by=by, reason=reason, purpose=purpose, language=language)


def write_new(
    registration: Registration,
    kind: str,
    *,
    by: User | None = None,
    reason: str = "",
    draft: Draft | None = None,
    purpose: str,
    is_new: bool = False,
    thread: Thread | None = None,
    language: str = "",
    to: str = "",
) -> Message:
    """Put a message into the outbox for a purpose that cannot be there yet, as part of the caller's transaction.

    `is_new`: the row was made just now; who begins with an invitation holds its number already. `thread`: of
    the mail in which the person asked for it; where the row is known longer, it is the one kept with it. `language`: of
    the reader, where it is not that of correspondence. `to`: another address than the
    person's, of which nobody knows yet who reads there.
    """
    if thread is None and not is_new and FACTS[kind].is_asked:
        thread = registration.thread
    words = words_for(registration.event, kind, language or registration.language, is_in_rush=by is None)
    if draft is not None:
        words = Words(draft.subject, draft.body, words.language)
    values = values_for(registration, kind, words.language, reason=reason, is_staff_reason=by is not None)
    elsewhere = {"to_email": to, "to_name": ""} if to else {}
    message = compose(registration, kind, words, values, by=by, purpose=purpose, thread=thread, **elsewhere)
    _add_calendar(message, registration, is_counted=is_new and registration.calendar_sequence >= 0)
    # A form that somebody sent in another's name can cause these.
    is_from_outside = registration.source in (registration.Source.WEB, registration.Source.MAIL)
    put_into_outbox(message, is_limited=FACTS[kind].is_first and by is None and is_from_outside)
    said = dates_and_place(registration.event, registration.mode)
    RegistrationMessage.objects.create(message=message, registration=registration, dates_and_place=said)
    return message


def dates_and_place(event: Event, mode: str) -> str:
    """First day, last day and place for who attends so: the same text as long as none of them changes."""
    return f"{event.starts_on} {event.last_day} {place_of(event, settings.LANGUAGE_CODE, mode)}"


def compose(
    registration: Registration,
    kind: str,
    words: Words,
    values: Mapping[str, Value],
    *,
    by: User | None,
    purpose: str,
    thread: Thread | None = None,
    **columns: Any,
) -> Message:
    """The message, its words filled in, not yet saved; `columns` are what the caller knows better."""
    subject = short_subject(fill_plain(words.subject, values))
    facts: dict[str, Any] = {
        "event": registration.event,
        "about": registration.reference,
        "kind": kind,
        "language": words.language,
        "from_email": sender(registration.event, words.language),
        "to_email": registration.email,
        "to_name": one_line(registration.name)[:250],
        "reply_to": mailbox(registration.event),
        "subject": thread.marked(subject) if thread is not None else subject,
        "heading": values["event"].text,
        "body": fill(words.body, values),
        "in_reply_to": thread.in_reply_to if thread is not None else "",
        "references": thread.references if thread is not None else "",
        "message_id": new_message_id(registration),
        "purpose": purpose,
        "created_by": by,
        "is_automatic": by is None or facts_of(kind).is_automatic,
    }
    return Message(**facts | columns)


def new_message_id(registration: Registration) -> str:
    """An identity of our own by which an answer finds the registration; nobody can guess it from another."""
    return f"<reg-{registration.pk or 0}.{secrets.token_hex(10)}@{settings.MESSAGE_ID_DOMAIN}>"


def _add_calendar(message: Message, registration: Registration, *, is_counted: bool) -> None:
    """The calendar part, and its number kept with the registration; the caller holds the lock of the row."""
    message.calendar_method = calendar.method_for(registration, message.kind)
    if not message.calendar_method:
        return
    if not is_counted:
        registration.calendar_sequence += 1
        Registration.objects.filter(pk=registration.pk).update(calendar_sequence=registration.calendar_sequence)
    message.calendar = calendar_text(
        registration,
        method=message.calendar_method,
        sequence=registration.calendar_sequence,
        language=message.language,
    )


def calendar_text(registration: Registration, *, method: str, sequence: int, language: str) -> str:
    """The calendar part of a mail, or a file to take along: the event is the organiser, by its name and mailbox."""
    event = registration.event
    organiser = (event_name(event, language), mailbox(event))
    return calendar.calendar_part(
        registration, method=method, sequence=sequence, language=language, organiser=organiser
    )
