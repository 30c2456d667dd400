"""Events and venues as tables."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.spreadsheets import (
    Choice,
    Column,
    KeyColumn,
    KeysColumn,
    Plain,
    YesNo,
    as_text,
    column,
    guard,
    parts_of,
    plain_columns,
    text_columns,
    unguard,
)
from backoffice.tables import TableResource
from events.models import Event, Series, SeriesEntry, Venue
from events.resources.columns import Day, Languages
from speakers.resources import CountryColumn


class ReadOnly(Column):
    """What a file tells and does not change."""

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Nothing."""

    def is_same(self, instance: Any, original: Any) -> bool:
        """Always."""
        return True


class Kept(Column):
    """An empty cell leaves what is there, or what is usual."""

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """The cell, if it says anything."""
        if as_text(row.get(self.column_name)):
            super().save(instance, row, is_m2m, **kwargs)


def kept(name: str, widget: Plain | None = None) -> Kept:
    """Such a column of the model's field of the same name."""
    return Kept(attribute=name, column_name=name, widget=widget or Plain())


class SeriesColumn(KeysColumn):
    """The series in which an event stands. A file adds to them; what a place in a series says stands on its page."""

    def __init__(self) -> None:
        super().__init__("series_entries", Series.objects.all(), "slug")
        self.column_name = "series"

    def heading(self, model: type[Model]) -> str:
        """What series are called."""
        return capfirst(str(Series._meta.verbose_name_plural))

    def get_value(self, instance: Any) -> list[str]:
        """The series that it is in, and those about to be added."""
        own = {entry.series.slug for entry in instance.series_entries.all()} if instance.pk else set()
        return sorted(own.union(instance.__dict__.get("pending_keys", {}).get(self.attribute, [])))

    def words(self, instance: Any) -> Any:
        """What they are called."""
        return guard("; ".join(unguard(self.called[entry.series_id]) for entry in instance.series_entries.all()))

    def added(self, row: Any) -> list[str]:
        """The series that a line of the file names."""
        return parts_of(as_text(row.get(self.column_name)))

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Check the keys; the resource writes, which knows who may."""
        if not is_m2m:
            super().save(instance, row, **kwargs)


class EventResource(TableResource):
    """Events, by their code. A new one is a draft: nothing is published by a file."""

    model = Event
    not_here = gettext_lazy("A picture comes in no table: add it on the page of the event, at Texts.")
    key_columns = ("code",)
    needed_columns = ("code",)

    def columns(self) -> dict[str, Column]:
        """Everything of the basics and the texts."""
        return {
            **plain_columns("code"),
            "slug": kept("slug"),
            "kind": kept("kind", Choice(Event.Kind)),
            "mode": kept("mode", Choice(Event.Mode)),
            "series": SeriesColumn(),
            "status": ReadOnly(attribute="status", column_name="status", widget=Plain()),
            "starts_on": column("starts_on", Day()),
            "ends_on": column("ends_on", Day()),
            "timezone": kept("timezone"),
            "venue": KeyColumn("venue_id", Venue.objects.all(), "slug"),
            "working_languages": column("working_languages", Languages()),
            "interpretation_languages": column("interpretation_languages", Languages()),
            **text_columns("title", "subtitle", "date_text", "summary", "description", "audience"),
            **text_columns("practical_information", "contact"),
            **plain_columns("contact_email", "contact_phone", "website", "note"),
        }

    def get_queryset(self) -> QuerySet[Event]:
        """With what the columns name."""
        return Event.objects.select_related("venue").prefetch_related("series_entries__series").order_by("code")

    def demand(self, instance: Any, right: str) -> None:
        """Whoever makes events in some series alone names one of them; the same is said of one that is not seen."""
        if right != "events.add_event" and self.sees(instance):
            super().demand(instance, right)
        elif not self.may_add(instance.__dict__.get("wanted_series", [])):
            raise ValidationError(_("Name one of the series in which you may make events."))

    def may_add(self, keys: list[str]) -> bool:
        """Whether this person may make an event in these series; in none, anywhere."""
        if self.by is None or self.by.has_perm("events.add_event"):
            return True
        rows = list(Series.objects.filter(slug__in=keys))
        return bool(rows) and all(self.by.has_perm("events.add_event", row) for row in rows)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        """Before the cells are read, which would say something else of a code that exists elsewhere."""
        instance.__dict__["wanted_series"] = self.fields["series"].added(row)
        if new:
            self.demand(instance, "events.add_event")
        super().after_init_instance(instance, new, row, **kwargs)

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Put the event into the series that are new to it."""
        super().save_m2m(instance, row, **kwargs)
        known = set(instance.series_entries.values_list("series__slug", flat=True))
        for series in Series.objects.filter(slug__in=set(self.fields["series"].added(row)) - known):
            year = instance.starts_on.year if instance.starts_on else None
            if self.by is not None and not self.by.has_perm("events.add_seriesentry", series):
                raise ValidationError(_("You have no right to do this there."))
            SeriesEntry.objects.create(series=series, event=instance, year=year)

    def init_instance(self, row: Any = None) -> Event:
        """A new event; where the file does not say, its address is its code."""
        return Event(slug=slugify(as_text(row.get("code"))))


class VenueResource(TableResource):
    """Venues, by their short key."""

    model = Venue

    def columns(self) -> dict[str, Column]:
        """Everything but the rooms."""
        return {
            **plain_columns("slug"),
            **text_columns("name", "city"),
            "country": CountryColumn(),
            "is_online": column("is_online", YesNo()),
            **plain_columns("timezone"),
            **text_columns("address", "access"),
            **plain_columns("note"),
        }

    def get_queryset(self) -> QuerySet[Venue]:
        """With what the columns name."""
        return Venue.objects.select_related("country").order_by("slug")
