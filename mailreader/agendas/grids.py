"""Tables of an agenda as lines: what a column holds is told by its heading, else by what stands in it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from mailreader import lexicon
from mailreader.agendas.clock import day_heading, leading
from mailreader.agendas.people import ROLES, role_of
from mailreader.agendas.source import Block, Line, Row
from mailreader.agendas.titles import is_break
from mailreader.flat import squeeze
from mailreader.matcher import words_of

# In this order the cells of a row are read, whatever their places.
_ORDER = ("day", "time", "start", "end", "number", "kind", "title", "room", "description", "", *ROLES, "role",
          "function", "organisation", "country")  # fmt: skip
_PERSON = ("role", "function", "organisation", "country")
_MOST_HEADINGS = 6
# Rows of titles that may stand above the headings of a timetable.
_MOST_ABOVE = 6


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """All lines in their order; those of tables with what their column says of them."""
    found: list[Line] = []
    for table, run in groupby(blocks, key=lambda block: block.table if isinstance(block, Row) else -1):
        if table == -1:
            found += [block for block in run if isinstance(block, Line)]
        else:
            found += _of_table([block for block in run if isinstance(block, Row)])
    return found


def _of_table(rows: list[Row]) -> list[Line]:
    for number, row in enumerate(rows[:_MOST_ABOVE]):
        if days := _days_above(row):
            return [
                *(line for one in rows[:number] for cell in one.cells for line in cell),
                *_by_day(rows[number:], days),
            ]
    width = max((len(row.cells) for row in rows), default=0)
    columns: list[str] = []
    found: list[Line] = []
    for number, row in enumerate(rows):
        if headings := _headings(row):
            columns = headings
            found += [
                Line(_text(cell), cell[0].number, hint="ignored")
                for name, cell in zip(columns, row.cells, strict=True)
                if name == "ignored"
            ]
            continue
        if not columns:
            columns = _by_content(rows[number:], width)
        found += _of_row(row, columns, is_wide=width > 1)
    return found


def _days_above(row: Row) -> list[int]:
    """The columns of a timetable that has one for each day: two of them at least."""
    places = [place for place, cell in enumerate(row.cells) if place and day_heading(_text(cell), None, is_strong=True)]
    return places if len(places) > 1 else []


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
    filled = [number for number in days if number < len(row.cells) and _text(row.cells[number])]
    if len(filled) == 1 and is_break(_text(row.cells[filled[0]])):
        return row.cells[filled[0]]
    return row.cells[place] if place in filled else []


def _headings(row: Row) -> list[str]:
    """What the columns hold, if the row is their headings: two cells at least say so, and no cell says an hour."""
    cells = [_text(cell) for cell in row.cells]
    if any(leading(cell) for cell in cells) or sum(bool(cell) for cell in cells) < 2:
        return []
    named = _told_apart([_column_named(cell) for cell in cells])
    known = sum(bool(name) for name in named)
    filled = sum(bool(cell) for cell in cells)
    return named if known >= 2 and known * 2 >= filled else []


def _told_apart(names: list[str]) -> list[str]:
    """Of two titles the one behind names is that of a person, another one is said of the item."""
    found: list[str] = []
    for name in names:
        is_second = name == "title" and "title" in found
        instead = "function" if set(found) & set(ROLES) else ""
        found.append(instead if is_second else name)
    return found


def _column_named(text: str) -> str:
    """What a heading says: "Speakers", "Hora / Time", "Speaker 2", "Speaker affiliation"."""
    bare = text.rstrip("0123456789 ")
    if not bare or len(text) > 60:
        return ""
    names = lexicon.under("agenda_column")
    exact = next((name for name in names if lexicon.is_all(bare, f"agenda_column.{name}")), "")
    length = len(words_of(bare).words)
    if exact or length > _MOST_HEADINGS:
        return (role_of(bare) or exact) if exact in ROLES else exact
    if lexicon.begins(text, "agenda_column.time"):
        return _time_named(text)
    about = next((name for name in _PERSON if lexicon.hits(text, f"agenda_column.{name}")), "")
    if about and length == 2:
        return about
    return role_of(bare) or next((name for name in names if lexicon.begins(text, f"agenda_column.{name}")), "")


def _time_named(text: str) -> str:
    """ "Time (start)", "Hour (from – to)"."""
    ends = [name for name in ("start", "end") if lexicon.hits(text, f"agenda_column.{name}")]
    return ends[0] if len(ends) == 1 else "time"


def _by_content(rows: Sequence[Row], width: int) -> list[str]:
    """Where no heading says so: the columns of hours and days, and the first of text behind them as the title."""
    columns = [_kind_of_column(_column(rows, place), is_wide=width > 2) for place in range(width)]
    times = [place for place, name in enumerate(columns) if name == "time"]
    if len(times) == 2 and times[1] == times[0] + 1 and _are_single(rows, times):
        columns[times[0]], columns[times[1]] = "start", "end"
    return columns


def _column(rows: Sequence[Row], place: int) -> list[str]:
    """The cells of a column that are not empty."""
    return [text for row in rows if place < len(row.cells) and (text := _text(row.cells[place]))]


def _kind_of_column(texts: Sequence[str], *, is_wide: bool) -> str:
    """Hours in half of its cells; days in most of them, which a table of two columns has no room for."""
    if not texts:
        return ""
    if sum(map(_is_hours, texts)) * 2 >= len(texts):
        return "time"
    days = [text for text in texts if day_heading(text, None, is_strong=True)]
    return "day" if is_wide and len(days) * 3 >= 2 * len(texts) else ""


def _are_single(rows: Sequence[Row], places: list[int]) -> bool:
    """Each cell of these columns has one hour, not two."""
    texts = [text for place in places for text in _column(rows, place)]
    return all(hours is None or hours.end is None for hours in map(leading, texts))


def _is_hours(text: str) -> bool:
    """Hours and nothing else to speak of."""
    hours = leading(text)
    return hours is not None and len(text) - hours.behind < 12


def _of_row(row: Row, columns: Sequence[str], *, is_wide: bool) -> Iterator[Line]:
    filled = [place for place, cell in enumerate(row.cells) if _text(cell) and _name_of(place, columns) != "ignored"]
    if len(filled) == 1 and is_wide and not _is_cell_of(row, filled[0], columns):
        # A row with one cell is a heading between the others, or what goes on from above.
        yield from _alone(row.cells[filled[0]])
        return
    named = [(_name_of(place, columns), row.cells[place]) for place in filled]
    has_people = any(name in ROLES for name, _cell in named)
    facts = [(name, cell) for name, cell in named if name not in (*ROLES, *_PERSON) or not has_people]
    for name, cell in sorted(facts, key=lambda one: _ORDER.index(one[0])):
        yield from _of_cell(name, cell)
    if has_people:
        for name, cell, about in _groups(named):
            yield from _people(cell, name, about)


def _groups(named: list[tuple[str, list[Line]]]) -> list[tuple[str, list[Line], dict[str, list[Line]]]]:
    """Each cell of names with what the columns behind it say of them, the last one with those before all names, too."""
    groups: list[tuple[str, list[Line], dict[str, list[Line]]]] = []
    before: dict[str, list[Line]] = {}
    for name, cell in named:
        if name in ROLES:
            groups.append((name, cell, {}))
        elif name in _PERSON:
            (groups[-1][2] if groups else before).setdefault(name, cell)
    groups[-1][2].update({name: cell for name, cell in before.items() if name not in groups[-1][2]})
    return groups


def _name_of(place: int, columns: Sequence[str]) -> str:
    return columns[place] if place < len(columns) else ""


def _alone(cell: list[Line]) -> Iterator[Line]:
    """The lines of a row's only cell: one line is as good as a heading."""
    for line in cell:
        line.is_strong = line.is_strong or len(cell) == 1
        yield line


def _is_cell_of(row: Row, place: int, columns: Sequence[str]) -> bool:
    """Its column says what it is, and what stands there fits."""
    name = _name_of(place, columns)
    text = _text(row.cells[place])
    if name in ("time", "start"):
        return _is_hours(text)
    return name in ROLES or (name == "day" and day_heading(text, None) is not None)


def _of_cell(name: str, cell: list[Line]) -> Iterator[Line]:
    """The lines of a cell. A title is the first of them alone; hours, numbers and rooms are one line."""
    if name in ("day", "time", "start", "end", "number", "kind", "room"):
        yield Line(_text(cell), cell[0].number, hint=name)
        return
    for place, line in enumerate(cell):
        line.hint = name if name != "title" or not place else ""
        yield line


def _people(cell: list[Line], role: str, about: dict[str, list[Line]]) -> Iterator[Line]:
    """Names with what other columns say of them, line by line where these have as many lines."""
    for place, line in enumerate(cell):
        said = []
        for name in ("function", "organisation", "country"):
            lines = about.get(name, [])
            if len(lines) == len(cell):
                said.append(lines[place].text)
            elif len(cell) == 1:
                said.append(_text(lines))
        own = _text(about.get("role", []))
        text = ", ".join(filter(None, (line.text, *said)))
        yield Line(text, line.number, line.depth, hint=role_of(own) or role)


def _text(cell: Sequence[Line]) -> str:
    return squeeze(" ".join(line.text for line in cell))
