"""The context of the samples as rows of the database: events, registrations, messages that were sent."""

import datetime
from typing import Any

from django.utils import timezone

from events.models import Event
from outbox.models import Message
from registrations.actions.register import register
from registrations.models import Category, Registration, RegistrationMessage, RegistrationSettings
from registrations.models.states import State
from tests.mailreader.mails import BOX, expected


def now() -> datetime.datetime:
    """The clock of the samples."""
    return datetime.datetime.fromisoformat(expected()["context"]["now"])


def make_world() -> None:
    """Load the context of the samples."""
    context: dict[str, Any] = expected()["context"]
    events = {row["key"]: _event(row) for row in context["events"]}
    for row in context["registrations"]:
        _registration(events[row["event"]], row)
    for row in context["outbound"]:
        registration = Registration.objects.get(reference=row["registration"])
        message = Message.objects.create(
            event=registration.event,
            about=registration.reference,
            kind="approved",
            language=registration.language,
            from_email=BOX,
            to_email=row["to"],
            subject=row["subject"],
            body=row["subject"],
            message_id=row["message_id"],
            purpose=row["message_id"],
            state=Message.State.SENT,
            sent_at=now(),
        )
        RegistrationMessage.objects.create(message=message, registration=registration)


def _event(row: dict[str, Any]) -> Event:
    event = Event.objects.create(
        code=row["code"],
        slug=row["key"],
        status=Event.Status.PUBLISHED,
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        mode=row.get("mode", "in_person").replace("_", "-"),
        timezone=row.get("timezone", "Europe/Zurich"),
        working_languages=row.get("languages", []),
        **{f"title_{code}": title for code, title in row["title"].items()},
    )
    closes = row.get("registration_deadline")
    RegistrationSettings.objects.create(
        event=event,
        mailbox=BOX,
        closes_at=timezone.make_aware(datetime.datetime.fromisoformat(closes)) if closes else None,
    )
    Category.objects.create(event=event, code="member-state", label_en="Member State", position=1)
    return event


def _registration(event: Event, row: dict[str, Any]) -> Registration:
    registration = register(
        event,
        source=Registration.Source.WEB,
        language=row["language"],
        state=State.CONFIRMED,
        notify=False,
        title=row["title"],
        given_name=row["given_name"],
        family_name=row["family_name"],
        organisation_name=row["organisation"],
        email=row["email"],
    )
    number = int(row["reference"].rpartition("-")[2])
    Registration.objects.filter(pk=registration.pk).update(reference=row["reference"], number=number)
    return registration
