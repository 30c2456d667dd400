"""One day of an agenda as rows of forms: from the database or from what was sent, checked and saved as a whole."""

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, Q
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext

from events.admin.agenda.directory import Known
from events.admin.agenda.forms import DetailForm, PersonForm, SessionForm
from events.admin.agenda.lineup import PersonRow, place_after, save_people
from events.models import Appearance, Document, Event, Room, Session
from events.models.removal import remove_session
from events.models.reschedule import shifted
from speakers.models import Organisation

_KEY = re.compile(r"^(\d{1,18}|n\d{1,9})$")


@dataclass
class Row:
    """An item with its line, and, when it is open, its details and line-up."""

    key: str
    form: SessionForm
    details: DetailForm | None = None
    is_asked_for: bool = False
    people: list[PersonRow] = field(default_factory=list)
    lineup: list[Appearance] = field(default_factory=list)
    spare: PersonRow | None = None  # an empty line that stands ready

    @property
    def session(self) -> Session:
        """The item."""
        return self.form.instance

    @property
    def prefix(self) -> str:
        """What the names of its boxes begin with."""
        return f"r{self.key}"

    @property
    def is_open(self) -> bool:
        """Details and line-up are part of the form."""
        return self.details is not None

    @property
    def is_shown(self) -> bool:
        """They stand there opened. A new item has them ready, closed until something is in them."""
        return self.is_open and (not self.form.is_new or self.is_asked_for or bool(self.people) or self._details_say())

    def _details_say(self) -> bool:
        details = self.details
        return details is not None and details.is_bound and (details.has_changed() or bool(details.errors))

    @property
    def is_removed(self) -> bool:
        """Marked to be removed."""
        return bool(self.form.cleaned_data.get("delete")) if self.form.is_bound and self.form.is_valid() else False

    def forms(self) -> list[Any]:
        """All forms of the row."""
        return [self.form, *([self.details] if self.details else []), *(person.form for person in self.people)]

    def titles(self) -> list[BoundField]:
        """The boxes of the title."""
        return self.form.texts("title")

    def description_boxes(self) -> list[BoundField]:
        """The boxes of the description."""
        return self.details.texts("description") if self.details else []

    def documents(self) -> list[Document]:
        """The documents of the item and of its speakers; asked for only where an item is open."""
        here = Q(session=self.session) | Q(appearance__session=self.session)
        rows = Document.objects.filter(here).select_related("session", "appearance__speaker", "appearance__session")
        return list(rows.prefetch_related("files"))

    def document_query(self) -> str:
        """Where a new document belongs."""
        return f"session={self.session.pk}"

    def has_changed(self) -> bool:
        """Whether something in it would be saved; its place in the table apart."""
        return any(form.has_changed() for form in self.forms())

    def has_errors(self) -> bool:
        """Whether something in it is wrong."""
        return any(form.is_bound and form.errors for form in self.forms())


def sessions_with_people(event: Event) -> Any:
    """Items with their line-up, in a number of queries that does not grow."""
    people = (
        Appearance.objects.select_related("speaker")
        .prefetch_related(Prefetch("organisations", Organisation.objects.defer("summary", "note")))
        .order_by("position", "pk")
    )
    return event.sessions.select_related("room").prefetch_related(Prefetch("appearances", people)).in_agenda_order()


def in_tree_order(sessions: list[Session]) -> list[tuple[Session, int]]:
    """The items as they are read: what stands within another comes below it. With the depth, two at most."""
    keys = {session.pk for session in sessions}
    within: dict[int | None, list[Session]] = defaultdict(list)
    for session in sessions:
        within[session.parent_id if session.parent_id in keys else None].append(session)
    result: list[tuple[Session, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for session in within.pop(parent, []):
            result.append((session, min(depth, 2)))
            walk(session.pk, depth + 1)

    walk(None, 0)
    for parent in list(within):  # a circle of items within each other: shown, so that it can be mended
        walk(parent, 0)
    return result


class DayTable:
    """The rows of one day. `data` is what was sent, None when the page is opened."""

    def __init__(
        self,
        event: Event,
        day: datetime.date | None,
        *,
        data: QueryDict | None = None,
        open_keys: set[str] | None = None,
        blank: bool = True,
        may_add_people: bool = False,
    ) -> None:
        self.may_add_people = may_add_people
        self.event, self.day, self.data = event, day, data
        self.open_keys = open_keys or set()
        self.rooms = room_choices(event)
        self.gone: list[str] = []
        self.moved: list[tuple[Session, int]] = []
        self.removed_keys: list[int] = []
        self.is_reordered = False
        self.rows = self._from_data(data) if data is not None else self._from_database()
        if blank:
            # An empty row for those without a script; of what was sent none, so that it is new whatever its key.
            taken = {row.key for row in self.rows}
            key = next(f"n{number}" for number in range(len(taken) + 1) if f"n{number}" not in taken)
            self.rows.append(self._row(key, Session(event=event), order=len(self.rows) + 1, is_blank=True))

    def _from_database(self) -> list[Row]:
        sessions = list(sessions_with_people(self.event).filter(day=self.day))
        for session in sessions:
            session.event = self.event
        opened = [session for session in sessions if str(session.pk) in self.open_keys]
        self.known = known_of(opened)
        return [
            self._row(str(session.pk), session, level=level, order=order)
            for order, (session, level) in enumerate(in_tree_order(sessions), start=1)
        ]

    def _from_data(self, data: QueryDict) -> list[Row]:
        keys = [key for key in dict.fromkeys(data.getlist("row")) if _KEY.match(key)]
        existing = {
            str(session.pk): session
            for session in sessions_with_people(self.event).filter(pk__in=[key for key in keys if key.isdigit()])
        }
        self.known = known_in(data)
        levels = {str(session.pk): level for session, level in in_tree_order(list(existing.values()))}
        rows = []
        for order, key in enumerate(keys, start=1):
            session = existing.get(key)
            if session is None and key.isdigit():
                self.gone.append(data.get(f"r{key}-title_en") or key)
                continue
            session = session or Session(event=self.event)
            session.event = self.event
            row = self._row(key, session, level=levels.get(key, 0), order=order)
            if not row.form.is_blank or row.is_shown:
                row.form.empty_permitted = False
                rows.append(row)
        return sorted(rows, key=lambda row: _number(data.get(f"{row.prefix}-order")))

    def _row(self, key: str, session: Session, *, level: int = 0, order: int = 0, is_blank: bool = False) -> Row:
        bound = None if is_blank else self.data
        prefix = f"r{key}"
        form = SessionForm(
            bound,
            prefix=prefix,
            instance=session,
            event=self.event,
            day=self.day,
            rooms=self.rooms,
            level=level,
            order=order,
        )
        row = Row(key, form, lineup=list(session.appearances.all()) if session.pk else [])
        row.is_asked_for = bound is None and key in self.open_keys
        is_open = row.is_asked_for or is_blank or (bound is not None and bound.get(f"{prefix}-open") == "1")
        if is_open:
            row.details = DetailForm(bound, prefix=prefix, instance=session, day=session.day or self.day)
            row.people = self._people(row, bound)
            taken = {person.key for person in row.people}
            free = next(f"n{number}" for number in range(len(taken) + 1) if f"n{number}" not in taken)
            row.spare = self.empty_person(key, free)
        return row

    def empty_person(self, row_key: str, key: str) -> PersonRow:
        """An empty line of a line-up."""
        form = PersonForm(
            prefix=f"r{row_key}-p{key}", instance=Appearance(), known=Known(), takes_new=self.may_add_people
        )
        return PersonRow(key, form)

    def _people(self, row: Row, bound: QueryDict | None) -> list[PersonRow]:
        existing = {str(appearance.pk): appearance for appearance in row.lineup}
        keys = (
            list(existing)
            if bound is None
            else [key for key in bound.getlist(f"{row.prefix}-person") if _KEY.match(key)]
        )
        people = []
        for key in dict.fromkeys(keys):
            instance = existing.get(key)
            if instance is None and key.isdigit():
                continue  # removed by somebody else meanwhile
            form = PersonForm(
                bound,
                prefix=f"{row.prefix}-p{key}",
                instance=instance or Appearance(),
                known=self.known,
                takes_new=self.may_add_people,
            )
            if bound is None or not form.is_blank:
                people.append(PersonRow(key, form))
        return people

    # Checking ------------------------------------------------------------------------------------------------------

    def is_valid(self) -> bool:
        """Everything is right; otherwise each error stands beside its cell and nothing will be saved."""
        is_valid = True
        for row in self.sent_rows():
            if row.form.data.get(f"{row.prefix}-delete"):
                row.form.full_clean()
                row.form.errors.clear()  # what is removed need not be right
                row.form.cleaned_data["delete"] = True
                continue
            for form in row.forms():  # every one, so that all errors are seen at once
                is_valid &= form.is_valid()
            self._check_day(row)
            self._check_people(row)
            if row.has_changed() and row.form.is_overtaken():
                for form in row.forms():
                    form.tell_stored()
            is_valid &= not row.has_errors()
        for row in self.sent_rows():
            for form in row.forms():
                form.mark_errors()
        return is_valid

    def sent_rows(self) -> list[Row]:
        """All rows but the empty one at the end."""
        return [row for row in self.rows if row.form.is_bound]

    def _check_day(self, row: Row) -> None:
        day = row.details.cleaned_data.get("day") if row.details else self.day
        if day is None and row.form.cleaned_data.get("start"):
            row.form.add_error("start", gettext("An item with a time needs a day: open its details."))
        elif row.has_changed():
            row.form.check_clock(day)

    def _check_people(self, row: Row) -> None:
        """One speaker has one role in a session once, as the database demands."""
        sent = {person.form.instance.pk for person in row.people}
        seen: set[tuple[Any, Any]] = (
            {(other.speaker_id, other.role) for other in row.lineup if other.pk not in sent} if row.is_open else set()
        )
        for person in row.people:
            cleaned = person.form.cleaned_data
            who = cleaned.get("speaker") or person.form.new_name
            if cleaned.get("delete") or not who:
                continue
            key = (who, cleaned.get("role"))
            if key in seen:
                person.form.add_error("speaker", gettext("This speaker already has this role in this session."))
            seen.add(key)

    # Saving --------------------------------------------------------------------------------------------------------

    @transaction.atomic
    def save(self) -> int:
        """Save what has changed; gives the number of items, without those that have another place or are removed."""
        saved = 0
        above: list[Session | None] = [None, None, None]  # by depth: the item below which the next row may stand
        last = (-1, 0)
        in_table = {row.session.pk for row in self.rows if row.session.pk}
        for row in self.sent_rows():
            session = row.session
            level = row.form.cleaned_data.get("level") or 0
            if row.form.cleaned_data.get("delete"):
                above[level:] = [None] * (3 - level)
                continue
            position = place_after(last, session)
            saved += self._save_row(row, _parent_of(session, above[:level], in_table), position)
            last = (position, session.pk)
            above[level] = session
            above[level + 1 :] = [None] * (2 - level)
        for session, days in self.moved:
            _take_parts_along(session, days)
        self._remove()  # last: what stood within and stays has left by now
        return saved

    def _remove(self) -> None:
        """Remove the items that are marked; what stands within another such item goes, and comes back, with it."""
        marked = {row.session.pk: row.session for row in self.rows if row.is_removed and row.session.pk}
        self.removed_keys = [pk for pk, session in marked.items() if session.parent_id not in marked]
        for pk in self.removed_keys:
            remove_session(marked[pk])

    def _save_row(self, row: Row, parent: Session | None, position: int) -> int:
        session, form = row.session, row.form
        is_new = session.pk is None
        has_changed = is_new or form.has_changed()
        if has_changed:
            form.apply()
            form.apply_times(self.day if is_new else session.day)
        if row.details and row.details.has_changed():
            has_changed = True
            row.details.apply()
            self._apply_day(row, row.details.cleaned_data["day"])
        if session.parent_id != (parent.pk if parent else None):
            has_changed = True
            session.parent = parent
        is_moved = session.position != position
        session.position = position
        if has_changed:
            session.save()
        elif is_moved:
            self.is_reordered = True
            session.save(update_fields=["position"])
        return int(save_people(session, row.people) or has_changed)

    def _apply_day(self, row: Row, day: datetime.date | None) -> None:
        """The day of the details; what stands within an item that is there goes along later."""
        before = row.session.day
        row.form.apply_times(day)
        if row.session.pk and before and day and before != day:
            self.moved.append((row.session, (day - before).days))


def _parent_of(session: Session, above: list[Session | None], in_table: set[int]) -> Session | None:
    """The nearest item above that is less deep; of one that is not deep, what it stands within on another day."""
    if above:
        return next((item for item in reversed(above) if item is not None), None)
    return session.parent if session.parent_id not in in_table else None


def _take_parts_along(session: Session, days: int) -> None:
    """What stands within an item goes with it to another day."""
    zone = session.event.zone
    for part in session.parts.all():
        part.event = session.event
        part.day = part.day + datetime.timedelta(days=days) if part.day else None
        part.starts_at = shifted(part.starts_at, days, zone, zone)
        part.ends_at = shifted(part.ends_at, days, zone, zone)
        part.save()
        _take_parts_along(part, days)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def room_choices(event: Event) -> list[tuple[Any, str]]:
    """The rooms of the venue, and those that the agenda already uses, in one query."""
    used = event.sessions.exclude(room=None).values("room")
    rooms = (Room.objects.filter(venue=event.venue) if event.venue_id else Room.objects.none()) | Room.objects.filter(
        pk__in=used
    )
    return [("", "—"), *((room.pk, str(room)) for room in rooms.order_by("position", "pk"))]


def known_of(sessions: list[Session]) -> Known:
    """The people and organisations of the items that are open."""
    people = [appearance for session in sessions for appearance in session.appearances.all()]
    organisations = {organisation.pk for appearance in people for organisation in appearance.organisations.all()}
    return Known((row.speaker_id for row in people), organisations, (row.country_id for row in people))


def known_in(data: QueryDict) -> Known:
    """The people and organisations that were sent."""
    found: dict[str, list[str]] = {"speaker": [], "organisations": [], "country": []}
    for name in data:
        last = name.rpartition("-")[2]
        if last in found:
            found[last].extend(data.getlist(name))
    return Known(found["speaker"], found["organisations"], found["country"])
