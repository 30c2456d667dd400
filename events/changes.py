"""What changed of an agenda between two versions, or between a version and the draft: one line an item and kind."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.placement import in_circles
from events.models.snapshot import Plain
from multilingual.texts import LANGUAGES

_Rows = Mapping[int, Plain]


class Kind(models.TextChoices):
    """What changed of an item, in the order in which it is told."""

    CANCELLED = "cancelled", _("cancelled")
    REINSTATED = "reinstated", _("takes place after all")
    MOVED = "moved", _("moved")
    ROOM = "room", _("room")
    TITLE = "title", _("title")
    LINEUP = "line-up", _("line-up")
    DETAILS = "details", _("details")
    ADDED = "added", _("added")
    REMOVED = "removed", _("removed")


class Change(NamedTuple):
    """One line: what changed of an item, which was `old` and is `new`."""

    kind: Kind
    key: int
    old: Plain | None
    new: Plain | None


def changes(old: Mapping[int, Plain], new: Mapping[int, Plain]) -> list[Change]:
    """The lines between two agendas, each its items by key as snapshot.py writes them: in the order of the new one."""
    lines = [line for key, content in new.items() for line in _of_item(key, old.get(key), content)]
    return lines + [Change(Kind.REMOVED, key, content, None) for key, content in old.items() if key not in new]


def has_changed(old: Plain, new: Plain) -> bool:
    """Whether a reader would see that an item changed."""
    return bool(_of_item(0, old, new))


def carried_over(old: _Rows, base: _Rows, new: _Rows) -> dict[int, Plain]:
    """`old` with what changed between `base` and `new`, and with nothing that changed between `old` and `base`.

    A new part of an item that waits does so with it, and so does the move of another into it. Hours go together: see
    `_item_carried_over`.
    """
    items = _rows_carried_over(old, base, new, _item_carried_over)
    while parts := [key for key, item in items.items() if key not in old and _waits(item["parent_id"], items, new)]:
        for key in parts:
            del items[key]
    _move_back(items, old)
    return dict(sorted(items.items(), key=_place))


def _waits(key: int | None, items: _Rows, new: _Rows) -> bool:
    return key in new and key not in items


_HOURS = ("day", "starts_at", "ends_at")
_PLACE = ("parent_id", "position", "room", *_HOURS)


def _move_back(items: dict[int, Plain], old: _Rows) -> None:
    """What moved into an item that waits is where and when it was; on its own, if that is not among the items either.

    So is what moved into an item that is still within it: one of the two moves waits.
    """
    moved = {key for key in items if key in old and items[key]["parent_id"] != old[key]["parent_id"]}
    while lost := moved & _lost(items):
        for key in lost:
            parent = old[key]["parent_id"]
            has_place = parent is None or parent in items
            before = {name: old[key][name] for name in _PLACE} if has_place else {"parent_id": None}
            items[key] = {**items[key], **before}
        moved -= lost


def _lost(items: _Rows) -> set[int]:
    """Those that stand within an item that is not there, or within themselves."""
    parents = {key: item["parent_id"] for key, item in items.items()}
    orphans = {key for key, parent in parents.items() if parent is not None and parent not in items}
    return orphans | set(in_circles(parents))


def _rows_carried_over(
    old: _Rows, base: _Rows, new: _Rows, merged: Callable[[Plain, Plain, Plain], Plain]
) -> dict[int, Plain]:
    found = {key: row for key, row in old.items() if key not in base and key not in new}
    for key, row in new.items():
        if key not in base:
            found[key] = row
        elif key in old:
            found[key] = merged(old[key], base[key], row)
    return found


def _item_carried_over(old: Plain, base: Plain, new: Plain) -> Plain:
    """Value by value and person by person; hours as one: the start of one agenda and the end of another are none."""
    hours = new if any(base[name] != new[name] for name in _HOURS) else old
    before, waiting, now = ({person["key"]: person for person in row["people"]} for row in (old, base, new))
    people = _rows_carried_over(before, waiting, now, _values_carried_over).values()
    return {
        **_values_carried_over(old, base, new),
        **{name: hours[name] for name in _HOURS},
        "room": _room_carried_over(old["room"], base["room"], new["room"]),
        "people": sorted(people, key=lambda person: (person["position"], person["key"])),
    }


def _room_carried_over(old: Plain | None, base: Plain | None, new: Plain | None) -> Plain | None:
    """Another room that waits still does when it only has another name by now."""
    before, waiting, now = (room and room["key"] for room in (old, base, new))
    return old if new == base or (waiting == now != before) else new


def _values_carried_over(old: Plain, base: Plain, new: Plain) -> Plain:
    return {name: value if value != base.get(name) else old.get(name, value) for name, value in new.items()}


def _place(item: tuple[int, Plain]) -> tuple[Any, ...]:
    """Where an item stands among others: see SessionQuerySet.in_agenda_order."""
    key, content = item
    day, start = content["day"], content["starts_at"]
    return day is None, day or "", start is None, start or "", content["position"], key


def _of_item(key: int, old: Plain | None, new: Plain) -> list[Change]:
    if old is None:
        return [Change(Kind.ADDED, key, None, new)]
    kinds = [kind for kind, names in _COMPARED.items() if _differ(old, new, names)]
    if old["is_cancelled"] != new["is_cancelled"]:
        kinds.insert(0, Kind.CANCELLED if new["is_cancelled"] else Kind.REINSTATED)
    if old["room"] != new["room"]:
        kinds.append(Kind.ROOM)
    if seen_lineup(old) != seen_lineup(new):
        kinds.append(Kind.LINEUP)
    return [Change(kind, key, old, new) for kind in Kind if kind in kinds]


# The place among items without a time, and whether a speaker has confirmed, are no news to anybody.
_COMPARED: dict[Kind, tuple[str, ...]] = {
    Kind.MOVED: ("day", "starts_at", "ends_at"),
    Kind.TITLE: ("number", *(f"title_{code}" for code in LANGUAGES)),
    Kind.DETAILS: (
        "kind",
        "parent_id",
        "languages",
        "is_to_be_confirmed",
        *(f"description_{code}" for code in LANGUAGES),
    ),
}


def _differ(old: Plain, new: Plain, names: tuple[str, ...]) -> bool:
    return any((old.get(name) or "") != (new.get(name) or "") for name in names)


_UNSEEN = {"key", "status", "joint_with_id", "position"}


def seen_lineup(content: Plain) -> list[Plain]:
    """Who speaks in an item as readers see it, each with those on the same line."""
    speakers = {person["key"]: person["speaker_id"] for person in content["people"]}
    rows = [
        {
            **{name: value or "" for name, value in person.items() if name not in _UNSEEN},
            "organisations": sorted(person["organisations"]),
            "with": speakers.get(person["joint_with_id"]),
        }
        for person in content["people"]
    ]
    return sorted(rows, key=lambda row: (row["speaker_id"], row["role"]))
