"""The rooms that an agenda names: found among those of the venue, or put there."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from events.models import Room, Venue
from lexicon import phrases
from multilingual.search import fold
from multilingual.texts import LANGUAGES


def rooms_of(venue: int | None) -> dict[str, Room]:
    """Those of the venue with this key, by their names in all languages."""
    found: dict[str, Room] = {}
    for room in Room.objects.filter(venue=venue) if venue else ():
        for code in LANGUAGES:
            found.setdefault(fold(getattr(room, f"name_{code}") or ""), room)
    found.pop("", None)
    return found


def room_named(name: str, rooms: Mapping[str, Room]) -> Room | None:
    """The one of this name; or the only one so called but for words such as “room”: “Baobab” for “Salle Baobab”."""
    if (room := rooms.get(fold(name))) is not None:
        return room
    alike = {room.pk: room for known, room in rooms.items() if _bare_room(known) == _bare_room(name)} if name else {}
    return next(iter(alike.values())) if len(alike) == 1 else None


def _bare_room(name: str) -> list[str]:
    words = fold(name).split()
    return [word for word in words if word not in phrases.words("agenda.room")] or words


@transaction.atomic
def add_rooms(venue: int, names: Iterable[str], language: str) -> None:
    """Put rooms of these names behind those of the venue. Two who do so at once come one after the other."""
    Venue.objects.select_for_update(no_key=True).get(pk=venue)
    rooms = rooms_of(venue)
    position = max((room.position for room in rooms.values()), default=-1)
    for name in names:
        if room_named(name, rooms) is None:
            position += 1
            room = Room(venue_id=venue, position=position)
            setattr(room, f"name_{language}", name)
            room.full_clean()
            room.save()
            rooms[fold(name)] = room
