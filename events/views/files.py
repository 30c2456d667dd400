"""Files of documents, for those who may have them."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from events.models import Appearance, DocumentFile

# Shown in the reader's window; everything else is saved, since it might be active content.
SHOWN_IN_PLACE = {"PDF", "PNG", "JPG", "JPEG", "TXT"}


def document(request: HttpRequest, slug: str, pk: int, name: str) -> FileResponse:
    """A file of a document of this event: for everybody once it is out, before that for staff."""
    places = ("document__event", "document__session__event", "document__appearance__session__event")
    row = get_object_or_404(DocumentFile.objects.select_related(*places), pk=pk)
    event = row.document.owner
    if event.slug != slug or row.file_name != name or not row.file:
        raise Http404
    appearance = row.document.appearance
    is_shown = appearance is None or Appearance.objects.shown().filter(pk=appearance.pk).exists()
    is_out = event.is_public and row.document.is_visible_to_public() and is_shown
    if not is_out and not request.user.has_perm("events.view_document", event):
        raise Http404
    return send(row, is_shared=is_out)


def send(row: DocumentFile, *, is_shared: bool) -> FileResponse:
    """The file itself; 404 if it is gone from the disk."""
    try:
        file = row.file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=row.type_name not in SHOWN_IN_PLACE, filename=row.file_name)
    response.headers["Cache-Control"] = "public, max-age=300" if is_shared else "private, no-store"
    response.headers["Content-Language"] = row.language
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
