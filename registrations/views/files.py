"""Files about people, for staff who may see registrations."""

from pathlib import PurePosixPath

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from backoffice.rights import rows_for
from registrations.models import Registration
from storage.scanner import refused
from website.responses import private


@private
@require_safe
def private_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A nomination document, as a download; for everybody else there is nothing here."""
    if "\0" in name:  # which PostgreSQL refuses to look for
        raise Http404
    rows = rows_for(request.user, Registration.objects.filter(nomination_document=name))
    registration = rows.order_by("pk").first()
    if registration is None:
        raise Http404
    try:
        content = registration.nomination_document.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    if (refusal := refused(content.read())) is not None:
        return refusal
    content.seek(0)
    filename = f"{registration.reference}{PurePosixPath(name).suffix}"
    return FileResponse(content, as_attachment=True, filename=filename)
