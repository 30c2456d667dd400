"""Tables that say everything in several languages, a column for each: of these columns one is read."""

from collections import defaultdict
from collections.abc import Sequence

from agendareader.columns import column, text_of
from agendareader.facts import Unread
from agendareader.source import Block, Row
from agendareader.titles import kind_of, numbered
from lexicon.languages import language_of

# So many items of one kind side by side tell that two columns say the same.
_ENOUGH = 3


def in_one_language(blocks: Sequence[Block], language: str) -> list[Unread]:
    """Of each such table one column is left, that of `language` or else the first; gives what is not read."""
    widths: dict[int, list[Row]] = defaultdict(list)
    for block in blocks:
        if isinstance(block, Row):
            widths[len(block.cells)].append(block)
    return [line for rows in widths.values() for line in _leave_one(rows, language)]


def _leave_one(rows: Sequence[Row], language: str) -> list[Unread]:
    """Of rows with as many columns, which may be those of several tables, one a day."""
    languages = _languages(rows)
    if not languages:
        return []
    kept = next((place for place, code in languages.items() if code == language), min(languages))
    others = [place for place in languages if place != kept]
    unread = [_first_of(rows, place) for place in others]
    for row in rows:
        _leave_out(row, kept, others)
    return unread


def _languages(rows: Sequence[Row]) -> dict[int, str]:
    """The columns that say the same, each with its language: none, or two and more."""
    codes = {place: language_of("\n".join(column(rows, place)))[0] for place in range(len(rows[0].cells))}
    known = [place for place, code in codes.items() if code]
    for first in known:
        others = [place for place in known if codes[place] != codes[first] and _say_the_same(rows, first, place)]
        if others:
            return {place: codes[place] for place in (first, *others)}
    return {}


def _say_the_same(rows: Sequence[Row], one: int, other: int) -> bool:
    """Side by side stand items of one kind and number, more than others."""
    pairs = [
        (_told(row.cells[one][0].text), _told(row.cells[other][0].text))
        for row in rows
        if row.cells[one] and row.cells[other]
    ]
    telling = [pair for pair in pairs if any(map(any, pair))]
    same = sum(left == right for left, right in telling)
    return same >= _ENOUGH and same * 2 > len(telling)


def _told(title: str) -> tuple[str, str]:
    return kind_of(title), numbered(title)[0]


def _first_of(rows: Sequence[Row], place: int) -> Unread:
    cell = next(row.cells[place] for row in rows if row.cells[place])
    return Unread(cell[0].number, text_of(cell), "language")


def _leave_out(row: Row, kept: int, others: Sequence[int]) -> None:
    """What stands in one language alone, or across all, is read whatever its column."""
    row.cells[kept] = row.cells[kept] or next((row.cells[place] for place in others if row.cells[place]), [])
    left = [place for place in range(len(row.cells)) if place not in others]
    row.cells = [row.cells[place] for place in left]
    row.wide, row.down = ({left.index(place) for place in places if place in left} for places in (row.wide, row.down))
