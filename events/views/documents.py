"""The agenda as a document to print, to edit and to send on."""

import logging
import subprocess
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from events.agenda import build_days, sessions_of
from events.exports.agenda_document import agenda_document
from events.exports.pdf import pdf
from events.exports.processes import Busy
from events.exports.word import TEMPLATE, BadTemplate, word
from events.models import AgendaTemplate
from events.views.base import event_for_file
from website.database_away import try_again
from website.public_pages import public_page

logger = logging.getLogger(__name__)
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@public_page
def agenda_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda as a PDF. Made once for all who ask, as every public page; while another one is made, a word."""
    return _document(request, slug, "pdf", lambda values: (pdf("agenda.typ", values), "application/pdf"))


@public_page
def agenda_docx(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda as a Word document on the house's template."""
    return _document(request, slug, "docx", lambda values: (_in_word(values), DOCX_TYPE))


def _document(
    request: HttpRequest, slug: str, ending: str, make: Callable[[dict[str, Any]], tuple[bytes, str]]
) -> HttpResponse:
    row = event_for_file(request, slug)
    days = build_days(sessions_of(row, with_documents=False))
    try:
        body, content_type = make(agenda_document(row, days, timezone.localdate()))
    except Busy:
        return try_again(request)
    except subprocess.SubprocessError:
        logger.exception("The agenda of %s could not be made as %s.", row.code, ending)
        return try_again(request)
    shown = "inline" if ending == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{shown}; filename="{row.slug}-agenda-{get_language()}.{ending}"'}
    return HttpResponse(body, content_type=content_type, headers=headers)


def _in_word(values: dict[str, Any]) -> bytes:
    """On the house's template; on ours where that cannot be filled in, so that nobody goes without."""
    chosen = AgendaTemplate.objects.for_language(values["language"])
    if chosen is not None:
        try:
            return word(chosen.content(), values)
        except (BadTemplate, OSError, subprocess.SubprocessError):
            logger.exception("The template “%s” of agendas cannot be used.", chosen)
    return word(TEMPLATE.read_bytes(), values)
