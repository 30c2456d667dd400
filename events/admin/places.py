"""Venues and their rooms in the back office."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin, TextsTabularInline
from backoffice.transfer import TransferMixin
from events.models import Room, Venue
from events.resources import VenueResource


class RoomInline(TextsTabularInline):
    """Rooms of a venue."""

    model = Room
    fields = ("name", "seats", "position")


@admin.register(Venue)
class VenueAdmin(TransferMixin, BackOfficeAdmin):
    """Venues."""

    is_searched = True
    resource_classes = [VenueResource]
    list_display = ("__str__", "country", "is_online", "timezone")
    list_filter = ("is_online", ("country", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("country",)
    search_fields = ("search_text",)
    autocomplete_fields = ("country",)
    slug_from = ("name", "city")
    inlines = [RoomInline]
    fieldsets = [
        (None, {"fields": ["name", "city", "slug", "is_online", "country", "timezone"]}),
        (_("Getting there"), {"fields": ["address", "access"]}),
        (_("For staff"), {"fields": ["note"]}),
    ]


@admin.register(Room)
class RoomAdmin(BackOfficeAdmin):
    """Rooms, for autocomplete; they are kept on the page of their venue."""

    list_display = ("__str__", "venue", "seats")
    list_select_related = ("venue",)
    search_fields = ("search_text", "venue__search_text")
    autocomplete_fields = ("venue",)
    fields = ("venue", "name", "seats", "position")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """No entry point of its own."""
        return False
