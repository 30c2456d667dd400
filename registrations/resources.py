"""Registrations as a table: the columns, their values, and a CSV or XLSX file of them, in a constant number of queries.

Columns are named by code, in no language, and rows by reference: an exported file comes back in without a change.
"""

import csv
import datetime
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple

from django.db.models import QuerySet

from backoffice.spreadsheets import guard, printable
from registrations.models import Answer, Consent, Question, Registration, RestrictedData

# Column of the file: column of the query.
FIXED = {
    "reference": "reference",
    "event": "event__code",
    "state": "state",
    "category": "category__code",
    "honorific": "honorific",
    "title": "title",
    "given_name": "given_name",
    "family_name": "family_name",
    "function": "function",
    "organisation": "organisation__slug",
    "organisation_name": "organisation_name",
    "country": "country_id",
    "email": "email",
    "phone": "phone",
    "mode": "mode",
    "language": "language",
    "source": "source",
    "received_at": "created_at",
    "state_changed_at": "state_changed_at",
    "remarks": "remarks",
    "note": "note",
}
CONSENTS = "consents"
ANSWER = "answer:"
RESTRICTED = "restricted:"
NEEDS = ("diet", "access_needs")
LIST_SEPARATOR = "|"
CHUNK = 1000


def answer_text(value: Any) -> str:
    """An answer as a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return LIST_SEPARATOR.join(map(str, value))
    return str(value)


def cell_text(value: Any) -> str:
    """A column of the query as a cell."""
    if value is None:
        return ""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime.datetime) else str(value)


class About(NamedTuple):
    """Who made a file, when, and from which filter: such a list travels, and must say where it comes from."""

    made_by: str
    made_at: datetime.datetime
    filters: str
    restricted: bool


class Table:
    """The rows of a query as cells. Registrations, answers, consents, restricted data: each read once, side by side."""

    def __init__(self, rows: QuerySet[Registration], *, with_restricted: bool = False) -> None:
        self.rows = rows.order_by("pk")
        self.with_restricted = with_restricted
        ids = rows.order_by().values("pk")
        asked = Question.objects.filter(event__in=rows.order_by().values("event")).order_by("event", "position", "pk")
        questions = list(dict.fromkeys(asked.values_list("code", "is_restricted")))
        self.open_codes = [code for code, is_restricted in questions if not is_restricted]
        self.restricted_codes = [code for code, is_restricted in questions if is_restricted]
        self._ids = ids

    @property
    def headers(self) -> list[str]:
        """The names of the columns."""
        headers = [*FIXED, CONSENTS, *(ANSWER + code for code in self.open_codes)]
        if self.with_restricted:
            headers += [*NEEDS, *(RESTRICTED + code for code in self.restricted_codes)]
        return headers

    def cells(self) -> Iterator[list[str]]:
        """Row by row; memory holds a part of them only."""
        answers = Beside(
            Answer.objects.filter(registration__in=self._ids)
            .order_by("registration_id", "pk")
            .values_list("registration_id", "question__code", "value")
        )
        consents = Beside(
            Consent.objects.filter(registration__in=self._ids, withdrawn_at=None)
            .order_by("registration_id", "kind")
            .values_list("registration_id", "kind")
        )
        restricted = Beside(
            RestrictedData.objects.filter(registration__in=self._ids)
            .order_by("registration_id")
            .values_list("registration_id", *NEEDS, "answers")
            if self.with_restricted
            else ()
        )
        fixed = self.rows.values_list("pk", *FIXED.values())
        for pk, *values in fixed.iterator(chunk_size=CHUNK):
            given = {code: value for _pk, code, value in answers.of(pk)}
            line = [cell_text(value) for value in values]
            line.append(LIST_SEPARATOR.join(kind for _pk, kind in consents.of(pk)))
            line += [answer_text(given.get(code)) for code in self.open_codes]
            if self.with_restricted:
                line += self._restricted_cells(restricted.of(pk))
            yield [guard(text) for text in line]

    def _restricted_cells(self, found: list[Any]) -> list[str]:
        _pk, diet, access_needs, kept = found[0] if found else (0, "", "", {})
        answers: Mapping[str, Any] = kept
        return [diet, access_needs, *(answer_text(answers.get(code)) for code in self.restricted_codes)]


class Beside:
    """Rows of another table, in the order of the registrations they belong to, read along with them."""

    def __init__(self, rows: "QuerySet[Any] | tuple[()]") -> None:
        read: Iterable[Any] = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else rows
        self._groups = itertools.groupby(read, key=lambda row: row[0])
        self._next: tuple[int, list[Any]] | None = None
        self._advance()

    def _advance(self) -> None:
        group = next(self._groups, None)
        self._next = (group[0], list(group[1])) if group is not None else None

    def of(self, pk: int) -> list[Any]:
        """The rows of a registration; asked in growing order."""
        while self._next is not None and self._next[0] < pk:
            self._advance()
        return self._next[1] if self._next is not None and self._next[0] == pk else []


def csv_lines(table: Table) -> Iterator[bytes]:
    """The table as CSV in UTF-8, with the mark by which spreadsheets know it; some hundred rows at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(table.headers)
    for number, line in enumerate(table.cells(), 1):
        writer.writerow(line)
        if number % 500 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def xlsx_file(table: Table, about: About) -> IO[bytes]:
    """The table as a workbook; a second sheet says who made it, when and from which filter."""
    # Here: a web process that makes no workbook does without what writes them.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("registrations")
    sheet.freeze_panes = "B2"
    heads = []
    for header in table.headers:
        head = WriteOnlyCell(sheet, value=header)
        head.font = Font(bold=True)
        heads.append(head)
    sheet.append(heads)
    for line in table.cells():
        sheet.append([printable(text) or None for text in line])
    notes = workbook.create_sheet("about")
    notes.append(["made by", guard(about.made_by)])
    notes.append(["made at", about.made_at.isoformat(timespec="seconds")])
    notes.append(["filter", printable(guard(about.filters))])
    notes.append(["restricted data", "yes" if about.restricted else "no"])
    workbook.properties.creator = about.made_by
    workbook.properties.description = printable(about.filters)
    file: IO[bytes] = SpooledTemporaryFile(max_size=2_000_000)  # noqa: SIM115  closed by the response
    workbook.save(file)
    file.seek(0)
    return file
