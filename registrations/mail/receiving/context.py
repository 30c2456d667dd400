"""What the desk knows while a mail is read, from the database (the Context of registrations.mail.reading)."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from email.utils import parseaddr
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from events.models import Event
from registrations.mail.reading.findings import EventFacts, OurMessage, RegistrationFacts
from registrations.mail.reading.flat import key
from registrations.models import IncomingMessage, Mailbox, Message, Registration, RegistrationSettings
from registrations.models.record import person_key
from registrations.models.states import LIVING
from speakers.models import Country, FormerName

if TYPE_CHECKING:
    from django.db.models import QuerySet

# Older events are not meant by anybody who writes today; a mail that names one is put before staff all the same.
LONGEST_AGO = datetime.timedelta(days=3 * 365)
# More people of one family name than this say nothing about who is meant.
MOST_NAMESAKES = 50


class DatabaseContext:
    """For one mail: what it looked up stays as it was while the mail is read."""

    def __init__(self, now: datetime.datetime | None = None, mailbox: Mailbox | None = None) -> None:
        self.now = now or timezone.now()
        self.mailbox = mailbox

    @cached_property
    def own_addresses(self) -> Collection[str]:
        """All mailboxes, those that events name, and the address we write from."""
        named = RegistrationSettings.objects.exclude(mailbox="").values_list("mailbox", flat=True).distinct()
        found = [*named, *Mailbox.objects.values_list("address", flat=True), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]]
        return {address.lower() for address in found if address}

    @cached_property
    def events(self) -> Sequence[EventFacts]:
        """Those that take registrations and whose mail comes here; an event that names no mailbox takes any."""
        rows = Event.objects.exclude(status=Event.Status.DRAFT).filter(registration_settings__isnull=False)
        since = self.now.date() - LONGEST_AGO
        rows = rows.filter(Q(starts_on__isnull=True) | Q(starts_on__gte=since))
        if self.mailbox is not None:
            address = self.mailbox.address
            own = Q(registration_settings__mailbox__iexact=address) | Q(registration_settings__mailbox="")
            rows = rows.filter(own)
        rows = rows.select_related("registration_settings", "venue").order_by("starts_on", "pk")
        return [self._event(row) for row in rows]

    @cached_property
    def countries(self) -> Mapping[str, Collection[str]]:
        """Names in all languages, former ones too."""
        columns = [f"name_{code}" for code, _label in settings.LANGUAGES]
        found: dict[str, list[str]] = {}
        for code, *names in Country.objects.order_by("code").values_list("code", *columns):
            found[code] = [name for name in names if name]
        for code, *names in FormerName.objects.order_by("pk").values_list("country", *columns):
            found[code] += [name for name in names if name]
        return {code: tuple(names) for code, names in found.items()}

    @property
    def languages(self) -> Sequence[str]:
        """Those of the site; the first where nothing else is known."""
        return [code for code, _label in settings.LANGUAGES]

    def is_staff(self, email: str) -> bool:
        """Somebody with an account for the back office, or an address in one of the house's domains."""
        email = email.strip().lower()
        if not email or email in self.own_addresses:
            return False
        if email.rpartition("@")[2] in settings.STAFF_MAIL_DOMAINS:
            return True
        return get_user_model().objects.filter(email__iexact=email, is_staff=True, is_active=True).exists()

    def our_message(self, message_id: str) -> OurMessage | None:
        """By the Message-ID we gave it."""
        row = Message.objects.filter(message_id=message_id).select_related("registration").first()
        if row is None:
            return None
        reference = row.registration.reference if row.registration else ""
        return OurMessage(row.message_id, reference, row.kind, row.to_email.lower())

    def registration(self, reference: str) -> RegistrationFacts | None:
        """By its reference, whatever its case."""
        return self._first(Registration.objects.filter(reference__iexact=reference))

    def registrations_of(self, email: str) -> Sequence[RegistrationFacts]:
        """By the address, the newest first."""
        email_key = email.strip().casefold()
        if not email_key:
            return []
        rows = Registration.objects.filter(email_key=email_key).order_by("-created_at", "-pk")
        return [_registration(row) for row in _with_names(rows)[:MOST_NAMESAKES]]

    def registrations_named(self, given_name: str, family_name: str, event: str) -> Sequence[RegistrationFacts]:
        """By the name, whatever its accents, case and order; with a family name alone by that."""
        rows = Registration.objects.filter(event__slug=event) if event else Registration.objects.all()
        if given_name.strip():
            wanted = person_key(given_name, family_name)
            return [_registration(row) for row in _with_names(rows.filter(person_key=wanted))[:MOST_NAMESAKES]]
        words = key(family_name).split()
        for word in words:
            rows = rows.filter(person_key__contains=word)
        found = _with_names(rows)[:MOST_NAMESAKES] if words else []
        return [_registration(row) for row in found if key(row.family_name).split() == words]

    def was_received(self, message_id: str) -> bool:
        """A mail with this Message-ID came before."""
        return IncomingMessage.objects.filter(message_id=message_id).exists()

    def _first(self, rows: "QuerySet[Registration]") -> RegistrationFacts | None:
        row = _with_names(rows).first()
        return _registration(row) if row else None

    def _event(self, event: Event) -> EventFacts:
        last = event.last_day
        venue = event.venue
        return EventFacts(
            key=event.slug,
            code=event.code,
            title={code: getattr(event, f"title_{code}") or "" for code, _label in settings.LANGUAGES},
            starts_on=event.starts_on,
            ends_on=event.ends_on,
            is_open=event.registration_settings.window(self.now) == RegistrationSettings.Window.OPEN,
            is_past=last is not None and last < self.now.date(),
            mode=event.mode.replace("-", "_"),
            venue=f"{venue.name}, {venue.city}" if venue else "",
            languages=tuple(event.working_languages),
        )


def _with_names(rows: "QuerySet[Registration]") -> "QuerySet[Registration]":
    return rows.select_related("event", "organisation", "category")


def _registration(row: Registration) -> RegistrationFacts:
    return RegistrationFacts(
        reference=row.reference,
        event=row.event.slug,
        given_name=row.given_name,
        family_name=row.family_name,
        email=row.email.lower(),
        title=row.title,
        organisation=row.body,
        country=row.country_id or "",
        category=row.category.code if row.category else "",
        language=row.language,
        state=row.state,
        is_living=row.state in LIVING,
    )
