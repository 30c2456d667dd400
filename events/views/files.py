"""Files of documents, for those who may have them."""

import hashlib
from pathlib import PurePosixPath

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from events.directory import public_documents
from events.models import DocumentFile, Event

# Shown in the reader's window; everything else is saved, since it might be active content.
SHOWN_IN_PLACE = {"PDF", "PNG", "JPG", "JPEG", "TXT"}


@require_safe
def document(request: HttpRequest, slug: str, pk: int, name: str) -> HttpResponseBase:
    """A file of a document of this event: for everybody once it is out, before that for staff."""
    places = ("document__event", "document__session__event", "document__appearance__session__event")
    row = get_object_or_404(DocumentFile.objects.select_related(*places), pk=pk)
    event = row.document.owner
    if event.slug != slug or row.file_name != name or not row.file:
        raise Http404
    is_out = public_documents().filter(pk=row.document_id).exists()
    if not is_out and not request.user.has_perm("events.view_document", event):
        raise Http404
    etag = _etag(row)
    same = get_conditional_response(request, etag=etag) if is_out else None
    if same is not None:
        return same
    response = send(row, is_shared=is_out)
    if is_out:
        response.headers["ETag"] = etag
    return response


@require_safe
def image(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    """The picture of an event: for everybody who sees the event. A new picture has a new address."""
    event = get_object_or_404(Event, slug=slug)
    if not event.image or PurePosixPath(str(event.image.name)).name != name:
        raise Http404
    if not event.is_public and not request.user.has_perm("events.view_event", event):
        raise Http404
    response = _sent(event.image)
    response.headers["Cache-Control"] = "public, max-age=86400" if event.is_public else "private, no-store"
    return response


def _etag(row: DocumentFile) -> str:
    """The name of these bytes: each file that is uploaded lies in a folder of its own."""
    return quote_etag(hashlib.sha256(str(row.file.name).encode()).hexdigest()[:24])


def send(row: DocumentFile, *, is_shared: bool) -> FileResponse:
    """The file itself; 404 if it is gone from the disk. Nobody in between shows it without asking us again."""
    response = _sent(row.file, as_attachment=row.type_name not in SHOWN_IN_PLACE)
    response.headers["Cache-Control"] = "public, no-cache" if is_shared else "private, no-store"
    response.headers["Content-Language"] = row.language
    return response


def _sent(kept: FieldFile, *, as_attachment: bool = False) -> FileResponse:
    try:
        file = kept.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=as_attachment, filename=PurePosixPath(str(kept.name)).name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
