"""The history of a row in plain words: who changed what when, from what to what. Read from auditlog's entries."""

import datetime
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from backoffice.rights import events_for, right_to
from backoffice.texts import language_label, text_fields_of

# What a reader of the history gains nothing from.
SILENT = {"id", "uid", "created_at", "updated_at"}
EMPTY = ("", "None", None, "[]")


@dataclass
class Change:
    """One field: its name and its value before and after, as words."""

    name: str
    before: str
    after: str
    language: str = ""


@dataclass
class Entry:
    """One change of one row by one person."""

    at: datetime.datetime
    who: str
    action: str
    kind: str
    what: str
    changes: list[Change]
    # The line itself, and whether what it says was removed is kept in it and still gone.
    key: int = 0
    may_come_back: bool = False

    @property
    def is_long(self) -> bool:
        """Too much to show at once."""
        return len(self.changes) > 8


def note_access(row: models.Model, **what: str) -> None:
    """Write a line: who looked at, took along or changed what is restricted of a row, and when; never the words."""
    LogEntry.objects.log_create(row, force_log=True, action=LogEntry.Action.ACCESS, changes={}, additional_data=what)


def entries_of(obj: models.Model, also: Q | None = None) -> QuerySet[LogEntry]:
    """The entries about a row, and about others that belong to it; the latest first."""
    own = Q(content_type=ContentType.objects.get_for_model(obj), object_pk=str(obj.pk))
    rows = LogEntry.objects.filter(own | also if also is not None else own)
    return rows.select_related("actor", "content_type").order_by("-timestamp", "-pk")


def removals_of(model: type[models.Model], user: Any) -> QuerySet[LogEntry]:
    """The entries about rows of a model that are gone, of the events for which somebody may see such; the latest first.

    The log names the event of a row that belongs to one.
    """
    rows = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model), action=LogEntry.Action.DELETE)
    if not any(user.has_perm(right_to(action, model)) for action in ("view", "change")):
        rows = rows.filter(additional_data__event__in=events_for(user, right_to("view", model)))
    return rows.select_related("actor", "content_type").order_by("-timestamp", "-pk")


def in_words(rows: Iterable[LogEntry], zone: str = "") -> list[Entry]:
    """Entries as a person reads them; what they refer to is looked up in one query a model.

    What was changed is told by the clock of a zone, such as the event's, by which staff typed it; of a row that is gone
    by that of its event; else by the server's.
    """
    rows = list(rows)
    names = _names_of_references(rows) | _names_of_rows(rows)
    zones = {} if zone else _zones_of_events(rows)
    entries = []
    for row in rows:
        known = zone or zones.get(_event_of_removed(row), "")
        with timezone.override(zoneinfo.ZoneInfo(known) if known else timezone.get_current_timezone()):
            entries.append(_entry(row, names))
    return [entry for entry in entries if entry.changes or entry.action != _("changed")]


def _entry(row: LogEntry, names: dict[tuple[type[models.Model], str], str]) -> Entry:
    model = row.content_type.model_class()
    actions = {
        LogEntry.Action.CREATE: _("added"),
        LogEntry.Action.UPDATE: _("changed"),
        LogEntry.Action.DELETE: _("removed"),
        LogEntry.Action.ACCESS: _("restricted data seen"),
    }
    changes = []
    for name, values in (row.changes_dict or {}).items():
        change = _change(model, name, values, names)
        if change is not None:
            changes.append(change)
    action = actions.get(row.action, "")
    if row.action == LogEntry.Action.ACCESS and "changed" in (row.additional_data or {}):
        action = _("restricted data changed")
    if (row.additional_data or {}).get("why") == "erasure" and row.action == LogEntry.Action.UPDATE:
        action = _("erased")
        changes = [Change(_("Reason"), "", row.additional_data["reason"])]
    who = (row.actor.get_full_name() or row.actor.get_username()) if row.actor else _("the system")
    kind = capfirst(str(model._meta.verbose_name)) if model else row.content_type.name
    # The name as noted is in the language of whoever changed it; what is still there has one in the reader's.
    what = names.get((model, row.object_pk), row.object_repr) if model else row.object_repr
    is_kept = "rows" in (row.additional_data or {}) and (model, row.object_pk) not in names
    return Entry(row.timestamp, who, action, kind, what, changes, row.pk, is_kept)


def _change(model: type[models.Model] | None, name: str, values: Any, names: dict[Any, str]) -> Change | None:
    field = _field(model, name)
    if name in SILENT or (model and name in text_fields_of(model)):
        return None
    if getattr(field, "auto_created", False) and not getattr(field, "concrete", False):
        return None  # rows that point here: each has entries of its own
    if isinstance(values, dict):  # several rows: auditlog says which were added or taken away
        listed = ", ".join(values.get("objects", []))
        is_added = values.get("operation") == "add"
        return Change(_label(field, name), "" if is_added else listed, listed if is_added else "")
    before, after = (_words(field, value, names) for value in values)
    if before.splitlines() == after.splitlines():
        return None
    return Change(_label(field, name), before, after, getattr(field, "language", ""))


def _field(model: type[models.Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _label(field: Any, name: str) -> str:
    if isinstance(field, TranslationField):
        return f"{capfirst(str(field.translated_field.verbose_name))} – {language_label(field.language)}"
    return capfirst(str(getattr(field, "verbose_name", name)))


def _words(field: Any, value: Any, names: dict[Any, str]) -> str:
    """A stored value as a person reads it."""
    if value in EMPTY:
        return ""
    text = str(value)
    if isinstance(field, models.BooleanField):
        return _("yes") if text == "True" else _("no")
    if _is_reference(field):
        return names.get((field.related_model, text), f"#{text}")
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(text, text))
    if isinstance(field, models.DateTimeField) and (instant := parse_datetime(text)):
        aware = instant if instant.tzinfo else instant.replace(tzinfo=datetime.UTC)
        return date_format(timezone.localtime(aware), "SHORT_DATETIME_FORMAT")
    if isinstance(field, models.DateField) and (date := parse_date(text)):
        return date_format(date, "SHORT_DATE_FORMAT")
    return text


def _event_of_removed(row: LogEntry) -> str:
    """The key of the event to which a row belonged that is gone; "" for others."""
    if row.action != LogEntry.Action.DELETE:
        return ""
    was = (row.changes_dict or {}).get("event", [""])
    key = str((row.additional_data or {}).get("event", was[0] if isinstance(was, list) else ""))
    return key if key.isdigit() else ""


def _zones_of_events(rows: list[LogEntry]) -> dict[str, str]:
    """The time zones of the events of rows that are gone, by key: one query a kind of row."""
    wanted: dict[Any, set[str]] = defaultdict(set)
    for row in rows:
        if key := _event_of_removed(row):
            wanted[_field(row.content_type.model_class(), "event")].add(key)
    events = [field.related_model._default_manager.filter(pk__in=keys) for field, keys in wanted.items() if field]
    return {str(key): zone for found in events for key, zone in found.values_list("pk", "timezone")}


def _names_of_rows(rows: list[LogEntry]) -> dict[tuple[type[models.Model], str], str]:
    """The names of the rows that entries are about, as far as they are there: a query a model."""
    wanted: dict[type[models.Model], set[str]] = defaultdict(set)
    for row in rows:
        if model := row.content_type.model_class():
            wanted[model].add(row.object_pk)
    return _names_of(wanted)


def _names_of_references(rows: list[LogEntry]) -> dict[tuple[type[models.Model], str], str]:
    """The names of the rows that changes point to."""
    wanted: dict[type[models.Model], set[str]] = defaultdict(set)
    for row in rows:
        model = row.content_type.model_class()
        for name, values in (row.changes_dict or {}).items():
            field = _field(model, name)
            if isinstance(values, list) and _is_reference(field):
                wanted[field.related_model] |= {str(value) for value in values if value not in EMPTY}
    return _names_of(wanted)


def _names_of(wanted: dict[type[models.Model], set[str]]) -> dict[tuple[type[models.Model], str], str]:
    """The names of rows by model and key, with the rows to which their names refer."""
    return {
        (model, str(row.pk)): str(row)
        for model, keys in wanted.items()
        for row in model._default_manager.select_related().filter(pk__in=keys)
    }


def _is_reference(field: Any) -> bool:
    """Whether the values of a field are keys of single rows."""
    return bool(getattr(field, "many_to_one", False) or getattr(field, "one_to_one", False))
