"""A model as a table: rows by natural keys, all or nothing, and what a file would change, cell by cell."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

import tablib
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import RowResult

from backoffice.headings import columns_meant, told_apart, unmarked
from backoffice.rights import right_to, rows_for
from backoffice.spreadsheets import Column, KeyColumn, KeysColumn, Lookup, as_text
from filereader.strict_tables import LIMITS

CHUNK = 1000
# Keys of other rows that a template names.
MOST_ALLOWED = 300


class Difference(resources.Diff):
    """What an import would change in a row, cell by cell, as markup without any style of its own."""

    def __init__(self, resource: resources.Resource, instance: Any, new: bool) -> None:
        super().__init__(resource, instance, new)
        self.columns = resource.get_import_fields()

    def as_html(self) -> list[SafeString]:
        """For each cell that changes its column, and the old value struck out beside the new."""
        before = [""] * len(self.left) if self.new else self.left
        cells = zip(self.columns, before, self.right, strict=False)
        return [self.cell(column, old, new) for column, old, new in cells if old != new]

    @staticmethod
    def cell(column: Column, before: str, after: str) -> SafeString:
        """One cell. That something restricted changes is said, and not from what to what: that would be a look."""
        if column.is_secret:
            before, after = (before and "…", after and "…")
        old = format_html(" <del>{}</del>", before) if before else SafeString("")
        return format_html("<code>{}</code>{} <ins>{}</ins>", column.column_name, old, after or "–")


class TableResource(resources.Resource):
    """Rows of a model as a table: by natural keys, all or nothing."""

    model: type[models.Model]
    key_columns: tuple[str, ...] = ("slug",)
    needed_columns: tuple[str, ...] = ("slug",)
    # What no table holds, and where it is added, in words.
    not_here: str | Promise = ""
    # Words for the name of an exported file.
    marks: tuple[str, ...] = ()
    # Rows of a file, where there may be fewer than the limits of all tables say.
    most_rows = LIMITS.rows
    # A file of more rows is tried and stored by the worker.
    large = 200
    # A large file is tried and stored so many rows at a time, where one row needs no other one and takes a lock that
    # people wait for; else all at once.
    portion = 0
    # Rows of the file before the part that is being read, and how far that was read.
    rows_before = rows_seen = 0

    class Meta:
        use_transactions = True
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        import_id_fields = ()
        instance_loader_class = BaseInstanceLoader

    def __init__(self, *, by: User | None = None, **kwargs: Any) -> None:
        """`by`: who imports, and may add and change what belongs to his or her events; nobody, when we do it."""
        super().__init__(**kwargs)
        self.by = by
        self.fields = OrderedDict(self.columns())
        lookups: dict[tuple[Any, str], Lookup] = {}
        for column in self.fields.values():
            if isinstance(column, KeyColumn):
                name = (column.rows.model, column.key)
                is_limited = by is not None and hasattr(column.rows.model, "event_paths")
                rows = rows_for(by, column.rows) if is_limited else column.rows
                column.use(lookups.setdefault(name, Lookup(rows, column.key)))
        self.lookups = lookups
        self.existing: dict[Any, Any] = {}
        self.given: list[Column] | None = None

    def columns(self) -> dict[str, Column]:
        """The columns in order; each stands under its own name in the file."""
        raise NotImplementedError

    @classmethod
    def import_kwargs(cls, by: User, chosen: Mapping[str, Any]) -> dict[str, Any]:
        """What `__init__` needs for an import by this person; `chosen` is plain data, from the form of the file."""
        return {"by": by}

    @classmethod
    def get_display_name(cls) -> str:
        """The name of the table."""
        return str(cls.model._meta.verbose_name_plural)

    def get_queryset(self) -> models.QuerySet:
        """All rows."""
        return self.model._default_manager.all()

    def filter_export(self, queryset: models.QuerySet, **kwargs: Any) -> models.QuerySet:
        """The wanted rows, with what the columns name: a list of the back office loads other things."""
        return self.get_queryset().filter(pk__in=queryset.order_by().values("pk"))

    def lines(self, queryset: models.QuerySet) -> Iterator[list[str]]:
        """The wanted rows as cells; memory holds a part of them only."""
        columns = self.get_export_fields()
        for row in self.iter_queryset(self.filter_export(queryset)):
            yield [column.export(row) for column in columns]

    def headings_in_words(self) -> list[str]:
        """What stands above the cells for people, in their language."""
        columns = self.get_export_fields()
        return told_apart([column.heading(self.model) for column in columns], columns)

    def lines_in_words(self, queryset: models.QuerySet) -> Iterator[list[Any]]:
        """The wanted rows for people, in the language that is active now: the file is sent after its request."""
        columns, language = self.get_export_fields(), get_language()
        for row in self.iter_queryset(self.filter_export(queryset)):
            with override(language):
                cells = [column.words(row) for column in columns]
            yield cells

    def iter_queryset(self, queryset: models.QuerySet) -> Iterator[Any]:
        """The rows, so many at a time."""
        yield from queryset.iterator(chunk_size=CHUNK)

    def about(self) -> dict[str, bool]:
        """What a file says of itself besides its maker, time and filter: what is so and what is not."""
        return {}

    def allowed(self) -> dict[str, str]:
        """By column what may stand in it, where that is a list: codes, or the keys of other rows."""
        found = {name: each.widget.allowed for name, each in self.fields.items() if hasattr(each.widget, "allowed")}
        for name, each in self.fields.items():
            if isinstance(each, KeyColumn):
                found[name] = sorted(each.lookup.by_key)[:MOST_ALLOWED]
        lists = {name: ", ".join(codes) for name, codes in found.items()}
        return lists | ({_("not here"): str(self.not_here)} if self.not_here else {})

    def get_diff_class(self) -> type[Difference]:
        """Ours."""
        return Difference

    # Reading -----------------------------------------------------------------------------------------------------

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Of a file that is refused as a whole, no row is tried."""
        try:
            self.prepare(dataset)
        except ValueError:
            dataset.wipe()
            raise

    def prepare(self, dataset: tablib.Dataset) -> None:
        """Refuse a file whose columns say nothing to us; read the rows that exist, once.

        A file for people has its headings and values in words of any language: they become codes here.
        """
        self.name_columns(dataset)
        headers = list(dataset.headers)
        if missing := [name for name in self.needed_columns if name not in headers]:
            names = ", ".join(f"{self.fields[name].heading(self.model)} ({name})" for name in missing)
            raise ValueError(_("The file lacks these columns: %(names)s") % {"names": names})
        if unknown := sorted(name for name in headers if name not in self.fields):
            known = dict.fromkeys(unmarked(heading)[0] for heading in self.headings_in_words())
            words = {"names": ", ".join(unknown), "known": ", ".join(known)}
            raise ValueError(_("The file has columns that are not known: %(names)s. Known are: %(known)s.") % words)
        self.given = [column for column in self.fields.values() if column.column_name in headers]
        self.take_words(dataset)
        self.load_existing(dataset)

    def name_columns(self, dataset: tablib.Dataset) -> None:
        """Put the code of its column in place of each heading that means one."""
        headings = [str(heading) for heading in dataset.headers or ()]
        names = columns_meant(headings, self.fields, self.model)
        double = [heading for heading, name in zip(headings, names, strict=True) if names.count(name) > 1]
        if double:
            raise ValueError(_("Columns that stand twice: %(names)s.") % {"names": ", ".join(double)})
        dataset.headers = names

    def take_words(self, dataset: tablib.Dataset) -> None:
        """Put codes and keys in place of what choices and other rows are called."""
        columns = [self.fields[name] for name in dataset.headers]
        for column in columns:
            column.use_model(self.model)
        rows = [[column.as_key(cell) for column, cell in zip(columns, row, strict=True)] for row in dataset]
        headers = dataset.headers
        dataset.wipe()
        dataset.headers = headers
        for row in rows:
            dataset.append(row)

    def get_import_fields(self) -> list[Column]:
        """The columns that the file has."""
        return list(self.fields.values()) if self.given is None else self.given

    def load_existing(self, dataset: tablib.Dataset) -> None:
        """The rows of the database by natural key."""
        self.existing = {self.key_of(row): row for row in self.get_queryset()}

    def key_of(self, instance: Any) -> Any:
        """The natural key of a row."""
        return getattr(instance, self.key_columns[0])

    def key_in(self, row: Any) -> Any:
        """The natural key that a line of the file names."""
        return as_text(row.get(self.key_columns[0]))

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        """The row that a line of the file is about; None for a new one."""
        return self.existing.get(self.key_in(row))

    def init_instance(self, row: Any = None) -> Any:
        """A new row."""
        return self.model()

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Write the cells to the row; what is wrong is said by column."""
        errors = {}
        for column in self.get_import_fields():
            try:
                self.import_field(column, instance, row, **kwargs)
            except ValidationError as error:
                errors[column.column_name] = error
            except ValueError as error:
                errors[column.column_name] = ValidationError(str(error), code="invalid")
        if errors:
            raise ValidationError(errors)
        self.demand(instance, right_to("add" if instance._state.adding else "change", self.model))

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        """A row that exists belongs to where this person works, before it is changed and after."""
        if not new:
            self.demand(instance, right_to("change", self.model))

    def sees(self, instance: Any) -> bool:
        """Whether this person may know of a row."""
        return self.by is None or any(
            self.by.has_perm(right_to(verb, type(instance)), instance) for verb in ("view", "change")
        )

    def demand(self, instance: Any, right: str) -> None:
        """Refuse a row with which this person may not do that."""
        if self.by is not None and not self.by.has_perm(right, instance):
            raise ValidationError(_("You have no right to do this there."))

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """The cells' own errors, and what the model says of the row."""
        errors = dict(import_validation_errors or {})
        try:
            instance.full_clean(exclude=[self._field_of(name) for name in errors], validate_unique=validate_unique)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _field_of(self, column_name: str) -> str:
        return (
            str(self.fields[column_name].attribute).removesuffix("_id") if column_name in self.fields else column_name
        )

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Nothing would change."""
        if import_validation_errors or instance.pk is None or instance._state.adding:
            return False
        return all(column.is_same(instance, original) for column in self.get_import_fields())

    def after_import_row(self, row: Any, row_result: RowResult, **kwargs: Any) -> None:
        """Of thousands of rows only what is shown of them is held."""
        self.rows_seen = kwargs["row_number"]
        row_result.original = None

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Write what points to several rows."""
        for column in self.get_import_fields():
            if isinstance(column, KeysColumn) and column.column_name in row:
                column.save(instance, row, is_m2m=True, **kwargs)

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Later lines of the file may name this row."""
        self.existing[self.key_of(instance)] = instance
        for (model, key), lookup in self.lookups.items():
            if isinstance(instance, model):
                lookup.by_key[str(getattr(instance, key))] = instance.pk
