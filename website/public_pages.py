"""What everybody may share: pages that are the same for all readers, and what is read from the tables they show."""

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

View = Callable[..., HttpResponse]
AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponseBase])


def takes(*parameters: str) -> Callable[[AnyView], AnyView]:
    """Name the parameters of the address that a view of a shareable page reads; it is given no others."""

    def named(view: AnyView) -> AnyView:
        view.known_parameters = frozenset(parameters)  # type: ignore[attr-defined]  # read by the page cache
        return view

    return named


def public_page(view: View) -> View:
    """Mark what a view answers to a GET as shareable, unless it showed a draft to staff (`request.is_preview`)."""
    view = view if hasattr(view, "known_parameters") else takes()(view)

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


class OneOff(NamedTuple):
    """A part of a shareable page that no two readers get: what it is in this answer, and how another is made."""

    value: str
    another: Callable[[], str]


def share_but(response: HttpResponse, part: OneOff, seconds: float) -> None:
    """Mark a page as shareable for so long but for one part, which the page cache makes anew for each reader."""
    response.public_page = True  # type: ignore[attr-defined]  # read by the page cache, as the next
    response.one_off = part  # type: ignore[attr-defined]
    response.kept_seconds = seconds  # type: ignore[attr-defined]
