"""Copy an event as the model for the next: everything but what people did (registrations, mails)."""

import datetime
import re
import uuid
from typing import TypeVar

from django.db import models, transaction

from events.models.documents import Document
from events.models.event import Event
from events.models.reschedule import shifted
from events.models.sessions import Appearance, Session
from multilingual.texts import LANGUAGES

_Row = TypeVar("_Row", bound=models.Model)


def clone(row: _Row, **changes: object) -> _Row:
    """A new row with the texts of all languages, and with changes."""
    copy = row.__class__()
    for field in row._meta.concrete_fields:
        # The undecorated column of a text stands for the language of the moment: the columns of all languages say more.
        if not field.primary_key and not hasattr(row, f"{field.attname}_{LANGUAGES[0]}"):
            setattr(copy, field.attname, getattr(row, field.attname))
    for name, value in changes.items():
        setattr(copy, name, value)
    copy._state.adding = True
    copy.save()
    return copy


def next_name(name: str, taken: set[str]) -> str:
    """A free code or address like the old one: the year counted up where there is one, else a number behind."""
    match = re.search(r"(19|20)\d\d(?!\d)", name)
    if match:
        candidate = f"{name[: match.start()]}{int(match.group()) + 1}{name[match.end() :]}"
        if candidate not in taken:
            return candidate
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"


@transaction.atomic
def copy_event(
    original: Event, *, code: str, slug: str, starts_on: datetime.date | None, with_people: bool = True
) -> Event:
    """A draft with a new code, address and first day; agenda and phases move along, hours stay as they are.

    Speakers are asked anew, so their appearances begin as invited. Documents are announced by their labels alone: the
    files belong to the meeting for which they were written, and so does its picture.
    """
    days = (starts_on - original.starts_on).days if starts_on and original.starts_on else 0
    delta = datetime.timedelta(days=days)
    ends_on = original.ends_on + delta if original.ends_on and starts_on else None
    copy = clone(
        original, code=code, slug=slug, uid=uuid.uuid4(), starts_on=starts_on, ends_on=ends_on,
        status=Event.Status.DRAFT, published_at=None, moved_at=None, image="",
        **{f"{name}_{code}": None for name in ("attendance", "image_alt", "image_credit") for code in LANGUAGES},
    )  # fmt: skip
    copy.countries.set(original.countries.all())
    for role in original.roles.all():
        clone(role, event=copy)
    years = starts_on.year - original.starts_on.year if starts_on and original.starts_on else 0
    for entry in original.series_entries.all():
        # The number in the series is announced, not computed: whoever knows it types it.
        clone(entry, event=copy, year=entry.year + years if entry.year else None, ordinal=None)
    for phase in original.phases.all():
        moved = {name: _moved(getattr(phase, name), delta) for name in ("starts_on", "ends_on")}
        clone(phase, event=copy, **moved)
    for document in original.documents.all():
        clone(document, event=copy, published_from=None)
    _copy_agenda(original, copy, days, with_people=with_people)
    return copy


def _moved(date: datetime.date | None, delta: datetime.timedelta) -> datetime.date | None:
    return date + delta if date else None


def _copy_agenda(original: Event, copy: Event, days: int, *, with_people: bool) -> None:
    """Sessions with their documents and, if wanted, people; what stands within another item does so again."""
    delta = datetime.timedelta(days=days)
    sessions: dict[int, Session] = {}
    for session in original.sessions.in_agenda_order():
        new = clone(
            session, event=copy, uid=uuid.uuid4(), parent=None, day=_moved(session.day, delta),
            starts_at=shifted(session.starts_at, days, original.zone, copy.zone),
            ends_at=shifted(session.ends_at, days, original.zone, copy.zone),
            is_cancelled=False,
        )  # fmt: skip
        sessions[session.pk] = new
    for session in original.sessions.exclude(parent=None):
        sessions[session.pk].parent = sessions[session.parent_id or 0]
        sessions[session.pk].save()
    for document in Document.objects.filter(session__event=original):
        clone(document, session=sessions[document.session_id or 0], published_from=None)
    if with_people:
        _copy_people(original, sessions)


def _copy_people(original: Event, sessions: dict[int, Session]) -> None:
    appearances: dict[int, Appearance] = {}
    originals = Appearance.objects.filter(session__event=original).prefetch_related("organisations")
    for appearance in originals:
        new = clone(
            appearance, session=sessions[appearance.session_id], joint_with=None, status=Appearance.Status.INVITED
        )
        new.organisations.set(appearance.organisations.all())
        appearances[appearance.pk] = new
    for appearance in originals:
        if appearance.joint_with_id in appearances:
            appearances[appearance.pk].joint_with = appearances[appearance.joint_with_id]
            appearances[appearance.pk].save()
    for document in Document.objects.filter(appearance__session__event=original):
        clone(document, appearance=appearances[document.appearance_id or 0], published_from=None)
