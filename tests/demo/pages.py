"""What can be read on a page, in public and in the admin: texts, instants, the values of fields."""

import re
from collections.abc import Iterator
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import urldefrag

from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from events.models import Appearance, Document, Event, Phase, Series, SeriesEntry, Session, Venue
from speakers.models import Organisation, Speaker

PUBLIC_LANGUAGES = ("fr", "en", "es")
_INLINE = {
    "a", "abbr", "b", "bdi", "cite", "code", "em", "i", "q", "small", "span", "strong", "sub", "sup", "time", "u",
}  # fmt: skip
_UNREAD = {"script", "style", "template"}


def squeeze(text: str) -> str:
    """Text with single spaces, as it is compared; nothing else of it is changed."""
    return re.sub(r"\s+", " ", text).strip()


class Reading(HTMLParser):
    """The text of a page, the instants of its `time` elements, and the values of its fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.instants: set[str] = set()
        self.fields: list[tuple[str, str]] = []
        # The words one after the other, and for each letter the language that the page says it is in.
        self.flow = ""
        self.spoken: list[str] = []
        self._unread = 0
        self._name = ""
        self._languages: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._unread += tag in _UNREAD
        if tag not in _INLINE:
            self._break()
        if "datetime" in values:
            self.instants.add(values["datetime"])
        if tag in ("textarea", "select"):
            self._name = values.get("name", "")
        if tag == "textarea":
            self.fields.append((self._name, ""))
        elif tag == "input" and values.get("type") not in ("hidden", "checkbox", "radio", "submit", "password"):
            self.fields.append((values.get("name", ""), values.get("value", "")))
        elif (tag == "option" and "selected" in values) or (tag == "input" and "checked" in values):
            self.fields.append((values.get("name") or self._name, values.get("value", "")))
        if tag not in ("input", "br", "img", "link", "meta", "hr", "source", "wbr"):
            self._languages.append((tag, values.get("lang", "")))

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in _UNREAD
        if tag not in _INLINE:
            self._break()
        if any(name == tag for name, _language in self._languages):
            while self._languages.pop()[0] != tag:
                pass

    def _break(self) -> None:
        self.parts.append("\n")
        self.flow += "\n"
        self.spoken.append("")

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        if self._languages and self._languages[-1][0] == "textarea":
            name, value = self.fields[-1]
            self.fields[-1] = (name, value + data)
        self.parts.append(data)
        language = next((code for _tag, code in reversed(self._languages) if code), "")
        self.flow += re.sub(r"\s+", " ", data)
        self.spoken += [language] * (len(self.flow) - len(self.spoken))

    def find(self, text: str, start: int = 0) -> tuple[int, set[str]] | None:
        """Where whole words end that stand after `start`, and the languages they are marked with."""
        found = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)").search(self.flow, start)
        return (found.end(), set(self.spoken[found.start() : found.end()])) if found else None

    @cached_property
    def text(self) -> str:
        """Everything that can be read, what stands in fields too."""
        return squeeze("".join(self.parts) + "\n" + "\n".join(value for _name, value in self.fields))


def admin_address(row: models.Model) -> str:
    """The page on which staff change a row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


class Subject:
    """All pages about one thing."""

    def __init__(self, site: "Site", addresses: list[str], rows: list[models.Model]) -> None:
        self.site, self.addresses = site, addresses
        self.rows = [row for row in rows if type(row) in admin.site._registry]

    def public(self, language: str) -> Iterator[Reading]:
        """Its public pages in a language, each fetched when it is its turn."""
        return (self.site.read(f"/{language}{address}") for address in self.addresses)

    @property
    def staff(self) -> Iterator[Reading]:
        """Its pages in the admin."""
        return (self.site.read(admin_address(row), is_staff=True) for row in self.rows)

    def shows(self, text: str, *languages: str) -> bool:
        """Whether a text stands on a public page in one of these languages (all of them by default)."""
        wanted = squeeze(text)
        return any(wanted in page.text for code in languages or PUBLIC_LANGUAGES for page in self.public(code))

    def tells_staff(self, text: str) -> bool:
        """Whether a text stands on a page of the admin."""
        return any(squeeze(text) in page.text for page in self.staff)

    def has_instant(self, start: str) -> bool:
        """Whether a public page has a `time` element that begins so."""
        return any(instant.startswith(start) for page in self.public("en") for instant in page.instants)

    def has_field(self, name: str, value: str) -> bool:
        """Whether a field of the admin whose name ends so has this value."""
        return any(
            (key == name or key.endswith(f"-{name}")) and squeeze(content) == squeeze(value)
            for page in self.staff
            for key, content in page.fields
        )


class Site:
    """Fetches each page once."""

    def __init__(self, anybody: Client, staff: Client, pages: dict[str, Reading]) -> None:
        self.anybody, self.staff, self.pages = anybody, staff, pages

    def read(self, address: str, *, is_staff: bool = False) -> Reading:
        """A page; a missing one is an error."""
        if address not in self.pages:
            response = (self.staff if is_staff else self.anybody).get(address)
            if is_staff and response.status_code == 302:
                # Items of an agenda are changed on the agenda of their event, where one item at a time is open.
                self.pages[address] = self.read(urldefrag(response.headers["Location"]).url, is_staff=True)
                return self.pages[address]
            assert response.status_code == 200, f"{address} answered {response.status_code}"
            self.pages[address] = Reading(response.content.decode())
        return self.pages[address]

    def event(self, slug: str) -> Subject:
        """The pages of an event, of its sessions and of all that belongs to it."""
        event = Event.objects.get(slug=slug)
        base = f"/events/{slug}/"
        sessions = list(event.sessions.all())
        addresses = [base, *(f"{base}{page}/" for page in ("agenda", "speakers", "documents"))]
        appearances = list(Appearance.objects.filter(session__event=event))
        documents = [*event.documents.all(), *Document.objects.filter(appearance__in=appearances)]
        rows = [event, *sessions, *appearances, *documents, *Phase.objects.filter(event=event)]
        return Subject(self, [*addresses, *(f"{base}sessions/{row.pk}/" for row in sessions)], rows)

    def session(self, session: Session) -> Subject:
        """The page of one item, and those of its line-up and documents in the admin."""
        appearances = list(session.appearances.all())
        documents = list(Document.objects.filter(appearance__in=appearances))
        address = f"/events/{session.event.slug}/sessions/{session.pk}/"
        return Subject(self, [address], [session, *appearances, *documents])

    def series(self, slug: str) -> Subject:
        """The page of a series; in the admin with its entries."""
        row = Series.objects.get(slug=slug)
        return Subject(self, [f"/series/{slug}/"], [row, *SeriesEntry.objects.filter(series=row)])

    def organisation(self, slug: str) -> Subject:
        """The page of a body."""
        return Subject(self, [f"/organisations/{slug}/"], [Organisation.objects.get(slug=slug)])

    def speaker(self, slug: str) -> Subject:
        """The page of a speaker; in the admin with the appearances."""
        row = Speaker.objects.get(slug=slug)
        return Subject(self, [f"/speakers/{slug}/"], [row, *row.appearances.all()])

    def venue(self, slug: str) -> Subject:
        """The pages of the events at a venue."""
        row = Venue.objects.get(slug=slug)
        slugs = {event.slug for event in row.events.all()} | {phase.event.slug for phase in row.phases.all()}
        return Subject(self, [f"/events/{slug}/" for slug in sorted(slugs)], [row])
