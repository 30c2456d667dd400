"""Tables of an agenda as lines, row by row, whatever the places of their columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby, pairwise, takewhile

from agendareader import clock
from agendareader.clock import day_heading, leading
from agendareader.columns import (
    ABOUT,
    ENOUGH,
    HOURS,
    PERSON,
    column,
    columns_of,
    day_before,
    filled_in,
    headings,
    headings_at,
    hours_of,
    is_hours,
    minutes_of,
    named_in,
    named_twice,
    text_of,
)
from agendareader.people import ROLES, People, pieces_of, role_of
from agendareader.source import Block, Line, Row
from agendareader.titles import is_break, kind_of, numbered, room_in
from lexicon import phrases

# In this order the cells of a row are read, whatever their places.
_ORDER = ("number", "kind", "title", "room", "description", "", *ROLES, *PERSON)
_FIGURES = re.compile(r"(\d{1,2})[.,](\d{1,2})")
_NOTHING = " \t-–—_./*•"


def lines_of(blocks: Sequence[Block], people: People) -> list[Line]:
    """All lines in their order; those of tables with what their column says of them."""
    runs = groupby(blocks, key=lambda block: block.table if isinstance(block, Row) else -1)
    parts = [list(run) for _table, run in runs]
    is_timed = any(map(_has_timetable, parts))
    # Of a text whose rows have lines between them: what their columns hold is told by all of them.
    rows = [_without_dashes(block) for block in blocks if isinstance(block, Row)]
    is_apart = sum(isinstance(part[0], Row) for part in parts) > len({row.table for row in rows})
    is_apart = is_apart and headings_at(rows) == (0, 0)
    names = columns_of(rows, [], people, has_heads=False) if is_apart else []
    return [line for part in parts for line in _of_part(part, people, names, is_timed=is_timed)]


def _of_part(part: Sequence[Block], people: People, names: Sequence[str], *, is_timed: bool) -> Iterator[Line]:
    """The lines of a text, or of a table; `names` say what its columns hold, if that is known."""
    rows = [_without_dashes(block) for block in part if isinstance(block, Row)]
    if not rows:
        yield from (block for block in part if isinstance(block, Line))
    elif len(rows) == 1 and not _has_hours(rows[0]) and all(len(cell) < 2 for cell in rows[0].cells):
        cells = [cell[0] for cell in rows[0].cells if cell]  # bars or tabs within a line
        yield from [replace(cells[0], text=" | ".join(line.text for line in cells))] if cells else []
    elif is_timed and rows[0].table and not _has_timetable(part) and _width(rows) > 1:
        # Beside a timetable the list of halls or of hotels is none.
        yield from (_noted(row, "behind") for row in rows if filled_in(row))
    elif names:
        yield from _Body(rows, names, people).lines()
    else:
        yield from _of_table(rows, people)


def _has_timetable(blocks: Sequence[Block]) -> bool:
    return any(isinstance(block, Row) and block.table and _has_hours(block) for block in blocks)


def _width(rows: Sequence[Row]) -> int:
    return max((len(row.cells) for row in rows), default=0)


def _has_hours(row: Row) -> bool:
    return any(is_hours(text_of(cell)) for cell in row.cells)


def _without_dashes(row: Row) -> Row:
    """A cell that says "–" or "n/a" says nothing."""
    return replace(row, cells=[[line for line in cell if _says_something(line.text)] for cell in row.cells])


def _says_something(text: str) -> bool:
    return bool(text.strip(_NOTHING)) and not phrases.is_all(text, "agenda.nothing")


def _noted(row: Row, hint: str) -> Line:
    """A row as one line that is not read on."""
    cells = [row.cells[place] for place in filled_in(row)]
    return Line(" | ".join(map(text_of, cells)), cells[0][0].number, hint=hint)


def _of_table(rows: list[Row], people: People) -> Iterator[Line]:
    begin, end = headings_at(rows)
    head, days = _days_across(rows)
    head, halls = (head, []) if days else _halls_across(rows, end)
    if days or halls:
        yield from _above(rows[:head])
        rows = _with_more(rows[head:])
        yield from _by_day(rows, days) if days else _by_hall(rows, halls, people)
        return
    yield from _above(rows[:begin])
    heads = [place for place in range(end, len(rows)) if headings(rows[place])]
    for start, stop in pairwise([begin, *heads, len(rows)]):
        yield from _of_rows(rows[start:stop], end - begin if start == begin else 1, people)


def _of_rows(rows: Sequence[Row], heads: int, people: People) -> Iterator[Line]:
    """Rows below so many rows of headings."""
    named = named_twice(rows[0], rows[1]) if heads == 2 else named_in(rows[0]) if heads else []
    names = columns_of(rows[heads:], named, people, has_heads=bool(heads))
    if heads:
        yield from _not_read(rows[heads - 1], names)
    yield from _Body(rows[heads:], names, people).lines()


def _above(rows: Sequence[Row]) -> Iterator[Line]:
    """Titles above a table, whose cells make one line; "Version of" beside a date is no day."""
    for row in rows:
        filled = filled_in(row)
        if len(filled) == 1:
            yield from _alone(row.cells[filled[0]])
        elif filled:
            days = [day_heading(text_of(row.cells[place]), None) is not None for place in filled]
            is_day = all(is_one or named_in(row)[place] == "day" for is_one, place in zip(days, filled, strict=True))
            yield _noted(row, "before" if any(days) and not is_day else "")


def _not_read(row: Row, names: Sequence[str]) -> Iterator[Line]:
    for name, cell in zip(names, row.cells, strict=False):
        if name == "ignored" and cell:
            yield Line(text_of(cell), cell[0].number, hint="column")


# A column a day, a column a room --------------------------------------------------------------------------------------


def _days_across(rows: Sequence[Row]) -> tuple[int, list[int]]:
    """The row that heads a timetable with a column for each day, and their places: two at least, or none."""
    for number, row in enumerate(rows[:6]):
        texts = [text_of(cell) for cell in row.cells]
        places = [place for place, text in enumerate(texts) if place and day_heading(text, None, is_strong=True)]
        if len({texts[place] for place in places}) > 1 and not _has_hours(row):
            return number, places
    return 0, []


def _halls_across(rows: Sequence[Row], end: int) -> tuple[int, list[int]]:
    """The same of one with a column for each room."""
    above = list(takewhile(lambda row: not _has_hours(row), rows[: max(end, 6)]))
    for number, row in enumerate(above):
        places = [place for place in filled_in(row) if _is_hall(rows[number + 1 :], row, place)]
        others = {name for place, name in enumerate(named_in(row)) if place not in places}
        if len(places) > 1 and others <= {"", "day", *HOURS} and len(places) >= len(filled_in(row)) - 2:
            return number, places
    return 0, []


def _is_hall(below: Sequence[Row], row: Row, place: int) -> bool:
    """A heading that names a room or a track, above what are titles."""
    text = text_of(row.cells[place])
    texts = column(below[:ENOUGH], place)
    is_named = bool(room_in(text)[1]) or numbered(text)[0] != "" or not named_in(row)[place]
    if not texts or not is_named or sum(map(is_hours, texts)) * 2 > len(texts):
        return False
    is_long = sum(map(len, texts)) >= 12 * len(texts)
    return bool(room_in(text)[1]) or (is_long and sum(bool(kind_of(one)) for one in texts) * 2 >= len(texts))


def _with_more(rows: Sequence[Row]) -> list[Row]:
    """What stands in a row without hours goes on in the cells above."""
    found = [rows[0]]
    for row in rows[1:]:
        if (
            len(found) > 1
            and len(filled_in(row)) > 1
            and not _has_hours(row)
            and not (row.cells and text_of(row.cells[0]))
        ):
            width = max(len(row.cells), len(found[-1].cells))
            cells = [[*_at(found[-1], place), *_at(row, place)] for place in range(width)]
            found[-1] = replace(found[-1], cells=cells)
        else:
            found.append(row)
    return found


def _at(row: Row, place: int) -> list[Line]:
    return row.cells[place] if place < len(row.cells) else []


def _by_day(rows: Sequence[Row], days: Sequence[int]) -> Iterator[Line]:
    """Such a timetable day by day."""
    for place in days:
        yield from _of_cell("day", rows[0].cells[place])
        for row in rows[1:]:
            if cell := _cell_of_day(row, place, days):
                yield from _of_cell("time", row.cells[0]) if row.cells[0] else ()
                yield from (replace(line) for line in cell)


def _cell_of_day(row: Row, place: int, days: Sequence[int]) -> list[Line]:
    """What stands at an hour on a day; a break that stands in one column alone is that of all days."""
    filled = [number for number in days if number < len(row.cells) and text_of(row.cells[number])]
    if len(filled) == 1 and (is_break(text_of(row.cells[filled[0]])) or filled[0] in row.wide):
        return row.cells[filled[0]]
    return row.cells[place] if place in filled else []


def _by_hall(rows: Sequence[Row], halls: Sequence[int], people: People) -> Iterator[Line]:
    """Such a timetable hour by hour; what reaches over all rooms, and a break, has none of them."""
    heads = [_room_of(text_of(cell)) for cell in rows[0].cells]
    names = columns_of(rows[1:], named_in(rows[0]), people, has_heads=True)
    for row in rows[1:]:
        filled = [place for place in filled_in(row) if place in halls]
        others = [place for place in filled_in(row) if place not in halls]
        days = [place for place in others if names[place] == "day"] if filled else others
        yield from chain.from_iterable(_alone(row.cells[place]) for place in days)
        is_common = len(filled) == 1 and _is_common(row, filled[0], halls)
        yield from _of_halls(
            row, {place: "" if is_common else heads[place] for place in filled}, _time_of(row, names, others)
        )


def _room_of(heading: str) -> str:
    """ "Stream B (Room 2)" is in Room 2, and what is only numbered in none."""
    return room_in(heading)[1] or ("" if numbered(heading)[0] else heading)


def _of_halls(row: Row, rooms: Mapping[int, str], time: Line | None) -> Iterator[Line]:
    """What stands at the hours of a row, room by room."""
    for place, room in rooms.items():
        yield from [replace(time)] if time else []
        yield from (replace(line, is_strong=False) for line in row.cells[place])
        yield from [Line(room, row.cells[place][0].number, hint="room")] if room else []


def _is_common(row: Row, place: int, halls: Sequence[int]) -> bool:
    """What stands alone at its hours, in the first column or across all, is for everybody."""
    return place == halls[0] or place in row.wide or is_break(text_of(row.cells[place]))


# Rows -----------------------------------------------------------------------------------------------------------------


def _says_more(text: str) -> bool:
    """ "09:30 Coffee" in the column of hours."""
    hours = leading(text)
    return hours is not None and any(map(str.isalpha, text[hours.behind :]))


def _figure(text: str) -> clock.Hours | None:
    """ "9", "9.5", "9.3" below the heading of hours: 9:00, 9:30, 9:30."""
    if text.isdigit() and len(text) < 3 and int(text) <= 24:
        return clock.Hours(int(text) * 60, None, len(text))
    found = _FIGURES.fullmatch(text)
    if not found or int(found[1]) > 24:
        return None
    parts = {"5": 30, "25": 15, "75": 45}
    minutes = parts.get(found[2], int(found[2].ljust(2, "0")))
    return clock.Hours(int(found[1]) * 60 + minutes, None, len(text)) if minutes < 60 else None


def _time_of(row: Row, names: Sequence[str], filled: Sequence[int]) -> Line | None:
    """The hours of a row as one line; a cell that says more than hours as it is."""
    cells = {names[place]: row.cells[place] for place in reversed(filled)}
    cell = next((cells[name] for name in HOURS if name in cells), None)
    if cell is None:
        return None
    start, end = (_hours_in(cells.get(name, ())) for name in ("start", "end"))
    start = _hours_in(cells.get("time", ())) or start
    line = Line(text_of(cell), cell[0].number, hint="time")
    if start is not None:
        length = minutes_of(text_of(cells.get("duration", ())))
        last = start.end or (end.start if end else start.start + length if length else None)
        line.text = clock.clock(start.start) + (f" – {clock.clock(last)}" if last is not None else "")
    return line


def _hours_in(cell: Sequence[Line]) -> clock.Hours | None:
    text = text_of(cell)
    return None if _says_more(text) else hours_of(text) or _figure(text)


@dataclass(slots=True)
class _Body:
    """The rows below the headings, one after the other."""

    rows: Sequence[Row]
    names: Sequence[str]
    people: People
    day: str = ""
    hours: str = ""
    title: str = ""
    room: list[Line] = field(default_factory=list)
    # Whether a cell of the column of rooms that is empty has the room above it.
    is_room_kept: bool = False
    # Columns in whose cells a comma stands within what is said of one person, and those where it stands between names.
    single: set[int] = field(default_factory=set)
    listed: set[int] = field(default_factory=set)

    def lines(self) -> Iterator[Line]:
        """All of them."""
        for place in (place for place, name in enumerate(self.names) if name in ROLES):
            self._tell_commas(place)
        rooms = column(self.rows, self.names.index("room")) if "room" in self.names else []
        is_new = all(one != other for one, other in pairwise(rooms))
        self.is_room_kept = is_new and 1 < len(rooms) <= len(self.rows) / 2
        last = max((place for place, row in enumerate(self.rows) if len(filled_in(row)) > 1), default=len(self.rows))
        for place, row in enumerate(self.rows):
            filled = [at for at in filled_in(row) if self._name(at) != "ignored"]
            is_alone = len(filled) == 1 and len(self.names) > 1 and not self._is_cell(row, filled[0])
            yield from self._single_cell(row, filled, is_below=place > last) if is_alone else self._of_row(row, filled)

    def _single_cell(self, row: Row, filled: Sequence[int], *, is_below: bool) -> Iterator[Line]:
        """A row with one cell is a heading between the others, a note below them, or what goes on from above."""
        cell = row.cells[filled[0]]
        is_note = is_below and not leading(text_of(cell)) and len(self.names) > 2
        yield from [_noted(row, "behind")] if is_note else _alone(cell)

    def _name(self, place: int) -> str:
        return self.names[place] if place < len(self.names) else ""

    def _tell_commas(self, place: int) -> None:
        """Whether commas of a column stand before what is said of a person, or before the next one."""
        parts = [
            part for row in self.rows[:ENOUGH] for line in _at(row, place) for part in _parts(line.text, self.people)
        ]
        longer = [pieces for part in parts if len(pieces := pieces_of(part)) > 1]
        told = [pieces for pieces in longer if any(self.people.is_affiliation(piece.text) for piece in pieces[1:3])]
        if longer and len(told) * 3 >= len(longer):
            self.single.add(place)
        elif longer and not told and all(self.people.is_name(piece.text) for pieces in longer for piece in pieces):
            self.listed.add(place)

    def _is_cell(self, row: Row, place: int) -> bool:
        """Its column says what it is, and what stands there fits."""
        name, text = self._name(place), text_of(row.cells[place])
        if name in HOURS:
            return is_hours(text)
        return name in ROLES or (name == "day" and day_heading(_day(text), None) is not None)

    def _of_row(self, row: Row, filled: Sequence[int]) -> Iterator[Line]:
        own = [place for place in filled if place not in row.down]
        yield from self._days(row, filled)
        has_title = "title" not in self.names or any(self.names[place] in ("title", "", "kind") for place in own)
        # What reaches down from above is said again of another item, but not of the same.
        said = filled if has_title else own
        if time := self._time(row, own, filled, has_title=has_title):
            self.hours = time.text
            yield time
        facts = {self._name(place): row.cells[place] for place in reversed(said)}
        self._complete(facts)
        is_of_people = (*ROLES, *PERSON) if set(ROLES) & set(self.names) else ()
        for name in _ORDER:
            if name in facts and name not in is_of_people:
                yield from _of_cell(name, facts[name])
        for place in [place for place in said if not self._name(place)][1:]:
            yield from _of_cell("", row.cells[place])
        for place in (place for place in said if self._name(place) in ROLES):
            yield from self._people(row, place)

    def _time(self, row: Row, own: Sequence[int], filled: Sequence[int], *, has_title: bool) -> Line | None:
        """The hours of the row, unless it goes on with the item above, or has its place within it."""
        time = _time_of(row, self.names, own)
        title = next((text_of(row.cells[place]) for place in own if self.names[place] == "title"), "")
        before, self.title = self.title, title or self.title
        if time is not None:
            return time if has_title or time.text != self.hours else None
        is_elsewhere = any(self.names[place] == "room" for place in own)
        is_beside = bool(numbered(title)[0]) and numbered(title)[1] == numbered(before)[1] and bool(numbered(before)[0])
        if title and self.hours and (is_elsewhere or is_beside):
            return Line(self.hours, row.cells[filled[0]][0].number, hint="time")  # at the same hours, beside it
        return None

    def _complete(self, facts: dict[str, list[Line]]) -> None:
        """A kind is the title where there is none; the room stays that of above where a table says it once."""
        if "kind" in facts and "title" in self.names and not {"title", ""} & set(facts):
            facts["title"] = facts.pop("kind")
        if "room" in facts:
            self.room = facts["room"]
        elif self.is_room_kept and "title" in facts and not is_break(text_of(facts["title"])):
            facts["room"] = [replace(line, number=facts["title"][0].number) for line in self.room]

    def _days(self, row: Row, filled: Sequence[int]) -> Iterator[Line]:
        """The day, where it is another one."""
        for place in filled:
            cell = text_of(row.cells[place])
            text = (
                _day(cell) if self._name(place) == "day" else day_before(cell)[0] if self._name(place) in HOURS else ""
            )
            if text and text != self.day and self._name(place) != "end":
                self.day, self.hours = text, ""
                yield Line(text, row.cells[place][0].number, hint="day")

    # People -----------------------------------------------------------------------------------------------------------

    def _people(self, row: Row, place: int) -> Iterator[Line]:
        """Names with what other columns say of them, line by line where these have as many lines."""
        about = self._about(row, place)
        lines = [
            replace(line, text=part)
            for line in row.cells[place]
            for part in _parts(line.text, self.people, is_listed=place in self.listed)
        ]
        own = role_of(text_of(about.get("role", [])))
        for number, line in enumerate(lines):
            said = {name: _line_at(about.get(name, []), number, len(lines)) for name in PERSON}
            if len(pieces_of(line.text)) > 2:  # the column of bodies is that of the item
                said["organisation"] = ""
            name = " ".join(filter(None, (said["honorific"], said["given"], line.text)))
            topic = f"“{said['topic']}”" if said["topic"] else ""
            text = ", ".join(filter(None, (name, *(said[one] for one in ABOUT if one != "topic"), topic)))
            is_single = place in self.single or bool(said["function"] or said["organisation"])
            yield Line(text, line.number, line.depth, hint=own or self._name(place), is_single=is_single)

    def _about(self, row: Row, place: int) -> dict[str, list[Line]]:
        """The cells that say something of somebody: up to the next name, of the last one also before all."""
        roles = [at for at, name in enumerate(self.names) if name in ROLES]
        after = next((at for at in roles if at > place), len(self.names))
        found: dict[str, list[Line]] = {}
        is_bare = place == roles[-1] and all(len(pieces_of(line.text)) == 1 for line in row.cells[place])
        for at in [*range(place + 1, after), *(range(roles[0]) if is_bare else ())]:
            if self.names[at] in PERSON and _at(row, at):
                found.setdefault(self.names[at], row.cells[at])
        return found


def _parts(text: str, people: People, *, is_listed: bool = False) -> list[str]:
    """Several people of a line, one each: between semicolons, or between bars before names."""
    found: list[str] = []
    for part in re.split("[;,]" if is_listed else ";", text):
        bars = part.split(" / ")
        pieces = [pieces_of(one) for one in bars]
        is_each = len(bars) > 1 and all(one and people.is_name(one[0].text) for one in pieces)
        found += bars if is_each else [part]
    return [part.strip() for part in found if part.strip(_NOTHING)]


def _line_at(cell: Sequence[Line], number: int, many: int) -> str:
    """What a cell says of one of several people."""
    if len(cell) == many:
        return cell[number].text
    parts = text_of(cell).split(";")
    if len(parts) == many:
        return parts[number].strip()
    return text_of(cell) if many == 1 else ""


def _day(text: str) -> str:
    """ "1" below the heading of days is "Day 1"."""
    return f"Day {text}" if text.isdigit() and len(text) < 3 else text


def _alone(cell: list[Line]) -> Iterator[Line]:
    """The lines of a row's only cell: one line is as good as a heading."""
    for line in cell:
        line.is_strong = line.is_strong or len(cell) == 1
        yield line


def _of_cell(name: str, cell: list[Line]) -> Iterator[Line]:
    """The lines of a cell. A title is the first of them alone; hours, numbers and rooms are one line."""
    if name in ("day", "time", "number", "kind", "room") and cell:
        yield Line(text_of(cell), cell[0].number, hint=name)
        return
    for place, line in enumerate(cell):
        line.hint = name if name != "title" or not place else ""
        yield line
