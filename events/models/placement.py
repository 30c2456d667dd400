"""Where items of an agenda stand: within each other they cannot, and a move can be taken back."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from events.models.event import Event
from multilingual.texts import semicolon

# What makes the place of an item: when, where, within what, behind what.
_COLUMNS = {
    "day": parse_date,
    "starts_at": parse_datetime,
    "ends_at": parse_datetime,
    "room_id": None,
    "parent_id": None,
    "position": None,
}

Placement = dict[int, list[Any]]


class WithinEachOther(ValueError):
    """Items stand within each other in a circle, so that no page would show them: the sentence names them."""

    def __init__(self, titles: Iterable[str]) -> None:
        words = _("These items stand within each other, and no page would show them: %(items)s. Move one of them out.")
        super().__init__(words % {"items": semicolon().join(titles)})


def is_within(key: int, other: int, parents: Mapping[int, int | None]) -> bool:
    """An item stands within another, directly or not. `parents`: the key of what each stands within, None for nothing.

    An item that stands within itself is one of a circle.
    """
    above, passed = parents.get(key), set()
    while above is not None and above != other and above not in passed:
        passed.add(above)
        above = parents.get(above)
    return above == other


def in_circles(parents: Mapping[int, int | None]) -> list[int]:
    """The keys of items that stand within themselves."""
    return [key for key in parents if is_within(key, key, parents)]


def refuse_new_circles(event: Event, before: Placement, after: Placement) -> None:
    """Raise WithinEachOther if items have come to stand within each other. Those that did before can be moved still.

    The race: each of two people puts an item into that of the other. Both placements are read behind the lock of
    `placement_of`, so the second sees the move of the first.
    """
    if new := set(in_circles(_parents(after))) - set(in_circles(_parents(before))):
        raise WithinEachOther(str(row) for row in event.sessions.filter(pk__in=new).in_agenda_order())


def _parents(placement: Placement) -> dict[int, int | None]:
    column = list(_COLUMNS).index("parent_id")
    return {key: values[column] for key, values in placement.items()}


def placement_of(event: Event, *, is_locked: bool = False) -> Placement:
    """The places of all items by their keys, as values for JSON, in one query.

    `is_locked`: nobody else moves any of them until this transaction ends.
    """
    sessions = event.sessions.select_for_update() if is_locked else event.sessions.all()
    rows = sessions.order_by("pk").values_list("pk", *_COLUMNS)
    return {pk: [_plain(value) for value in values] for pk, *values in rows}


def moves(before: Placement, after: Placement) -> list[Any]:
    """What moved between two placements: of each item its key, its old and its new place.

    Where items came or went the others have another number in the order, and did not move for that.
    """
    seen = len(_COLUMNS) if before.keys() == after.keys() else -1
    return [[pk, before[pk], now] for pk, now in after.items() if pk in before and before[pk][:seen] != now[:seen]]


@transaction.atomic
def take_back(event: Event, moved: list[Any]) -> int:
    """Put items back to where they stood; gives their number. Raises ValueError with a sentence, and moves none.

    `moved` is what `moves` gave. None goes back if one of them was moved again, or removed, meanwhile.
    """
    rows = {row.pk: row for row in event.sessions.select_for_update()}
    before = placement_of(event)
    for pk, _old, new in moved:
        if pk not in rows or [_plain(getattr(rows[pk], name)) for name in _COLUMNS] != new:
            raise ValueError(_("Somebody moved or removed one of these items meanwhile: nothing was put back."))
    for pk, old, _new in moved:
        row = rows[pk]
        row.event = event  # the same object: its zone costs no query
        for (name, parse), value in zip(_COLUMNS.items(), old, strict=True):
            setattr(row, name, parse(value) if parse and value else value)
        row.save()
    refuse_new_circles(event, before, placement_of(event))
    return len(moved)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
