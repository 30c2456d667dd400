"""The mails of a mailing: its words in each reader's language, filled in, with the documents as links."""

import datetime
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import translation
from django.utils.text import get_text_list

from events.directory import placed
from events.models import Document, DocumentFile
from events.models.documents import DocumentQuerySet
from events.models.fields import MEETING_LANGUAGES
from mailings.kinds import Kind, end_of_news
from mailings.models import Mailing
from multilingual.sizes import file_size
from multilingual.texts import LANGUAGES, fallbacks, translated
from outbox.models import Message
from outbox.placeholders import Trust, Value, disarm, escape, fill, with_placeholder
from outbox.previews import without_link
from outbox.queue import sender
from outbox.rendering import render_html
from outbox.salutations import formulas
from outbox.template_values import event_values
from outbox.templates import Words, words_of, words_of_kinds
from registrations.mail_values import values_for
from registrations.mails import compose
from registrations.models import Registration
from registrations.models.states import SEATED
from storage.clock import database_now

Audience = Document.Audience


class MailingWriter:
    """Writes a mailing to one reader after the other; words, event and documents are looked up once a language.

    The registrations that it is given hold `event`, the very object of the mailing, and the rows to which they point.
    """

    def __init__(self, mailing: Mailing) -> None:
        self.mailing, self.now = mailing, database_now()
        self.own_address = mailing.event.registration_settings.mailbox
        self._documents = documents_out(mailing, self.now)
        # Of this writer alone: what it looked up is as old as it is.
        self.words = lru_cache(self._words)
        self._of_event = lru_cache(self._values_of_event)
        self._links = lru_cache(self._list_of_links)

    def _words(self, language: str) -> Words:
        words = words_of(self.mailing, language)
        if words is None:
            raise LookupError(f"Mailing {self.mailing.pk} has no words.")
        body = with_placeholder(words.body, "documents") if self._documents else words.body
        if self.mailing.is_news:
            body = f"{body}\n\n---\n\n{formulas(words.language, 'mailings')['news']}"
        return words._replace(body=body)

    def _values_of_event(self, language: str) -> dict[str, Value]:
        with translation.override(language):
            return event_values(self.mailing.event, language)

    def values(self, registration: Registration) -> dict[str, Value]:
        """What each placeholder stands for in the mail to this reader."""
        language = self.words(registration.language).language
        values = values_for(registration, self.mailing.kind, language, of_event=self._of_event(language))
        links = self._links(language, is_seated=registration.state in SEATED)
        # Somebody of staff, to whom a test goes, is stored nowhere and has none.
        news_end = end_of_news(registration.pk, language) if registration.pk else "{link}"
        return values | {"documents": Value(links, Trust.MARKUP), "news_end": Value(news_end, Trust.MARKUP)}

    def message(self, registration: Registration, *, by: User | None, purpose: str, **columns: Any) -> Message:
        """The message to this reader, not yet saved."""
        words = self.words(registration.language)
        columns = {"from_email": sender(self.mailing.event, words.language, self.own_address), **columns}
        values = self.values(registration)
        facts: dict[str, Any] = {"is_bulk": True, "queued_at": self.now, **columns}
        return compose(registration, self.mailing.kind, words, values, by=by, purpose=purpose, **facts)

    def copy(self, address: str, people: list[Registration], *, by: User | None, purpose: str) -> Message:
        """The message to who registered these people: as the first of them reads it, below a line that names all."""
        message = self.message(people[0], by=by, purpose=purpose, to_email=address, to_name="")
        message.body = f"{self.copy_line(people)}\n\n---\n\n{message.body}"
        return message

    def copy_line(self, people: Iterable[Registration]) -> str:
        """That it is a copy, and of the mails to whom."""
        rows = list(people)
        language = self.words(rows[0].language).language
        with translation.override(language):
            names = get_text_list([escape(disarm(row.name)) for row in rows], translation.gettext("and"))
        return str(formulas(language, "mailings")["copy"]).format(names=names)

    def html(self, registration: Registration, *, line: str = "") -> str:
        """The mail as an HTML document, as this reader will get it but for the link; with a line above it."""
        words, values = self.words(registration.language), self.values(registration)
        body = fill(words.body, values | {"news_end": values["link"]})  # staff who look at it end nothing
        body = f"{line}\n\n---\n\n{body}" if line else body
        return without_link(render_html(body, language=words.language, heading=values["event"].text))

    def _list_of_links(self, language: str, *, is_seated: bool) -> str:
        """The documents as a list of Markdown; what is for participants alone, for those with a place."""
        rows = [row for row in self._documents if is_seated or row.audience == Audience.PUBLIC]
        if not rows:
            return ""
        with translation.override(language):
            lines = [f"- {_line_of(row, language)}" for row in rows]
        # The line before it keeps the list apart from one that the words may have above it.
        return "\n".join([str(formulas(language, "mailings")["documents"]), "", *lines])


def untouched(mailing: Mailing) -> list[str]:
    """The languages in which it still has the words to begin with, those of the template of its kind."""
    to_begin_with = words_of_kinds(mailing.event, [mailing.kind])
    found = []
    for code in LANGUAGES:
        subject, body = getattr(mailing, f"subject_{code}"), getattr(mailing, f"body_{code}")
        words = to_begin_with(mailing.kind, code)
        # Word by word: a box of one line makes plain spaces of those that do not break.
        if subject and (subject.split(), body.split()) == (words.subject.split(), words.body.split()):
            found.append(code)
    return found


def says_nothing(mailing: Mailing) -> bool:
    """It has the words to begin with alone; a reminder and thanks say what they say, but as news."""
    written = [code for code in LANGUAGES if getattr(mailing, f"subject_{code}")]
    is_shell = mailing.kind == Kind.MAILING or mailing.is_news
    return is_shell and untouched(mailing) == written and not (mailing.documents.exists() or mailing.files.exists())


def documents_of(event_key: int) -> DocumentQuerySet:
    """The documents of an event, its sessions and its speakers that mail may lead to."""
    return Document.objects.of_event(event_key).exclude(audience=Audience.STAFF)


def documents_out(mailing: Mailing, now: datetime.datetime) -> list[Document]:
    """Those of the chosen documents that can be fetched now, or when the mail goes."""
    at = max(mailing.planned_at or now, now)
    is_out = Q(published_from__isnull=True) | Q(published_from__lte=at)
    is_public = mailing.event.is_public
    rows = documents_of(mailing.event_id).filter(is_out, mailings=mailing).prefetch_related("files")
    rows = rows.select_related("event", "session__event", "appearance__session__event", "appearance__speaker")
    rows = placed(rows) if is_public else rows
    return [row for row in rows if is_public or row.audience == Audience.PARTICIPANTS]


def _line_of(document: Document, language: str) -> str:
    """One document: its label as a link, whose it is, and what is behind it: another language, kind and size."""
    label = escape(translated(document, "label", language).value or document.get_kind_display())
    speaker = document.appearance.speaker if document.appearance else None
    whose = "" if speaker is None or speaker.is_hidden else str(speaker)
    if not document.versions:
        return label + (f" ({escape(whose)})" if whose else "")
    order = {code: number for number, code in enumerate(fallbacks(language))}
    row = min(document.versions, key=lambda version: order.get(version.language, len(order)))
    size = row.size
    other = str(MEETING_LANGUAGES[row.language]) if row.language != language else ""
    about = ", ".join(filter(None, (whose, other, row.type_name, file_size(size) if size else "")))
    return f"[{label}]({_address_of(row, document)})" + (f" ({escape(about)})" if about else "")


def _address_of(row: DocumentFile, document: Document) -> str:
    """Where the file is fetched; what is for participants alone, on the personal page, which lists it."""
    if document.audience == Audience.PARTICIPANTS:
        return "{link}"
    return row.url or f"{settings.SITE_URL}{row.get_absolute_url()}"
