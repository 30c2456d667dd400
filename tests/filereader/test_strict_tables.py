"""Tables that staff upload: what a spreadsheet shows is read, and what would take memory or time is refused early."""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from filereader.strict_tables import Refused, TableLimits, read_strictly
from sandbox import child

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def moment(*parts: int) -> dt.datetime:
    """Of no zone, as a spreadsheet has it."""
    return dt.datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def workbook(*rows: list[Any]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(sheet: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A workbook of this XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet {NAMESPACE}><sheetData>{sheet}</sheetData></worksheet>"
        )
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def shared(strings: str) -> dict[str, str]:
    return {"xl/sharedStrings.xml": f"<sst {NAMESPACE}>{strings}</sst>"}


def refused(content: bytes, **limits: int) -> str:
    with pytest.raises(Refused) as raised:
        read_strictly(content, TableLimits(**limits))
    return raised.value.reason


# What is read ---------------------------------------------------------------------------------------------------------


def test_cells_are_read_as_the_spreadsheet_shows_them() -> None:
    day, hour = moment(2027, 6, 14), dt.time(9, 30)
    book = workbook(
        ["text", None, 3, 3.0, 0.1, 4165550100, True, day, hour, moment(2027, 6, 14, 9, 30), " a\nb "],
    )
    assert read_strictly(saved(book)) == [
        [
            "text", "", "3", "3", "0.1", "4165550100", "yes", ("moment", "2027-06-14T00:00:00"), ("hour", "09:30:00"),
            ("moment", "2027-06-14T09:30:00"), " a\nb ",
        ]
    ]  # fmt: skip


def test_days_count_from_where_the_workbook_says() -> None:
    book = workbook([moment(2027, 6, 14)])
    book.epoch = moment(1904, 1, 1)
    book.active["A1"].value = moment(2027, 6, 14)
    assert read_strictly(saved(book)) == [[("moment", "2027-06-14T00:00:00")]]


def test_a_number_with_letters_in_its_format_is_no_day() -> None:
    book = workbook([14, 14])
    book.active["A1"].number_format = '0.00 "days"'
    book.active["B1"].number_format = "[Red]0"
    assert read_strictly(saved(book)) == [["14", "14"]]


def test_the_first_sheet_is_the_one_that_stands_first() -> None:
    book = workbook(["second"])
    book.create_sheet("front", 0).append(["first"])
    assert read_strictly(saved(book)) == [["first"]]


def test_letters_of_a_text_may_differ_in_their_looks() -> None:
    book = workbook([CellRichText("Tra", TextBlock(InlineFont(b=True), "oré"))])
    assert read_strictly(saved(book)) == [["Traoré"]]


def test_how_a_name_is_pronounced_is_no_part_of_it() -> None:
    strings = shared("<si><t>課長</t><rPh sb='0' eb='2'><t>カチョウ</t></rPh></si>")
    assert read_strictly(packed("<row><c t='s'><v>0</v></c></row>", strings)) == [["課長"]]


def test_empty_rows_and_cells_that_only_have_a_style_are_nothing() -> None:
    sheet = "<row r='1'><c r='A1' t='str'><v>x</v></c><c r='XFD1' s='1'/></row><row r='9'><c r='A9' s='1'/></row>"
    assert read_strictly(packed(sheet)) == [["x"]]


ZOE = "name;body\r\nZoé Müller;Ministère\r\n"


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-15", "mac-roman", "cp850"]
)
def test_a_text_is_read_whatever_machine_wrote_it(codec: str) -> None:
    assert read_strictly(ZOE.encode(codec)) == [["name", "body"], ["Zoé Müller", "Ministère"]]


@pytest.mark.parametrize(
    "text",
    [
        ZOE.replace(";", ","),
        ZOE.replace(";", "\t"),
        ZOE.replace(";", "|"),
        "sep=;\r\n" + ZOE,
        "SEP = ;\r\n" + ZOE,
        '"sep=;"\r\n' + ZOE,
        "sep=,\r\n" + ZOE,
        ZOE.replace("\r\n", "\r"),
        ";;\r\n\r\n" + ZOE,
        ZOE.replace("\r\n", ";;\r\n"),
    ],
)
def test_cells_are_found_whatever_separates_them(text: str) -> None:
    assert read_strictly(text.encode()) == [["name", "body"], ["Zoé Müller", "Ministère"]]


def test_a_sign_in_a_quoted_heading_separates_nothing() -> None:
    assert read_strictly(b'"Name, given, family";body\r\nA;B\r\n') == [["Name, given, family", "body"], ["A", "B"]]


def test_what_the_file_says_of_its_separator_holds_where_the_first_line_has_one_cell() -> None:
    assert read_strictly(b"sep=;\r\nList of participants\r\nA, B;C\r\n") == [["List of participants"], ["A, B", "C"]]


@pytest.mark.parametrize("text", ["Name (a|b)\r\nAna\r\n", "Name (a|b)\r\nAna\r\nA|B\r\n"])
def test_one_stroke_in_a_heading_separates_nothing(text: str) -> None:
    assert read_strictly(text.encode())[0] == ["Name (a|b)"]


@pytest.mark.parametrize("text", ["a|b\r\nc|d\r\n", "a|b|c\r\nd\r\n"])
def test_strokes_separate_where_there_are_two_or_the_next_line_has_one(text: str) -> None:
    assert len(read_strictly(text.encode())[0]) > 1


# What is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"rows": 2}, "rows"),
        ({"columns": 1}, "columns"),
        ({"cells": 5}, "cells"),
        ({"cell": 2}, "cell"),
        ({"text": 9}, "text"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_beyond_a_limit_is_refused(kind: str, limits: dict[str, int], reason: str) -> None:
    rows = [["abc", "d"]] * 3
    content = saved(workbook(*rows)) if kind == "xlsx" else b"abc,d\r\n" * 3
    assert refused(content, **limits) == reason


@pytest.mark.parametrize(
    "content",
    [
        packed("<row><c t='s'><v>0</v></c>"),
        packed("<row><c t='s'><v>0</v></c></row>"),
        packed("<row/>")[:-30],
        packed("<row/>").replace(b"PK\x05\x06", b"PK\x05\x07"),
        b"PK\x03\x04" + bytes(range(256)) * 40,
        bytes(range(256)) * 40,
        b"\xff\xfe\x00",
        packed("&a;", {}).replace(b"<worksheet", b"<!DOCTYPE "),
    ],
    ids=["cut", "no-string", "half", "no-end", "binary", "junk", "half-a-letter", "damaged"],
)
def test_a_broken_file_is_refused(content: bytes) -> None:
    assert refused(content) == "damaged"


def test_empty_cells_with_a_style_are_counted() -> None:
    assert refused(packed("<row>" + "<c s='1'/>" * 11 + "</row>"), styled=10) == "styled"


def test_entities_are_refused() -> None:
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>"
    assert (
        refused(packed("<row/>", {"xl/sharedStrings.xml": f"{bomb}<sst {NAMESPACE}><si><t>&b;</t></si></sst>"}))
        == "damaged"
    )


# What would take memory -----------------------------------------------------------------------------------------------

FAR = packed("<row r='1048576'><c r='XFD1048576' t='str'><v>far</v></c></row>")
STRINGS = packed("<row/>", shared(f"<si><t>{'a' * 30_000}</t></si>" * 1000))
SAME_STRING = packed(
    ("<row>" + "<c t='s'><v>0</v></c>" * 100 + "</row>") * 4, shared(f"<si><t>{'a' * 30_000}</t></si>")
)
ONE_CELL = packed(f"<row><c t='str'><v>{'a' * 20_000_000}</v></c></row>")
ZEROES = packed("<row/>", shared(f"<si><t>x</t></si>{' ' * 100_000_000}"))
FILES = [
    (FAR, "columns"), (STRINGS, "text"), (SAME_STRING, "text"), (ONE_CELL, "cell"), (ZEROES, "unpacked"),
]  # fmt: skip
NAMES = ["far", "strings", "same-string", "one-cell", "zeroes"]


@pytest.mark.parametrize(("content", "reason"), FILES, ids=NAMES)
def test_a_small_file_that_would_be_large_is_refused(
    content: bytes, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within a third of the memory that the process may take, of which it has 35 million bytes before it reads."""
    monkeypatch.setattr(child, "BOUNDS", child.Bounds(memory=150_000_000))
    assert len(content) < 500_000
    with pytest.raises(child.Refused) as raised:
        child.read_table(content)
    assert raised.value.reason == reason


def test_a_file_that_takes_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "SECONDS_OF_A_TABLE", 0.1)
    with pytest.raises(child.NotRead):
        child.read_table(packed("<row>" + "<c r='A1' s='1'/>" * 200_000 + "</row>"))


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (615550102, "0000000000", "0615550102"),
        (615550102, "00\\ 00\\ 00\\ 00\\ 00", "0615550102"),
        (33615550102, '"+"00000000000', "+33615550102"),
        (615550102, "General", "615550102"),
        (12, "0", "12"),
        (12, "#,##0.00", "12"),
    ],
)
def test_a_number_keeps_the_zeros_that_its_cell_shows(number: int, code: str, shown: str) -> None:
    book = workbook([number])
    book.active["A1"].number_format = code
    assert read_strictly(saved(book)) == [[shown]]
