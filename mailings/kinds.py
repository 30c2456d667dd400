"""The messages that go to many, with what may stand in their words.

What tells of a cancelled, postponed or moved event is a kind of registrations: it changes the entry in a calendar.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mailings import purposes
from outbox import kinds
from registrations.kinds import PLACEHOLDERS as OF_REGISTRATIONS
from registrations.kinds import address_of, personal_link
from storage.tokens import make_token


class Kind(models.TextChoices):
    """What staff write to many; the templates of each are the words they begin from."""

    MAILING = "mailing", _("mail to participants")
    BEFORE_EVENT = "before-event", _("reminder before the event")
    THANKS = "thanks", _("thanks after the event")


class AgendaKind(models.TextChoices):
    """What tells of a new version of an agenda; its speakers are not registered as such."""

    PARTICIPANTS = "agenda-changed", _("new version of the agenda, to participants")
    SPEAKERS = "agenda-speaker", _("new version of the agenda, to speakers")


# Of what registrations say besides, mail to many knows nothing: a reason, what is missing, a substitution.
_OF_PERSONS: dict[str, Promise] = {
    name: OF_REGISTRATIONS[name]
    for name in (
        "function", "organisation", "country", "category", "reference", "confirmation", "link", "notice", "standing",
    )
}  # fmt: skip
_OF_MAILINGS: dict[str, Promise] = {
    "documents": _("of a mail to participants: the chosen documents, each as a link with its size"),
}
_OF_AGENDAS: dict[str, Promise] = {
    "changes": _("of a version of the agenda: the list of what has changed"),
    "note": _("of a version of the agenda: what staff say of it"),
    "agenda": _("of a version of the agenda: its address"),
}


def declare() -> None:
    """Make them known to the outbox."""
    kinds.declare(
        *(
            kinds.Kind(
                code=kind.value,
                label=kind.label,
                app="mailings",
                placeholders=_OF_PERSONS | _OF_MAILINGS,
                required=(),
                link=personal_link,
                address=address_of,
                hindrance=_hindrance,
                unsubscribe=_end_of_news,
                attachments=_attached,
            )
            for kind in Kind
        ),
        kinds.Kind(
            code=AgendaKind.PARTICIPANTS.value,
            label=AgendaKind.PARTICIPANTS.label,
            app="mailings",
            placeholders=_OF_PERSONS | _OF_AGENDAS,
            required=("changes",),
            link=personal_link,
            address=address_of,
            hindrance=_agenda_hindrance,
        ),
        kinds.Kind(
            code=AgendaKind.SPEAKERS.value,
            label=AgendaKind.SPEAKERS.label,
            app="mailings",
            placeholders=_OF_AGENDAS,
            required=("changes",),
            link=lambda message: f"{settings.SITE_URL}/{message.language}/events/{message.event.slug}/agenda/",
            address=_speaker_address,
            hindrance=_agenda_speaker_hindrance,
        ),
    )


def _hindrance(message: Any) -> str:
    """Why mail to many shall not go to this reader any more; a test of it always goes."""
    recipient = getattr(message, "mailing_recipient", None)
    if recipient is not None:
        return str(recipient.hindrance())
    return "stopped" if message.mailing_copies.filter(mailing__state="stopped").exists() else ""


def _agenda_hindrance(message: Any) -> str:
    """Of a version that was withdrawn nobody is told any more, nor is who comes no more or takes no mail."""
    registration = message.registration_link.registration
    is_coming = type(registration).objects.taking_part().filter(pk=registration.pk).exists()
    return _withdrawn(message) or ("" if is_coming else "ended")


def _agenda_speaker_hindrance(message: Any) -> str:
    """The same of a speaker: who is hidden or erased, or has declined by now, is not written to."""
    speaker = _speaker_of(message)
    rows = speaker.appearances.filter(session__event=message.event_id) if speaker is not None else ()
    has_declined = {row.status for row in rows} == {"declined"}
    return _withdrawn(message) or ("ended" if speaker is None or has_declined else "")


def _speaker_of(message: Any) -> Any:
    """To whom it goes, by its purpose; None if he or she is hidden or erased by now."""
    rows = apps.get_model("speakers", "Speaker").objects.filter(is_hidden=False)
    return rows.filter(pk=purposes.speaker_of(message.purpose)).first()


def _speaker_address(message: Any) -> str:
    return getattr(_speaker_of(message), "email", "")


def _withdrawn(message: Any) -> str:
    """By the purpose, which names the version; and whether mail to the address came back meanwhile."""
    key = purposes.mailing_or_version(message.purpose)
    if message.event is None or not message.event.agenda_versions.filter(pk=key, withdrawn_at=None).exists():
        return "stopped"
    is_dead = apps.get_model("outbox", "UndeliverableAddress").objects.has(message.to_email)
    return "came-back" if is_dead else ""


def _attached(message: Any) -> list[tuple[str, bytes]]:
    """The files of the mailing, which the purpose names: of a copy and of a test as of the mail itself."""
    key = purposes.mailing_or_version(message.purpose)
    if not key.isdigit():
        return []
    found = []
    for row in apps.get_model("mailings.MailingFile").objects.filter(mailing=int(key)):
        with row.file.open("rb") as file:
            found.append((row.name, file.read()))
    return found


def _end_of_news(message: Any) -> str:
    """Where one click ends news; by the number of the registration, since it holds longer than a personal link."""
    recipient = getattr(message, "mailing_recipient", None)
    if recipient is None or not recipient.mailing.is_news:
        return ""
    return end_of_news(recipient.registration_id, message.language)


def end_of_news(registration_key: int, language: str) -> str:
    """The address at which a person ends news."""
    return f"{settings.SITE_URL}/{language}/r/news/{make_token('news', str(registration_key))}/"
