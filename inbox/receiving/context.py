"""What the desk knows while a mail is read, from the database (the Context of mailreader)."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from email.utils import parseaddr
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from events.models import Event
from inbox.models import IncomingMessage, Mailbox, MailProposal
from lexicon.flat import key
from mailreader.findings import EventFacts, OurMessage, RegistrationFacts
from outbox.models import Message
from registrations.calendar import uid_of_key
from registrations.models import Registration, RegistrationSettings
from registrations.models.registration import person_key
from registrations.models.states import ACTIVE
from speakers.models import Country

# Older events are not meant by anybody who writes today; a mail that names one is put before staff all the same.
LONGEST_AGO = datetime.timedelta(days=3 * 365)
# More people of one family name than this say nothing about who is meant.
MOST_NAMESAKES = 50
# What is asked of a registration: no more, for this is asked several times a mail.
_COLUMNS = (
    "reference", "event__slug", "event__uid", "given_name", "family_name", "email", "title", "organisation_name",
    "country_id", "category__code", "language", "state", "pk", "source",
    *(f"organisation__name_{code}" for code, _label in settings.LANGUAGES),
)  # fmt: skip


class DatabaseContext:
    """For one mail: what it looked up stays as it was while the mail is read."""

    def __init__(self, now: datetime.datetime | None = None, mailbox: Mailbox | None = None) -> None:
        self.now = now or timezone.now()
        self.mailbox = mailbox
        self._known: dict[tuple[str, ...], Sequence[RegistrationFacts]] = {}

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
        found = list(rows.select_related("registration_settings", "venue").order_by("starts_on", "pk"))
        here = [row for row in found if self._is_here(row)]
        is_other_open = any(self._is_open(row) for row in found if not self._is_here(row))
        return [self._event(row, is_other_open=is_other_open) for row in here]

    def _is_here(self, event: Event) -> bool:
        own = event.registration_settings.mailbox
        return self.mailbox is None or not own or own.casefold() == self.mailbox.address.casefold()

    def _is_open(self, event: Event) -> bool:
        return event.registration_settings.window(self.now) == RegistrationSettings.Window.OPEN

    @cached_property
    def other_codes(self) -> Collection[str]:
        """Codes of events to come that a mail may name and that take no registrations here: drafts above all."""
        here = [event.key for event in self.events]
        rows = Event.objects.exclude(slug__in=here).exclude(code="")
        coming = Q(starts_on__isnull=True) | Q(starts_on__gte=timezone.localdate(self.now))
        return list(rows.filter(coming).order_by("pk").values_list("code", flat=True))

    @cached_property
    def countries(self) -> Mapping[str, Collection[str]]:
        """Names in all languages, former ones too."""
        return Country.objects.names_by_code()

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
        rows = Message.objects.filter(message_id=message_id)
        columns = ("message_id", "registration_link__registration__reference", "kind", "to_email")
        row = rows.values_list(*columns).first()
        return OurMessage(row[0], row[1] or "", row[2], row[3].lower()) if row else None

    def registration(self, reference: str) -> RegistrationFacts | None:
        """By its reference, whatever its case, or by one that a page named of a form sent again."""
        called = Q(pk__in=Registration.objects.called(reference).values("pk"))
        return next(iter(self._facts(("reference", reference), called)), None)

    def registrations_of(self, email: str) -> Sequence[RegistrationFacts]:
        """By the address, the newest first."""
        email_key = email.strip().casefold()
        return self._facts(("address", email_key), Q(email_key=email_key)) if email_key else []

    def registrations_named(self, given_name: str, family_name: str, event: str) -> Sequence[RegistrationFacts]:
        """By the name, whatever its accents, case and order; with a family name alone by that."""
        here = Q(event__slug=event) if event else Q()
        if given_name.strip():
            wanted = person_key(given_name, family_name)
            return self._facts(("name", wanted, event), here & Q(person_key=wanted))
        words = key(family_name).split()
        if not words:
            return []
        for word in words:
            here &= Q(person_key__contains=word)
        found = self._facts(("family name", *words, event), here)
        return [row for row in found if key(row.family_name).split() == words]

    def was_received(self, message_id: str) -> bool:
        """A mail with this Message-ID came before."""
        return IncomingMessage.objects.filter(message_id=message_id).exists()

    def _facts(self, question: tuple[str, ...], rows: Q) -> Sequence[RegistrationFacts]:
        """What is known of these registrations; the same question about one mail is asked once."""
        if question not in self._known:
            found = list(
                Registration.objects.filter(rows).order_by("-created_at", "-pk").values(*_COLUMNS)[:MOST_NAMESAKES]
            )
            by_mail = [row["pk"] for row in found if row["source"] == Registration.Source.MAIL]
            askers = askers_of(by_mail) if by_mail else {}
            self._known[question] = [_registration(row, askers.get(row["pk"], ())) for row in found]
        return self._known[question]

    def _event(self, event: Event, *, is_other_open: bool) -> EventFacts:
        venue = event.venue
        return EventFacts(
            key=event.slug,
            code=event.code,
            title={code: getattr(event, f"title_{code}") or "" for code, _label in settings.LANGUAGES},
            starts_on=event.starts_on,
            ends_on=event.ends_on,
            is_open=self._is_open(event),
            is_one_of_many=is_other_open and not event.registration_settings.mailbox,
            is_past=event.is_over(self.now),
            mode=event.mode.replace("-", "_"),
            venue=f"{venue.name}, {venue.city}" if venue else "",
            languages=tuple(event.working_languages),
        )


def askers_of(registrations: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """By the keys of registrations: the addresses of those whose mail asked for them."""
    rows = MailProposal.objects.filter(
        result__in=registrations, action__in=MailProposal.PERSONS, state=MailProposal.State.ACCEPTED
    )
    found: dict[int, tuple[str, ...]] = {}
    for result, reply_to, sender in rows.values_list("result", "message__reply_to", "message__from_email"):
        found[result] = (*found.get(result, ()), (reply_to or sender).strip().lower())
    return found


def _registration(row: dict[str, Any], askers: tuple[str, ...]) -> RegistrationFacts:
    names = (row[f"organisation__name_{code}"] for code, _label in settings.LANGUAGES)
    return RegistrationFacts(
        reference=row["reference"],
        event=row["event__slug"],
        given_name=row["given_name"],
        family_name=row["family_name"],
        email=row["email"].lower(),
        title=row["title"],
        organisation=next((name for name in names if name), row["organisation_name"]),
        country=row["country_id"] or "",
        category=row["category__code"] or "",
        language=row["language"],
        state=row["state"],
        is_living=row["state"] in ACTIVE,
        calendar_uid=uid_of_key(row["event__uid"], row["pk"]),
        asked_by=askers,
    )
