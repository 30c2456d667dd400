"""What belongs to the person: the secret link, and the consents."""

import datetime
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from outbox.models.messages import Message
from registrations.kinds import Kind
from registrations.models.consents import Consent, words
from registrations.models.settings import RegistrationSettings
from registrations.models.standing import Standing
from storage.models import DAY, RateCount
from storage.sql import insert
from storage.tokens import hash_token

if TYPE_CHECKING:
    from registrations.models.registration import Registration


class Personal(Standing):
    """The verbs of link and consents."""

    class Meta:
        abstract = True

    def new_nonce(self) -> None:
        """Another secret, not yet saved."""
        self.token_nonce = secrets.token_hex(16)
        self.token_hash = hash_token(self.token)

    def renew_token(self) -> None:
        """Make a new personal link; the old one is dead at once. Mails not yet sent carry the new one."""
        with self._locked():
            self.new_nonce()
            type(self)._base_manager.filter(pk=self.pk).update(
                token_nonce=self.token_nonce, token_hash=self.token_hash, updated_at=timezone.now()
            )

    def send_link(self, purpose: str) -> bool:
        """Mail the personal link to its owner, because somebody asked; whether a mail went.

        Strangers can cause this, so an address gets STRANGER_MAIL_LIMIT of these mails a day and not one more. One
        `purpose` (a sending of the form) makes one mail.
        """
        from registrations import mails  # here: messages are about registrations, so it imports this package

        if not self.email_key:
            return False
        with self._locked():
            purpose = f"{Kind.LINK.value}:{self.pk}:{purpose}"
            if Message.objects.filter(purpose=purpose).exists():
                return False
            if RateCount.objects.hit("link", self.email_key, DAY) > settings.STRANGER_MAIL_LIMIT:
                return False
            mails.write(cast("Registration", self), Kind.LINK, purpose=purpose)
            return True

    def renew_link(self) -> bool:
        """Make a new link and mail it, the old one dies; with the day's mails used up nothing changes."""
        with transaction.atomic():
            nonce = secrets.token_hex(8)
            if not self.send_link(nonce):
                return False
            # The mail holds {link} as a placeholder until it leaves, and it cannot leave before this commits.
            self.renew_token()
            return True

    def note_calendar_answer(self, answer: str, at: datetime.datetime) -> bool:
        """Keep what the person's calendar answered, if no later answer is here; whether it was kept.

        Information for staff: it changes no state and frees no place.
        """
        if answer not in self.CalendarAnswer.values:
            return False
        is_newer = Q(calendar_answered_at__isnull=True) | Q(calendar_answered_at__lt=at)
        rows = type(self)._base_manager.filter(is_newer, pk=self.pk)
        return bool(rows.update(calendar_answer=answer, calendar_answered_at=at, updated_at=timezone.now()))

    def record_consent(self, kind: str, *, language: str = "") -> None:
        """Note a consent and its text in a language (of correspondence by default); given already: nothing new."""
        with self._locked() as event_settings:
            if not Consent.objects.filter(registration_id=self.pk, kind=kind, withdrawn_at=None).exists():
                self._write_consents([kind], event_settings, language)

    def take_back_consent(self, kind: str) -> None:
        """Take a consent back. That the notice was read is a fact and stays."""
        with self._locked():
            given = Consent.objects.filter(registration_id=self.pk, kind=kind, withdrawn_at=None)
            # One row at most, saved so that the log of changes sees it.
            for consent in given.exclude(kind=Consent.Kind.NOTICE):
                consent.withdrawn_at = timezone.now()
                consent.save(update_fields=["withdrawn_at"])

    def _write_consents(self, kinds: Iterable[str], event_settings: RegistrationSettings, language: str) -> None:
        language = language or self.language
        now = timezone.now()
        rows = []
        for kind in kinds:
            shown = words(Consent.Kind(kind), event_settings, language)
            rows.append(
                Consent(
                    registration_id=self.pk,
                    kind=kind,
                    version=shown.version,
                    text_shown=shown.text,
                    language=language,
                    given_at=now,
                )
            )
        if rows:
            insert(*rows)
