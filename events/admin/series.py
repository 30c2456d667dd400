"""Series in the back office, with their organisations and the events in them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin, TextsStackedInline, TextsTabularInline
from events.models import Series, SeriesEntry, SeriesOrganisation


class SeriesOrganisationInline(TextsTabularInline):
    """Organisations of a series."""

    model = SeriesOrganisation
    fields = ("organisation", "role", "position")
    autocomplete_fields = ("organisation",)


class SeriesEntryInline(TextsStackedInline):
    """Events of a series."""

    model = SeriesEntry
    autocomplete_fields = ("event",)
    fields = (("event", "ordinal", "year"), "theme", "title", ("starts_on", "ends_on"), "note")


@admin.register(Series)
class SeriesAdmin(BackOfficeAdmin):
    """Programmes and series."""

    is_searched = True
    first_step = _("No series yet. Add one where meetings belong together, and name its editions there.")
    list_display = ("__str__", "kind", "parent", "since")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("search_text",)
    autocomplete_fields = ("parent", "grew_from")
    inlines = [SeriesOrganisationInline, SeriesEntryInline]
    fieldsets = [
        (None, {"fields": ["title", "acronym", "slug", "kind", ("since", "phase")]}),
        (_("Family"), {"fields": [("parent", "grew_from")]}),
        (_("Texts"), {"fields": ["summary", "periodicity", "open_to", "website"]}),
        (_("For staff"), {"fields": ["note"]}),
    ]
