"""Sessions and appearances across events; the agenda of one event is edited on its own screen."""

from django.contrib import admin

from events.models import Appearance, Session
from events.resources import AppearanceResource, SessionResource
from speakers.admin.base import BackOfficeAdmin
from speakers.admin.transfer import TransferMixin


@admin.register(Session)
class SessionAdmin(TransferMixin, BackOfficeAdmin):
    """All items of all agendas."""

    resource_classes = [SessionResource]
    list_display = ("__str__", "event", "day", "kind", "room")
    list_filter = ("kind", "is_to_be_confirmed", "is_cancelled")
    list_select_related = ("event", "room")
    search_fields = ("search_text", "event__search_text")
    autocomplete_fields = ("event", "room", "parent")
    date_hierarchy = "day"
    fieldsets = [
        (None, {"fields": ["event", ("kind", "number"), "title", "description"]}),
        (None, {"fields": ["day", ("starts_at", "ends_at"), "room", "parent", "position"]}),
        (None, {"fields": ["is_to_be_confirmed", "is_cancelled", "note"]}),
    ]


@admin.register(Appearance)
class AppearanceAdmin(TransferMixin, BackOfficeAdmin):
    """All appearances of all speakers."""

    resource_classes = [AppearanceResource]
    list_display = ("speaker", "session", "role", "status")
    list_filter = ("role", "status")
    list_select_related = ("speaker", "session__event")
    search_fields = ("speaker__search_text", "session__search_text", "session__event__search_text")
    autocomplete_fields = ("session", "speaker", "organisations", "country", "joint_with")
    fieldsets = [
        (None, {"fields": ["session", "speaker", ("role", "status"), "function", "topic"]}),
        (None, {"fields": ["organisations", "country", "joint_with", "position", "note"]}),
    ]
