"""On the page that publishes an agenda: who would get a mail, and what it would say."""

from typing import Any, NamedTuple

from django.utils.translation import gettext

from backoffice.extensions import Extension, Panel, extend
from backoffice.texts import language_label
from events.admin.versions import PUBLISH, AgendaState
from events.models import Event
from mailings.actions.tell_of_agenda import participants_to_tell
from mailings.agenda_mails import AgendaWriter, concerned, taken_off
from multilingual.texts import LANGUAGES
from outbox.models import Message
from registrations.models import Registration
from registrations.models.states import State


class Preview(NamedTuple):
    """A mail as it would be read in one language."""

    language: str
    message: Message


def who_is_told(event: Event, state: AgendaState) -> dict[str, Any]:
    """The readers, those whom no mail reaches, and for one speaker and one participant the mail in each language."""
    changes = state.changes
    speakers = concerned(event, changes)
    told = [speaker for speaker in speakers if speaker.email]
    participants = participants_to_tell(event, told)
    writer = AgendaWriter(state.version, changes)
    previews: list[tuple[str, list[Preview]]] = []
    if told:
        first = told[0]
        mails = [Preview(language_label(code), writer.to_speaker(first, speakers[first], code)) for code in LANGUAGES]
        previews.append((first.name, mails))
    if changes:
        mails = [Preview(language_label(code), writer.to_participant(_somebody(event, code))) for code in LANGUAGES]
        previews.append((gettext("a participant"), mails))
    return {
        "told": told,
        "without_address": [speaker for speaker in speakers if not speaker.email],
        "taken_off": taken_off(changes),
        "participant_count": participants.count() if changes else 0,
        "previews": previews,
    }


def _somebody(event: Event, language: str) -> Registration:
    """A participant who is stored nowhere: who publishes an agenda need not see who registers."""
    reference = f"{event.code}-0000"
    return Registration(event=event, reference=reference, state=State.APPROVED, family_name="…", language=language)


extend(
    Event,
    Extension(
        panels=(
            Panel("agenda-publish", "admin/mailings/agenda_mails.html", who_is_told, PUBLISH),
            Panel("agenda-told", "admin/mailings/agenda_told.html", who_is_told, PUBLISH),
        )
    ),
)
