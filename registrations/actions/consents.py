"""Consents are given and taken back, each with the words that were shown."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import override

from multilingual.texts import as_typed
from registrations.actions.locking import locked
from registrations.models import Consent, Registration, RegistrationSettings
from registrations.models.consents import SENTENCES


class Shown(NamedTuple):
    """A text that was shown, and its version."""

    text: str
    version: str


def shown(kind: Consent.Kind, settings: RegistrationSettings, language: str) -> Shown:
    """What is shown to somebody who is asked for a consent, in a language; of the notice its whole text."""
    with override(language):
        sentence = str(SENTENCES[kind])
    if kind == Consent.Kind.NOTICE:
        sentence = as_typed(settings, "notice", language).value or sentence
    return Shown(sentence, settings.notice_version)


def record_consent(registration: Registration, kind: str, *, language: str = "") -> None:
    """Note a consent and its text in a language (of correspondence by default); given already: nothing new."""
    with locked(registration) as settings:
        if not Consent.objects.filter(registration=registration, kind=kind, withdrawn_at=None).exists():
            write_consents(registration, [kind], settings, language)


def take_back_consent(registration: Registration, kind: str) -> None:
    """Take a consent back. That the notice was read is a fact and stays."""
    with locked(registration):
        given = Consent.objects.filter(registration=registration, kind=kind, withdrawn_at=None)
        # One row at most, saved so that the log of changes sees it.
        for consent in given.exclude(kind=Consent.Kind.NOTICE):
            consent.withdrawn_at = timezone.now()
            consent.save(update_fields=["withdrawn_at"])


def write_consents(
    registration: Registration, kinds: Iterable[str], settings: RegistrationSettings, language: str
) -> None:
    """Consents given now; the caller holds the lock."""
    language = language or registration.language
    now = timezone.now()
    rows = []
    for kind in kinds:
        text, version = shown(Consent.Kind(kind), settings, language)
        rows.append(
            Consent(
                registration=registration, kind=kind, version=version, text_shown=text, language=language, given_at=now
            )
        )
    if rows:
        Consent.objects.bulk_create(rows)
