"""What an agenda that was read would change: item by item and person by person, compared with what is stored."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agendareader.facts import Agenda, Item, Person
from backoffice.texts import language_label
from events.hours import is_next_morning, on_clock
from events.models import Appearance, Event, Room, Session
from events.pasting.directory import Directory, name_key
from events.pasting.rooms import room_named, rooms_of
from multilingual.search import fold
from multilingual.texts import LANGUAGES
from speakers.models import Speaker

NEW, CHANGED, SAME = "new", "changed", "same"
# What is chosen for somebody: the key of a speaker, or one of these.
MAKE, LEAVE_OUT = "new", "out"
# French quotes keep a space from their words.
_WITHIN_QUOTES = re.compile(r"(?<=«)\s+|\s+(?=»)")
# What one program types in place of another's.
_SIGNS = str.maketrans("’‘ʼ“”„«»–—−", '\'\'\'"""""---')


@dataclass
class Change:
    """A field: its name, what is stored and what the text says, in words; the value is what would be written."""

    column: str
    label: str
    before: str
    after: str
    value: Any = None


@dataclass
class PersonPlan:
    """Somebody in an item: the appearance that is stored already, or who may be meant."""

    key: str
    person: Person
    appearance: Appearance | None = None
    candidates: list[Speaker] = field(default_factory=list)
    likely: list[Speaker] = field(default_factory=list)
    bodies: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    chosen: str = ""

    @property
    def state(self) -> str:
        """New, changed or the same."""
        if self.appearance is None:
            return NEW
        return CHANGED if self.changes or self.new_bodies else SAME

    @property
    def new_bodies(self) -> list[int]:
        """Bodies that the text names and the stored line does not."""
        known = {body.pk for body in self.appearance.organisations.all()} if self.appearance else set()
        return [key for key in self.bodies if key not in known]

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(Appearance.Role(self.person.role).label)


@dataclass
class ItemPlan:
    """An item of the text, and the one that is stored, if there is one."""

    place: int
    item: Item
    session: Session | None = None
    changes: list[Change] = field(default_factory=list)
    people: list[PersonPlan] = field(default_factory=list)
    gone: list[Appearance] = field(default_factory=list)
    # Why it cannot be taken over, and what else to look at.
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_ticked: bool = False
    starts_at: datetime.datetime | None = None
    ends_at: datetime.datetime | None = None
    room: Room | None = None

    @property
    def state(self) -> str:
        """New, changed or the same."""
        if self.session is None:
            return NEW
        return CHANGED if self.changes or any(person.state != SAME for person in self.people) else SAME

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(Session.Kind(self.item.kind).label)


@dataclass
class Plan:
    """All of it; `missing` is what is stored and does not stand in the text: nothing of it is removed.

    `rooms` are the names of those that the venue does not have.
    """

    event: Event
    language: str
    items: list[ItemPlan]
    missing: list[Session]
    may_add_people: bool = False
    rooms: list[str] = field(default_factory=list)

    def count(self, state: str) -> int:
        """How many items are new, changed or the same."""
        return sum(item.state == state for item in self.items)


def plan_of(event: Event, agenda: Agenda, language: str, *, may_add_people: bool = False) -> Plan:
    """Compare; the texts go into the columns of this language."""
    sessions = list(_stored(event))
    for session in sessions:
        session.event = event
    rooms = rooms_of(event.venue_id)
    items = [_timed(event, ItemPlan(place, item)) for place, item in enumerate(agenda.items)]
    for item in items:
        item.room = room_named(item.item.room, rooms)
    left = _match(items, sessions, language)
    directory = Directory(person for item in agenda.items for person in item.people)
    for item in items:
        _compare(item, event, language)
        _people(item, directory, language, may_add_people=may_add_people)
        if is_other := _has_only_the_hour(item, language):
            item.notes.append(_("Another title stands at this hour. Tick it if it is the same item."))
        item.is_ticked = item.state != SAME and not item.problems and not is_other
    lacking: dict[str, str] = {}
    for item in filter(_lacks_room, items):
        lacking.setdefault(fold(item.item.room), item.item.room)
    return Plan(event, language, items, left, may_add_people, list(lacking.values()))


def _stored(event: Event) -> Any:
    people = Appearance.objects.select_related("speaker").prefetch_related("organisations").order_by("position", "pk")
    return event.sessions.select_related("room").prefetch_related(Prefetch("appearances", people)).in_agenda_order()


# Items ---------------------------------------------------------------------------------------------------------------


def _timed(event: Event, plan: ItemPlan) -> ItemPlan:
    """Start and end as moments of the event; hours that no clock of the day shows are said."""
    item = plan.item
    start, end = (datetime.time.fromisoformat(hour) if hour else None for hour in (item.start, item.end))
    if start and item.day is None:
        plan.problems.append(_("It has an hour and no day: give the event its dates, or the text its days."))
        return plan
    try:
        plan.starts_at = on_clock(item.day, start, event.zone)
        if item.day and start and end:
            night = datetime.timedelta(days=int(is_next_morning(start, end)))
            plan.ends_at = on_clock(item.day + night, end, event.zone)
    except ValueError as error:
        plan.problems.append(str(error))
    if plan.starts_at and plan.ends_at and plan.ends_at <= plan.starts_at:
        plan.ends_at = None
        plan.notes.append(_("The end must be after the start."))
    return plan


def _match(items: list[ItemPlan], sessions: list[Session], language: str) -> list[Session]:
    """Give each item its stored one: by day and hours, then by title, then what stands within; gives what is left."""
    left = list(sessions)
    for step in (_same_hours_and_words, _same_title, _same_hours, _same_within):
        for item in items:
            if item.session is not None:
                continue
            found = [session for session in left if step(item, session, items, language)]
            best = max(found, key=lambda session: _likeness(item, session), default=None)
            if best is not None:
                item.session = best
                left.remove(best)
    return left


def _is_at(item: ItemPlan, session: Session) -> bool:
    return item.starts_at is not None and item.starts_at == session.starts_at


def _same_hours_and_words(item: ItemPlan, session: Session, _items: list[ItemPlan], language: str) -> bool:
    """The hours, and no other title in this language."""
    if not _is_at(item, session):
        return False
    own = getattr(session, f"title_{language}")
    return not own or _ratio(own, item.item.title) > 0.5


def _same_title(item: ItemPlan, session: Session, items: list[ItemPlan], _language: str) -> bool:
    """The title in any language; of one without hours within the same item."""
    is_named = fold(item.item.title) in {fold(getattr(session, f"title_{code}") or "") for code in LANGUAGES}
    if item.starts_at is None or session.starts_at is None:
        return is_named and _is_within(item, session, items)
    return is_named and (session.starts_at is not None) == (item.starts_at is not None)


def _same_hours(item: ItemPlan, session: Session, _items: list[ItemPlan], _language: str) -> bool:
    return _is_at(item, session)


def _same_within(item: ItemPlan, session: Session, items: list[ItemPlan], _language: str) -> bool:
    """Without hours, the same kind within the same item: a general discussion in another language."""
    is_alike = item.starts_at is None and session.starts_at is None and item.item.kind == session.kind
    return is_alike and _is_within(item, session, items)


def _is_within(item: ItemPlan, session: Session, items: list[ItemPlan]) -> bool:
    if item.item.within < 0:
        return session.parent_id is None
    above = items[item.item.within].session
    return above is not None and above.pk == session.parent_id


def _likeness(item: ItemPlan, session: Session) -> float:
    titles = [getattr(session, f"title_{code}") or "" for code in LANGUAGES]
    best = max(_ratio(title, item.item.title) for title in titles)
    is_there = item.room is not None and item.room.pk == session.room_id
    return (
        best
        + _shared_people(item, session)
        + is_there
        + (item.item.kind == session.kind)
        + (session.number == item.item.number)
    )


def _shared_people(item: ItemPlan, session: Session) -> int:
    people = {name_key(row.speaker.name) for row in session.appearances.all()}
    return sum(name_key(person.written) in people for person in item.item.people)


def _has_only_the_hour(item: ItemPlan, language: str) -> bool:
    """Nothing but the hour says that it is the stored item: no word, no number, nobody."""
    session = item.session
    if session is None or not (own := getattr(session, f"title_{language}")):
        return False
    is_numbered = bool(session.number) and session.number == item.item.number
    return _ratio(own, item.item.title) <= 0.5 and not is_numbered and not _shared_people(item, session)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, fold(one)[:200], fold(other)[:200], autojunk=False).ratio()


def _is_in_event(day: datetime.date, event: Event) -> bool:
    return not (event.starts_on and day < event.starts_on) and not (event.ends_on and day > event.ends_on)


def _lacks_room(plan: ItemPlan) -> bool:
    return bool(plan.item.room) and plan.room is None and (plan.session is None or plan.session.room_id is None)


def _compare(plan: ItemPlan, event: Event, language: str) -> None:
    """What the text says that is not stored so."""
    session, item = plan.session, plan.item
    if _lacks_room(plan):
        plan.notes.append(
            _("The room “%(name)s” is none of the venue's: the item is taken over without it.") % {"name": item.room}
        )
    if item.day and not _is_in_event(item.day, event):
        plan.notes.append(_("This day is not one of the event’s days."))
    if session is not None:
        plan.changes += [*_changed_texts(session, item, language), *_changed_facts(plan, session)]


def _is_news(text: str, stored: str) -> bool:
    """Whether a text says what is not stored so: other spaces, apostrophes, quotes and dashes are no news."""
    return bool(text) and _bare(text) != _bare(stored)


def _bare(text: str) -> str:
    return " ".join(_WITHIN_QUOTES.sub("", text).translate(_SIGNS).split())


def _changed_texts(session: Session, item: Item, language: str) -> Iterator[Change]:
    for name, text in (("title", item.title), ("description", item.description)):
        column = f"{name}_{language}"
        if _is_news(text, stored := getattr(session, column) or ""):
            label = f"{_label(Session, name)} – {language_label(language)}"
            yield Change(column, label, stored, text, text)


def _changed_facts(plan: ItemPlan, session: Session) -> Iterator[Change]:
    item = plan.item
    if item.number and not session.number:
        yield Change("number", _label(Session, "number"), "", item.number, item.number)
    if plan.starts_at and plan.starts_at != session.starts_at:
        yield _moment("starts_at", session, plan.starts_at)
    if plan.ends_at and plan.ends_at != session.ends_at and not (item.is_end_assumed and session.ends_at):
        yield _moment("ends_at", session, plan.ends_at)
    if item.day and not plan.starts_at and not session.starts_at and item.day != session.day:
        yield Change("day", _label(Session, "day"), _in_words(session.day), _in_words(item.day), item.day)
    if plan.room and plan.room.pk != session.room_id:
        yield Change("room", _label(Session, "room"), str(session.room or ""), str(plan.room), plan.room)
    if item.is_to_be_confirmed and not session.is_to_be_confirmed:
        yield Change("is_to_be_confirmed", _label(Session, "is_to_be_confirmed"), _("no"), _("yes"), True)


def _in_words(day: datetime.date | None) -> str:
    return date_format(day) if day else ""


def _moment(column: str, session: Session, value: datetime.datetime) -> Change:
    def words(moment: datetime.datetime | None) -> str:
        return date_format(moment.astimezone(session.event.zone), "j M H:i") if moment else ""

    return Change(column, _label(Session, column), words(getattr(session, column)), words(value), value)


def _label(model: type[Session | Appearance], name: str) -> str:
    return capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # a field of its own


# People --------------------------------------------------------------------------------------------------------------


def _people(plan: ItemPlan, directory: Directory, language: str, *, may_add_people: bool) -> None:
    left = list(plan.session.appearances.all()) if plan.session else []
    for number, person in enumerate(plan.item.people):
        row = PersonPlan(f"{plan.place}-{number}", person, bodies=directory.bodies(person))
        row.appearance = _appearance(person, left)
        if row.appearance is not None:
            left.remove(row.appearance)
            row.changes = list(_changes_of(person, row.appearance, language))
        else:
            row.candidates, row.likely = directory.speakers(person), directory.likely(person)
            if len(row.candidates) == 1:
                row.chosen = str(row.candidates[0].pk)
            elif not row.candidates:
                row.chosen = MAKE if may_add_people else LEAVE_OUT
        plan.people.append(row)
    plan.gone = left


def _appearance(person: Person, left: list[Appearance]) -> Appearance | None:
    """The one of this name, best in the same role."""
    same = [row for row in left if name_key(row.speaker.name) == name_key(person.written)]
    return next((row for row in same if row.role == person.role), same[0] if same else None)


def _changes_of(person: Person, row: Appearance, language: str) -> Iterator[Change]:
    if person.role != row.role and person.role != Appearance.Role.SPEAKER:
        label = str(Appearance.Role(person.role).label)
        yield Change("role", _label(Appearance, "role"), row.role_label, label, person.role)
    for name, text in (("function", person.line[:300]), ("topic", person.topic[:200])):
        column = f"{name}_{language}"
        if _is_news(text, stored := getattr(row, column) or ""):
            yield Change(column, f"{_label(Appearance, name)} – {language_label(language)}", stored, text, text)
    if person.country and not row.country_id:
        yield Change("country_id", _label(Appearance, "country"), "", person.country, person.country)
