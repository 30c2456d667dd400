"""The house's pages, its colours and its logo."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from identity.current import current, read
from identity.models import PAGES, Identity
from multilingual.texts import translated
from website.public_pages import public_page

FOR_EVER = "public, max-age=31536000, immutable"
# For whoever opens the address of a drawing by itself: no script, nothing from elsewhere.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
TYPES = {".png": "image/png", ".svg": "image/svg+xml"}


@public_page
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The privacy notice, the legal notice or the accessibility statement."""
    house = current()
    if name not in dict(house.pages):
        raise Http404
    shown = translated(house, name).language
    other = "" if shown == get_language() else shown
    return render(request, "identity/page.html", {"name": name, "title": PAGES[name], "other_language": other})


def _house(is_asked_for: Callable[[Identity], bool]) -> Identity:
    """The house that has what a page asks for. What is kept is half a second older than what was saved just now, so
    the database is asked where it has it not: at each request for a version that there never was, too.
    """
    house = current()
    return house if is_asked_for(house) else read()


@require_safe
def colours(_request: HttpRequest, version: str) -> HttpResponse:
    """The house's colours. A page of a moment ago, which asks for those before, gets today's, kept by nobody."""
    house = _house(lambda row: row.style_address.endswith(f"/{version}.css"))
    response = HttpResponse(house.style_sheet, content_type="text/css; charset=utf-8")
    is_todays = house.style_address.endswith(f"/{version}.css")
    response.headers["Cache-Control"] = FOR_EVER if is_todays else "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def icon(_request: HttpRequest, version: str) -> HttpResponse:
    """The icon of the pages."""
    house = _house(lambda row: row.icon_version == version)
    return _drawn(house.icon.encode(), ".svg", is_kept=version == house.icon_version)


@require_safe
def logo(_request: HttpRequest, name: str) -> HttpResponse:
    """A logo: an image, and nothing else whatever it holds."""
    file = _logos(_house(lambda row: name in _logos(row))).get(name)
    if file is None:
        raise Http404
    try:
        with file.open("rb") as content:
            return _drawn(content.read(), PurePosixPath(name).suffix)
    except OSError as error:
        raise Http404 from error


def _logos(house: Identity) -> dict[str, Any]:
    """Its logos by the names that they have in addresses."""
    return {PurePosixPath(str(file.name)).name: file for file in (house.logo, house.mail_logo) if file}


def _drawn(content: bytes, suffix: str, *, is_kept: bool = True) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[suffix])
    response.headers["Cache-Control"] = FOR_EVER if is_kept else "no-store"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
