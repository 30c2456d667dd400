"""What machines report of our mail: that it came back or is late (RFC 3464), and what calendars answer (RFC 5546)."""

import datetime

from django.utils import timezone

from inbox.models.incoming import IncomingMessage
from mailreader.facts import CalendarAnswer, Delivery
from mailreader.findings import Bounce, Understanding
from mailreader.reports import COMPLAINED
from outbox.models.messages import DeliveryTry, Message
from outbox.models.undeliverable import UndeliverableAddress
from registrations import calendar
from registrations.models.registration import Registration

MOST_CANDIDATES = 200


def note_report(message: IncomingMessage, found: Understanding) -> None:
    """Note with our message, or with the registration, what the report says; about no message of ours, nothing."""
    if found.bounce is not None:
        _note_bounce(message, found.bounce)
    if "held_by_filter" in found.flags and message.answers is not None:
        said = f"held back by a filter: {message.subject}"[:1000]
        message.answers.note_report(said, message.received_at, DeliveryTry.Outcome.DEFERRED)
    if found.calendar is not None and found.calendar.method == "REPLY":
        _note_calendar(message, found.calendar)


def _note_bounce(message: IncomingMessage, bounce: Bounce) -> None:
    ours = Message.objects.filter(message_id=bounce.original_message_id).first() if bounce.original_message_id else None
    ours = ours or message.answers
    if ours is None:
        return
    report = _about(bounce, ours)
    if report is None and bounce.deliveries and bounce.recipient.casefold() != ours.to_email.casefold():
        said = f"delivery report: {bounce.status} {bounce.recipient}".strip()
    else:
        diagnostic = report.diagnostic if report is not None else ""
        said = " ".join(part for part in ("delivery report:", bounce.status, diagnostic) if part)
    if bounce.action == COMPLAINED:
        _note_complaint(message, ours, bounce)
        return
    if not bounce.is_permanent:
        ours.note_report(said, message.received_at, DeliveryTry.Outcome.DEFERRED)
        return
    ours.come_back(said, message.received_at)
    # Of another address (an alias, a forward that the person set up) we know nothing ourselves.
    if bounce.recipient.casefold() == ours.to_email.casefold():
        values = {"status": bounce.status[:20], "diagnostic": said[:1000], "message": ours}
        UndeliverableAddress.objects.update_or_create(email_key=ours.to_email.strip().casefold(), defaults=values)


def _note_complaint(message: IncomingMessage, ours: Message, bounce: Bounce) -> None:
    """Somebody marked our message as unwanted: it had arrived, and nothing automatic goes there any more."""
    said = f"complaint: {bounce.deliveries[0].diagnostic}".strip(" :")
    ours.note_report(said, message.received_at, DeliveryTry.Outcome.ACCEPTED)
    values = {"status": COMPLAINED, "diagnostic": said, "message": ours}
    UndeliverableAddress.objects.update_or_create(email_key=ours.to_email.strip().casefold(), defaults=values)


def _about(bounce: Bounce, ours: Message) -> Delivery | None:
    """What was said of the message's own address."""
    address = ours.to_email.casefold()
    return next((one for one in bounce.deliveries if one.recipient.casefold() == address), None)


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
