"""The line-up of an item: its speakers as lines of forms, saved in their order."""

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from events.admin.agenda.forms import PersonForm
from events.models import Appearance, Session


@dataclass
class PersonRow:
    """A line of a line-up."""

    key: str
    form: PersonForm

    def functions(self) -> list[BoundField]:
        """The boxes of the printed function."""
        return self.form.texts("function")

    def topics(self) -> list[BoundField]:
        """The boxes of the topic."""
        return self.form.texts("topic")

    def has_topic(self) -> bool:
        """Whether a topic is given."""
        return any(box.value() for box in self.topics())


def save_people(session: Session, people: list[PersonRow]) -> bool:
    """Save the lines that have changed; tells whether one had."""
    has_changed = False
    first: Appearance | None = None
    last = (-1, 0)
    exchanged = _exchange(people)
    for form in _forms(people):
        appearance = form.instance
        if form.cleaned_data.get("delete"):
            if appearance.pk:
                appearance.delete()
                has_changed = True
            continue
        position = place_after(last, appearance)
        joint = first if form.cleaned_data["is_joint"] else None
        has_changed |= _save_person(form, session, position, joint, is_exchanged=form in exchanged)
        last = (position, appearance.pk)
        if joint is None:
            first = appearance
    return has_changed


def _save_person(
    form: PersonForm, session: Session, position: int, joint: Appearance | None, *, is_exchanged: bool
) -> bool:
    """Save a line at its place, if something of it has changed; tells whether."""
    appearance = form.instance
    is_in_place = appearance.position == position and appearance.joint_with_id == (joint and joint.pk)
    if is_in_place and not is_exchanged and not form.has_changed():
        return False
    form.apply()
    appearance.session, appearance.position, appearance.joint_with = session, position, joint
    appearance.save()
    if is_exchanged or {"organisations", "new_body"} & set(form.changed_data):
        appearance.organisations.set(form.cleaned_data["organisations"])
    return True


def _exchange(people: list[PersonRow]) -> list[PersonForm]:
    """Let each line be saved to the row that the speaker has already in this role; gives the forms for which it did.

    Where two speakers were exchanged, documents stay with whose they are, and the database, which holds a speaker to
    be there once after every single row, finds nobody twice.
    """
    holders: dict[tuple[Any, Any], PersonForm] = {
        (form.instance.speaker_id, form.instance.role): form for form in _forms(people) if form.instance.pk
    }
    exchanged: list[PersonForm] = []
    for form in _forms(people):
        key = (form.cleaned_data.get("speaker"), form.cleaned_data.get("role"))
        holder = holders.get(key)
        if form.cleaned_data.get("delete") or holder is None or holder is form:
            continue
        own = (form.instance.speaker_id, form.instance.role)
        form.instance, holder.instance = holder.instance, form.instance
        holders[key] = form
        if holder.instance.pk:
            holders[own] = holder
        exchanged += [form, holder]
    return exchanged


def _forms(people: list[PersonRow]) -> list[PersonForm]:
    return [person.form for person in people]


def place_after(last: tuple[int, int], row: Session | Appearance) -> int:
    """The position of a row below another one (position, key): its own where that holds already, else the next."""
    return row.position if row.pk and (row.position, row.pk) > last else last[0] + 1
