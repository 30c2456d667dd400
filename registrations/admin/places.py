"""The places of an event as the back office shows them: one line of numbers, or of a hybrid event one for each mode."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from events.models import Event
from registrations import capacity
from registrations.capacity import ONLINE, ROOM, Places, Quota
from registrations.models import Registration


class PlacesRow(NamedTuple):
    """Places of one sort."""

    label: str
    quota: Quota


def place_of(row: Registration, *, with_event: bool = False) -> str:
    """Where the place is that somebody waits for: the event, the category, and of a hybrid event the mode."""
    parts = [row.event.code if with_event else "", str(row.category or "")]
    if row.event.mode == Event.Mode.HYBRID:
        parts.append(str(row.get_mode_display()))
    return ", ".join(filter(None, parts))


class Room(NamedTuple):
    """Places of one sort that a decision on some people takes; the label is empty where there is but one sort."""

    label: str
    left: int
    wanted: int


def room_for(rows: Sequence[Registration]) -> list[Room]:
    """What is left for these people of one event, wherever a limit holds for one of them: place, mode, category."""
    places = capacity.places(rows[0].event.registration_settings)
    seated = [row for row in rows if row.category_id not in places.uncounted]
    found = []
    for mode, label, quota in _sorts(places):
        found.append((label if mode else "", quota, sum(mode in ("", row.mode) for row in seated)))
    for category, wanted in Counter(row.category for row in seated if row.category is not None).items():
        found.append((str(category), places.by_category[category.pk], wanted))
    return [Room(label, quota.left, wanted) for label, quota, wanted in found if wanted and quota.left is not None]


def rows_of(places: Places) -> list[PlacesRow]:
    """All places; of a hybrid event those in the room and those online."""
    return [PlacesRow(label, quota) for _mode, label, quota in _sorts(places)]


def _sorts(places: Places) -> list[tuple[str, str, Quota]]:
    """The sorts of places: the mode, empty where there is but one sort; its name; how many."""
    if not places.by_mode:
        return [("", _("All places"), Quota(places.capacity, places.taken, places.left))]
    labels = {ROOM: _("In the room"), ONLINE: _("Online")}
    return [(mode, labels[mode], quota) for mode, quota in places.by_mode.items()]
