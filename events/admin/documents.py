"""Documents in the back office, with one file or address a language."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.models import Document, DocumentFile
from speakers.admin.base import BackOfficeAdmin, TextsTabularInline


class DocumentFileInline(TextsTabularInline):
    """Files of a document."""

    model = DocumentFile
    fields = ("language", "file", "url")
    extra = 1


@admin.register(Document)
class DocumentAdmin(BackOfficeAdmin):
    """Documents of events, sessions and appearances."""

    list_display = ("__str__", "kind", "audience", "owner")
    list_filter = ("kind", "audience")
    list_select_related = ("event", "session__event", "appearance__session__event")
    search_fields = ("label_en", "label_fr", "label_es", "event__search_text")
    autocomplete_fields = ("event", "session", "appearance")
    inlines = [DocumentFileInline]
    fieldsets = [
        (None, {"fields": ["label", ("kind", "audience"), ("published_from", "position")]}),
        (_("Where it belongs"), {"fields": ["event", "session", "appearance"]}),
        (_("For staff"), {"fields": ["note"]}),
    ]
