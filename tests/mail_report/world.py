"""The `context` of a set of mails as rows: events, registrations, messages that were sent, staff, the mailbox.

What is absent is left out; nothing in it is needed but an empty dictionary.
"""

import datetime
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.utils import timezone

from events.models import Event, Venue
from inbox.models import Mailbox
from outbox.models import Message
from registrations.actions.register import register
from registrations.models import Category, Registration, RegistrationMessage, RegistrationSettings
from registrations.models.states import State

BOX = "mailbox@events.example.org"
# Words of other houses for the states of a registration.
_STATES = {
    "registered": State.APPROVED,
    "accepted": State.APPROVED,
    "waitlisted": State.WAITING,
    "waiting-list": State.WAITING,
    "requested": State.PENDING,
    "rejected": State.DECLINED,
    "canceled": State.CANCELLED,
    "substituted": State.REPLACED,
}
_KINDS = {"confirmation": "approved", "reminder": "changed", "details": "details-asked", "waiting-list": "waiting"}
_CATEGORIES = ("member-state", "observer", "igo", "ngo", "academia", "local-authority", "private-sector", "media")
# A reference of ours begins with the code of its event and ends with its number.
_OURS = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*-\d{4,}")


@dataclass
class World:
    """What was loaded. `references`: those of the set that are not of our form, and what stands for them here."""

    now: datetime.datetime
    mailbox: Mailbox
    staff: list[str] = field(default_factory=list)
    staff_domain: str = ""
    events: dict[str, Event] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def reference(self, theirs: str) -> str:
        """Our reference for one of the set."""
        return self.references.get(theirs, theirs)

    def mapped(self, raw: bytes) -> bytes:
        """A mail with our references in place of the set's; the same bytes where these are of our form."""
        for theirs, ours in self.references.items():
            raw = raw.replace(theirs.encode(), ours.encode())
        return raw


def clock(context: Mapping[str, Any]) -> datetime.datetime:
    """The moment at which the mails are received; now where the set does not say."""
    if not context.get("now"):
        return timezone.now()
    found = datetime.datetime.fromisoformat(context["now"])
    return found if found.tzinfo else timezone.make_aware(found)


def load(context: Mapping[str, Any]) -> World:
    """Write the context into the (empty) database."""
    box, _made = Mailbox.objects.get_or_create(address=str(context.get("mailbox") or BOX).lower())
    world = World(clock(context), box, staff_domain=str(context.get("staff_domain", "")).lower())
    for address in context.get("staff", ()):
        email = str(address["email"] if isinstance(address, dict) else address).lower()
        user = User.objects.create_user(email[:150], email, is_staff=True)
        user.groups.set(Group.objects.filter(name__icontains="registration"))
        world.staff.append(email)
    for row in context.get("events", ()):
        world.events[row["key"]] = _event(row, world)
    for row in context.get("registrations", ()):
        _registration(row, world)
    for row in context.get("outbound", ()):
        _message(row, world)
    known = {"now", "mailbox", "staff_domain", "staff", "own_hosts", "events", "registrations", "outbound"}
    world.notes += [f"context.{name} is not known and was left out" for name in context if name not in known]
    return world


def _event(row: Mapping[str, Any], world: World) -> Event:
    status = {"draft": "draft", "cancelled": "cancelled", "postponed": "postponed"}.get(row.get("status", ""))
    code = re.sub(r"[^A-Z0-9]+", "-", str(row.get("code") or row["key"]).upper()).strip("-")
    titles = row.get("title", {})
    titles = titles if isinstance(titles, dict) else {"en": titles}
    event = Event.objects.create(
        code=code,
        slug=re.sub(r"[^a-z0-9-]+", "-", row["key"].lower()),
        status=status or Event.Status.PUBLISHED,
        starts_on=_day(row.get("starts_on")),
        ends_on=_day(row.get("ends_on")),
        mode=_code(row.get("mode", "in-person")),
        timezone=row.get("timezone", "Europe/Zurich"),
        working_languages=[one for one in row.get("languages", ()) if one in dict(settings.LANGUAGES)],
        venue=_venue(row),
        **{f"title_{code}": text for code, text in titles.items() if code in dict(settings.LANGUAGES)},
    )
    RegistrationSettings.objects.create(event=event, mailbox=world.mailbox.address, closes_at=_closing(row, event))
    for position, category in enumerate(_CATEGORIES):
        label = category.replace("-", " ").capitalize()
        Category.objects.create(event=event, code=category, label_en=label, position=position)
    return event


def _closing(row: Mapping[str, Any], event: Event) -> datetime.datetime | None:
    """The end of the last day for registering; long ago for an event of which it is said to be closed."""
    if row.get("status") == "registration_closed" and not row.get("registration_deadline"):
        return timezone.now() - datetime.timedelta(days=1)
    day = _day(row.get("registration_deadline"))
    return datetime.datetime.combine(day, datetime.time(23, 59, 59), event.zone) if day else None


def _venue(row: Mapping[str, Any]) -> Venue | None:
    """ "House, City", or a city alone."""
    text = str(row.get("venue") or row.get("city") or "").strip()
    if not text:
        return None
    house, _comma, city = text.rpartition(",")  # a city alone has no house
    house, city = house.strip(), city.strip()
    slug = f"venue-{secrets.token_hex(4)}"
    zone = row.get("timezone", "Europe/Zurich")
    return Venue.objects.create(slug=slug, name_en=house, city_en=city, timezone=str(ZoneInfo(zone)))


def _registration(row: Mapping[str, Any], world: World) -> None:
    event = world.events.get(row.get("event", ""))
    if event is None:
        world.notes.append(f"registration {row.get('reference')}: no such event")
        return
    status = _code(row.get("status") or row.get("state") or "pending")
    category = Category.objects.filter(event=event, code=_code(row.get("category", ""))).first()
    columns = ("honorific", "title", "given_name", "family_name", "function", "email", "phone")
    fields: dict[str, Any] = {name: row[name] or "" for name in columns if name in row}
    registration = register(
        event,
        source=Registration.Source.WEB,
        language=row["language"] if row.get("language") in dict(settings.LANGUAGES) else "en",
        state=_STATES.get(status, status) if status in (*_STATES, *State.values) else State.PENDING,
        notify=False,
        category=category,
        organisation_name=row.get("organisation", ""),
        country_id=row.get("country") or None,
        mode=_code(row.get("mode", "in-person")),
        note="sponsored" if row.get("sponsored") else "",
        **fields,
    )
    theirs = str(row.get("reference", ""))
    if _OURS.fullmatch(theirs) and theirs.startswith(f"{event.code}-"):
        number = int(theirs.rpartition("-")[2])
        Registration.objects.filter(pk=registration.pk).update(reference=theirs, number=number)
    elif theirs:
        world.references[theirs] = registration.reference


def _message(row: Mapping[str, Any], world: World) -> None:
    """A message of ours, sent a while ago."""
    registration = Registration.objects.filter(reference=world.reference(row.get("registration", ""))).first()
    sent_at = _instant(row.get("sent_at")) or world.now - datetime.timedelta(days=2)
    kind = _code(row.get("kind", ""))
    kind = _KINDS.get(kind, kind)
    event = registration.event if registration else world.events.get(row.get("event", ""))
    message = Message.objects.create(
        event=event,
        about=registration.reference if registration else "",
        kind=kind if kind in dict(Message._meta.get_field("kind").flatchoices) else "answer",
        language=registration.language if registration else "en",
        from_email=world.mailbox.address,
        to_email=row.get("to") or (registration.email if registration else world.mailbox.address),
        subject=world.mapped(str(row.get("subject", "")).encode()).decode(),
        text=row.get("text") or row.get("subject", ""),
        message_id=row["message_id"],
        purpose=f"loaded:{row['message_id']}"[:120],
        state=Message.State.SENT,
        sent_at=sent_at,
        queued_at=sent_at,
    )
    if registration is not None:
        RegistrationMessage.objects.create(message=message, registration=registration)


def _day(value: Any) -> datetime.date | None:
    return datetime.date.fromisoformat(value[:10]) if value else None


def _instant(value: Any) -> datetime.datetime | None:
    if not value:
        return None
    found = datetime.datetime.fromisoformat(value)
    return found if found.tzinfo else timezone.make_aware(found)


def _code(value: Any) -> str:
    return str(value or "").strip().lower().replace("_", "-").replace(" ", "-")
