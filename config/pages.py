"""The cache of public pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PublicPageCache:
    """Passes everything on for now; the cache itself comes with the public pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
