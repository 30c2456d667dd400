"""Tables in and out (CSV, XLSX): cells that harm nobody, columns by natural keys."""

import csv
import datetime
import difflib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import tablib
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from import_export import fields, widgets
from import_export.formats import base_formats

from filereader.strict_tables import HOUR, LIMITS, Cell
from multilingual.search import fold
from multilingual.sizes import file_size
from multilingual.texts import LANGUAGES
from sandbox import child

# A cell that begins so is a formula to a spreadsheet (OWASP: CSV injection); a Japanese one reads the wide signs, too.
RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# So is what follows a semicolon, where the spreadsheet splits on these (French, Spanish) whatever the quotes say.
_INSIDE = re.compile(r"""([;\t\r\n][\s"]*)('*[=+\-@＝＋－＠])""")
_INSIDE_GUARDED = re.compile(r"""([;\t\r\n][\s"]*)'('*[=+\-@＝＋－＠])""")
SEPARATOR = " | "
# Between several values of a cell: in a file for machines, and in one for people.
_BETWEEN = re.compile(r"[|;]")
# A key behind the name that several rows bear: Annual meeting (AM-2026).
IN_BRACKETS = re.compile(r"\(([^()]+)\)$")
# A file is sent in parts of about so many characters.
PART = 200_000
# Rows by which the width of a column is taken, and its bounds in signs.
MEASURED, NARROWEST, WIDEST = 200, 6, 60
# Control characters that a workbook cannot hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def guard(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula: with apostrophes, which `unguard` takes off."""
    if ";" in text or "\n" in text or "\t" in text or "\r" in text:  # most cells have none, and there are many
        text = _INSIDE.sub(r"\1'\2", text)
    return f"'{text}" if text.lstrip("'").startswith(RISKY) else text


def unguard(text: str) -> str:
    """The text of a cell; what `guard` put before it goes, an apostrophe of the text's own stays."""
    text = text[1:] if text.startswith("'") and text.lstrip("'").startswith(RISKY) else text
    return _INSIDE_GUARDED.sub(r"\1\2", text)


def printable(cell: str) -> str:
    """A guarded cell without the control characters that a workbook cannot hold; guarded anew: one may hide a “=”."""
    return guard(_UNPRINTABLE.sub("", unguard(cell)))


def width_of(cells: Iterable[Any]) -> int:
    """The width of a column in signs, by the longest line of these cells."""
    lines = [len(line) for cell in cells if cell is not None for line in str(cell).split("\n")]
    return min(max([*lines, NARROWEST]), WIDEST) + 2


def as_text(value: Any) -> str:
    """What a cell holds, as text: a spreadsheet makes 3 of “3” and 3.0 of that."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tidy(unguard(str(value).replace("_x000D_", "")))


def tidy(text: str) -> str:
    """A text with the one kind of line break that comes back from a file, and nothing blank around it."""
    return text.replace("\r\n", "\n").strip(" \n")


def parts_of(text: str) -> list[str]:
    """The values that stand in one cell."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def in_all_languages(words: Callable[[], Iterable[tuple[Any, str]]]) -> dict[str, str]:
    """Keys by what they are called, folded, in every language; `words` are names and keys in the active one.

    A name that several keys bear is none of theirs.
    """
    found: dict[str, set[str]] = {}
    for code in LANGUAGES:
        with override(code):
            for name, key in words():
                found.setdefault(fold(str(name)), set()).add(key)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}


# Formats ---------------------------------------------------------------------------------------------------------


class UnreadableTable(ValueError):
    """The file as a whole cannot be used; `str()` says why."""


def grouped(number: int) -> str:
    """A large number as the reader's language writes it."""
    return str(formats.number_format(number, use_l10n=True, force_grouping=True))


def limits_in_words(most_bytes: int, most_rows: int) -> str:
    """What a file may hold, of which a table may take fewer rows than could be read."""
    limits = LIMITS
    return _("At most %(rows)s rows, %(columns)s columns, %(cells)s filled cells and %(size)s.") % {
        "rows": grouped(most_rows),
        "columns": grouped(limits.columns),
        "cells": grouped(limits.cells),
        "size": file_size(most_bytes),
    }


def too_large(reason: str, limit: int) -> str:
    """A limit that a file passes, in words."""
    words = {
        "rows": _("The file has more than %(number)s rows: divide it."),
        "columns": _("The file has a cell beyond column %(number)s: take out what is not part of the table."),
        "cells": _("The file has more than %(number)s cells: divide it."),
        "styled": _("The file has more than %(number)s cells, empty ones with a format among them: %(way)s"),
        "cell": _("A cell of the file holds more than %(number)s characters."),
        "text": _("The file holds more than %(number)s characters: divide it."),
        "unpacked": _("Unpacked, the file is larger than %(number)s bytes: %(way)s"),
    }
    return words[reason] % {"number": grouped(limit), "way": _("copy the table alone into a new workbook.")}


def read_table(data: bytes) -> tablib.Dataset:
    """An uploaded file as a table, read by a process that can take neither memory nor time without end.

    Raises UnreadableTable.
    """
    try:
        rows = child.read_table(data)
    except child.Refused as error:
        if error.reason == "old":
            words = _("This is a workbook of the old kind (.xls) or one with a password: save it as XLSX, without one.")
        elif hasattr(LIMITS, error.reason):
            words = too_large(error.reason, getattr(LIMITS, error.reason))
        else:
            words = _("The file cannot be read as CSV or XLSX.")
        raise UnreadableTable(words) from error
    except child.NotRead as error:
        raise UnreadableTable(
            _("The file takes too much to read: copy the table alone into a new workbook.")
        ) from error
    except child.Away as error:
        raise UnreadableTable(_("The file cannot be read just now: please try again.")) from error
    return as_table([as_typed(cell) for cell in row] for row in rows)


def as_typed(cell: Cell) -> Any:
    """A cell with the day or hour that it shows; one that no calendar has stays text."""
    if isinstance(cell, str):
        return cell
    kind, text = cell
    try:
        return datetime.time.fromisoformat(text) if kind == HOUR else datetime.datetime.fromisoformat(text)
    except ValueError:
        return text


def as_table(rows: Iterable[Sequence[Any]]) -> tablib.Dataset:
    """The rows of a file below their headings, without the empty rows and columns that spreadsheets leave behind."""
    found = iter(rows)
    headings = [as_text(heading) for heading in next(found, ())]
    used = [number for number, heading in enumerate(headings) if heading]
    if not used:
        raise UnreadableTable(_("The first row must name the columns."))
    if double := sorted({heading for heading in headings if heading and headings.count(heading) > 1}):
        raise UnreadableTable(_("Columns that stand twice: %(names)s.") % {"names": ", ".join(double)})
    result = tablib.Dataset(headers=[headings[number] for number in used])
    for row in found:
        cells = [row[number] if number < len(row) else "" for number in used]
        if any(as_text(cell) for cell in cells):
            result.append(cells)
    return result


class Csv(base_formats.CSV):
    """CSV as it comes: with commas or, from a French or Spanish spreadsheet, semicolons or tabs; UTF-8 or Windows."""

    def is_binary(self) -> bool:
        """The bytes are ours to decode."""
        return True

    def get_read_mode(self) -> str:
        """Bytes."""
        return "rb"

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> tablib.Dataset:
        """The rows of a file."""
        return read_table(in_stream)

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """The whole file."""
        return b"".join(self.write(dataset.headers, dataset, {}))

    @staticmethod
    def write(
        headings: list[str], rows: Iterable[Sequence[Any]], about: Mapping[str, str], sheets: tuple[str, str] = ("", "")
    ) -> Iterator[bytes]:
        """The file in parts; `about` and the names of sheets have no place in it.

        The mark of UTF-8 keeps spreadsheets from guessing.
        """
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        buffer.write("\ufeff")
        writer.writerow(headings)
        for row in rows:
            writer.writerow(row)
            if buffer.tell() > PART:
                yield buffer.getvalue().encode()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue().encode()


class Xlsx(base_formats.XLSX):
    """XLSX; the cells are guarded by the columns already."""

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """The rows of the first sheet."""
        return read_table(in_stream)

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """The whole file."""
        with self.write(dataset.headers, dataset, {}) as file:
            return file.read()

    @staticmethod
    def write(
        headings: list[str],
        rows: Iterable[Sequence[Any]],
        about: Mapping[str, str],
        sheets: tuple[str, str] = ("rows", "about"),
    ) -> IO[bytes]:
        """The file, row by row, and a second sheet with `about`; `sheets` are the names of the two.

        A character that no workbook can hold is left out. Columns are as wide as the longest of their first cells,
        within bounds.
        """
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet(sheets[0])
        sheet.freeze_panes = "B2"
        rest = iter(rows)
        first = list(islice(rest, MEASURED))
        for number, cells in enumerate(zip(headings, *first, strict=False), start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width_of(cells)
        heads = [WriteOnlyCell(sheet, value=printable(heading)) for heading in headings]
        for head in heads:
            head.font = Font(bold=True)
        sheet.append(heads)
        for row in chain(first, rest):
            sheet.append([printable(cell) or None if isinstance(cell, str) else cell for cell in row])
        if about:
            notes = workbook.create_sheet(sheets[1])
            for name, text in about.items():
                notes.append([name, printable(guard(text))])
        file: IO[bytes] = SpooledTemporaryFile(max_size=2_000_000)  # noqa: SIM115  closed by the response
        workbook.save(file)
        file.seek(0)
        return file


FORMATS = [Csv, Xlsx]


# Columns ---------------------------------------------------------------------------------------------------------


class Plain(widgets.Widget):
    """A cell of text."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The text without its guard."""
        return as_text(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The text with a guard where it needs one."""
        return guard("" if value is None else str(value))


class Choice(Plain):
    """A code out of a list."""

    def __init__(self, choices: type[models.TextChoices]) -> None:
        super().__init__()
        self.choices = choices
        self.allowed = [str(code) for code in choices.values]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """The code."""
        code = super().clean(value)
        if code and code not in self.choices.values:
            words = {"value": code, "choices": ", ".join(self.choices.values)}
            raise ValueError(_("“%(value)s” is not one of: %(choices)s") % words)
        return str(code)


class Number(Plain):
    """A whole number."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """The number; None for an empty cell."""
        text = super().clean(value)
        if not text:
            return None
        if not text.isascii() or not text.isdigit():
            raise ValueError(_("“%(value)s” is not a number.") % {"value": text})
        return int(text)


class YesNo(Plain):
    """Yes or no, as 1 or 0."""

    YES = {"1", "yes", "oui", "sí", "si", "true", "vrai", "verdadero", "x"}
    NO = {"", "0", "no", "non", "false", "faux", "falso"}
    allowed = ("1", "0")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        """Whether it says yes."""
        text = super().clean(value).casefold()
        if text not in self.YES | self.NO:
            raise ValueError(_("“%(value)s” is neither yes nor no: write 1 or 0.") % {"value": text})
        return text in self.YES

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """1 or 0."""
        return "1" if value else "0"


# So many keys are all named where a wrong one stands in a file.
FEW_KEYS = 12


def with_likely(reason: str, key: str, known: Iterable[str]) -> str:
    """What is wrong with a key, and which may be meant: all of few, of many those that look like it."""
    keys = sorted(set(known))
    keys = keys if len(keys) <= FEW_KEYS else difflib.get_close_matches(key, keys, n=5, cutoff=0.5)
    likely = _("Perhaps one of: %(keys)s") % {"keys": ", ".join(keys)}
    return f"{reason} {likely}" if keys else reason


class Lookup:
    """Rows of another table by their natural key, read once for a whole file."""

    def __init__(self, rows: models.QuerySet, key: str) -> None:
        self.rows, self.key = rows, key
        self._by_key: dict[str, Any] | None = None

    @property
    def by_key(self) -> dict[str, Any]:
        """Primary key by natural key."""
        if self._by_key is None:
            self._by_key = {str(key): pk for key, pk in self.rows.order_by().values_list(self.key, "pk")}
        return self._by_key

    def pk(self, key: str) -> Any:
        """The primary key of the row with this natural key; a ValueError says that there is none."""
        if key not in self.by_key:
            words = {"name": self.rows.model._meta.verbose_name, "key": key}
            raise ValueError(with_likely(_("There is no %(name)s “%(key)s”.") % words, key, self.by_key))
        return self.by_key[key]

    @cached_property
    def keys(self) -> dict[Any, str]:
        """Natural key by primary key, as they were at first."""
        return {pk: key for key, pk in self.by_key.items()}

    @cached_property
    def by_name(self) -> dict[str, str]:
        """Natural key by what a row is called in any language, as they were at first."""
        rows = list(self.rows)
        return in_all_languages(lambda: ((row, str(getattr(row, self.key))) for row in rows))

    def key_of(self, text: str) -> str:
        """The key that a name means, "Name (key)" where several bear it; what is no name stays as it is."""
        if text in self.by_key:
            return text
        in_brackets = IN_BRACKETS.search(text)
        if in_brackets and in_brackets[1] in self.by_key:
            return in_brackets[1]
        return self.by_name.get(fold(text), text)


class Column(fields.Field):
    """A column. Empty is empty, whether the database says NULL or ''."""

    # What is in it is shown to nobody before it is imported.
    is_secret = False

    def get_value(self, instance: Any) -> Any:
        """What the row holds."""
        value = getattr(instance, self.attribute)
        return "" if value is None else value

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The cell."""
        return str(self.widget.render(self.get_value(instance)))

    def heading(self, model: type[models.Model]) -> str:
        """What stands above the cells for people, in their language."""
        for name in (self.attribute.removesuffix("_id"), self.column_name):
            with suppress(FieldDoesNotExist):
                field: Any = model._meta.get_field(name)
                return capfirst(str(getattr(field, "verbose_name", field.name)))
        return str(self.column_name)

    def words(self, instance: Any) -> Any:
        """The cell for people, in their language; days and numbers as such."""
        value = self.get_value(instance)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, datetime.datetime):
            return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
        if isinstance(value, datetime.date) or isinstance(self.widget, Number):
            return value
        in_words = getattr(instance, f"get_{self.attribute}_display", None)
        return guard(str(in_words() or "")) if in_words is not None else self.export(instance)

    def use_model(self, model: type[models.Model]) -> None:
        """Know the words for the codes of the model's field."""
        self.by_label: dict[str, str] = {}
        with suppress(FieldDoesNotExist):
            choices = getattr(model._meta.get_field(self.attribute), "flatchoices", None) or ()
            self.by_label = in_all_languages(lambda: ((label, str(code)) for code, label in choices))

    def as_key(self, cell: Any) -> Any:
        """The cell as a file for machines has it: words of a choice become its code."""
        return self.by_label.get(fold(as_text(cell)), cell) if self.by_label else cell

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Write the cell to the row, unless it says what the row says already."""
        cleaned = self.clean(row, **kwargs)
        held = self.get_value(instance)
        if (tidy(held) if isinstance(held, str) else held) == ("" if cleaned is None else cleaned):
            return
        if cleaned == "" and instance._meta.get_field(self.attribute).null:
            cleaned = None
        setattr(instance, self.attribute, cleaned)

    def is_same(self, instance: Any, original: Any) -> bool:
        """Whether both rows hold the same."""
        return bool(self.get_value(instance) == self.get_value(original))


class KeyColumn(Column):
    """A column that names a row of another table by its natural key. `attribute` is the column of the foreign key."""

    def __init__(self, attribute: str, rows: models.QuerySet, key: str) -> None:
        super().__init__(attribute=attribute, column_name=attribute.removesuffix("_id"), widget=Plain())
        self.rows, self.key = rows, key

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Point to the named row."""
        key = self.clean(row, **kwargs)
        setattr(instance, self.attribute, self.find(key, instance) if key else None)

    @cached_property
    def called(self) -> dict[Any, str]:
        """What the rows are called in the reader's language, with the key where several are called alike."""
        rows = list(self.rows)
        often = Counter(map(str, rows))
        return {row.pk: guard(f"{row} ({getattr(row, self.key)})" if often[str(row)] > 1 else str(row)) for row in rows}

    def use_model(self, model: type[models.Model]) -> None:
        """The codes are the keys of the other table."""

    def as_key(self, cell: Any) -> Any:
        """The natural key of what is called so."""
        text = as_text(cell)
        return self.lookup.key_of(text) if text else cell

    def words(self, instance: Any) -> Any:
        """What the row is called."""
        return self.called.get(getattr(instance, self.attribute), "")

    def find(self, key: str, instance: Any) -> Any:
        """The primary key of the named row; a ValueError says that there is none."""
        return self.lookup.pk(key)

    def use(self, lookup: Lookup) -> None:
        """Take the keys from here."""
        self.lookup = lookup

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The natural key; the row is loaded with its table."""
        if getattr(instance, self.attribute) is None:
            return ""
        return guard(str(getattr(getattr(instance, self.attribute.removesuffix("_id")), self.key)))


class KeysColumn(KeyColumn):
    """A column that names several rows of another table."""

    def get_value(self, instance: Any) -> list[Any]:
        """The natural keys, those about to be saved if there are any."""
        pending = instance.__dict__.get("pending_keys", {})
        if self.attribute in pending:
            return sorted(pending[self.attribute])
        return sorted(getattr(row, self.key) for row in getattr(instance, self.attribute).all()) if instance.pk else []

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Check the keys; they are written once the row has been saved."""
        keys = parts_of(self.clean(row, **kwargs))
        if is_m2m:
            getattr(instance, self.attribute).set([self.lookup.pk(key) for key in keys])
            return
        for key in keys:
            self.lookup.pk(key)
        instance.__dict__.setdefault("pending_keys", {})[self.attribute] = keys

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The natural keys."""
        return guard(SEPARATOR.join(self.get_value(instance)))

    def words(self, instance: Any) -> Any:
        """What the rows are called."""
        return guard("; ".join(unguard(self.called[row.pk]) for row in getattr(instance, self.attribute).all()))

    def as_key(self, cell: Any) -> Any:
        """The natural keys of those that are called so."""
        return SEPARATOR.join(map(self.lookup.key_of, parts_of(as_text(cell))))


def text_columns(*names: str) -> dict[str, Column]:
    """The columns of translated fields, one a language. The undecorated column means nothing and is left out."""
    return plain_columns(*(f"{name}_{code}" for name in names for code in LANGUAGES))


def plain_columns(*names: str) -> dict[str, Column]:
    """Columns of text."""
    return {name: column(name) for name in names}


def column(name: str, widget: widgets.Widget | None = None) -> Column:
    """A column of the model's field of the same name."""
    return Column(attribute=name, column_name=name, widget=widget or Plain())
