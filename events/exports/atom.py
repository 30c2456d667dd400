"""Feeds (Atom, RFC 4287) of events and of documents: rows in, bytes out, a text in another language says which."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.exports.changes import Line
from events.exports.xml_text import xml_text
from events.models import AgendaVersion, Document, Event
from events.status import told_title
from identity.current import current
from multilingual.templatetags.texts import colon
from multilingual.texts import Text, translated

# A feed without an entry has to say a day all the same.
BEFORE_ALL = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


class Entry(NamedTuple):
    """An entry: `key` never changes, `path` is the page or file it leads to, here or elsewhere."""

    key: str
    path: str
    title: Text
    summary: Text
    kind: str
    published: datetime.datetime
    updated: datetime.datetime


class _Feed(Atom1Feed):
    """Django's, with the language of each entry and of its summary, and the day of a feed without entries."""

    def latest_post_date(self) -> datetime.datetime:
        return super().latest_post_date() if self.items else BEFORE_ALL

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["title_language"]}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["summary"].value:
            attributes = {"type": "text", "xml:lang": item["summary"].language}
            handler.addQuickElement("summary", xml_text(item["summary"].value), attributes)


def feed(title: str, path: str, page: str, entries: Iterable[Entry]) -> bytes:
    """The feed at `path`, of what stands on the page `page`."""
    language = _own_language()
    made = _Feed(
        title=xml_text(title),
        link=f"{settings.SITE_URL}{page}",
        description="",
        language=language,
        author_name=xml_text(current().display_name),
        feed_url=f"{settings.SITE_URL}{path}",
    )
    for entry in entries:
        made.add_item(
            title=xml_text(entry.title.value),
            link=urljoin(settings.SITE_URL, entry.path),
            description=None,  # type: ignore[arg-type]  # ours, with its language: see _Feed
            unique_id=entry.key,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=[xml_text(entry.kind)],
            title_language=entry.title.language or language,
            summary=entry.summary,
        )
    return made.writeString("utf-8").encode()


def _own_language() -> str:
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def event_entry(event: Event) -> Entry:
    """An event: its title, with a word where it is called off, and summary."""
    title = translated(event, "title")
    return Entry(
        key=f"urn:uuid:{event.uid}",
        path=event.get_absolute_url(),
        title=Text(told_title(event, title.value), title.language),
        summary=translated(event, "summary"),
        kind=event.get_kind_display(),
        published=event.created_at,
        updated=event.updated_at,
    )


def version_entry(version: AgendaVersion, lines: Iterable[Line]) -> Entry:
    """A version of an agenda: its note, and what is new in it."""
    event, note = version.event, translated(version, "note")
    words = [note.value, *(f"{line.title.value}{colon()}{line.words}" for line in lines)]
    names = {"number": version.number, "status": version.get_status_display()}
    return Entry(
        key=f"urn:uuid:{uuid.uuid5(event.uid, f'agenda {version.number}')}",
        path=reverse("events:agenda-version", args=[event.slug, version.number]),
        title=Text(_("Agenda, version %(number)d (%(status)s)") % names, ""),
        summary=Text("\n".join(filter(None, words)), _own_language()),
        kind=event.get_kind_display(),
        published=version.published_from,
        updated=version.published_from,
    )


def document_entry(document: Document, changed: datetime.datetime) -> Entry:
    """A document: its label, with what it belongs to; it leads to the file in the reader's language, else another."""
    event, label = document.owner, translated(document, "label")
    session = document.session or (document.appearance and document.appearance.session)
    about = translated(session or event, "title")
    published = max(document.published_from or document.created_at, document.created_at)
    return Entry(
        key=f"tag:{urlsplit(settings.SITE_URL).hostname},{document.created_at:%Y-%m-%d}:document-{document.pk}",
        path=(document.version_in(_own_language()) or session or event).get_absolute_url(),
        title=Text(label.value or document.get_kind_display(), label.language),
        summary=about,
        kind=document.get_kind_display(),
        published=published,
        updated=max(changed, published),
    )
