"""What changed of an agenda between two versions, or between a version and the draft: one line an item and kind."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.snapshot import Plain
from multilingual.texts import LANGUAGES


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


def carried_over(old: Mapping[int, Plain], base: Mapping[int, Plain], new: Mapping[int, Plain]) -> dict[int, Plain]:
    """`old` with what changed between `base` and `new`, and with nothing that changed between `old` and `base`."""
    found = {key: content for key, content in old.items() if key not in base and key not in new}
    for key, content in new.items():
        if key not in base:
            found[key] = content
        elif key in old:
            found[key] = _item_carried_over(old[key], base[key], content)
    return dict(sorted(found.items(), key=_place))


_HOURS = ("day", "starts_at", "ends_at")


def _item_carried_over(old: Plain, base: Plain, new: Plain) -> Plain:
    """Value by value; hours as one, for the start of one agenda and the end of another are none."""
    whole = _HOURS if any(base[name] != new[name] for name in _HOURS) else ()
    return {
        name: value if name in whole or value != base.get(name) else old.get(name, value) for name, value in new.items()
    }


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
