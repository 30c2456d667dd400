"""A day as a grid: rooms side by side, hours downwards. Its numbers are places that static/css/grid.css knows."""

import datetime
import itertools
from dataclasses import dataclass, field
from typing import Any

from events.agenda import Day, Item
from events.models import Room, Session

# As many as grid.css has names for; a day with more is read as a list alone.
MOST_HOURS, MOST_COLUMNS = 72, 16
# Of an item with a start alone, where nothing begins behind it.
SHORT = datetime.timedelta(minutes=30)

Span = tuple[datetime.datetime, datetime.datetime]


@dataclass
class Cell:
    """An item in the grid: from one line of hours to another, in a column, or 0 for all of them."""

    item: Item
    within: Item | None
    column: int
    first: int
    last: int


@dataclass
class Hour:
    """A line of the grid and the hour that stands at it."""

    line: int
    at: datetime.datetime


@dataclass
class Column:
    """A column: a room, or None for what has none."""

    number: int
    room: Room | None


@dataclass
class Grid:
    """A day whose items run side by side; what has no hours stands below."""

    day: Day
    columns: list[Column]
    hours: list[Hour]
    cells: list[Cell]
    rest: list[Item]
    rows: list[dict[str, Any]] = field(default_factory=list)  # of the cells, what the page writes

    @property
    def rooms(self) -> list[Column]:
        """The first column of each room, to choose from."""
        return list({column.room.pk: column for column in reversed(self.columns) if column.room}.values())[::-1]


def grids(days: list[Day]) -> list[Grid]:
    """The grid of each day on which something runs beside something else."""
    return [grid for day in days if (grid := _grid(day)) is not None]


def _grid(day: Day) -> Grid | None:
    timed, rest = _placed(day)
    sessions = [item.session for item, _within in timed]
    spans = _spans(sessions)
    instants = sorted({instant for span in spans for instant in span})
    if not _is_worth_a_grid(sessions, spans) or len(instants) > MOST_HOURS:
        return None
    columns, numbers = _columns(sessions, spans)
    if len(columns) > MOST_COLUMNS:
        return None
    line = dict(zip(instants, range(1, len(instants) + 1), strict=True))
    lines = [(line[start], line[end]) for start, end in spans]
    cells = [Cell(*pair, number, *at) for pair, number, at in zip(timed, numbers, lines, strict=True)]
    zone = sessions[0].event.zone
    hours = [Hour(line[start], start.astimezone(zone)) for start in sorted({start for start, _end in spans})]
    return Grid(day, columns, hours, cells, rest)


def _placed(day: Day) -> tuple[list[tuple[Item, Item | None]], list[Item]]:
    """What has hours, each with what it stands within, and the rest."""
    placed = [pair for root in day.items for pair in _leaves(root, None)]
    timed = [(item, within) for item, within in placed if item.session.starts_at is not None]
    return timed, [item for item, _within in placed if item.session.starts_at is None]


def has_grid(days: list[Day]) -> bool:
    """Whether something runs beside something else on a day, and in rooms that have names."""
    timed = [[item.session for item, _within in _placed(day)[0]] for day in days]
    return any(_is_worth_a_grid(sessions, _spans(sessions)) for sessions in timed)


def _is_worth_a_grid(sessions: list[Session], spans: list[Span]) -> bool:
    """Something overlaps, and there are two rooms at least to tell one column from another."""
    ordered = sorted(spans)
    is_side_by_side = any(later[0] < before[1] for before, later in itertools.pairwise(ordered))
    return is_side_by_side and len({session.room_id for session in sessions} - {None}) > 1


def _leaves(item: Item, within: Item | None) -> list[tuple[Item, Item | None]]:
    """The item; or in its place those within it, where they have hours and rooms of their own."""
    own = [part for part in item.parts if part.session.starts_at is not None and part.session.room_id]
    if not own:
        return [(item, within)]
    return [pair for part in own for pair in _leaves(part, item)]


def _spans(sessions: list[Session]) -> list[Span]:
    """From when to when each that has hours is in the grid: one without an end lasts until the next begins."""
    starts = sorted(session.starts_at for session in sessions if session.starts_at)
    spans = []
    for session in sessions:
        if (start := session.starts_at) is not None:
            later = (other for other in starts if other > start)
            spans.append((start, session.ends_at or next(later, start + SHORT)))
    return spans


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _columns(sessions: list[Session], spans: list[Span]) -> tuple[list[Column], list[int]]:
    """The columns, and the number of that of each session; 0 of what has no room and nothing beside it: for all."""
    rooms = {session.room_id or 0: session.room for session in sessions}
    lanes = _lanes([session.room_id or 0 for session in sessions], spans)
    order = sorted(
        {lane for lane in lanes if lane}, key=lambda lane: (lane[0] == 0, list(rooms).index(lane[0]), lane[1])
    )
    number = {lane: place for place, lane in enumerate(order, 1)}
    return [Column(number[lane], rooms[lane[0]]) for lane in order], [number[lane] if lane else 0 for lane in lanes]


def _lanes(rooms: list[int], spans: list[Span]) -> list[tuple[int, int] | None]:
    """Room and lane of each: two that meet in one room, or without any, get a lane each. None of what is for all."""
    taken: dict[tuple[int, int], list[Span]] = {}
    lanes: list[tuple[int, int] | None] = []
    for room, span in zip(rooms, spans, strict=True):
        if not room and sum(_overlap(span, other) for other in spans) == 1:
            lanes.append(None)
            continue
        free = (n for n in itertools.count() if not any(_overlap(span, other) for other in taken.get((room, n), [])))
        lanes.append(lane := (room, next(free)))
        taken.setdefault(lane, []).append(span)
    return lanes
