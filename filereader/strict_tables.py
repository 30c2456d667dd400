"""Tables (XLSX, CSV) cell by cell: of what staff upload all or nothing, of what came by mail what can be read."""

import codecs
import contextlib
import csv
import datetime
import io
import posixpath
import re
import zipfile
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from filereader.charsets import guess, unmarked_utf16
from filereader.facts import Table
from filereader.limits import Budget, Limits
from filereader.office import Unreadable, bounded_rows, open_archive, parse_xml, unpacked
from filereader.texts import squeeze

# What a cell holds: a text, or a moment or hour of a spreadsheet's own as its kind and ISO 8601.
Cell = str | tuple[str, str]
MOMENT, HOUR = "moment", "hour"
Taker = Callable[[str, dict[str, str], str], None]
_SHEETS = 5

_XLSX, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# The first line by which a spreadsheet says what separates the cells.
_SEPARATOR_LINE = re.compile(r"""["']?sep ?= ?(.)["']?[;,\t]*(?:\r\n|\r|\n|$)""", re.IGNORECASE)
# Formats of days and hours that files name by number alone (ECMA-376, 18.8.30).
_DATED = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
# "0000000000", "00 00 00 00 00", "+00 00000000": whole numbers with zeros in front.
_PADDED = re.compile(r"""(?:(\\?\+|"\+")[\\ ]{0,4})?([0#][0# \\\-./()]{1,40})""")
_NO_LETTERS_OF_DATES = re.compile(r'"[^"]*"|\\.|_.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableLimits:
    """What a file may hold: rows, columns and cells that are not empty, and characters in one cell and in all.

    `styled` counts the empty cells of a workbook, too. `unpacked` is bytes of the XML that comes out of an archive,
    whatever it says of its size.
    """

    rows: int = 20_000
    columns: int = 200
    cells: int = 300_000
    styled: int = 600_000
    cell: int = 32_767
    text: int = 10_000_000
    unpacked: int = 80_000_000


class Refused(Exception):
    """The file is not taken: `reason` is "damaged", "old", "unpacked", or the name of the limit that it passes."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


LIMITS = TableLimits()


def read_strictly(content: bytes, limits: TableLimits = LIMITS) -> list[list[Cell]]:
    """The rows that are not empty, of CSV or of the first sheet of a workbook. Raises Refused.

    What the file is its bytes say, whatever its name.
    """
    if content.startswith(_OLD):
        raise Refused("old")
    if not content.startswith(_XLSX):
        return _of_text(content, limits)
    return next((found.rows for _title, found in _of_workbook(content, limits, 1)), [])


class Sheet(NamedTuple):
    """A sheet by its name; what is merged over rows stands in each of them.

    `wide` are cells (row, column) that reach over several columns, `down` those that reach down from the row above.
    """

    name: str
    rows: list[list[Cell]]
    wide: set[tuple[int, int]]
    down: set[tuple[int, int]]


def read_sheets(content: bytes, limits: TableLimits = LIMITS, most: int = 10) -> list[Sheet]:
    """The first sheets of a workbook. Raises Refused."""
    return [Sheet(title, found.rows, *_spread(found)) for title, found in _of_workbook(content, limits, most)]


@dataclass(slots=True)
class _Rows:
    """The rows that were found, counted; of a sheet also their numbers there, and what is merged, as "A6:C18"."""

    limits: TableLimits
    rows: list[list[Cell]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    cells: int = 0
    text: int = 0

    def add(self, row: Sequence[Cell], number: int = 0) -> None:
        """One more row, unless it is empty."""
        limits = self.limits
        filled = [place for place, cell in enumerate(row, 1) if cell]
        if not filled:
            return
        sizes = [len(cell) for cell in row]
        self.cells += len(filled)
        self.text += sum(sizes)
        found = {
            "rows": len(self.rows) + 1,
            "columns": filled[-1],
            "cells": self.cells,
            "cell": max(sizes),
            "text": self.text,
        }
        for name, amount in found.items():
            if amount > getattr(limits, name):
                raise Refused(name)
        self.rows.append(list(row[: filled[-1]]))
        self.numbers.append(number)


# CSV -----------------------------------------------------------------------------------------------------------------


def _of_text(content: bytes, limits: TableLimits) -> list[list[Cell]]:
    text = _decoded(content)
    if "\0" in text:
        raise Refused("damaged")
    text = text.lstrip("\ufeff\r\n")
    named = _SEPARATOR_LINE.match(text)
    text = text[named.end() :] if named else text
    lines = [re.sub('"[^"]*"', "", line) for line in re.split(r"[\r\n]+", text, maxsplit=2)[:2]]
    first = lines[0]
    # One stroke alone is a part of a heading: "Name (given|family)".
    separators = ",;\t|" if first.count("|") > 1 or "|" in lines[-1] else ",;\t"
    is_told = named and (named[1] in first or not any(sign in first for sign in separators))
    delimiter = named[1] if named and is_told else max(separators, key=first.count)
    found = _Rows(limits)
    before = csv.field_size_limit(limits.cell)  # of the whole process, which reads mail as well
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            found.add(row)
    except (csv.Error, TypeError, ValueError) as error:
        raise Refused("cell" if "field limit" in str(error) else "damaged") from error
    finally:
        csv.field_size_limit(before)
    return found.rows


def _decoded(data: bytes) -> str:
    """Text of a file in UTF-16 or UTF-8 or, failing these, in a code page of western Europe."""
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        wide = unmarked_utf16(data)
        if not wide and b"\0" in data:  # no text at all, and a database would refuse it later
            raise Refused("damaged")
        return data.decode(wide, "replace") if wide else guess(data)
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise Refused("damaged") from error


# Workbooks -----------------------------------------------------------------------------------------------------------


def read_xlsx(content: bytes, budget: Budget, name: str) -> tuple[str, tuple[Table, ...]]:
    """The first sheets of a workbook that came with a mail as tables, and as text; what is damaged ends there.

    Raises Unreadable.
    """
    archive = open_archive(content, budget)
    book = _Book(LIMITS)
    with contextlib.suppress(Refused):
        book.read(archive, budget)
    sheets = [_readable(archive, path, book, budget) for _title, path in book.sheets_in(archive)[:_SHEETS]]
    tables = tuple(
        Table(rows, f"{name}, sheet {number}" if len(sheets) > 1 else name)
        for number, rows in enumerate(sheets, 1) if rows
    )  # fmt: skip
    if not tables:
        raise Unreadable("damaged-document")
    text = "\n\n".join("\n".join(" | ".join(row) for row in table.rows) for table in tables)
    return text[: budget.limits.text], tables


def _readable(archive: zipfile.ZipFile, path: str, book: "_Book", budget: Budget) -> tuple[tuple[str, ...], ...]:
    """The cells of a sheet as texts, as far as it can be read."""
    found = _Rows(LIMITS)
    with contextlib.suppress(Refused):
        _each(archive, path, budget, _Sheet(book, found).take)
    texts = [[squeeze(cell if isinstance(cell, str) else cell[1]) for cell in row] for row in found.rows]
    return bounded_rows(texts, budget)


def _of_workbook(content: bytes, limits: TableLimits, most: int) -> Iterator[tuple[str, _Rows]]:
    """Titles and rows of the first sheets. Raises Refused."""
    budget = Budget(Limits(unpacked=limits.unpacked, seconds=600.0, archive_members=2000))
    try:
        archive = open_archive(content, budget)
    except Unreadable as error:
        raise Refused("damaged") from error
    book = _Book(limits)
    book.read(archive, budget)
    sheets = book.sheets_in(archive)[:most]
    if not sheets:
        raise Refused("damaged")
    for title, path in sheets:
        found = _Rows(limits)
        _each(archive, path, budget, _Sheet(book, found).take)
        yield title, found


def _each(archive: zipfile.ZipFile, part: str, budget: Budget, take: Taker) -> None:
    """Tell of each element of a part when it has ended: name, attributes, text. Raises Refused."""
    opened: list[dict[str, str]] = []
    text: list[str] = []

    def start(_name: str, attributes: dict[str, str]) -> None:
        opened.append(attributes)
        text.clear()

    def end(name: str) -> None:
        take(name, opened.pop(), "".join(text))
        text.clear()

    if not parse_xml(unpacked(archive, part, budget), start, end, text.append):
        raise Refused("unpacked" if "document-cut" in budget.problems else "damaged")


class _Format(NamedTuple):
    """How numbers are shown: as a day or hour; or with a sign and so many figures at least."""

    is_dated: bool = False
    sign: str = ""
    figures: int = 1


class _Book:
    """What the parts around the sheets say, and how a sheet is read with it."""

    def __init__(self, limits: TableLimits) -> None:
        self.limits = limits
        # The titles of the sheets, and by what the parts of the archive know them.
        self.sheets: list[tuple[str, str]] = []
        self.targets: dict[str, str] = {}
        self.strings: list[str] = []
        self.written: list[str] = []
        self.length = 0
        # Formats of numbers by their keys, and of each style of cells.
        self.named: dict[str, _Format] = {}
        self.styles: list[_Format] = []
        self.formats: list[_Format] = []
        self.first_day = datetime.datetime(1899, 12, 30)  # noqa: DTZ001  a spreadsheet knows no zones

    def read(self, archive: zipfile.ZipFile, budget: Budget) -> None:
        """All that the sheets need. Raises Refused."""
        names = archive.namelist()
        books = (name for name in ("xl/workbook.xml", *sorted(names)) if re.fullmatch(r"xl/workbook\d*\.xml", name))
        main = next((name for name in books if name in names), "")
        folder, _slash, base = main.rpartition("/")
        for part in (main, f"{folder}/_rels/{base}.rels", "xl/styles.xml", "xl/sharedStrings.xml"):
            if part in names:
                _each(archive, part, budget, self._take)

    def _take(self, name: str, attributes: dict[str, str], text: str) -> None:
        if name == "sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get("id", "")))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.first_day = datetime.datetime(1904, 1, 1)  # noqa: DTZ001
        elif name == "Relationship":
            path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            self.targets[attributes.get("Id", "")] = path.lstrip("/")
        elif name == "numFmt":
            self.named[attributes.get("numFmtId", "")] = _format(attributes.get("formatCode", ""))
        elif name == "xf":
            key = attributes.get("numFmtId", "")
            self.styles.append(self.named.get(key, _Format(_whole(key) in _DATED)))
        elif name in ("cellStyleXfs", "cellXfs"):
            self.formats, self.styles = self.styles, []
        elif name == "t":
            self.written.append(text)
        elif name == "rPh" and self.written:  # how it is pronounced
            self.written.pop()
        elif name == "si":
            self.strings.append("".join(self.written))
            self.written = []
            self.length += len(self.strings[-1])
            if self.length > self.limits.text:
                raise Refused("text")
            if len(self.strings) > self.limits.cells:
                raise Refused("cells")

    def sheets_in(self, archive: zipfile.ZipFile) -> list[tuple[str, str]]:
        """Title and path of each sheet of cells, in their order; of a damaged book by the names of the paths."""
        found = [(title, self.targets.get(key, "")) for title, key in self.sheets]
        found = [(title, path) for title, path in found if path.startswith("xl/worksheets/")]
        named = [path for path in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]{1,60}\.xml", path)]
        return found or [("", path) for path in sorted(named, key=lambda path: (len(path), path))]


class _Sheet:
    """Adds the rows of a sheet, each cell at its column, to those that were found."""

    def __init__(self, book: _Book, found: _Rows) -> None:
        self.book, self.found, self.limits = book, found, found.limits
        self.row: list[Cell] = []
        self.written: list[str] = []
        self.column = self.number = self.count = 0

    def take(self, name: str, attributes: dict[str, str], text: str) -> None:
        """An element that has ended. Raises Refused."""
        if name in ("v", "t"):
            self.written.append(text)
        elif name == "c":
            self._cell(attributes)
        elif name == "row":
            self.number = max(self.number + 1, _whole(attributes.get("r")))
            self.found.add(self.row, self.number)
            self.row, self.column = [], 0
        elif name == "rPh" and self.written:
            self.written.pop()
        elif name == "mergeCell" and len(self.found.merged) < self.limits.rows:
            self.found.merged.append(attributes.get("ref", ""))

    def _cell(self, attributes: dict[str, str]) -> None:
        self.column = _column(attributes.get("r", "")) or self.column + 1
        self.count += 1
        if self.count > self.limits.styled:
            raise Refused("styled")
        if not self.written:
            return
        text, self.written = "".join(self.written), []
        if len(text) > self.limits.cell:
            raise Refused("cell")
        if not (text and (cell := self._value(attributes.get("t", "n"), text, attributes.get("s")))):
            return
        if self.column > self.limits.columns:
            raise Refused("columns")
        self.row += [""] * (self.column - len(self.row))
        self.row[self.column - 1] = cell

    def _value(self, kind: str, text: str, style: str | None) -> Cell:
        strings = self.book.strings
        if kind == "s":
            if not 0 <= _whole(text) < len(strings):
                raise Refused("damaged")
            return strings[_whole(text)]
        if kind == "b":
            return "yes" if text.strip() == "1" else "no"
        if kind == "d":
            return (MOMENT, text)
        return self._number(text, _whole(style)) if kind == "n" else text

    def _number(self, text: str, style: int) -> Cell:
        """As a cell of this style shows it, without the spaces between its figures."""
        formats = self.book.formats
        shown = formats[style] if 0 <= style < len(formats) else _Format()
        try:
            number = float(text)
            if shown.is_dated:
                return _moment(number, self.book.first_day)
            if not number.is_integer() or abs(number) >= 1e15:
                # A long number keeps its digits; another one is written as short as it can be.
                return text if re.fullmatch(r"-?\d+", text) else str(number)
        except (ValueError, OverflowError):
            return text
        return f"{shown.sign}{int(number):0{shown.figures}d}" if number >= 0 else str(int(number))


def _format(code: str) -> _Format:
    """What a format makes of numbers: "dd/mm/yyyy", "0000000000", "+00 00000000"."""
    is_dated = bool(re.search("[dmyhs]", _NO_LETTERS_OF_DATES.sub("", code), re.IGNORECASE))
    padded = _PADDED.fullmatch(code.partition(";")[0])
    return _Format(is_dated, "+" * bool(padded[1]), padded[2].count("0")) if padded else _Format(is_dated)


def _spread(found: _Rows) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Repeat what is merged over rows in each of them; see `Sheet` for what is returned."""
    wide: set[tuple[int, int]] = set()
    down: set[tuple[int, int]] = set()
    left = found.limits.cells
    places = {number: place for place, number in enumerate(found.numbers)}
    for reference in found.merged:
        first, last, begin, end = _merged(reference)
        rows = range(places.get(first, 0), min(bisect_right(found.numbers, last), places.get(first, 0) + left))
        if first not in places or not 0 < begin <= len(found.rows[places[first]]):
            continue
        left -= len(rows)
        cell = found.rows[places[first]][begin - 1]
        for place in rows:
            row = found.rows[place]
            row += [""] * (begin - len(row))
            row[begin - 1] = cell
        wide |= {(place, begin - 1) for place in rows if end > begin}
        down |= {(place, begin - 1) for place in rows[1:]}
    return wide, down


def _moment(number: float, first_day: datetime.datetime) -> Cell:
    """A number of days as what it shows: a moment or, below one, an hour. A spreadsheet counts to the millisecond."""
    since = datetime.timedelta(milliseconds=round(number * 86_400_000))
    if datetime.timedelta() <= since < datetime.timedelta(days=1):
        return (HOUR, (first_day + since).time().isoformat())
    if number < 60 and first_day.year == 1899:  # to a spreadsheet, 1900 has a 29 February
        since += datetime.timedelta(days=1)
    return (MOMENT, (first_day + since).isoformat())


def _whole(text: str | None) -> int:
    """A number of a few digits, or -1."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,8}", text) else -1


def _merged(reference: str) -> tuple[int, int, int, int]:
    """ "A6:C18": first and last row, first and last column; zeros where it says none."""
    found = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})", reference)
    return (int(found[2]), int(found[4]), _column(found[1]), _column(found[3])) if found else (0, 0, 0, 0)


def _column(reference: str) -> int:
    """ "C7" -> 3; 0 where there is none."""
    number = 0
    for sign in re.match(r"[A-Z]{0,3}", reference)[0]:  # type: ignore[index]  # matches always
        number = number * 26 + ord(sign) - 64
    return number
