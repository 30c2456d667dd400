"""Taking an agenda over into that of an event, all of what was ticked or nothing; and taking that back."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from events.models import Appearance, Document, Event, Session
from events.pasting.plan import LEAVE_OUT, MAKE, ItemPlan, PersonPlan, Plan
from multilingual.search import fold
from speakers.models import Country, Speaker


class NotTaken(Exception):
    """Nothing was stored: what is wrong, by the place of the item."""

    def __init__(self, problems: dict[int, list[str]]) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass
class _Done:
    """What was stored: rows as they were before, and those that are new."""

    before: list[Session | Appearance] = field(default_factory=list)
    created: list[models.Model] = field(default_factory=list)
    touched: list[models.Model] = field(default_factory=list)


@transaction.atomic
def take_over(plan: Plan, places: Iterable[int], chosen: Mapping[str, str], by: AbstractBaseUser) -> LogEntry:
    """Store the items at these places with their people; `chosen` says who is meant. Raises NotTaken.

    Whoever calls holds the lock of the event and has seen that nobody changed these items meanwhile.
    """
    done, problems = _Done(), {}
    taken: dict[int, Session] = {row.place: row.session for row in plan.items if row.session is not None}
    made: dict[str, Speaker] = {}
    wanted = set(places)
    for row in plan.items:
        if row.place not in wanted:
            continue
        try:
            with transaction.atomic():
                taken[row.place] = _take_item(plan, row, taken, done)
                _take_people(plan, row, taken[row.place], chosen, made, done)
        except ValidationError as error:
            problems[row.place] = [str(message) for message in error.messages]
    if problems:
        raise NotTaken(problems)
    return _note(plan.event, done, by)


def _take_item(plan: Plan, row: ItemPlan, taken: Mapping[int, Session], done: _Done) -> Session:
    session, item = row.session, row.item
    if session is not None:
        if row.changes:
            done.before.append(Session.objects.get(pk=session.pk))
            for change in row.changes:
                setattr(session, change.column, change.value)
            _store(session, done)
        return session
    if item.start and row.starts_at is None:
        raise ValidationError(row.problems)
    above = taken.get(item.within) if item.within >= 0 else None
    if item.within >= 0 and above is None:
        raise ValidationError(_("It stands within an item that is not taken over."))
    session = Session(event=plan.event, kind=item.kind, number=item.number, day=item.day, parent=above)
    session.starts_at, session.ends_at, session.room = row.starts_at, row.ends_at, row.room
    session.is_to_be_confirmed, session.position = item.is_to_be_confirmed, row.place + 1
    setattr(session, f"title_{plan.language}", item.title)
    setattr(session, f"description_{plan.language}", item.description)
    _store(session, done)
    return session


def _take_people(
    plan: Plan, row: ItemPlan, session: Session, chosen: Mapping[str, str], made: dict[str, Speaker], done: _Done
) -> None:
    last = max((appearance.position for appearance in session.appearances.all()), default=-1)
    first: Appearance | None = None
    for number, person in enumerate(row.people, last + 1):
        if person.appearance is not None:
            appearance: Appearance | None = _change_person(person, done)
        else:
            speaker = _speaker(plan, person, chosen.get(person.key, person.chosen), made, done)
            appearance = _add_person(plan, person, session, speaker, number, first, done) if speaker else None
        if not person.person.is_joint:
            first = (appearance.joint_with or appearance) if appearance else None


def _change_person(person: PersonPlan, done: _Done) -> Appearance:
    appearance = person.appearance
    assert appearance is not None  # noqa: S101  whoever calls has looked
    if person.changes or person.new_bodies:
        done.before.append(Appearance.objects.get(pk=appearance.pk))
        for change in person.changes:
            setattr(appearance, change.column, change.value)
        _store(appearance, done)
        appearance.organisations.add(*person.new_bodies)
    return appearance


def _add_person(
    plan: Plan,
    person: PersonPlan,
    session: Session,
    speaker: Speaker,
    position: int,
    first: Appearance | None,
    done: _Done,
) -> Appearance:
    """Somebody new in the item; `first` is with whom he or she may present jointly."""
    said = person.person
    appearance = Appearance(session=session, speaker=speaker, role=said.role, position=position)
    appearance.country_id = _country(said.country)
    appearance.joint_with = first if said.is_joint else None
    if said.is_to_be_confirmed:
        appearance.status = Appearance.Status.INVITED
    setattr(appearance, f"function_{plan.language}", said.line[:300])
    setattr(appearance, f"topic_{plan.language}", said.topic[:200])
    _store(appearance, done)
    appearance.organisations.set(person.bodies)
    return appearance


def _country(code: str) -> str | None:
    return code if code and Country.objects.filter(pk=code).exists() else None


def _speaker(plan: Plan, person: PersonPlan, choice: str, made: dict[str, Speaker], done: _Done) -> Speaker | None:
    """Who is meant: somebody of the directory, somebody new, once for the whole agenda, or nobody."""
    said = person.person
    if choice == LEAVE_OUT:
        return None
    known = {str(one.pk): one for one in (*person.candidates, *person.likely)}
    if choice in known:
        return known[choice]
    if choice == MAKE and not plan.may_add_people:
        raise ValidationError(
            _("You may not put new people into the directory: choose who %(name)s is, or leave out.")
            % {"name": said.written}
        )
    if choice != MAKE:
        raise ValidationError(
            _("Choose who %(name)s is: the directory has several of this name.") % {"name": said.written}
        )
    key = fold(said.written)
    if key not in made:
        speaker = Speaker(given_name=said.given_name, family_name=said.family_name)
        speaker.honorific, speaker.title = said.honorific[:30], said.title[:30]
        speaker.country_id = _country(said.country)
        setattr(speaker, f"function_{plan.language}", said.line[:300])
        _store(speaker, done)
        speaker.organisations.set(person.bodies)
        made[key] = speaker
    return made[key]


def _store(row: Session | Appearance | Speaker, done: _Done) -> None:
    """Save a row that keeps the rules of its model. Raises ValidationError."""
    is_new = row.pk is None
    row.full_clean(exclude=["slug"])
    row.save()
    (done.created if is_new else done.touched).append(row)


# The way back --------------------------------------------------------------------------------------------------------


def _name_of(row: models.Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


def _note(event: Event, done: _Done, by: AbstractBaseUser) -> LogEntry:
    """A line of the history that keeps what brings all of it back: the rows as they were, and what is new since."""
    kept = {
        "before": json.loads(serializers.serialize("json", done.before)),
        "created": [_name_of(row) for row in done.created],
        "stamps_before": {_name_of(row): row.updated_at.isoformat() for row in done.before},
        "stamps": {_name_of(row): _stamp(row) for row in (*done.created, *done.touched)},
    }
    return LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(Event),
        object_pk=str(event.pk),
        object_id=event.pk,
        object_repr=str(event),
        action=LogEntry.Action.UPDATE,
        changes={},
        actor=by,
        additional_data={"event": event.pk, "taken_over": kept},
    )


def _stamp(row: Any) -> str:
    """What tells one state of a row from the next; read from the database, which may keep it less exactly."""
    return str(type(row).objects.values_list("updated_at", flat=True).get(pk=row.pk).isoformat())


def takeovers(event: int) -> models.QuerySet[LogEntry]:
    """The lines of the history of what was taken over and can be taken back."""
    kind = ContentType.objects.get_for_model(Event)
    rows = LogEntry.objects.filter(content_type=kind, object_pk=str(event))
    return rows.filter(additional_data__has_key="taken_over").order_by("-pk")


@transaction.atomic
def take_back(entry: LogEntry) -> None:
    """All as it was before, while nothing of it has changed since. Raises ValueError with a sentence."""
    kept = entry.additional_data["taken_over"]
    # With its key, which a new item needs: none comes in after it was looked for, to go unseen with what is removed.
    Event.objects.select_for_update().get(pk=entry.additional_data["event"])
    rows = _unchanged(kept["stamps"])
    created = [rows[name] for name in kept["created"]]
    _refuse_additions([row for row in created if isinstance(row, Session)], created)
    for row in sorted(created, key=_order_of_removal):
        _remove(row)
    for old in serializers.deserialize("python", kept["before"]):
        old.object.save()
        for name, keys in (old.m2m_data or {}).items():
            manager = getattr(old.object, name)
            manager.set(manager.model.objects.filter(pk__in=keys))
    entry.additional_data = {"event": entry.additional_data["event"]}
    entry.save(update_fields=["additional_data"])
    _keep_earlier_ways_back(entry.additional_data["event"], kept["stamps_before"])


def _keep_earlier_ways_back(event: int, stamps_before: Mapping[str, str]) -> None:
    """The rows are as an earlier take-over left them, dated now: it can still be taken back."""
    for entry in takeovers(event):
        stamps = entry.additional_data["taken_over"]["stamps"]
        same = [name for name, stamp in stamps_before.items() if stamps.get(name) == stamp]
        stamps |= {name: _stamp(row) for name in same if (row := _row(name))}
        entry.save(update_fields=["additional_data"])


def _unchanged(stamps: Mapping[str, str]) -> dict[str, models.Model]:
    """The rows by name, each as it was left. Raises ValueError with a sentence."""
    found: dict[str, models.Model] = {}
    for name, stamp in stamps.items():
        row = _row(name)
        if row is None or _stamp(row) != stamp:
            raise ValueError(_has_changed(row or _("something that has been removed")))
        found[name] = row
    return found


def _has_changed(row: Any) -> str:
    return _("It cannot be taken back as a whole, for this has changed since: %(name)s") % {"name": row}


def _row(name: str) -> models.Model | None:
    label, _colon, key = name.partition(":")
    return apps.get_model(label)._default_manager.filter(pk=key).first()


def _refuse_additions(sessions: list[Session], created: list[models.Model]) -> None:
    """Nothing that somebody has put into the new items since is thrown away with them."""
    own = {row.pk for row in created if isinstance(row, Appearance)}
    parts = {row.pk for row in sessions}
    for session in sessions:
        documents = Document.objects.filter(session=session) | Document.objects.filter(appearance__session=session)
        is_more = session.appearances.exclude(pk__in=own).exists() or session.parts.exclude(pk__in=parts).exists()
        if is_more or documents.exists():
            raise ValueError(_has_changed(session))


def _order_of_removal(row: models.Model) -> int:
    return (Appearance, Session, Speaker).index(type(row))


def _remove(row: models.Model) -> None:
    """Delete it; somebody of the directory stays where something else names him or her by now."""
    if isinstance(row, Session) and not Session.objects.filter(pk=row.pk).exists():
        return  # it went with the item within which it stood
    if isinstance(row, Speaker) and row.published.exists():
        return  # a version that was published meanwhile names him or her
    try:
        with transaction.atomic():
            row.delete()
    except models.ProtectedError:
        pass
