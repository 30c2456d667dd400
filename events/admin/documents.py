"""Documents in the back office, with one file or address a language."""

import re
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin, LookupFormSet, TextsTabularInline
from backoffice.texts import TextsForm, columns_of
from events.models import Document, DocumentFile
from events.models.fields import MEETING_LANGUAGES
from multilingual.texts import LANGUAGES


class DocumentForm(TextsForm):
    """A document; one without a label is called by its kind."""

    def clean(self) -> dict[str, Any] | None:
        """A label in each language, if somebody gave none but a kind that says what it is."""
        columns, kind = columns_of("label"), self.cleaned_data.get("kind")
        is_bare = not any(self.cleaned_data.get(column) or column in self.errors for column in columns)
        if is_bare and kind and kind != Document.Kind.OTHER:
            for column, code in zip(columns, LANGUAGES, strict=False):
                with override(code):
                    self.cleaned_data[column] = capfirst(str(Document.Kind(kind).label))
        return super().clean()


class FilesFormSet(LookupFormSet):
    """Files, each of a language. One whose language was forgotten is kept: a browser would not send it again."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """No language is not wrong: see clean."""
        super().add_fields(form, index)
        form.fields["language"].required = False

    def clean(self) -> None:
        """Give a language to what has none: what the file's name ends in, the reader's, or the next that is free."""
        super().clean()
        self.guessed: list[DocumentFile] = []
        right: list[Any] = [form for form in self.forms if form.is_valid()]
        rows = [form for form in right if form.has_changed() and not form.cleaned_data.get("DELETE")]
        taken = {form.cleaned_data.get("language") for form in right}
        for form in rows:
            if form.cleaned_data.get("language"):
                continue
            words = re.split(r"[^a-z]+", str(form.cleaned_data.get("file") or "").lower())
            wanted = [*reversed(words), get_language() or "", *MEETING_LANGUAGES]
            free = (code for code in wanted if code in MEETING_LANGUAGES and code not in taken)
            form.instance.language = next(free, "")
            taken.add(form.instance.language)
            self.guessed.append(form.instance)


class DocumentFileInline(TextsTabularInline):
    """Files of a document."""

    model = DocumentFile
    formset = FilesFormSet
    fields = ("language", "file", "url")
    verbose_name_plural = _("files: one file or address a language")


@admin.register(Document)
class DocumentAdmin(BackOfficeAdmin):
    """Documents of events, sessions and appearances. Reached from their event, to which one comes back."""

    is_searched = True
    form = DocumentForm
    first_step = _("No document yet. Open an event and add it there, or at a session or a speaker of its agenda.")
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

    def name_and_about(self, row: Document) -> tuple[str, str]:
        """Its label; the code of the event, and whose it is: many are called alike."""
        return str(row), " · ".join(filter(None, (row.owner.code, row.whose)))

    def found(self, request: HttpRequest, query: str) -> QuerySet[Document]:
        """With what a line says."""
        rows: QuerySet[Document] = super().found(request, query).select_related(*self.list_select_related)
        return rows

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """The file of a new document is proposed to be in the reader's language."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        return kwargs if obj.pk else {**kwargs, "initial": [{"language": get_language()}]}

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the files; of which a language was guessed, is said."""
        super().save_formset(request, form, formset, change)
        for row in formset.guessed:
            words = gettext("“%(file)s” had no language: it was taken to be in %(language)s. Correct it if it is not.")
            names = {"file": row.file_name or row.url, "language": row.get_language_display()}
            messages.warning(request, words % names)

    def _after(self, request: HttpRequest, document: Document) -> HttpResponse:
        messages.success(request, gettext("“%(document)s” has been saved.") % {"document": document})
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
