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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mailreader.charsets import guess, unmarked_utf16
from mailreader.facts import Table
from mailreader.flat import squeeze
from mailreader.limits import Budget, Limits
from mailreader.office import Unreadable, bounded_rows, open_archive, parse_xml, unpacked

# What a cell holds: a text, or a moment or hour of a spreadsheet's own as its kind and ISO 8601.
Cell = str | tuple[str, str]
MOMENT, HOUR = "moment", "hour"
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
    return next((sheet.found.rows for _name, sheet in _of_workbook(content, limits, 1)), [])


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
    return [Sheet(name, sheet.found.rows, *sheet.spread()) for name, sheet in _of_workbook(content, limits, most)]


@dataclass(slots=True)
class _Rows:
    """The rows that were found, counted."""

    limits: TableLimits
    rows: list[list[Cell]] = field(default_factory=list)
    cells: int = 0
    text: int = 0

    def add(self, row: Sequence[Cell]) -> None:
        """One more row, unless it is empty."""
        limits = self.limits
        filled = [number for number, cell in enumerate(row, 1) if cell]
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
        for name, number in found.items():
            if number > getattr(limits, name):
                raise Refused(name)
        self.rows.append(list(row[: filled[-1]]))


# CSV -----------------------------------------------------------------------------------------------------------------


def _of_text(content: bytes, limits: TableLimits) -> list[list[Cell]]:
    text = _decoded(content)
    if "\0" in text:
        raise Refused("damaged")
    text = text.lstrip("\ufeff\r\n")
    named = _SEPARATOR_LINE.match(text)
    text = text[named.end() :] if named else text
    first = re.sub('"[^"]*"', "", re.split(r"[\r\n]", text, maxsplit=1)[0])
    delimiter = named[1] if named and named[1] in first else max(",;\t|", key=first.count)
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


def _of_workbook(content: bytes, limits: TableLimits, most: int) -> Iterator[tuple[str, "_Sheet"]]:
    budget = Budget(Limits(unpacked=limits.unpacked, seconds=600.0, archive_members=2000))
    try:
        archive = open_archive(content, budget)
    except Unreadable as error:
        raise Refused("damaged") from error
    book = _book_of(archive, budget, limits)
    for title, path in book.sheets_in(archive.namelist())[:most]:
        sheet = _Sheet(book, limits)
        _parse(archive, path, budget, sheet.start, sheet.end, sheet.data)
        yield title, sheet


def _book_of(archive: zipfile.ZipFile, budget: Budget, limits: TableLimits) -> "_Book":
    """What the sheets need to be read."""
    book, strings, names = _Book(), _Strings(limits), set(archive.namelist())
    main = next(
        (name for name in ("xl/workbook.xml", *sorted(names)) if re.fullmatch(r"xl/workbook\d*\.xml", name)), ""
    )
    folder, _slash, base = main.rpartition("/")
    for name, start in (
        (main, book.start_of_book),
        (f"{folder}/_rels/{base}.rels", book.start_of_targets),
        ("xl/styles.xml", book.start_of_styles),
    ):
        if name in names:
            _parse(archive, name, budget, start)
    if "xl/sharedStrings.xml" in names:
        _parse(archive, "xl/sharedStrings.xml", budget, strings.start, strings.end, strings.data)
    book.strings = strings.strings
    return book


def read_xlsx(content: bytes, budget: Budget, name: str) -> tuple[str, tuple[Table, ...]]:
    """The first sheets of a workbook that came with a mail as tables, and as text; what is damaged ends there.

    Raises Unreadable.
    """
    archive = open_archive(content, budget)
    names = sorted(
        (found for found in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]{1,60}\.xml", found)),
        key=lambda found: [int(number) for number in re.findall(r"\d{1,6}", found)],
    )
    try:
        book = _book_of(archive, budget, LIMITS)
    except Refused:
        book = _Book()
    sheets = [bounded_rows(_rows_of(archive, sheet, book, budget), budget) for sheet in names[:_SHEETS]]
    tables = tuple(
        Table(rows, f"{name}, sheet {number}" if len(names) > 1 else name)
        for number, rows in enumerate(sheets, 1) if rows
    )  # fmt: skip
    if not tables:
        raise Unreadable("damaged-document")
    text = "\n\n".join("\n".join(" | ".join(row) for row in table.rows) for table in tables)
    return text[: budget.limits.text], tables


def _rows_of(archive: zipfile.ZipFile, name: str, book: "_Book", budget: Budget) -> list[list[str]]:
    """The cells of a sheet as texts, as far as it can be read."""
    sheet = _Sheet(book, LIMITS)
    with contextlib.suppress(Refused):
        _parse(archive, name, budget, sheet.start, sheet.end, sheet.data)
    return [[squeeze(cell if isinstance(cell, str) else cell[1]) for cell in row] for row in sheet.found.rows]


def _nothing(*_arguments: Any) -> None:
    """Passed over."""


def _parse(
    archive: zipfile.ZipFile, name: str, budget: Budget, start: Any, end: Any = _nothing, data: Any = _nothing
) -> None:
    if not parse_xml(unpacked(archive, name, budget), start, end, data):
        raise Refused("unpacked" if "document-cut" in budget.problems else "damaged")


class _Book:
    """What the parts around the sheets say: which sheet is first, which formats show days or hours."""

    def __init__(self) -> None:
        # The titles of the sheets, and by what the parts of the archive know them.
        self.sheets: list[tuple[str, str]] = []
        self.targets: dict[str, str] = {}
        self.dated = set(_DATED)
        self.formats: list[int] = []
        self.strings: list[str] = []
        # Of formats that show zeros in front, as for telephones: a sign, and how many figures at least.
        self.padded: dict[int, tuple[str, int]] = {}
        self.is_in_cells = False
        self.first_day = datetime.datetime(1899, 12, 30)  # noqa: DTZ001  a spreadsheet knows no zones

    def start_of_book(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get("id", "")))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.first_day = datetime.datetime(1904, 1, 1)  # noqa: DTZ001

    def start_of_targets(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            path = posixpath.join("/xl", attributes.get("Target", ""))
            self.targets[attributes.get("Id", "")] = posixpath.normpath(path).lstrip("/")

    def start_of_styles(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            if found := _PADDED.fullmatch(attributes.get("formatCode", "").partition(";")[0]):
                self.padded[_whole(attributes.get("numFmtId"))] = ("+" * bool(found[1]), found[2].count("0"))
            if re.search("[dmyhs]", _NO_LETTERS_OF_DATES.sub("", attributes.get("formatCode", "")), re.IGNORECASE):
                self.dated.add(_whole(attributes.get("numFmtId")))
        elif name in ("cellXfs", "cellStyleXfs", "dxfs"):
            self.is_in_cells = name == "cellXfs"
        elif name == "xf" and self.is_in_cells:
            self.formats.append(_whole(attributes.get("numFmtId")))

    def sheets_in(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Title and path of each sheet of cells, in their order; of a damaged book the first by name."""
        found = [(title, self.targets.get(key, "")) for title, key in self.sheets]
        found = [(title, path) for title, path in found if path.startswith("xl/worksheets/")]
        return found or [("", next((path for path in sorted(names) if path.startswith("xl/worksheets/")), ""))]

    def shown(self, number: int, style: str) -> str:
        """A whole number as a cell of this style shows it, without the spaces between its figures."""
        place = _whole(style)
        key = self.formats[place] if 0 <= place < len(self.formats) else -1
        sign, figures = self.padded.get(key, ("", 1)) if number >= 0 else ("", 1)
        return f"{sign}{number:0{figures}d}"

    def is_dated(self, style: str) -> bool:
        """Whether numbers of this style are days or hours."""
        number = _whole(style)
        return 0 <= number < len(self.formats) and self.formats[number] in self.dated


class _Strings:
    """The shared strings of a workbook, without what says how they are pronounced."""

    def __init__(self, limits: TableLimits) -> None:
        self.limits = limits
        self.strings: list[str] = []
        self.pieces: list[str] = []
        self.is_text = self.is_phonetic = False
        self.length = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            self.pieces = []
        self.is_phonetic = self.is_phonetic or name == "rPh"
        self.is_text = name == "t" and not self.is_phonetic

    def end(self, name: str) -> None:
        self.is_text = False
        if name == "rPh":
            self.is_phonetic = False
        elif name == "si":
            self.strings.append("".join(self.pieces))
            if len(self.strings) > self.limits.cells:
                raise Refused("cells")

    def data(self, text: str) -> None:
        if self.is_text:
            self.length += len(text)
            if self.length > self.limits.text:
                raise Refused("text")
            self.pieces.append(text)


class _Sheet:
    """The rows of a sheet, each cell at its column. Empty cells with a style cost nothing but their reading."""

    def __init__(self, book: _Book, limits: TableLimits) -> None:
        self.book, self.strings, self.limits = book, book.strings, limits
        self.found = _Rows(limits)
        self.row: list[Cell] = []
        self.column = 0
        self.kind = self.style = ""
        self.value: list[str] = []
        self.length = self.count = 0
        self.is_value = self.is_phonetic = False
        # The numbers of the rows that are kept, and what is merged.
        self.number = 0
        self.numbers: list[int] = []
        self.merged: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.row, self.column = [], 0
            self.number = max(self.number + 1, _whole(attributes.get("r")))
        elif name == "mergeCell" and len(self.merged) < self.limits.rows:
            self.merged.append(attributes.get("ref", ""))
        elif name == "c":
            self.column = _column(attributes.get("r", "")) or self.column + 1
            self.kind, self.style, self.value = attributes.get("t", ""), attributes.get("s", ""), []
            self.length = 0
            self.count += 1
            if self.count > self.limits.styled:
                raise Refused("styled")
        elif name == "rPh":
            self.is_phonetic = True
        self.is_value = name in ("v", "t") and not self.is_phonetic

    def end(self, name: str) -> None:
        self.is_value = False
        if name == "rPh":
            self.is_phonetic = False
        elif name == "c" and self.value and (cell := self._cell("".join(self.value))):
            if self.column > self.limits.columns:
                raise Refused("columns")
            self.row += [""] * (self.column - len(self.row))
            self.row[self.column - 1] = cell
        elif name == "row":
            self.found.add(self.row)
            self.numbers += [self.number] * (len(self.found.rows) - len(self.numbers))

    def spread(self) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        """Repeat what is merged over rows in each of them; see `Sheet` for what is returned."""
        wide: set[tuple[int, int]] = set()
        down: set[tuple[int, int]] = set()
        left = self.limits.cells
        places = {number: place for place, number in enumerate(self.numbers)}
        for reference in self.merged:
            first, last, begin, end = _merged(reference)
            rows = range(places.get(first, 0), min(bisect_right(self.numbers, last), places.get(first, 0) + left))
            if first not in places or not 0 < begin <= len(self.found.rows[places[first]]):
                continue
            left -= len(rows)
            cell = self.found.rows[places[first]][begin - 1]
            for place in rows:
                row = self.found.rows[place]
                row += [""] * (begin - len(row))
                row[begin - 1] = cell
            wide |= {(place, begin - 1) for place in rows if end > begin}
            down |= {(place, begin - 1) for place in rows[1:]}
        return wide, down

    def data(self, text: str) -> None:
        if self.is_value:
            self.length += len(text)
            if self.length > self.limits.cell:
                raise Refused("cell")
            self.value.append(text)

    def _cell(self, text: str) -> Cell:
        if self.kind == "s":
            number = _whole(text)
            if not 0 <= number < len(self.strings):
                raise Refused("damaged")
            return self.strings[number]
        if self.kind == "b":
            return "yes" if text.strip() == "1" else "no"
        if self.kind == "d":
            return (MOMENT, text)
        return self._number(text) if self.kind in ("", "n") else text

    def _number(self, text: str) -> Cell:
        try:
            number = float(text)
            if self.book.is_dated(self.style):
                return _moment(number, self.book.first_day)
            is_whole = number.is_integer() and abs(number) < 1e15
            if is_whole:
                return self.book.shown(int(number), self.style)
            # A long number keeps its digits; another one is written as short as it can be.
            return text if re.fullmatch(r"-?\d+", text) else str(number)
        except (ValueError, OverflowError):
            return text


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
