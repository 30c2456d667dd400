"""Mails about a new version of an agenda: who is concerned, and what each reads of it in his or her language."""

import secrets
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from events.agenda import build_items, removed_items
from events.changes import Change, Kind
from events.exports.changes import in_words
from events.exports.ics import agenda_calendar
from events.models import AgendaVersion, Appearance, Event
from mailings import purposes
from mailings.kinds import AgendaKind
from multilingual.templatetags.texts import colon
from multilingual.texts import LANGUAGES, translated
from outbox.models import Message
from outbox.placeholders import Trust, Value, escape, fill, fill_plain, one_line
from outbox.queue import sender, short_subject
from outbox.template_values import event_values, mailbox, nothing, person_values
from outbox.templates import Words, words_for
from registrations.mail_values import values_for
from registrations.mails import compose
from registrations.models import Registration
from speakers.models import Speaker


def concerned(event: Event, changes: Iterable[Change]) -> dict[Speaker, list[Change]]:
    """The speakers who are told, each with the changes of his or her own items.

    Whoever left a line-up knows it; of what is no longer on the agenda all are told who spoke there. Whoever declined
    is told nothing, nor is who is hidden.
    """
    own: dict[int, list[Change]] = {}
    for change in changes:
        content = change.new or change.old or {}
        for key in dict.fromkeys(person["speaker_id"] for person in content["people"]):
            own.setdefault(key, []).append(change)
    speakers = Speaker.objects.filter(pk__in=own, is_hidden=False).by_name()
    declined = Appearance.objects.filter(session__event=event, status=Appearance.Status.DECLINED)
    accepted = Appearance.objects.filter(session__event=event).exclude(status=Appearance.Status.DECLINED)
    gone = set(declined.values_list("speaker", flat=True)) - set(accepted.values_list("speaker", flat=True))
    return {speaker: own[speaker.pk] for speaker in speakers if speaker.pk not in gone}


def taken_off(changes: Iterable[Change]) -> list[Speaker]:
    """Those who were in the line-up of an item and are not any more: no mail tells them, they know it or staff tell."""
    left: set[int] = set()
    for change in changes:
        if change.kind == Kind.LINEUP and change.old and change.new:
            here = {person["speaker_id"] for person in change.new["people"]}
            left |= {person["speaker_id"] for person in change.old["people"]} - here
    return list(Speaker.objects.filter(pk__in=left, is_hidden=False).by_name())


class AgendaWriter:
    """Writes about a version to one reader after the other; what a language needs is looked up once."""

    def __init__(self, version: AgendaVersion, changes: list[Change]) -> None:
        self.version, self.event, self.changes = version, version.event, changes
        # Of this writer alone: what it looked up is as old as it is.
        self._words = lru_cache(self._look_up_words)
        self._values = lru_cache(self._values_of_version)

    def _look_up_words(self, kind: str, language: str) -> Words:
        return words_for(self.event, kind, language)

    def _values_of_version(self, language: str) -> dict[str, Value]:
        with translation.override(language):
            page = reverse("events:agenda", args=[self.event.slug])
            return {
                **event_values(self.event, language),
                "agenda": Value(f"{settings.SITE_URL}{page}", Trust.ADDRESS),
                "note": Value(translated(self.version, "note", language).value, Trust.STAFF),
            }

    def _changed(self, changes: list[Change], language: str) -> dict[str, Value]:
        """The list of these changes, as Markdown."""
        with translation.override(language):
            lines = [
                f"- **{escape(line.title.value)}**{colon()}{escape(line.words)}"
                for line in in_words(self.event, changes)
            ]
        return {"changes": Value("\n".join(lines), Trust.MARKUP)}

    def language_of(self, speaker: Speaker, known: dict[str, str]) -> str:
        """The speaker's own; that of the registration; the first working language of the event that the site has."""
        meeting = [code for code in self.event.working_languages if code in LANGUAGES]
        own = speaker.language or known.get(speaker.email.casefold())
        return own or next(iter(meeting), settings.LANGUAGE_CODE)

    def to_speaker(self, speaker: Speaker, changes: list[Change], language: str) -> Message:
        """The message to a speaker of what changed in these items, not yet saved."""
        words = self._words(AgendaKind.SPEAKERS, language)
        values = {
            **nothing(),
            **self._values(words.language),
            **person_values(speaker, words.language),
            **self._changed(changes, words.language),
        }
        return Message(
            event=self.event,
            kind=AgendaKind.SPEAKERS,
            language=words.language,
            from_email=sender(self.event, words.language),
            to_email=speaker.email,
            to_name=one_line(speaker.name)[:250],
            reply_to=mailbox(self.event),
            subject=short_subject(fill_plain(words.subject, values)),
            heading=values["event"].text,
            body=fill(words.body, values),
            message_id=f"<agenda-{secrets.token_hex(10)}@{settings.MESSAGE_ID_DOMAIN}>",
            purpose=purposes.to_speaker(self.version.pk, speaker.pk),
            **self._columns(changes, words.language),
        )

    def to_participant(self, registration: Registration) -> Message:
        """The message to a participant, of all that changed; not yet saved."""
        kind = AgendaKind.PARTICIPANTS
        words = self._words(kind, registration.language)
        of_version = self._values(words.language)
        values = values_for(registration, kind, words.language, of_event=of_version)
        values |= self._changed(self.changes, words.language) | {name: of_version[name] for name in ("agenda", "note")}
        purpose = purposes.to_participant(self.version.pk, registration.pk)
        columns = self._columns(self.changes, words.language)
        return compose(registration, kind, words, values, by=columns.pop("created_by"), purpose=purpose, **columns)

    def _columns(self, changes: list[Change], language: str) -> dict[str, Any]:
        entries = self._entries(frozenset(change.key for change in changes), language) if self.version.pk else ""
        return {
            "created_by": self.version.created_by,
            "is_automatic": False,
            "is_bulk": True,
            "calendar": entries,
            "calendar_method": "PUBLISH" if entries else "",
        }

    def _entries(self, keys: Collection[int], language: str) -> str:
        """The entries of these items as they are now; what is gone, called off."""
        with translation.override(language):
            sessions = self.version.sessions(set(keys), with_documents=False, with_affiliations=False)
            gone = [item for item in removed_items(self.version) if item.session.pk in keys]
            return agenda_calendar(self.event, [*build_items(sessions), *gone]).decode()
