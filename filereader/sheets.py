"""Tables in plain files: CSV of any separator, and rows of a text between tabs or bars."""

import csv
import io
import re
from collections.abc import Callable

from filereader.charsets import decode
from filereader.facts import Table
from filereader.limits import Limits
from filereader.texts import squeeze

_SEPARATORS = (";", ",", "\t", "|")
_FEWEST = 3


def read_csv(content: bytes, limits: Limits, name: str, charset: str = "") -> tuple[str, tuple[Table, ...]]:
    """The file as text and as one table; no table where no separator makes columns."""
    text = decode(content, charset)[0][: limits.text]
    rows = rows_of(text, limits)
    return text, (Table(rows, name),) if rows else ()


def rows_of(text: str, limits: Limits, squeezed: Callable[[str], str] = squeeze) -> tuple[tuple[str, ...], ...]:
    """Rows by the separator that gives most rows the same number of cells; `squeezed` tidies the text of a cell."""
    text = re.sub(r"\A\s*sep=.\r?\n", "", text, flags=re.IGNORECASE)
    best: list[list[str]] = []
    best_score = 0
    for separator in _SEPARATORS:
        rows = _parsed(text, separator, limits)
        widths = [len(row) for row in rows if len(row) > 1]
        common = max(set(widths), key=widths.count, default=0)
        score = widths.count(common) * min(common, 8) if len(widths) * 2 >= len(rows) else 0
        if score > best_score:
            best, best_score = rows, score
    cut = [tuple(squeezed(cell)[: limits.cell] for cell in row[: limits.table_columns]) for row in best]
    return tuple(row for row in cut if any(row))


def _parsed(text: str, separator: str, limits: Limits) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) >= limits.table_rows:
                break
    except csv.Error:
        pass  # a field without end, or longer than fields are: what came before it is kept
    return rows


def tables_in(text: str, where: str = "text", limits: Limits | None = None) -> list[Table]:
    """Tables typed or pasted into a plain text: lines next to each other with as many tabs or bars."""
    limits = limits or Limits()
    runs: list[list[tuple[str, ...]]] = [[]]
    for line in text.split("\n")[:5000]:
        cells = _cells(line, limits)
        if cells is None:
            continue
        if len(cells) < _FEWEST or (runs[-1] and abs(len(runs[-1][-1]) - len(cells)) > 1):
            runs.append([])
        if len(cells) >= _FEWEST:
            runs[-1].append(cells[: limits.table_columns])
    return [Table(tuple(run[: limits.table_rows]), where) for run in runs if len(run) > 1]


def _cells(line: str, limits: Limits) -> tuple[str, ...] | None:
    """What stands between tabs, bars or wide gaps; nothing in other lines, None for the rule between head and rows."""
    bare = re.sub(r"(?<=\S) {2,}(?=\S)", "\t", line.strip()) if "\t" not in line and "|" not in line else line
    bar = next((bar for bar in "|\t" if bare.count(bar) > 1), "")
    if bar and re.fullmatch(r"[\s|+:=-]+", bare):
        return None
    return tuple(cell.strip()[: limits.cell] for cell in bare.strip(" |").split(bar)) if bar else ()


def is_row(line: str) -> bool:
    """Cells between bars, tabs or wide gaps."""
    return " | " in line or len(re.findall(r"\t|\S {2,}(?=\S)", line)) > 1
