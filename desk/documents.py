"""Files of a mail, read again from its bytes: downloaded; shown in a page of ours are four kinds of pictures, and pages
of PDFs and faxes as pictures that we draw."""

import io
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from backoffice.base import BackOfficeAdmin
from backoffice.history import note_access
from desk.permissions import for_desk
from desk.timeline import LARGEST_PICTURE
from filereader.facts import Table
from filereader.pages import DRAWN, MOST_PAGES, NotDrawn, draw
from inbox.models import Conversation, IncomingMessage, RawMail
from inbox.nominations import Nomination
from outbox.previews import framed
from registrations.forms.uploads import LARGEST_BYTES, kind_of
from sandbox import child
from storage.encrypted_fields import is_unreadable
from storage.keys import key_of
from storage.scanner import refused

# For a frame in our pages: nothing is fetched but our own sheet, nothing runs, nothing leads out.
PICTURE_POLICY = "default-src 'none'; sandbox"
# In a window of its own a browser lays a picture out with styles of its own making.
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
PICTURE_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
DOWNLOAD_POLICY = "sandbox; default-src 'none'"
NOT_DRAWN = {
    "locked": gettext_lazy("This file is locked with a password: its pages cannot be shown."),
    "no-page": gettext_lazy("There is no such page in this file."),
    "busy": gettext_lazy("Other pages are being drawn just now. Try again in a moment."),
    "failed": gettext_lazy("This page cannot be shown. Download the file to look at it."),
}


class Unusable(Exception):
    """A file that cannot be a nomination document; `str()` is a sentence."""


def mail_of(pk: int, mail: int) -> IncomingMessage:
    """A mail of a conversation; 404 where it is another's."""
    row = IncomingMessage.objects.select_related("conversation").filter(pk=mail, conversation=pk).first()
    if row is None:
        raise Http404
    return row


def looked_at(pk: int, mail: int) -> IncomingMessage:
    """The same, to be shown: one that holds restricted data is not seen without a line in the log (rule 7)."""
    row = mail_of(pk, mail)
    note_look(row)
    return row


def note_look(row: IncomingMessage) -> None:
    """Leave the line, where the mail holds restricted data."""
    if row.has_restricted or any(proposal.has_restricted for proposal in row.proposals.all()):
        note_access(row.conversation, seen="restricted")


def bytes_of(row: IncomingMessage) -> bytes:
    """The mail as it came."""
    raw = RawMail.objects.filter(message=row).first()
    if raw is None or is_unreadable(raw.content):
        raise Http404
    return bytes(raw.content)


class File(NamedTuple):
    """An attachment: what its list says of it, its bytes, and what can be read of it where that was asked for."""

    name: str
    content_type: str
    sha256: str
    content: bytes
    text: str
    tables: Sequence[Table]


def file_of(row: IncomingMessage, number: int, *, with_text: bool = False) -> File:
    """One of its files, as its list counts them, cut out by a process of its own; 404 where it cannot be."""
    if number >= len(row.attachments):
        raise Http404
    listed = row.attachments[number]
    try:
        found = child.cut_file(bytes_of(row), number, with_text=with_text)
    except (child.NotRead, child.Away) as error:
        raise Http404 from error
    if found is None:
        raise Http404
    cut, content = found
    return File(listed["filename"], listed["content_type"], cut.sha256, content, cut.text, cut.tables)


def download(content: bytes, name: str, content_type: str = "application/octet-stream") -> HttpResponseBase:
    """A file to be saved: never shown, whatever it says it is (RFC 6266 names by Django); what is scanned, if clean."""
    if (refusal := refused(content)) is not None:
        return refusal
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = DOWNLOAD_POLICY
    return response


def safe_name(name: str, fallback: str) -> str:
    """A file name without folders and signs that no system takes."""
    bare = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    kept = "".join(char for char in bare if char.isprintable() and char not in '<>:"|?*').strip(" .")
    return kept[:150] or fallback


@require_safe
@for_desk
def attachment(request: HttpRequest, pk: int, mail: int, number: int, model_admin: BackOfficeAdmin) -> HttpResponseBase:
    """An attachment, to be saved."""
    file = file_of(looked_at(pk, mail), number)
    return download(file.content, safe_name(file.name, f"attachment-{number + 1}"))


def picture_type(content: bytes) -> str:
    """Which of the four kinds the first bytes say; empty for everything else, whatever its name and label."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in PICTURE_MAGIC if content.startswith(magic)), "")


@require_safe
@for_desk
def picture(request: HttpRequest, pk: int, mail: int, number: int, model_admin: BackOfficeAdmin) -> HttpResponseBase:
    """A picture that came along, for an `<img>` of the conversation's page."""
    file = file_of(mail_of(pk, mail), number)
    kind = picture_type(file.content)
    if not kind or len(file.content) > LARGEST_PICTURE:
        raise Http404
    response = FileResponse(io.BytesIO(file.content), content_type=kind)
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = PICTURE_POLICY
    return response


@require_safe
@for_desk
def page_picture(
    request: HttpRequest, pk: int, mail: int, number: int, page: int, model_admin: BackOfficeAdmin
) -> HttpResponse:
    """A page of a PDF or a fax as a picture of ours; what cannot be drawn is said in a sentence."""
    row = mail_of(pk, mail)
    if not 1 <= page <= MOST_PAGES:
        raise Http404
    file = file_of(row, number)
    if file.content_type not in DRAWN:
        raise Http404
    try:
        response = HttpResponse(draw(file.content, page, file.sha256), content_type="image/jpeg")
    except NotDrawn as error:
        code = "failed" if str(error) in ("late", "away") else str(error)
        status = {"busy": 429, "no-page": 404}.get(code, 422)
        response = HttpResponse(NOT_DRAWN[code], content_type="text/plain; charset=utf-8", status=status)
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = PAGE_POLICY
    return response


@require_safe
@for_desk
def attachment_text(
    request: HttpRequest, pk: int, mail: int, number: int, model_admin: BackOfficeAdmin
) -> HttpResponse:
    """What can be read of an attachment, as plain text and tables, for a frame."""
    file = file_of(looked_at(pk, mail), number, with_text=True)
    context = {"text": file.text, "tables": file.tables, "title": file.name}
    return framed(render_to_string("admin/inbox/conversation/attachment_text.html", context), styles="'self'")


@require_safe
@for_desk
def raw(request: HttpRequest, pk: int, mail: int, model_admin: BackOfficeAdmin) -> HttpResponseBase:
    """The mail as it came, to be saved."""
    row = looked_at(pk, mail)
    return download(bytes_of(row), f"{row.conversation.mark}-{row.pk}.eml", "message/rfc822")


@require_safe
@for_desk
def html(request: HttpRequest, pk: int, mail: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The HTML of a mail, as it was sanitised when it came, for a frame."""
    row = looked_at(pk, mail)
    if not row.html:
        raise Http404
    context = {"html": row.html, "title": row.subject, "language": row.language}
    return framed(render_to_string("admin/inbox/conversation/mail_html.html", context), styles="'self'")


def nomination_of(conversation: Conversation, chosen: str) -> Nomination | None:
    """The attachment chosen ("mail.number") as a nomination document; raises Unusable."""
    if not chosen:
        return None
    mail, _dot, number = chosen.partition(".")
    if not number.isdecimal() or len(number) > 4:
        raise Http404
    file = file_of(mail_of(conversation.pk, key_of(mail)), int(number))
    ending = kind_of(SimpleUploadedFile("document", file.content))
    if not ending:
        raise Unusable(_("This attachment cannot be a nomination document: it is no PDF, Word document or picture."))
    if len(file.content) > LARGEST_BYTES:
        raise Unusable(_("This attachment is larger than 10 MB."))
    return Nomination(file.content, ending)
