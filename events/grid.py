"""A day as a grid: rooms side by side, hours downwards. Its numbers are places that static/css/grid.css knows."""

import datetime
import itertools
from dataclasses import dataclass

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

    @property
    def rooms(self) -> list[Column]:
        """The first column of each room, to choose from."""
        return list({column.room.pk: column for column in reversed(self.columns) if column.room}.values())[::-1]


def grids(days: list[Day]) -> list[Grid]:
    """The grid of each day on which something runs beside something else."""
    return [grid for day in days if (grid := _grid(day)) is not None]


def _grid(day: Day) -> Grid | None:
    placed = [(item, within) for root in day.items for item, within in _leaves(root, None)]
    timed = [(item, within) for item, within in placed if item.session.starts_at is not None]
    spans = _spans([item.session for item, _within in timed])
    if not _is_side_by_side(spans):
        return None
    columns, numbers = _columns([item.session for item, _within in timed], spans)
    instants = sorted({instant for span in spans for instant in span})
    if len(instants) > MOST_HOURS or len(columns) > MOST_COLUMNS:
        return None
    line = {instant: number for number, instant in enumerate(instants, 1)}
    cells = [
        Cell(item, within, number, line[start], line[end])
        for (item, within), number, (start, end) in zip(timed, numbers, spans, strict=True)
    ]
    zone = timed[0][0].session.event.zone
    starts = {start for start, _end in spans}
    hours = [Hour(line[instant], instant.astimezone(zone)) for instant in instants if instant in starts]
    return Grid(day, columns, hours, cells, [item for item, _within in placed if item.session.starts_at is None])


def has_grid(days: list[Day]) -> bool:
    """Whether something runs beside something else on a day."""
    return any(
        _is_side_by_side(_spans([item.session for root in day.items for item, _within in _leaves(root, None)]))
        for day in days
    )


def _is_side_by_side(spans: list[Span]) -> bool:
    ordered = sorted(spans)
    return any(later[0] < before[1] for before, later in itertools.pairwise(ordered))


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
    """The columns, and the number of that of each session.

    What has no room and nothing beside it goes over all of them: 0. Two that meet in one room get a column each.
    """
    taken: dict[tuple[int, int], list[Span]] = {}
    rooms: dict[int, Room | None] = {}
    lanes: list[tuple[int, int] | None] = []
    for session, span in zip(sessions, spans, strict=True):
        alone = sum(_overlap(span, other) for other in spans) == 1
        if alone and session.room_id is None:
            lanes.append(None)
            continue
        key = session.room_id or 0
        rooms.setdefault(key, session.room)
        lane = 0
        while any(_overlap(span, other) for other in taken.get((key, lane), [])):
            lane += 1
        taken.setdefault((key, lane), []).append(span)
        lanes.append((key, lane))
    order = sorted(taken, key=lambda lane: (lane[0] == 0, list(rooms).index(lane[0]), lane[1]))
    number = {lane: place for place, lane in enumerate(order, 1)}
    columns = [Column(number[lane], rooms[lane[0]]) for lane in order]
    return columns, [number[lane] if lane else 0 for lane in lanes]
