"""What stands below the basics on the screen of an event: organisations, places in series, phases."""

from backoffice.base import TextsStackedInline
from events.admin.forms import TimezoneInput
from events.models import EventOrganisation, Phase, SeriesEntry
from events.models.fields import TimezoneField


class EventOrganisationInline(TextsStackedInline):
    """Organisations of an event."""

    section = "people"
    model = EventOrganisation
    extra = 1
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
    formfield_overrides = {**TextsStackedInline.formfield_overrides, TimezoneField: {"widget": TimezoneInput}}
    fields = ("title", ("kind", "starts_on", "ends_on", "position"), "rule", ("venue", "timezone"), "note")
