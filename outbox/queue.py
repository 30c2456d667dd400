"""The outbox: messages put into it with what they tell of, in one transaction."""

import textwrap
from email.utils import parseaddr
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.utils import timezone

from identity.current import current
from multilingual.texts import translated
from outbox.models.messages import DeliveryTry, Message
from outbox.models.undeliverable import UndeliverableAddress
from outbox.placeholders import one_line
from outbox.threads import SUBJECT_LENGTH
from storage.models import DAY, RateCount

if TYPE_CHECKING:
    from events.models import Event


NAME_LENGTH = 70


class Draft(NamedTuple):
    """A mail as staff see and edit it: a subject, and a text in Markdown in which {link} stays a placeholder."""

    subject: str
    body: str


def put_into_outbox(message: Message, *, is_limited: bool = False) -> None:
    """Save; the worker finds it. What cannot or must not go is kept as a message that did not go: staff decide.

    One that is held waits for staff (Message.release). `is_limited`: a stranger can cause it, so that an address gets
    FIRST_MAIL_LIMIT of them a day.
    """
    if message.state == Message.State.HELD:
        message.save()
        return
    hindrance = _hindrance(message, is_limited=is_limited)
    if hindrance:
        message.state = Message.State.FAILED if message.to_email else Message.State.UNADDRESSED
    message.save(force_insert=True)
    if not hindrance:
        return
    now = timezone.now()
    DeliveryTry.objects.create(
        message=message, started_at=now, ended_at=now, outcome=DeliveryTry.Outcome.REFUSED, detail=hindrance
    )


def _hindrance(message: Message, *, is_limited: bool) -> str:
    """Why a message does not go by itself: nowhere to go, or a stranger fills somebody's mailbox."""
    if not message.to_email:
        return "no address"
    if message.is_automatic and UndeliverableAddress.objects.has(message.to_email):
        return "mail to this address came back"
    if is_limited:
        address, now = message.to_email.casefold(), message.queued_at
        if RateCount.objects.hit("first", address, DAY, now) > settings.FIRST_MAIL_LIMIT:
            return "too many mails to this address today"
    return ""


def sender(event: "Event | None", language: str, address: str = "") -> str:
    """The house's address, or another of ours, by the event's name: readers see what it is about, servers who sent it.

    Readable as stored; encoded when the message leaves.
    """
    name = event_name(event, language) if event is not None else house_name(language)
    stored = f"{name} <{address or house_address()}>"
    return stored if len(stored) <= 254 else f"<{address or house_address()}>"


def house_name(language: str) -> str:
    """The name that staff gave the house, else that of the settings."""
    house = current()
    return _for_header(house.short_name_in(language)) if house.is_named else parseaddr(settings.DEFAULT_FROM_EMAIL)[0]


def house_address() -> str:
    """The address of the house, as the settings say."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def event_name(event: "Event", language: str) -> str:
    """The title, cut to the length of a name between two words; without characters special in headers."""
    return _for_header(translated(event, "title", language).value or event.code)


def _for_header(name: str) -> str:
    return textwrap.shorten(one_line(name), NAME_LENGTH, placeholder="…").translate(str.maketrans('<>"', "‹›”"))


def short_subject(subject: str) -> str:
    """The subject at a length that the column holds."""
    return subject if len(subject) <= SUBJECT_LENGTH else subject[: SUBJECT_LENGTH - 1] + "…"
