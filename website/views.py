"""Addresses without a language: the door, what machines ask for."""

import sys

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe
from django.views.static import serve

from storage.private_files import is_no_room
from website import request_id
from website.database_away import try_again


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """Send a reader to the home page in the first of his or her languages that we have."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: all but staff's pages and personal links."""
    personal = [f"Disallow: /{code}/r/" for code, _name in settings.LANGUAGES]
    lines = ["User-agent: *", "Disallow: /admin/", *personal, f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A photo or a logo; a name that no picture of ours could have is not found like any other."""
    try:
        return serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of an error that nobody foresaw, with the name by which the log has it; a full disk is told as such."""
    error = sys.exc_info()[1]
    if error is not None and is_no_room(error):
        return try_again(request, is_full=True)
    return HttpResponse(render_to_string("500.html", {"reference": request_id.current()}), status=500)
