"""A table of registrations comes in: every row is tried by the verbs of the model, and all are kept or none."""

import csv
import datetime
import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.spreadsheets import unguard
from events.models import Event
from multilingual.search import fold
from registrations.actions.correct import correct
from registrations.actions.register import register
from registrations.errors import RegistrationError
from registrations.forms.questions import field_of
from registrations.models import Category, Question, Registration, RestrictedData
from registrations.models.states import State
from registrations.resources import ANSWER, CONSENTS, FIXED, LIST_SEPARATOR, NEEDS, RESTRICTED, answer_text
from speakers.models import Country, Organisation

if TYPE_CHECKING:
    from django.db.models import Field

MOST_ROWS = 5000
# What reading a file raises that is not what its name says: no archive, no workbook in it, no sheet with cells.
UNREADABLE = (
    csv.Error, zipfile.BadZipFile, AttributeError, IndexError, KeyError, OSError, ValueError,
)  # fmt: skip
# Say where a row comes from and how it stands. An import changes data, never a decision.
READ_ONLY = ("reference", "event", "state", "source", "received_at", "state_changed_at", CONSENTS)
PLAIN = (
    "honorific", "title", "given_name", "family_name", "function", "organisation_name", "email", "phone", "mode",
    "language", "remarks", "note",
)  # fmt: skip


class Unreadable(Exception):
    """The file as a whole cannot be used; `str()` says why."""


class BadCell(Exception):
    """A cell that cannot be taken: its column, and why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(column, reason)
        self.column, self.reason = column, reason


class RowReport(NamedTuple):
    """What became (or would become) of a row: new, changed, same or bad. `number` is the line in the file."""

    number: int
    code: str
    reference: str
    name: str
    changes: list[tuple[str, str, str]]  # column, before, after
    column: str = ""
    reason: str = ""


class Sheet(NamedTuple):
    """A table as read: the names of its columns and its rows as texts."""

    headers: list[str]
    rows: list[list[str]]


def read_file(name: str, content: bytes) -> Sheet:
    """The table of a CSV or XLSX file."""
    try:
        raw = _read_xlsx(content) if name.lower().endswith(".xlsx") else _read_csv(content)
    except UNREADABLE as error:
        raise Unreadable(_("The file cannot be read as CSV (UTF-8) or XLSX.")) from error
    if not raw or not any(cell.strip() for cell in raw[0]):
        raise Unreadable(_("The first row must name the columns."))
    headers = [header.strip() for header in raw[0]]
    rows = [row for row in raw[1:] if any(cell.strip() for cell in row)]
    if unknown := [header for header in headers if header and not is_known(header)]:
        raise Unreadable(_("Unknown columns: %(names)s.") % {"names": ", ".join(unknown)})
    if double := sorted({header for header in headers if headers.count(header) > 1}):
        raise Unreadable(_("Columns that stand twice: %(names)s.") % {"names": ", ".join(double)})
    if len(rows) > MOST_ROWS:
        raise Unreadable(_("At most %(number)d rows at once.") % {"number": MOST_ROWS})
    return Sheet(headers, rows)


def is_known(header: str) -> bool:
    """A column that an import understands or may pass over."""
    return header in FIXED or header in (CONSENTS, *NEEDS) or header.startswith((ANSWER, RESTRICTED))


def _read_csv(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    if "\0" in text:
        raise ValueError("NUL, which PostgreSQL would refuse later")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    return [[unguard(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _read_xlsx(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # here: see resources.xlsx_file

    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return [[_text(value) for value in row] for row in workbook.worksheets[0].iter_rows(values_only=True)]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    return unguard(str(value))


def _one_kind_of_break(text: str) -> str:
    """A text as it comes back from any kind of file: a browser sends other line breaks than a workbook keeps."""
    return text.replace("_x000D_", "").replace("\r\n", "\n").strip()


def _masked(change: tuple[str, str, str]) -> tuple[str, str, str]:
    """A change of restricted data says that there is one, and not what it was: that would be a look (rule 7)."""
    column, before, after = change
    is_secret = column in NEEDS or column.startswith(RESTRICTED)
    return (column, "…" if before else "", "…" if after else "") if is_secret else change


class Importer:
    """Takes rows one by one. `event` is for rows that name none; `is_told` writes to each new person."""

    def __init__(self, by: User, *, event: Event | None, is_told: bool, may_see_restricted: bool) -> None:
        self.by, self.event, self.is_told = by, event, is_told
        self.may_see_restricted = may_see_restricted
        self.events: dict[str, Event] = {row.code: row for row in Event.objects.select_related("registration_settings")}
        self.countries = {row.pk: row for row in Country.objects.all()}
        self.questions: dict[int, dict[str, Question]] = {}
        self.categories: dict[int, dict[str, Category]] = {}

    def run(self, sheet: Sheet, *, for_real: bool) -> list[RowReport]:
        """Every row, in one transaction that is undone if one row is bad, or if this is only to see."""
        with transaction.atomic():
            reports = [
                self._row(number, dict(zip(sheet.headers, row, strict=False)))
                for number, row in enumerate(sheet.rows, 2)
            ]
            if not for_real or any(report.code == "bad" for report in reports):
                transaction.set_rollback(True)
        return reports

    def _row(self, number: int, cells: dict[str, str]) -> RowReport:
        cells = {header: _one_kind_of_break(text) for header, text in cells.items() if header}
        reference = cells.get("reference", "")
        name = f"{cells.get('given_name', '')} {cells.get('family_name', '')}".strip()
        try:
            with transaction.atomic():
                code, reference, changes = self._change(reference, cells) if reference else self._add(cells)
        except BadCell as bad:
            return RowReport(number, "bad", reference, name, [], bad.column, bad.reason)
        except RegistrationError as error:
            return RowReport(number, "bad", reference, name, [], "", str(error))
        return RowReport(number, code, reference, name, changes)

    def _change(self, reference: str, cells: dict[str, str]) -> tuple[str, str, list[tuple[str, str, str]]]:
        """Correct a registration that exists."""
        rows = Registration.objects.select_related("event", "category", "organisation", "country")
        registration = rows.filter(reference=reference).first()
        if registration is None:
            raise BadCell("reference", _("There is no registration with this reference."))
        values = self._values(registration.event, cells)
        before = self._as_cells(registration, values)
        after = {column: "" if cell is None else cell for column, cell in cells.items() if column in before}
        changes = [
            (column, held, after[column])
            for column, held in before.items()
            if _one_kind_of_break(held) != after[column]
        ]
        if not changes:
            return "same", reference, []
        changed = {column for column, _before, _after in changes}
        correct(
            registration,
            by=self.by,
            answers={
                code: value for code, value in values.answers.items() if {ANSWER + code, RESTRICTED + code} & changed
            },
            restricted={name: text for name, text in values.needs.items() if name in changed},
            **{name: value for name, value in values.fields.items() if name in changed},
        )
        return "changed", reference, [_masked(change) for change in changes]

    def _add(self, cells: dict[str, str]) -> tuple[str, str, list[tuple[str, str, str]]]:
        """Register somebody new. Not told means not decided: a decision goes with its message (rule 3)."""
        event = self._event(cells)
        values = self._values(event, cells)
        fields = {name: value for name, value in values.fields.items() if name != "language"}
        if not (fields.get("family_name") or fields.get("given_name") or fields.get("email")):
            raise BadCell("family_name", _("Give a name or an address."))
        registration = register(
            event,
            source=Registration.Source.IMPORT,
            language=values.fields.get("language") or "en",
            by=self.by,
            state=None if self.is_told else State.PENDING,
            notify=self.is_told,
            answers={code: value for code, value in values.answers.items() if value not in (None, "", [])},
            restricted=values.needs,
            **fields,
        )
        told = [(column, "", text) for column, text in cells.items() if text and column not in READ_ONLY]
        return "new", registration.reference, [_masked(change) for change in told]

    def _event(self, cells: Mapping[str, str]) -> Event:
        code = cells.get("event", "")
        event = self.events.get(code) if code else self.event
        if event is None:
            reason = _("There is no event with this code.") if code else _("Name the event, or choose it above.")
            raise BadCell("event", reason)
        return event

    def _values(self, event: Event, cells: Mapping[str, str]) -> "Values":
        values = Values({}, {}, {})
        for column, text in cells.items():
            if column in READ_ONLY:
                continue
            if column in PLAIN:
                values.fields[column] = self._plain(column, text)
            elif column == "category":
                values.fields[column] = self._category(event, text)
            elif column == "organisation":
                values.fields[column] = self._organisation(text)
            elif column == "country":
                values.fields[column] = self._country(text)
            else:
                self._asked(event, column, text, values)
        return values

    def _plain(self, column: str, text: str) -> str:
        field = cast("Field[Any, Any]", Registration._meta.get_field(column))
        if not text and column in ("mode", "language"):
            text = str(field.get_default())
        try:
            value: str = field.clean(text, None)
        except ValidationError as error:
            raise BadCell(column, " ".join(error.messages)) from None
        return value

    def _category(self, event: Event, text: str) -> Category | None:
        known = self.categories.setdefault(event.pk, {row.code: row for row in event.categories.all()})
        if text and text not in known:
            raise BadCell("category", _("This event has no category with the key “%(key)s”.") % {"key": text})
        return known.get(text)

    def _organisation(self, text: str) -> Organisation | None:
        found = Organisation.objects.filter(slug=text).first() if text else None
        if text and found is None:
            raise BadCell("organisation", _("No organisation has this address; a free name goes to organisation_name."))
        return found

    def _country(self, text: str) -> Country | None:
        if not text:
            return None
        found = self.countries.get(text.upper())
        if found is None:
            words = f" {fold(text)} "
            named = [row for row in self.countries.values() if words in f" {row.search_text} "]
            found = named[0] if len(named) == 1 else None
        if found is None:
            raise BadCell("country", _("There is no country “%(text)s”: give the ISO code.") % {"text": text})
        return found

    def _asked(self, event: Event, column: str, text: str, values: "Values") -> None:
        """A column of answers, or of what is kept apart."""
        if column in NEEDS or column.startswith(RESTRICTED):
            if not self.may_see_restricted:
                raise BadCell(column, _("You may not see restricted data: take this column out."))
            if column in NEEDS:
                values.needs[column] = text
                return
        questions = self.questions.setdefault(
            event.pk, {row.code: row for row in event.questions.prefetch_related("choices", "categories")}
        )
        code = column.partition(":")[2]
        question = questions.get(code)
        if question is None or question.is_restricted != column.startswith(RESTRICTED):
            if text:
                raise BadCell(column, _("This event does not ask this question."))
            return
        field = field_of(question)
        field.required = False
        given: Any = text.split(LIST_SEPARATOR) if isinstance(field, forms.MultipleChoiceField) and text else text
        try:
            values.answers[code] = field.clean(given)
        except ValidationError as error:
            raise BadCell(column, " ".join(error.messages)) from None

    def _as_cells(self, registration: Registration, values: "Values") -> dict[str, str]:
        """What the row's columns hold now, as an export would write them."""
        cells = {name: _column_as_cell(registration, name) for name in values.fields}
        if not values.answers and not values.needs:
            return cells
        apart = getattr(registration, "restricted", None) or RestrictedData()
        kept = {answer.question.code: answer.value for answer in registration.answers.select_related("question")}
        for code in values.answers:
            if self.questions[registration.event_id][code].is_restricted:
                cells[RESTRICTED + code] = answer_text(apart.answers.get(code))
            else:
                cells[ANSWER + code] = answer_text(kept.get(code))
        return cells | {name: getattr(apart, name) for name in values.needs}


def _column_as_cell(registration: Registration, name: str) -> str:
    """What a column holds, as an export would write it; of what is chosen from a list, the key."""
    value = getattr(registration, name)
    key = {"category": "code", "organisation": "slug", "country": "pk"}.get(name)
    if key is None:
        return str(value)
    return str(getattr(value, key)) if value else ""


class Values(NamedTuple):
    """A row as the verbs take it."""

    fields: dict[str, Any]
    answers: dict[str, Any]
    needs: dict[str, str]
