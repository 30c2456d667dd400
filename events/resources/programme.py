"""Events and venues as tables."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from backoffice.spreadsheets import (
    SEPARATOR,
    Choice,
    Column,
    KeyColumn,
    Plain,
    YesNo,
    as_text,
    column,
    guard,
    plain_columns,
    text_columns,
)
from backoffice.tables import TableResource
from events.models import Event, Venue
from events.models.fields import MEETING_LANGUAGES
from events.resources.columns import Day
from speakers.resources import CountryColumn


class Languages(Plain):
    """Codes of languages, with a bar between them: fr|en."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        """The codes; one that is none is named."""
        codes = [code.strip() for code in as_text(value).split(SEPARATOR.strip()) if code.strip()]
        if unknown := [code for code in codes if code not in MEETING_LANGUAGES]:
            words = {"value": ", ".join(unknown), "choices": ", ".join(MEETING_LANGUAGES)}
            raise ValueError(_("“%(value)s” is not one of: %(choices)s") % words)
        return codes

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The codes."""
        return guard(SEPARATOR.join(value or []))


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


class EventResource(TableResource):
    """Events, by their code. A new one is a draft: nothing is published by a file."""

    model = Event
    key_columns = ("code",)
    needed_columns = ("code",)

    def columns(self) -> dict[str, Column]:
        """Everything of the basics and the texts."""
        return {
            **plain_columns("code"),
            "slug": kept("slug"),
            "kind": kept("kind", Choice(Event.Kind)),
            "mode": kept("mode", Choice(Event.Mode)),
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
        return Event.objects.select_related("venue").order_by("code")

    def demand(self, instance: Any, right: str) -> None:
        """Whoever makes events in some series alone is told that a file names none; so of one that is not seen."""
        is_new = right == "events.add_event" or not self.sees(instance)
        if is_new and self.by is not None and not self.by.has_perm("events.add_event"):
            raise ValidationError(
                _("The table does not say in which series a new event is. Make it by “Add”, then import the rest.")
            )
        super().demand(instance, right)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        """Before the cells are read, which would say something else of a code that exists elsewhere."""
        if new:
            self.demand(instance, "events.add_event")
        super().after_init_instance(instance, new, row, **kwargs)

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
