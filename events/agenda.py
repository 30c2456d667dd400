"""The agenda as it is read: days, items with the items within them, roles, lines of speakers, documents.

Rows in, plain structures out: page, calendar and list of speakers are made from the same ones.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import ngettext

from events.models import AgendaVersion, Appearance, Document, DocumentFile, Event, PublishedItem, Session
from events.models.fields import language_name
from events.models.versions import PublishedItemQuerySet
from multilingual.texts import LANGUAGES, fallbacks, translated
from speakers.models import Country, Organisation, Speaker

# In the order in which an agenda names them.
ROLES = ("chair", "moderator", "keynote", "speaker", "panellist", "discussant", "trainer", "rapporteur")
# Kinds of item that speak more softly on the page: nobody speaks in them.
QUIET_KINDS = {"registration", "break", "discussion", "end", "reception"}
# Kinds worth saying above a title; the title of an opening or a wrap-up says it itself.
TELLING_KINDS = {
    "keynote", "session", "panel", "testimony", "side-event", "launch", "group-work", "module", "visit",
}  # fmt: skip
_HEADINGS: dict[str, Callable[[int], str]] = {
    "chair": lambda count: ngettext("Chair", "Chairs", count),
    "moderator": lambda count: ngettext("Moderator", "Moderators", count),
    "keynote": lambda count: ngettext("Keynote speaker", "Keynote speakers", count),
    "speaker": lambda count: ngettext("Speaker", "Speakers", count),
    "panellist": lambda count: ngettext("Panellist", "Panellists", count),
    "discussant": lambda count: ngettext("Discussant", "Discussants", count),
    "trainer": lambda count: ngettext("Trainer", "Trainers", count),
    "rapporteur": lambda count: ngettext("Rapporteur", "Rapporteurs", count),
}


# Of an event that goes on for more days than these nobody says “Day 43”.
LONGEST_COUNTED = 14


@dataclass
class Person:
    """A speaker on a line, with the documents that are his or hers alone."""

    appearance: Appearance
    documents: list[Document]


@dataclass
class Line:
    """One line of a line-up: a speaker, or several who present jointly, with the documents they share."""

    people: list[Person]
    shared_documents: list[Document] = field(default_factory=list)

    @property
    def is_joint(self) -> bool:
        """Several speakers present together."""
        return len(self.people) > 1

    @property
    def all_documents(self) -> list[Document]:
        """Those of each, then those that they share."""
        return [*(document for person in self.people for document in person.documents), *self.shared_documents]


@dataclass
class Group:
    """The lines of one role."""

    role: str
    lines: list[Line]

    @property
    def heading(self) -> str:
        """The role, in the plural where several have it."""
        return role_heading(self.role, sum(len(line.people) for line in self.lines))


@dataclass
class Item:
    """An item of the agenda with those that stand within it."""

    session: Session
    groups: list[Group]
    documents: list[Document]
    parts: list["Item"] = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        """Nobody speaks in it: a break, the registration hour."""
        return self.session.kind in QUIET_KINDS and not self.groups

    @property
    def number(self) -> str:
        """The number, unless the title begins by saying it: “Session II: …” needs no second “II”."""
        return "" if self._title_says_number() else self.session.number

    @property
    def says_kind(self) -> bool:
        """The kind tells something that the title does not."""
        return self.session.kind in TELLING_KINDS and not self._title_says_number()

    @property
    def all_documents(self) -> list[Document]:
        """Its own, and those of who speaks in it."""
        lines = [line for group in self.groups for line in group.lines]
        return [*self.documents, *(document for line in lines for document in line.all_documents)]

    def _title_says_number(self) -> bool:
        number, title = self.session.number, str(self.session)
        return number in title and bool(number and re.match(rf"^\W*(?:\w+\s+)?{re.escape(number)}\b", title))

    def walk(self) -> Iterator["Item"]:
        """The item and everything within it, in reading order."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass
class Day:
    """A day of the agenda; the last one, without a date, holds what is not placed on any day."""

    date: datetime.date | None
    number: int | None
    items: list[Item]
    rows: list[dict[str, Any]] = field(default_factory=list)  # of the items, what the page writes

    @property
    def hours(self) -> list[Session]:
        """For each hour at which something begins, the first item that does."""
        timed = [item.session for item in self.items if item.session.starts_at]
        return list({session.starts_at: session for session in reversed(timed)}.values())[::-1]


def has_never_given(event: Event, documents: Iterable[Document]) -> bool:
    """The event is over, and of a document that was announced no file ever came."""
    return event.is_over() and any(not document.versions for document in documents)


def is_behind(version: AgendaVersion | None, days: Iterable[Day]) -> bool:
    """The meeting was changed after this version was made, and days of it lie outside the dates by now."""
    if version is None or version.event.moved_at is None or version.event.moved_at < version.created_at:
        return False
    return bool(version.event.days_outside({day.date for day in days if day.date}))


def other_languages(days: Iterable[Day]) -> list[str]:
    """Names of the languages to which titles of these days fell back, as a sentence has them."""
    titles = (translated(item.session, "title") for day in days for root in day.items for item in root.walk())
    codes = {title.language for title in titles} - {"", fallbacks()[0]}
    return [language_name(code) for code in LANGUAGES if code in codes]


def role_heading(role: str, count: int) -> str:
    """The heading above people of one role."""
    return _HEADINGS[role](count)


def sessions_of(
    event: Event, only: set[int] | None = None, *, with_documents: bool = True, with_affiliations: bool = True
) -> list[Session]:
    """The items of an event in order, with people and public documents, in a number of queries that does not grow.

    Those of the version that stands; of an event that is a draft itself those of the draft. All of them, or those whose
    keys are in `only`; without documents where only people are shown, without their organisations and countries where
    a name is enough.
    """
    if not event.is_public:
        return draft_of(event, only, with_documents=with_documents, with_affiliations=with_affiliations)
    if (version := event.agenda_version) is None:
        return []
    version.event = event  # the same object: its zone and slug cost no query
    found: list[Session] = version.sessions(only, with_documents=with_documents, with_affiliations=with_affiliations)
    return found


def draft_of(
    event: Event, only: set[int] | None = None, *, with_documents: bool = True, with_affiliations: bool = True
) -> list[Session]:
    """The items as staff have them now, published or not; read as `sessions_of` says.

    Where many rows have few others each, lists are attached (`to_attr`): Django would make a manager and a query for
    every one of them.
    """
    files: Any = Prefetch("files", DocumentFile.objects.all(), to_attr="versions")  # django-stubs cannot name its type
    public = Document.objects.public().prefetch_related(files) if with_documents else Document.objects.none()
    documents: Any = Prefetch("documents", public, to_attr="public_documents")
    # One object for each speaker and country, however often they appear.
    speakers = Speaker.objects.defer(*(f"bio_{code}" for code in LANGUAGES), "search_text")
    countries = Country.objects.with_former_names()
    organisations = Organisation.objects.order_by("pk").defer("summary", "note")
    lists: Any = Prefetch("organisations", organisations, to_attr="organisation_list")
    affiliations = [Prefetch("country", countries), lists] if with_affiliations else []
    appearances = (
        Appearance.objects.shown()
        .prefetch_related(Prefetch("speaker", speakers), *affiliations, documents)
        .order_by("position", "pk")
    )
    rows = event.sessions.in_agenda_order().select_related("room")
    if only is not None:
        rows = rows.filter(pk__in=only)
    lineup: Any = Prefetch("appearances", appearances, to_attr="lineup")
    sessions = list(rows.prefetch_related(lineup, documents))
    for session in sessions:
        session.event = event  # the same object: its zone and slug cost no query
    return sessions


def reading_order(event: Event) -> dict[int, int | None]:
    """The keys of all items of an event as they follow each other on the page, each with that of its parent."""
    parents = dict(_keys_with_parents(event))
    parts: dict[int | None, list[int]] = {}
    for pk, parent in parents.items():
        parts.setdefault(parent if parent in parents else None, []).append(pk)
    order: dict[int, int | None] = {}
    waiting = list(reversed(parts.get(None, [])))
    while waiting:
        pk = waiting.pop()
        order[pk] = parents[pk]
        waiting += reversed(parts.get(pk, []))
    return order


def hours_of(event: Event) -> list[tuple[datetime.datetime, datetime.datetime]]:
    """Start and end of each item that takes place and has both, as published; of a draft as staff have them."""
    if event.is_public:
        rows = [item.session for item in _published(event).select_related("version__event")]
    else:
        rows = list(event.sessions.only("starts_at", "ends_at", "is_cancelled"))
    return [(row.starts_at, row.ends_at) for row in rows if row.starts_at and row.ends_at and not row.is_cancelled]


def _published(event: Event) -> PublishedItemQuerySet:
    """The items of the version that stands, in order."""
    return PublishedItem.objects.public().filter(version__event=event).order_by("place")


def removed_items(version: AgendaVersion) -> list[Item]:
    """What earlier versions had and this one has not, each as it was last, called off: for calendars."""
    rows = version.items.filter(is_removed=True).order_by("place")
    sessions = rows.sessions(event=version.event, with_documents=False, with_affiliations=False)
    found = [make_item(row) for row in sessions]
    for item in found:
        item.session.is_cancelled = True
    return found


def _keys_with_parents(event: Event) -> Iterable[tuple[int, int | None]]:
    if not event.is_public:
        return event.sessions.in_agenda_order().values_list("pk", "parent_id")
    return _published(event).values_list("session_key", "content__parent_id")


def build_items(sessions: Iterable[Session]) -> list[Item]:
    """Sessions in order become a tree; one whose parent is not among them stands on its own."""
    items = {session.pk: make_item(session) for session in sessions}
    roots = []
    for item in items.values():
        parent = items.get(item.session.parent_id or 0)
        if parent is None:
            roots.append(item)
        else:
            parent.parts.append(item)
    return roots


def build_days(sessions: Iterable[Session]) -> list[Day]:
    """The days of an agenda; those of the event have its numbers, also where nothing stands on one before."""
    days: dict[datetime.date | None, Day] = {}
    for item in build_items(sessions):
        date = item.session.day
        if date not in days:
            days[date] = Day(date, _number(date, item.session.event, len(days) + 1), [])
        days[date].items.append(item)
    return list(days.values())


def _number(date: datetime.date | None, event: Event, place: int) -> int | None:
    """Which day of the event it is; of one without dates, or that goes on for weeks, which of those with items."""
    if date is None:
        return None
    first, last = event.starts_on, event.last_day
    if first is None or last is None:
        return place
    if not first <= date <= last:
        return None
    return (date - first).days + 1 if (last - first).days < LONGEST_COUNTED else place


def make_item(session: Session) -> Item:
    """A session with its people by role and its own documents."""
    shown = session.lineup
    present = {row.pk for row in shown}
    joined: dict[int, list[Appearance]] = {}
    for row in shown:
        if row.joint_with_id in present:
            joined.setdefault(row.joint_with_id or 0, []).append(row)
    by_role: dict[str, list[Line]] = {}
    for row in shown:
        if row.joint_with_id not in present:
            by_role.setdefault(row.role, []).append(make_line([row, *joined.get(row.pk, [])]))
    groups = [Group(role, by_role[role]) for role in ROLES if role in by_role]
    return Item(session, groups, session.public_documents)


def make_line(appearances: list[Appearance]) -> Line:
    """Of speakers who present jointly, a joint presentation belongs to all; the rest stays with each."""
    line = Line([])
    for appearance in appearances:
        own: list[Document] = []
        for document in appearance.public_documents:
            is_shared = len(appearances) > 1 and document.kind == Document.Kind.JOINT_PRESENTATION
            (line.shared_documents if is_shared else own).append(document)
        line.people.append(Person(appearance, own))
    return line
