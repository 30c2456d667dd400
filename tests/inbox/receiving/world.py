"""A mail, and the context of its set as rows of the database: events, registrations, messages that were sent, staff."""

import datetime
import email.policy
from typing import Any, NamedTuple

from django.contrib.auth.models import User

from events.models import Event, Venue
from inbox.models import IncomingMessage, Mailbox, MailProposal
from inbox.receiving.intake import receive
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
# What may stand in a context. Of own_hosts, capacity, delegation, sponsored and an event's status nothing is made.
NAMES = {
    "context": "now mailbox staff_domain staff own_hosts events registrations outbound",
    "events": "key code title starts_on ends_on venue timezone languages mode status registration_deadline",
    "registrations": f"reference event status language organisation country mode capacity delegation sponsored "
    f"{' '.join(COLUMNS)}",
    "outbound": "message_id kind registration to subject",
}
# Of a registration, what no mail may change.
WATCHED = ("reference", "state", "event", "given_name", "family_name", "email", "mode", "function", "replaced_by")
CATEGORIES = ("member-state", "observer", "igo", "ngo", "academia", "local-authority", "private-sector", "media")


class Fed(NamedTuple):
    """A mail, and what is there after it: `written`: messages of ours; `changed`: references of registrations."""

    raw: bytes
    message: IncomingMessage
    proposals: list[MailProposal]
    written: list[Message]
    changed: set[str]


def now(context: dict[str, Any] | None = None) -> datetime.datetime:
    """The clock of a context; of the samples unless another is given."""
    return datetime.datetime.fromisoformat((context or expected()["context"])["now"])


def fed(raw: bytes, context: dict[str, Any] | None = None) -> Fed:
    """A mail through the intake that fetched and piped mail goes through, the only one in the world of a context."""
    mailbox, clock = make_world(context), now(context)
    before, sent = set(Registration.objects.values_list(*WATCHED)), set(Message.objects.values_list("pk", flat=True))
    pk = receive(raw, source="imap", mailbox=mailbox, now=_arrival(raw, clock)).message.pk
    message = IncomingMessage.objects.get(pk=pk)
    proposals = list(message.proposals.select_related("target").order_by("position"))
    written = list(Message.objects.exclude(pk__in=sent).order_by("pk"))
    changed = {row[0] for row in before ^ set(Registration.objects.values_list(*WATCHED))}
    return Fed(raw, message, proposals, written, changed)


def _arrival(raw: bytes, clock: datetime.datetime) -> datetime.datetime:
    """When it was sent; by the clock where that was not in the month before."""
    date = email.message_from_bytes(raw, policy=email.policy.default)["Date"]
    sent_at: datetime.datetime | None = date and date.datetime
    is_usual = sent_at and sent_at.tzinfo and clock - datetime.timedelta(days=30) < sent_at < clock
    return sent_at if sent_at and is_usual else clock


def make_world(context: dict[str, Any] | None = None) -> Mailbox:
    """Load a context, that of the samples unless another is given; the mailbox to which its mails come.

    An error for a name or code that is not known.
    """
    context = context or expected()["context"]
    rows = [(kind, row) for kind in ("events", "registrations", "outbound") for row in context.get(kind, ())]
    for kind, row in [("context", context), *rows]:
        if unknown := row.keys() - set(NAMES[kind].split()):
            raise ValueError(f"{kind}: not known: {', '.join(sorted(unknown))}")
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
        mode=Event.Mode(row.get("mode", "in_person").replace("_", "-")),
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
        language=Registration._meta.get_field("language").clean(row.get("language", "en"), None),
        state=STATES.get(row["status"]) or State(row["status"]),
        notify=False,
        organisation_name=row.get("organisation", ""),
        country_id=row.get("country"),
        mode=Event.Mode(row.get("mode", "in_person").replace("_", "-")),
        **{name: row[name] for name in COLUMNS if name in row},
    )
    Registration.objects.filter(pk=registration.pk).update(reference=row["reference"])


def _message(row: dict[str, Any], mailbox: Mailbox, sent_at: datetime.datetime) -> None:
    registration = Registration.objects.get(reference=row["registration"])
    message = Message.objects.create(
        event=registration.event,
        about=registration.reference,
        kind=Message._meta.get_field("kind").clean(MESSAGES.get(row["kind"], row["kind"]), None),
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
