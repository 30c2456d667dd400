"""What a machine's mail tells: it is filed and never answered; and the language in which anybody is answered."""

from mailreader import machine
from mailreader.absence import absence_of
from mailreader.context import Context
from mailreader.facts import Mail
from mailreader.findings import Reason, RegistrationFacts, Understanding
from mailreader.languages import language_of
from mailreader.notes import keep_apart
from mailreader.selling import spam_reason
from mailreader.sentences import sentences_of
from mailreader.threads import find_invited


def by_machine(mail: Mail, context: Context, result: Understanding) -> machine.Machine | None:
    """A machine's mail is filed and never answered; what it tells is kept."""
    if mail.calendar is not None and mail.calendar.method == "REPLY":
        known = machine.Machine("update", Reason("calendar", mail.calendar.answer))
        result.calendar = mail.calendar
        result.thread = result.thread or find_invited(mail, context)
    else:
        found = machine.known_machine(mail, context.own_addresses, is_known=result.thread is not None)
        if found is None:
            return None
        known = found
    result.classification, result.classification_reason = known.classification, known.reason
    result.is_automatic = True
    result.auto_reply_reason = known.reason
    result.reply_to = (mail.reply_to or mail.sender).email
    result.requester = mail.sender
    if known.classification.startswith("bounce"):
        result.bounce = machine.bounce_of(mail)
    if known.classification == "auto_reply":
        result.absence = absence_of(mail)
        for sentence in sentences_of(f"{mail.subject}\n\n{mail.body.own}"):
            keep_apart(sentence, result)  # why somebody is away
        if machine.held_by_filter(mail):
            result.flag("held_by_filter")
    if known.classification == "bulk" and spam_reason(mail, is_known=False):
        result.classification = "spam"
    registration = registration_of(result, context)
    if result.calendar is not None and result.calendar.answer == "declined" and registration is not None:
        # A calendar cancels nothing; staff are asked whether it is meant so.
        is_own = registration.is_living and registration.email == result.calendar.attendee
        result.targets = (registration.reference,) if is_own else ()
    if registration is None and result.bounce is not None:
        rows = [row for row in context.registrations_of(result.bounce.recipient) if row.is_living]
        registration = rows[0] if len(rows) == 1 else None
    result.event = registration.event if registration else ""
    result.event_reason = Reason("thread", registration.reference) if registration else result.event_reason
    result.language, result.language_reason = language_of(f"{mail.body.own}\n{mail.body.signature}")
    result.reply_language = reply_language(result, registration, context)
    return known


def registration_of(result: Understanding, context: Context) -> RegistrationFacts | None:
    if result.thread is None or not result.thread.registration:
        return None
    return context.registration(result.thread.registration)


def reply_language(result: Understanding, registration: RegistrationFacts | None, context: Context) -> str:
    """The language of the message; the one stored; the event's first. One in which we write, in any case."""
    event = next((event for event in context.events if event.key == result.event), None)
    wishes = [result.language, registration.language if registration else "", *(event.languages if event else ())]
    return next((code for code in wishes if code in context.languages), next(iter(context.languages), ""))
