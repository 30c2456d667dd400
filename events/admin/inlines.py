"""What stands below the basics on the screen of an event: organisations, places in series, phases."""

from backoffice.base import TextsStackedInline
from events.models import EventOrganisation, Phase, SeriesEntry


class EventOrganisationInline(TextsStackedInline):
    """Organisations of an event."""

    section = "people"
    model = EventOrganisation
    autocomplete_fields = ("organisation",)
    fields = (("organisation", "role", "position"), "detail")


class SeriesEntryInline(TextsStackedInline):
    """The places of an event in series."""

    section = "people"
    model = SeriesEntry
    autocomplete_fields = ("series",)
    fields = (("series", "ordinal", "year"), "theme")


class PhaseInline(TextsStackedInline):
    """Phases of an event."""

    section = "basics"
    model = Phase
    autocomplete_fields = ("venue",)
    fields = ("title", ("kind", "starts_on", "ends_on", "position"), "rule", ("venue", "timezone"), "note")
