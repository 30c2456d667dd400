"""The outbox: messages put into it with what they tell of, in one transaction."""

import textwrap
from email.utils import parseaddr
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.utils import timezone

from multilingual.texts import translated
from outbox.models.messages import DeliveryTry, Kind, Message
from outbox.models.undeliverable import UndeliverableAddress
from outbox.placeholders import one_line
from outbox.tasks import deliver
from storage.models import DAY, RateCount
from storage.sql import insert

if TYPE_CHECKING:
    from events.models import Event


SUBJECT_LENGTH = 300


NAME_LENGTH = 70


# What can answer a form that somebody sent in another's name.
FIRST_KINDS = (Kind.ACKNOWLEDGEMENT, Kind.APPROVED, Kind.WAITING)


class Draft(NamedTuple):
    """A mail as staff see and edit it: a subject, and a text in Markdown in which {link} stays a placeholder."""

    subject: str
    body: str


def put_into_outbox(message: Message) -> None:
    """Save and enqueue. What cannot or must not go is kept as a message that did not go: staff see it and decide.

    One that is held is saved and waits for staff (Message.release).
    """
    if message.state == Message.State.HELD:
        message.save()
        return
    hindrance = _hindrance(message)
    if hindrance:
        message.state = Message.State.FAILED
    insert(message)
    if not hindrance:
        deliver.enqueue(message.pk)
        return
    now = timezone.now()
    DeliveryTry.objects.create(
        message=message, started_at=now, ended_at=now, outcome=DeliveryTry.Outcome.REFUSED, detail=hindrance
    )


def _hindrance(message: Message) -> str:
    """Why a message does not go by itself: nowhere to go, or a stranger fills somebody's mailbox through the form."""
    if not message.to_email:
        return "no address"
    if message.is_automatic and UndeliverableAddress.objects.has(message.to_email):
        return "mail to this address came back"
    registration = message.registration
    is_first = message.kind in FIRST_KINDS and message.created_by is None and registration is not None
    if not is_first or registration.source not in (registration.Source.WEB, registration.Source.MAIL):  # type: ignore[union-attr]  # is_first
        return ""
    count = RateCount.objects.hit("first", message.to_email.casefold(), DAY)
    return "too many mails to this address today" if count > settings.FIRST_MAIL_LIMIT else ""


def sender(event: "Event | None", language: str, address: str = "") -> str:
    """The house's address, or another of ours, by the event's name: readers see what it is about, servers who sent it.

    Readable as stored; encoded when the message leaves.
    """
    name, own = house()
    stored = f"{_event_name(event, language) if event is not None else name} <{address or own}>"
    return stored if len(stored) <= 254 else f"<{address or own}>"


def house() -> tuple[str, str]:
    """Name and address of the house, as the settings say."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)


def _event_name(event: "Event", language: str) -> str:
    """The title, cut to the length of a name between two words; without characters special in headers."""
    title = one_line(translated(event, "title", language).value or event.code)
    return textwrap.shorten(title, NAME_LENGTH, placeholder="…").translate(str.maketrans('<>"', "‹›”"))


def _short(subject: str) -> str:
    return subject if len(subject) <= SUBJECT_LENGTH else subject[: SUBJECT_LENGTH - 1] + "…"
