"""Venues and their rooms in the back office."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin, TextsTabularInline
from backoffice.transfer import TransferMixin
from events.admin.forms import TimezoneInput, timezone_names
from events.models import Room, Venue
from events.models.fields import TimezoneField
from events.resources import VenueResource
from storage.keys import key_of


class RoomInline(TextsTabularInline):
    """Rooms of a venue."""

    model = Room
    fields = ("name", "seats", "position")


@admin.register(Venue)
class VenueAdmin(TransferMixin, BackOfficeAdmin):
    """Venues."""

    is_searched = True
    resource_classes = [VenueResource]
    formfield_overrides = {**BackOfficeAdmin.formfield_overrides, TimezoneField: {"widget": TimezoneInput}}
    first_step = _("No venue yet. Add one with its rooms: events and sessions choose from them.")
    list_display = ("__str__", "country", "is_online", "timezone")
    list_filter = ("is_online", ("country", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("country",)
    search_fields = ("search_text",)
    autocomplete_fields = ("country",)
    inlines = [RoomInline]
    fieldsets = [
        (None, {"fields": ["name", "city", "slug", "is_online", "country", "timezone"]}),
        (_("Getting there"), {"fields": ["address", "access"]}),
        (_("For staff"), {"fields": ["note"]}),
    ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, with the time zones to choose from."""
        context["timezones"] = timezone_names()
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Room)
class RoomAdmin(BackOfficeAdmin):
    """Rooms, for autocomplete; they are kept on the page of their venue."""

    list_display = ("__str__", "venue", "seats")
    list_select_related = ("venue",)
    search_fields = ("search_text", "venue__search_text")
    autocomplete_fields = ("venue",)
    fields = ("venue", "name", "seats", "position")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Room], search_term: str
    ) -> tuple[QuerySet[Room], bool]:
        """What matches; those of one venue alone where the box above names one, or none yet."""
        rows, has_doubles = super().get_search_results(request, queryset, search_term)
        wanted = request.GET.get("venue")
        return (rows if wanted is None else rows.filter(venue=key_of(wanted))), has_doubles

    def has_module_permission(self, request: HttpRequest) -> bool:
        """No entry point of its own."""
        return False
