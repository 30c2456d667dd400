"""The agenda as a document to print and to send on."""

import logging
import subprocess

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from events.agenda import build_days, sessions_of
from events.exports.agenda_document import agenda_document
from events.exports.pdf import Busy, pdf
from events.views.base import event_for_page
from website.database_away import try_again
from website.public_pages import public_page

logger = logging.getLogger(__name__)


@public_page
def agenda_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda as a PDF. Made once for all who ask, as every public page; while another one is made, a word."""
    row = event_for_page(request, slug)
    days = build_days(sessions_of(row, with_documents=False))
    try:
        body = pdf("agenda.typ", agenda_document(row, days, timezone.localdate()))
    except Busy:
        return try_again(request)
    except subprocess.SubprocessError:
        logger.exception("The agenda of %s could not be made as a PDF.", row.code)
        return try_again(request)
    name = f"{row.slug}-agenda-{get_language()}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)
