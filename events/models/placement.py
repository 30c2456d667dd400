"""Where items of an agenda stood before they were moved, so that a move can be taken back."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from events.models.event import Event

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
    for pk, _old, new in moved:
        if pk not in rows or [_plain(getattr(rows[pk], name)) for name in _COLUMNS] != new:
            raise ValueError(_("Somebody moved or removed one of these items meanwhile: nothing was put back."))
    for pk, old, _new in moved:
        row = rows[pk]
        row.event = event  # the same object: its zone costs no query
        for (name, parse), value in zip(_COLUMNS.items(), old, strict=True):
            setattr(row, name, parse(value) if parse and value else value)
        row.save()
    return len(moved)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
