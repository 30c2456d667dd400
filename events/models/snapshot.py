"""An item of the agenda as plain values, for JSON, and back: what a version keeps of a session and of who speaks in it.

Texts stand in all languages, people and organisations by their keys alone: who was erased or hidden meanwhile has no
name in any version.
"""

import datetime
from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext as _

from events.models.documents import Document, DocumentFile
from events.models.event import Event
from events.models.places import Room
from events.models.sessions import Appearance, Session
from multilingual.texts import LANGUAGES
from speakers.models import Country, Organisation, Speaker

Plain = dict[str, Any]
Row = TypeVar("Row", bound=models.Model)

_SESSION_FIELDS = ("kind", "number", "parent_id", "position", "languages", "is_to_be_confirmed", "is_cancelled")
_SESSION_TEXTS = tuple(f"{name}_{code}" for name in ("title", "description") for code in LANGUAGES)
_ROOM_TEXTS = tuple(f"name_{code}" for code in LANGUAGES)
_PERSON_FIELDS = ("speaker_id", "role", "status", "joint_with_id", "position")
_PERSON_TEXTS = tuple(f"{name}_{code}" for name in ("function", "topic") for code in LANGUAGES)


def content_of(session: Session) -> Plain:
    """What a version keeps of a session with its people."""
    return {
        **_values(session, (*_SESSION_FIELDS, *_SESSION_TEXTS)),
        "day": session.day.isoformat() if session.day else None,
        "starts_at": session.starts_at.isoformat() if session.starts_at else None,
        "ends_at": session.ends_at.isoformat() if session.ends_at else None,
        "room": {"key": session.room.pk, **_values(session.room, _ROOM_TEXTS)} if session.room else None,
        "people": [_person(row) for row in session.lineup],
    }


def _person(row: Appearance) -> Plain:
    return {
        "key": row.pk,
        **_values(row, (*_PERSON_FIELDS, *_PERSON_TEXTS)),
        "country": row.country_id,
        "organisations": [body.pk for body in row.organisation_list],
    }


def _values(row: Any, names: Iterable[str]) -> Plain:
    return {name: getattr(row, name) for name in names}


def without_words(content: Plain, speaker: int) -> Plain:
    """The same without what it says of a speaker: of the line nothing but its place is left."""
    bare: Plain = {**dict.fromkeys(_PERSON_TEXTS, ""), "country": None, "organisations": []}
    people = [person | bare if person["speaker_id"] == speaker else person for person in content["people"]]
    return {**content, "people": people}


def hours_alone(content: Plain) -> Plain:
    """Of an item that was withdrawn: when it was, so that a calendar can strike it out, and not what it was."""
    return {**content, **dict.fromkeys(_SESSION_TEXTS, ""), "number": "", "room": None, "people": []}


def session_of(key: int, content: Plain, event: Event) -> Session:
    """The session that was, without its people."""
    values = {
        "id": key,
        "day": datetime.date.fromisoformat(content["day"]) if content["day"] else None,
        "starts_at": _instant(content["starts_at"]),
        "ends_at": _instant(content["ends_at"]),
    }
    kept = _known(content, (*_SESSION_FIELDS, *_SESSION_TEXTS))
    return _row(Session, {**kept, **values}, event=event, room=room_of(content))


def room_of(content: Plain) -> Room | None:
    """The room by the name that it had."""
    kept = content["room"]
    return _row(Room, {"id": kept["key"], **_known(kept, _ROOM_TEXTS)}) if kept else None


def _row(model: type[Row], values: Plain, **related: models.Model | None) -> Row:
    """A row that stands in no table, from its columns and the rows that it points to.

    Not by `model(…)`: that asks each column for its default again, and an agenda has a thousand rows.
    """
    row = model.__new__(model)
    row._state = models.base.ModelState()
    row.__dict__ |= _blank(model) | values
    for name, target in related.items():
        row.__dict__[f"{name}_id"] = target.pk if target else None
        row._state.fields_cache[name] = target
    return row


@cache
def _blank(model: type[models.Model]) -> Plain:
    """The columns of a row of which nothing is known, without an identity."""
    own = vars(model())
    return {field.attname: None if field.unique else own[field.attname] for field in model._meta.concrete_fields}


def _instant(text: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None


def _known(kept: Plain, names: Iterable[str]) -> Plain:
    """What was kept under these names: a language that came later is not among them."""
    return {name: kept[name] for name in names if name in kept}


class Reader:
    """The rows that items name, each kind in one query: speakers, their countries and organisations, documents."""

    def __init__(self, items: Iterable[tuple[int, Plain]], *, documents: bool, bodies: bool) -> None:
        items = list(items)
        people = [person for _key, content in items for person in content["people"]]
        shown = Speaker.objects.filter(is_hidden=False).defer(*(f"bio_{code}" for code in LANGUAGES), "search_text")
        self.speakers = shown.in_bulk({person["speaker_id"] for person in people})
        self.organisations: dict[int, Organisation] = {}
        self.countries: dict[str, Country] = {}
        if bodies:
            rows = Organisation.objects.defer("summary", "note")
            self.organisations = rows.in_bulk({key for person in people for key in person["organisations"]})
            countries = Country.objects.with_former_names()
            self.countries = countries.in_bulk({person["country"] for person in people} - {None})
        self.documents: dict[tuple[int | None, int | None, int | None], list[Document]] = {}
        if documents:
            self._read_documents({key for key, _content in items}, {person["key"] for person in people})

    def _read_documents(self, sessions: set[int], appearances: set[int]) -> None:
        """Those of a speaker by his or her key too: in the draft another may have taken the place."""
        files: Any = Prefetch("files", DocumentFile.objects.all(), to_attr="versions")
        rows = (
            Document.objects.public()
            .filter(Q(session__in=sessions) | Q(appearance__in=appearances))
            .annotate(speaker_key=F("appearance__speaker"))
            .prefetch_related(files)
        )
        for row in rows:
            key = (row.session_id, row.appearance_id, row.speaker_key)  # type: ignore[attr-defined]  # annotated
            self.documents.setdefault(key, []).append(row)

    def add_people(self, session: Session, content: Plain) -> None:
        """Attach people and documents to a session."""
        session.public_documents = self.documents.get((session.pk, None, None), [])
        for document in session.public_documents:
            document.session = session  # the same object: the event and its address cost no query
        session.lineup = [self._appearance(session, person) for person in content["people"]]

    def _appearance(self, session: Session, person: Plain) -> Appearance:
        values = {
            "id": person["key"],
            **_known(person, _PERSON_FIELDS),
            "organisation_list": [],
            "public_documents": [],
        }
        speaker = self.speakers.get(person["speaker_id"])
        if speaker is None:
            # Whoever was erased or hidden is told by nothing else either: not by function, organisation or topic.
            nobody = Speaker(family_name=_("name withdrawn"), is_hidden=True)
            return _row(Appearance, values, session=session, speaker=nobody)
        country, keys = self.countries.get(person["country"]), sorted(person["organisations"])
        values |= _known(person, _PERSON_TEXTS)
        values["organisation_list"] = [self.organisations[key] for key in keys if key in self.organisations]
        row = _row(Appearance, values, session=session, speaker=speaker, country=country)
        row.public_documents = self.documents.get((None, row.pk, speaker.pk), [])
        for document in row.public_documents:
            document.appearance = row
        return row
