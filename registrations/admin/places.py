"""The places of an event as the back office shows them: one line of numbers, or of a hybrid event one for each mode."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from registrations.capacity import ONLINE, ROOM, Places, Quota


class PlacesRow(NamedTuple):
    """Places of one sort."""

    label: str
    quota: Quota


def rows_of(places: Places) -> list[PlacesRow]:
    """All places; of a hybrid event those in the room and those online."""
    if not places.by_mode:
        return [PlacesRow(_("All places"), Quota(places.capacity, places.taken, places.left))]
    labels = {ROOM: _("In the room"), ONLINE: _("Online")}
    return [PlacesRow(labels[mode], quota) for mode, quota in places.by_mode.items()]
