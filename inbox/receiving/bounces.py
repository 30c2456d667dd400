"""What machines report of our mail: that it came back or is late (RFC 3464), and what calendars answer (RFC 5546)."""

import datetime

from django.utils import timezone

from inbox.models.incoming import IncomingMessage
from mailreader.facts import COMPLAINED, CalendarAnswer, Report
from mailreader.findings import Understanding
from outbox.models.messages import DeliveryTry, Message
from outbox.models.undeliverable import UndeliverableAddress
from registrations import calendar
from registrations.models.registration import Registration

MOST_CANDIDATES = 200


def note_report(message: IncomingMessage, found: Understanding) -> None:
    """Note with our message, or with the registration, what the report says; about no message of ours, nothing."""
    if found.bounce is not None and found.bounce.deliveries:
        _note_bounce(message, found.bounce)
    if "held_by_filter" in found.flags and message.answers is not None:
        said = f"held back by a filter: {message.subject}"[:1000]
        message.answers.note_report(said, message.received_at, DeliveryTry.Outcome.DEFERRED)
    if found.calendar is not None and found.calendar.method == "REPLY":
        _note_calendar(message, found.calendar)


def _note_bounce(message: IncomingMessage, bounce: Report) -> None:
    ours = Message.objects.filter(message_id=bounce.original_message_id).first() if bounce.original_message_id else None
    ours = ours or message.answers
    if ours is None:
        return
    first, address = bounce.deliveries[0], ours.to_email.casefold()
    # What was said of the message's own address.
    report = next((one for one in bounce.deliveries if one.recipient.casefold() == address), None)
    said = " ".join(filter(None, ("delivery report:", first.status, report.diagnostic if report else first.recipient)))
    if first.action == COMPLAINED:
        _note_complaint(message, ours, first.diagnostic)
        return
    if not first.is_permanent:
        ours.note_report(said, message.received_at, DeliveryTry.Outcome.DEFERRED)
        return
    ours.come_back(said, message.received_at)
    # Of another address (an alias, a forward that the person set up) we know nothing ourselves.
    if first.recipient.casefold() == address:
        values = {"status": first.status[:20], "diagnostic": said[:1000], "message": ours}
        UndeliverableAddress.objects.update_or_create(email_key=ours.to_email.strip().casefold(), defaults=values)


def _note_complaint(message: IncomingMessage, ours: Message, kind: str) -> None:
    """Somebody marked our message as unwanted: it had arrived, and nothing automatic goes there any more."""
    said = f"complaint: {kind}".strip(" :")
    ours.note_report(said, message.received_at, DeliveryTry.Outcome.ACCEPTED)
    values = {"status": COMPLAINED, "diagnostic": said, "message": ours}
    UndeliverableAddress.objects.update_or_create(email_key=ours.to_email.strip().casefold(), defaults=values)


def _note_calendar(message: IncomingMessage, answer: CalendarAnswer) -> None:
    """With the registration whose invitation it answers, if the answer comes for its address. It decides nothing."""
    rows = Registration.objects.filter(email_key=answer.attendee.casefold()).exclude(email_key="")
    for registration in rows.select_related("event").order_by("-pk")[:MOST_CANDIDATES]:
        if calendar.uid_of(registration) == answer.uid:
            registration.note_calendar_answer(answer.answer, _when(message, answer))


def _when(message: IncomingMessage, answer: CalendarAnswer) -> datetime.datetime:
    """When it was given, by DTSTAMP, else by the mail; never later than now, or no later answer would count."""
    stamp = None
    try:
        stamp = datetime.datetime.strptime(answer.stamp[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.UTC)
    except ValueError:
        stamp = message.sent_at
    return min(stamp or message.received_at, timezone.now())
