"""Templates of the agenda in Word: tried before they are kept."""

import io
import re
import subprocess
import zipfile
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin
from backoffice.texts import TextsForm
from backoffice.uploads import MaxBytes
from events.exports.processes import Busy
from events.exports.word import TEMPLATE, BadTemplate, sample, word
from events.models import AgendaTemplate

MOST_BYTES = 2 * 1024 * 1024
# Of what is packed in it: a file of a few kilobytes can hold gigabytes of nothing.
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 300
# What would be fetched from elsewhere when somebody opens the document; a link is followed by who reads alone.
_FETCHED = re.compile(rb'<Relationship\b(?![^>]*relationships/hyperlink")[^>]*TargetMode="External"')


class TemplateForm(TextsForm):
    """A template; its file is filled in once before it is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("A Word document (.docx) with placeholders, at most 2 MB. Begin with <a href='{address}'>ours</a>.")
        address = reverse("admin:events_agendatemplate_built_in")
        self.fields["file"].help_text = format_html(str(words), address=address)

    def clean_file(self) -> Any:
        """Refuse what is no Word document, what runs or fetches something, and what cannot be filled in."""
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        MaxBytes(MOST_BYTES)(file)
        file.seek(0)
        content = file.read()
        _look_inside(content)
        try:
            word(content, sample())
        except BadTemplate as error:
            sentence = _("This template cannot be filled in: %(why)s")
            raise ValidationError(sentence, code="template", params={"why": error}) from error
        except Busy as error:
            raise ValidationError(_("Another document is being made. Try again in a minute."), code="busy") from error
        except subprocess.SubprocessError as error:
            raise ValidationError(_("This template takes too long or too much to fill in."), code="bounds") from error
        return file


def _look_inside(content: bytes) -> None:
    """Raises ValidationError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            too_large = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED
            names = {part.filename.lower() for part in parts}
            texts = (
                [] if too_large else [archive.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))]
            )
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise ValidationError(_("This is no Word document (.docx)."), code="docx") from error
    if too_large:
        raise ValidationError(_("What is packed in this document is too large."), code="bounds")
    if "word/document.xml" not in names:
        raise ValidationError(_("This is no Word document (.docx)."), code="docx")
    if any(name.endswith(".bin") for name in names) or any(b"<!DOCTYPE" in text for text in texts):
        raise ValidationError(_("This document holds macros or the like. Save it as a plain .docx."), code="macros")
    if any(_FETCHED.search(text) for text in texts):
        sentence = _(
            "This document fetches something from elsewhere (a picture, a template). Put it into the document."
        )
        raise ValidationError(sentence, code="fetches")


@admin.register(AgendaTemplate)
class AgendaTemplateAdmin(BackOfficeAdmin):
    """Templates of the agenda in Word."""

    form = TemplateForm
    first_step = _(
        "No template yet: agendas in Word are made on the one that comes with the software. Take that one, change its "
        "styles and texts in Word, and add it here."
    )
    list_display = ("__str__", "language", "updated_at")
    fields = ("language", "file")

    def get_urls(self) -> list[URLPattern]:
        """With the files."""
        pages = [
            self.own_page("built-in/agenda.docx", built_in, "built_in"),
            self.own_page("<key:pk>/file/", template_file, "file"),
        ]
        return [*pages, *super().get_urls()]


def built_in(request: HttpRequest, model_admin: AgendaTemplateAdmin) -> FileResponse:
    """The template that comes with the software, to begin with."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    return FileResponse(TEMPLATE.open("rb"), as_attachment=True, filename="agenda.docx")


def template_file(request: HttpRequest, pk: int, model_admin: AgendaTemplateAdmin) -> FileResponse:
    """The file of a template."""
    row = get_object_or_404(AgendaTemplate, pk=pk)
    if not model_admin.has_view_permission(request, row):
        raise PermissionDenied
    return FileResponse(io.BytesIO(row.content()), as_attachment=True, filename=row.file_name)
