"""Columns of the programme: days, hours by the clock of the event, rooms, items of the same event."""

import datetime
import re
import uuid
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from backoffice.spreadsheets import SEPARATOR, Column, Plain, as_text, guard, with_likely
from events.hours import hour, is_next_morning, on_clock
from events.models import Room, Session
from events.models.fields import MEETING_LANGUAGES
from multilingual.search import fold
from multilingual.texts import LANGUAGES

# Of a cell that holds an hour alone, spreadsheets may give the day on which their calendar begins.
FIRST_YEAR = 1904
# A day before an hour, in one cell.
_WITH_DAY = re.compile(r"(\d[\d./-]{7,9})[ T](.+)")


class Day(Plain):
    """A day, as 2027-06-14 (or 14/06/2027, as a French spreadsheet writes it)."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime.date | None:
        """The day; None for an empty cell."""
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        text = as_text(value)
        if not text:
            return None
        for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
            try:
                return datetime.datetime.strptime(text, pattern).date()  # noqa: DTZ007  a day has no zone
            except ValueError:
                continue
        raise ValueError(_("“%(value)s” is not a day: write 2027-06-14.") % {"value": text})

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """As 2027-06-14."""
        return value.isoformat() if value else ""


class Languages(Plain):
    """Codes of languages, with a bar between them: fr|en."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        """The codes; one that is none is named."""
        codes = [code.strip() for code in as_text(value).split(SEPARATOR.strip()) if code.strip()]
        if unknown := [code for code in codes if code not in MEETING_LANGUAGES]:
            words = {"value": ", ".join(unknown), "choices": ", ".join(MEETING_LANGUAGES)}
            raise ValueError(_("“%(value)s” is not one of: %(choices)s") % words)
        return codes

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The codes."""
        return guard(SEPARATOR.join(value or []))


class ClockColumn(Column):
    """An hour by the clock of the event; an end on a later day is written with its date."""

    def __init__(self, attribute: str, column_name: str) -> None:
        super().__init__(attribute=attribute, column_name=column_name, widget=Plain())

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Put the hour on the day of the item (which stands in an earlier column)."""
        setattr(instance, self.attribute, self._instant(instance, row.get(self.column_name)))

    def _instant(self, session: Any, cell: Any) -> datetime.datetime | None:
        text = as_text(cell) if not isinstance(cell, (datetime.time, datetime.datetime)) else ""
        day = session.day
        with_day: Any = None
        if isinstance(cell, datetime.datetime) and cell.year > FIRST_YEAR:
            with_day, day = cell, cell.date()
        elif with_day := _WITH_DAY.fullmatch(text):
            day, cell = Day().clean(with_day[1]), with_day[2]
        time = hour(cell, is_end=self.attribute == "ends_at" and not with_day)
        if time is None:
            return None
        if day is None:
            raise ValueError(_("An item with a time needs a day."))
        if session.event_id is None:
            return None  # the column of the event has said already that there is none
        if self.attribute == "ends_at" and not with_day and self._ends_next_morning(session, time):
            day += datetime.timedelta(days=1)
        return on_clock(day, time, session.event.zone)

    def _ends_next_morning(self, session: Any, end: datetime.time) -> bool:
        """As in the table of the agenda; the start stands in an earlier column."""
        start = session.starts_at
        return start is not None and is_next_morning(start.astimezone(session.event.zone).time(), end)

    def words(self, instance: Any) -> Any:
        """An hour, or a day and an hour."""
        instant = getattr(instance, self.attribute)
        if instant is None:
            return ""
        local = instant.astimezone(instance.event.zone).replace(tzinfo=None)
        return local.time() if local.date() == instance.day else local

    def export(self, instance: Any, **kwargs: Any) -> str:
        """As 09:30, or 2027-06-15 00:30."""
        instant = getattr(instance, self.attribute)
        if instant is None:
            return ""
        local = instant.astimezone(instance.event.zone)
        return f"{local:%H:%M}" if local.date() == instance.day else f"{local:%Y-%m-%d %H:%M}"


def first_name(room: Room) -> str:
    """The name in the first language that has one."""
    return next((value for code in LANGUAGES if (value := getattr(room, f"name_{code}"))), "")


class RoomColumn(Column):
    """A room by the key of its venue and its name in any language: palais: Room XVII."""

    def __init__(self) -> None:
        super().__init__(attribute="room_id", column_name="room", widget=Plain())
        self._rooms: dict[tuple[str, str], int] | None = None

    @property
    def rooms(self) -> dict[tuple[str, str], int]:
        """All rooms, read once for a file."""
        if self._rooms is None:
            names = [f"name_{code}" for code in LANGUAGES]
            self._rooms = {
                (slug, fold(name)): pk
                for pk, slug, *texts in Room.objects.order_by("-pk").values_list("pk", "venue__slug", *names)
                for name in texts
                if name
            }
        return self._rooms

    @cached_property
    def names(self) -> list[str]:
        """All rooms as a file names them, by their first name, read once for a file that names another."""
        rows = Room.objects.select_related("venue")
        return [f"{room.venue.slug}: {first_name(room)}" for room in rows]

    def called(self, venue: str) -> list[str]:
        """The rooms of a venue; all where there is no such venue."""
        return [name for name in self.names if name.startswith(f"{venue}: ")] or self.names

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """The room of that name."""
        text = self.clean(row, **kwargs)
        if not text:
            instance.room_id = None
            return
        venue, colon, name = text.partition(":")
        if not colon:
            event = instance.event if instance.event_id else None
            venue, name = (event.venue.slug if event and event.venue else ""), text
        key = (venue.strip(), fold(name))
        if key not in self.rooms:
            reason = _("There is no room “%(name)s”.") % {"name": text}
            raise ValueError(with_likely(reason, text, self.called(venue.strip())))
        instance.room_id = self.rooms[key]

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The venue's key and the first name that the room has."""
        room = instance.room
        if room is None:
            return ""
        return guard(f"{room.venue.slug}: {first_name(room)}")

    def words(self, instance: Any) -> Any:
        """The name in the reader's language, that of another venue with its key."""
        room = instance.room
        if room is None:
            return ""
        return guard(str(room) if room.venue_id == instance.event.venue_id else f"{room.venue.slug}: {room}")


def titles_of(session: Session) -> set[str]:
    """The folded titles of an item in all languages."""
    return {fold(getattr(session, f"title_{code}") or "") for code in LANGUAGES} - {""}


class Agenda:
    """The items of events by identity and by title, for the cells that name one. Read once for a file."""

    def __init__(self) -> None:
        self.by_uid: dict[str, Session] = {}
        self.by_title: dict[tuple[int, str], list[Session]] = {}

    def load(self, sessions: Any) -> None:
        """Know these items."""
        for session in sessions:
            self.add(session)

    def add(self, session: Session) -> None:
        """Know this item too."""
        self.by_uid[str(session.uid)] = session
        for title in titles_of(session):
            found = self.by_title.setdefault((session.event_id, title), [])
            if session not in found:
                found.append(session)

    def find(self, event_id: int | None, text: str) -> Session:
        """The item that a cell names by its identity, or by a title that only one item of the event has."""
        try:
            session = self.by_uid.get(str(uuid.UUID(text)))
        except ValueError:
            session = None
        found = [session] if session else self.by_title.get((event_id or 0, fold(text)), [])
        if not found:
            raise ValueError(_("There is no item “%(name)s” in the agenda.") % {"name": text})
        if len(found) > 1:
            raise ValueError(_("Several items are called “%(name)s”: give the uid.") % {"name": text})
        if event_id and found[0].event_id != event_id:
            raise ValueError(_("“%(name)s” is an item of another event.") % {"name": text})
        return found[0]
