"""The screen of an event, which follows the work: basics, texts, people and bodies, agenda, documents, registration."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.models import Event, EventOrganisation, Phase, SeriesEntry
from speakers.admin.base import BackOfficeAdmin, TextsStackedInline


class EventOrganisationInline(TextsStackedInline):
    """Bodies of an event."""

    model = EventOrganisation
    autocomplete_fields = ("organisation",)
    fields = (("organisation", "role", "position"), "detail")


class SeriesEntryInline(TextsStackedInline):
    """The places of an event in series."""

    model = SeriesEntry
    autocomplete_fields = ("series",)
    fields = (("series", "ordinal", "year"), "theme")


class PhaseInline(TextsStackedInline):
    """Phases of an event."""

    model = Phase
    autocomplete_fields = ("venue",)
    fields = ("title", ("kind", "starts_on", "ends_on", "position"), "rule", ("venue", "timezone"), "note")


class EventAdmin(BackOfficeAdmin):
    """Events. Registered by registrations/admin, as a subclass that adds what an event registers."""

    list_display = ("__str__", "code", "starts_on", "status")
    list_filter = ("status", "kind", "mode")
    list_select_related = ("venue__country",)
    search_fields = ("search_text",)
    autocomplete_fields = ("venue", "room", "countries")
    date_hierarchy = "starts_on"
    prepopulated_fields = {"slug": ("title_en",)}
    inlines = [EventOrganisationInline, SeriesEntryInline, PhaseInline]
    fieldsets = [
        (
            _("Basics"),
            {
                "fields": [
                    "title",
                    ("code", "slug"),
                    ("kind", "mode"),
                    ("starts_on", "ends_on", "timezone"),
                    ("venue", "room"),
                    ("status", "agenda_status"),
                    ("working_languages", "interpretation_languages"),
                ]
            },
        ),
        (
            _("Texts"),
            {"fields": ["subtitle", "summary", "description", "audience", "practical_information", "date_text"]},
        ),
        (
            _("Contact"),
            {"fields": ["contact", ("contact_email", "contact_phone"), "website", "attendance", "countries", "note"]},
        ),
    ]
