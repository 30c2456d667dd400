"""Documents in the back office, with one file or address a language."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin, TextsTabularInline
from events.models import Document, DocumentFile


class DocumentFileInline(TextsTabularInline):
    """Files of a document."""

    model = DocumentFile
    fields = ("language", "file", "url")
    verbose_name_plural = _("files: one file or address a language")

    def get_extra(self, request: HttpRequest, obj: Document | None = None, **kwargs: Any) -> int:
        """A new document mostly has a file."""
        return 0 if obj else 1


@admin.register(Document)
class DocumentAdmin(BackOfficeAdmin):
    """Documents of events, sessions and appearances. Reached from their event, to which one comes back."""

    is_searched = True
    list_display = ("__str__", "kind", "audience", "place", "published_from")
    list_filter = ("kind", "audience")
    list_select_related = ("event", "session__event", "appearance__session__event", "appearance__speaker")
    search_fields = ("search_text", "event__search_text", "session__event__search_text",
                     "appearance__session__event__search_text", "appearance__speaker__search_text")  # fmt: skip
    autocomplete_fields = ("event", "session", "appearance")
    inlines = [DocumentFileInline]
    fieldsets = [
        (None, {"fields": ["label", ("kind", "audience"), ("published_from", "position")]}),
        (_("Where it belongs: one of the three"), {"fields": [("event", "session", "appearance")]}),
        (_("For staff"), {"fields": ["note"]}),
    ]

    @admin.display(description=_("belongs to"))
    def place(self, document: Document) -> str:
        """The event, item or appearance."""
        return str(document.event or document.session or document.appearance)

    def _after(self, request: HttpRequest, document: Document) -> HttpResponse:
        if IS_POPUP_VAR in request.POST:
            return TemplateResponse(request, "admin/events/document/closed.html")
        return HttpResponseRedirect(reverse("admin:events_event_change", args=[document.owner.pk]) + "#documents")

    def response_add(self, request: HttpRequest, obj: Document, post_url_continue: str | None = None) -> HttpResponse:
        """Back to the event, unless more is to be done here."""
        if {"_continue", "_addanother"} & set(request.POST):
            return super().response_add(request, obj, post_url_continue)
        return self._after(request, obj)

    def response_change(self, request: HttpRequest, obj: Document) -> HttpResponse:
        """Back to the event, unless more is to be done here."""
        if {"_continue", "_addanother"} & set(request.POST):
            return super().response_change(request, obj)
        return self._after(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        """A window of its own closes."""
        if IS_POPUP_VAR in request.POST:
            return TemplateResponse(request, "admin/events/document/closed.html")
        return super().response_delete(request, obj_display, obj_id)
