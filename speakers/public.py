"""What makes a page one that everybody may share: the same bytes for all readers, no cookie, no session."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """Mark what a view answers to a GET as shareable, unless it showed a draft to staff (`request.is_preview`)."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = view(request, *args, **kwargs)
        if getattr(request, "is_preview", False):
            response.headers["Cache-Control"] = "private, no-store"
        elif response.status_code == 200:
            response.public_page = True  # type: ignore[attr-defined]  # read by the page cache
            response.headers["Cache-Control"] = "public, max-age=0"
        return response

    return wrapper
