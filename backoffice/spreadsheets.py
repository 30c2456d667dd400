"""Tables in and out (CSV, XLSX): cells that harm nobody, columns by natural keys."""

import csv
import io
import re
from typing import Any

import tablib
from django.db import models
from django.utils.translation import gettext as _
from import_export import fields, widgets
from import_export.formats import base_formats

from multilingual.texts import LANGUAGES

# A cell that begins so is a formula to a spreadsheet (OWASP: CSV injection).
RISKY = ("=", "+", "-", "@", "\t", "\r")
# So is what follows a semicolon, where the spreadsheet splits on these (French, Spanish) whatever the quotes say.
_INSIDE = re.compile(r"""([;\t\r\n][\s"]*)('*[=+\-@])""")
_INSIDE_GUARDED = re.compile(r"""([;\t\r\n][\s"]*)'('*[=+\-@])""")
SEPARATOR = " | "
# Control characters that a workbook cannot hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def guard(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula: with apostrophes, which `unguard` takes off."""
    text = _INSIDE.sub(r"\1'\2", text)
    return f"'{text}" if text.lstrip("'").startswith(RISKY) else text


def unguard(text: str) -> str:
    """The text of a cell; what `guard` put before it goes, an apostrophe of the text's own stays."""
    text = text[1:] if text.startswith("'") and text.lstrip("'").startswith(RISKY) else text
    return _INSIDE_GUARDED.sub(r"\1\2", text)


def printable(cell: str) -> str:
    """A guarded cell without the control characters that a workbook cannot hold; guarded anew: one may hide a “=”."""
    return guard(_UNPRINTABLE.sub("", unguard(cell)))


def as_text(value: Any) -> str:
    """What a cell holds, as text: a spreadsheet makes 3 of “3” and 3.0 of that."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tidy(unguard(str(value).replace("\r\n", "\n").replace("_x000D_", "")))


def tidy(text: str) -> str:
    """A text with the one kind of line break that comes back from a file, and nothing blank around it."""
    return text.replace("\r\n", "\n").strip(" \n")


# Formats ---------------------------------------------------------------------------------------------------------


def without_blank_rows(dataset: tablib.Dataset) -> tablib.Dataset:
    """A spreadsheet often goes on below its last row with empty ones, and to the right with empty columns."""
    headers = [as_text(header) for header in dataset.headers or []]
    while headers and not headers[-1]:
        headers.pop()
    result = tablib.Dataset(headers=headers)
    for row in dataset:
        if any(as_text(cell) for cell in row):
            result.append([*row, *[""] * len(headers)][: len(headers)])
    return result


class Csv(base_formats.CSV):
    """CSV as it comes: with commas or, from a French or Spanish spreadsheet, semicolons or tabs; UTF-8 or Windows."""

    def is_binary(self) -> bool:
        """The bytes are ours to decode."""
        return True

    def get_read_mode(self) -> str:
        """Bytes."""
        return "rb"

    def create_dataset(self, in_stream: bytes | str, **kwargs: Any) -> tablib.Dataset:
        """The rows of a file."""
        text = in_stream if isinstance(in_stream, str) else decoded(in_stream)
        if "\0" in text:  # which PostgreSQL would refuse later
            raise ValueError(_("The file cannot be read as CSV (UTF-8) or XLSX."))
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter))
        dataset = tablib.Dataset(headers=rows[0] if rows else [])
        for row in rows[1:]:
            dataset.append([*row, *[""] * len(dataset.headers)][: len(dataset.headers)])
        return without_blank_rows(dataset)

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """With a byte order mark, without which a spreadsheet takes UTF-8 for something else."""
        return b"\xef\xbb\xbf" + str(dataset.export("csv")).encode()


class Xlsx(base_formats.XLSX):
    """XLSX; the cells are guarded by the columns already."""

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """The rows of the first sheet."""
        return without_blank_rows(super().create_dataset(in_stream))

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """Without what a workbook cannot hold: one such character would cost the whole file."""
        clean = tablib.Dataset(headers=dataset.headers, title=dataset.title)
        for row in dataset:
            clean.append([printable(cell) if isinstance(cell, str) else cell for cell in row])
        return bytes(super().export_data(clean, **kwargs))


def decoded(data: bytes) -> str:
    """Text of a file in UTF-8 or, failing that, in the Windows code page of western Europe."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


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

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        """Whether it says yes."""
        text = super().clean(value).casefold()
        if text not in self.YES | self.NO:
            raise ValueError(_("“%(value)s” is neither yes nor no: write 1 or 0.") % {"value": text})
        return text in self.YES

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """1 or 0."""
        return "1" if value else "0"


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
            name = self.rows.model._meta.verbose_name
            raise ValueError(_("There is no %(name)s “%(key)s”.") % {"name": name, "key": key})
        return self.by_key[key]


class Column(fields.Field):
    """A column. Empty is empty, whether the database says NULL or ''."""

    def get_value(self, instance: Any) -> Any:
        """What the row holds."""
        value = super().get_value(instance)
        return "" if value is None else value

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
        setattr(instance, self.attribute, self.lookup.pk(key) if key else None)

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
        keys = [key for part in self.clean(row, **kwargs).split("|") if (key := part.strip())]
        if is_m2m:
            getattr(instance, self.attribute).set([self.lookup.pk(key) for key in keys])
            return
        for key in keys:
            self.lookup.pk(key)
        instance.__dict__.setdefault("pending_keys", {})[self.attribute] = keys

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The natural keys."""
        return guard(SEPARATOR.join(self.get_value(instance)))


def text_columns(*names: str) -> dict[str, Column]:
    """The columns of translated fields, one a language. The undecorated column means nothing and is left out."""
    return plain_columns(*(f"{name}_{code}" for name in names for code in LANGUAGES))


def plain_columns(*names: str) -> dict[str, Column]:
    """Columns of text."""
    return {name: column(name) for name in names}


def column(name: str, widget: widgets.Widget | None = None) -> Column:
    """A column of the model's field of the same name."""
    return Column(attribute=name, column_name=name, widget=widget or Plain())
