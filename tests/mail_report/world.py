"""The `context` of a set of mails as rows: events, registrations, messages that were sent, staff, the mailbox.

What a function here does not take, the report does not know: such a key stops it.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User

from events.models import Event, Venue
from inbox.models import Mailbox
from outbox.models import Message
from registrations.actions.register import register
from registrations.models import Category, Registration, RegistrationMessage, RegistrationSettings
from registrations.models.states import State

# What a set calls the states of an event and of a registration, and our messages, besides the words of the models.
_EVENTS = {"": "published", "registration_open": "published", "registration_closed": "published", "past": "published"}
_STATES = {"waiting_list": State.WAITING}
_MESSAGES = {"confirmation": "approved", "reminder": "changed", "details": "details-asked"}
CATEGORIES = ("member-state", "observer", "igo", "ngo", "academia", "local-authority", "private-sector", "media")


@dataclass
class World:
    """What was loaded; `names` are the keys of events and the references, of which the mails may speak."""

    now: datetime.datetime
    mailbox: Mailbox
    events: dict[str, Event] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def add_event(
        self, key: str, code: str, starts_on: str, ends_on: str, title: dict[str, str], *, venue: str = "",
        timezone: str = "Europe/Zurich", mode: str = "in_person", languages: tuple[str, ...] = (), status: str = "",
        registration_deadline: str = "",
    ) -> None:  # fmt: skip
        """An event that is published, unless `status` says otherwise."""
        house, _comma, city = venue.rpartition(",")
        self.events[key] = event = Event.objects.create(
            code=code, slug=key, status=Event.Status(_EVENTS.get(status, status)), mode=mode.replace("_", "-"),
            starts_on=datetime.date.fromisoformat(starts_on), ends_on=datetime.date.fromisoformat(ends_on),
            timezone=timezone, working_languages=languages,
            venue=Venue.objects.create(slug=key, name_en=house, city_en=city.strip(), timezone=timezone),
            **{f"title_{language}": text for language, text in title.items()},
        )  # fmt: skip
        closes_at = self.now if status == "registration_closed" else None
        if registration_deadline:
            last = datetime.date.fromisoformat(registration_deadline)
            closes_at = datetime.datetime.combine(last, datetime.time(23, 59, 59), event.zone)
        RegistrationSettings.objects.create(event=event, mailbox=self.mailbox.address, closes_at=closes_at)
        for position, name in enumerate(CATEGORIES):
            label = name.replace("-", " ").capitalize()
            Category.objects.create(event=event, code=name, label_en=label, position=position)
        self.names.add(key)

    def add_registration(
        self, reference: str, event: str, status: str, *, mode: str = "in_person", organisation: str = "",
        country: str | None = None, sponsored: bool = False, language: str = "en", capacity: str = "",
        delegation: str = "", **person: Any,
    ) -> None:  # fmt: skip
        """Somebody who is registered; `person` are columns of a registration. Delegations have no rows yet."""
        number = int(reference.rpartition("-")[2])
        RegistrationSettings.objects.filter(event=self.events[event]).update(last_number=number - 1)
        made = register(
            self.events[event], source="web", language=language, state=_STATES.get(status) or State(status),
            notify=False, organisation_name=organisation, country_id=country, mode=Event.Mode(mode.replace("_", "-")),
            note="sponsored" if sponsored else "", **person,
        )  # fmt: skip
        Registration.objects.filter(pk=made.pk).update(reference=reference)
        self.names.add(reference)

    def add_message(self, message_id: str, kind: str, registration: str, to: str, subject: str) -> None:
        """A message of ours about a registration, sent two days ago."""
        about = Registration.objects.get(reference=registration)
        sent_at = self.now - datetime.timedelta(days=2)
        kind = _MESSAGES.get(kind, kind)
        if kind not in dict(Message._meta.get_field("kind").flatchoices):
            raise ValueError(f"{kind!r} is no kind of message")
        message = Message.objects.create(
            event=about.event, about=registration, kind=kind, language=about.language, to_email=to, subject=subject,
            from_email=self.mailbox.address, body=subject, message_id=message_id, purpose=f"loaded:{message_id}"[:120],
            state=Message.State.SENT, sent_at=sent_at, queued_at=sent_at,
        )  # fmt: skip
        RegistrationMessage.objects.create(message=message, registration=about)


def load(context: dict[str, Any]) -> World:
    """Write the context into the (empty) database; what is not known raises TypeError, ValueError or LookupError."""
    return _load(**context)


def _load(
    now: str, mailbox: str, *, staff_domain: str = "", staff: Any = (), events: Any = (), registrations: Any = (),
    outbound: Any = (), own_hosts: Any = (),
) -> World:  # fmt: skip
    world = World(datetime.datetime.fromisoformat(now), Mailbox.objects.get_or_create(address=mailbox.lower())[0])
    for address in staff:
        User.objects.create_user(address[:150], address.lower(), is_staff=True)
    for add, rows in (
        (world.add_event, events),
        (world.add_registration, registrations),
        (world.add_message, outbound),
    ):
        for row in rows:
            add(**row)
    return world
