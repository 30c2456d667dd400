"""The context of a set of mails as rows of the database: events, registrations, messages that were sent, staff."""

import datetime
from typing import Any

from django.contrib.auth.models import User

from events.models import Event, Venue
from inbox.models import Mailbox
from outbox.models import Message
from registrations.actions.register import register
from registrations.models import Category, Registration, RegistrationMessage, RegistrationSettings
from registrations.models.states import State
from tests.mailreader.mails import expected

# What a set calls a state and our messages, where it has a word of its own.
STATES = {"waiting_list": State.WAITING}
MESSAGES = {"confirmation": "approved", "reminder": "changed", "details": "details-asked"}
# Of a registration, what stands in a column of the same name.
COLUMNS = ("title", "given_name", "family_name", "function", "email", "phone")
CATEGORIES = ("member-state", "observer", "igo", "ngo", "academia", "local-authority", "private-sector", "media")


def now(context: dict[str, Any] | None = None) -> datetime.datetime:
    """The clock of a context; of the samples unless another is given."""
    return datetime.datetime.fromisoformat((context or expected()["context"])["now"])


def make_world(context: dict[str, Any] | None = None) -> Mailbox:
    """Load a context, that of the samples unless another is given; the mailbox to which its mails come."""
    context = context or expected()["context"]
    mailbox = Mailbox.objects.get_or_create(address=context["mailbox"].lower())[0]
    for address in context.get("staff", ()):
        User.objects.create_user(address[:150], address.lower(), is_staff=True)
    events = {row["key"]: _event(row, mailbox) for row in context["events"]}
    for row in context.get("registrations", ()):
        _registration(events[row["event"]], row)
    for row in context.get("outbound", ()):
        _message(row, mailbox, now(context) - datetime.timedelta(days=2))
    return mailbox


def _event(row: dict[str, Any], mailbox: Mailbox) -> Event:
    name, _comma, city = row.get("venue", "").rpartition(",")
    zone = row.get("timezone", "Europe/Zurich")
    event = Event.objects.create(
        code=row["code"],
        slug=row["key"],
        status=Event.Status.PUBLISHED,
        starts_on=datetime.date.fromisoformat(row["starts_on"]),
        ends_on=datetime.date.fromisoformat(row["ends_on"]),
        mode=row.get("mode", "in_person").replace("_", "-"),
        timezone=zone,
        working_languages=row.get("languages", []),
        venue=Venue.objects.create(slug=row["key"], name_en=name, city_en=city.strip(), timezone=zone),
        **{f"title_{code}": title for code, title in row["title"].items()},
    )
    last = row.get("registration_deadline")
    closes_at = datetime.datetime.fromisoformat(f"{last}T23:59:59").replace(tzinfo=event.zone) if last else None
    RegistrationSettings.objects.create(event=event, mailbox=mailbox.address, closes_at=closes_at)
    for position, code in enumerate(CATEGORIES):
        label = code.replace("-", " ").capitalize()
        Category.objects.create(event=event, code=code, label_en=label, position=position)
    return event


def _registration(event: Event, row: dict[str, Any]) -> None:
    number = int(row["reference"].rpartition("-")[2])
    RegistrationSettings.objects.filter(event=event).update(last_number=number - 1)
    registration = register(
        event,
        source=Registration.Source.WEB,
        language=row.get("language", "en"),
        state=STATES.get(row["status"]) or State(row["status"]),
        notify=False,
        organisation_name=row.get("organisation", ""),
        country_id=row.get("country"),
        mode=row.get("mode", "in_person").replace("_", "-"),
        **{name: row[name] for name in COLUMNS if name in row},
    )
    Registration.objects.filter(pk=registration.pk).update(reference=row["reference"])


def _message(row: dict[str, Any], mailbox: Mailbox, sent_at: datetime.datetime) -> None:
    registration = Registration.objects.get(reference=row["registration"])
    message = Message.objects.create(
        event=registration.event,
        about=registration.reference,
        kind=MESSAGES.get(row["kind"], row["kind"]),
        language=registration.language,
        from_email=mailbox.address,
        to_email=row["to"],
        subject=row["subject"],
        body=row["subject"],
        message_id=row["message_id"],
        purpose=f"loaded:{row['message_id']}"[:120],
        state=Message.State.SENT,
        sent_at=sent_at,
    )
    RegistrationMessage.objects.create(message=message, registration=registration)
