"""The filter above the list of all events."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.directory import matching_events
from events.models import Event, Series, SeriesEntry, Venue
from events.models.event import EventQuerySet
from multilingual.search import fold
from multilingual.texts import translated

# Each by itself: other languages say it by the gender of what it is about.
ALL = {
    "year": pgettext_lazy("year", "All"),
    "kind": pgettext_lazy("kind", "All"),
    "series": pgettext_lazy("series", "All"),
    "place": pgettext_lazy("place", "All"),
}


class EventFilter(forms.Form):
    """Which events the list shows. What cannot be understood is passed over: an old link still shows a list."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    series = forms.ChoiceField(label=_("Series"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = Event.objects.public().filter(starts_on__isnull=False).dates("starts_on", "year", order="DESC")
        self._offer("kind", Event.Kind.choices)
        self._offer("year", [(date.year, str(date.year)) for date in years])
        entries = SeriesEntry.objects.filter(series=OuterRef("pk"), event__in=Event.objects.public())
        series = [(row.slug, translated(row, "title").value) for row in Series.objects.filter(Exists(entries))]
        self._offer("series", sorted(series, key=_by_label))
        venues = Venue.objects.filter(Exists(Event.objects.public().filter(venue=OuterRef("pk"))))
        places = [(row.slug, _place(row)) for row in venues.select_related("country")]
        self._offer("place", sorted(places, key=_by_label))

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", ALL[name]), *choices]

    def choose(self, events: EventQuerySet) -> EventQuerySet:
        """Those of the events that are asked for."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("q"):
            events = matching_events(events, asked["q"])
        if asked.get("year"):
            events = events.filter(starts_on__year=asked["year"])
        if asked.get("kind"):
            events = events.filter(kind=asked["kind"])
        if asked.get("series"):
            events = events.filter(series_entries__series__slug=asked["series"])
        if asked.get("place"):
            events = events.filter(venue__slug=asked["place"])
        return events

    @property
    def is_in_use(self) -> bool:
        """Something narrows the list."""
        return any(self.cleaned_data.values())


def _place(venue: Venue) -> str:
    country = translated(venue.country, "name").value if venue.country else ""
    city, name = (translated(venue, field).value for field in ("city", "name"))
    return ", ".join(part for part in (city, country, name) if part)


def _by_label(choice: tuple[Any, Any]) -> str:
    return fold(str(choice[1]))
