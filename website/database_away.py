"""What a reader gets when nothing can be stored: the database does not answer, a row is held for too long, the disk is
full. Try again, nothing is lost.
"""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from storage.private_files import is_no_room
from website import request_id

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5


class DatabaseAway:
    """Answers 503 in place of 500, with a button that sends again what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page, if it is the database that failed; everything else is an error of ours."""
        said = str(exception).partition("\n")[0]
        if is_no_room(exception):
            logger.error("%s %s: there is no room left (%s).", request.method, request.path, said)
        elif isinstance(exception, OperationalError | InterfaceError):
            logger.warning("%s %s: the database did not answer (%s).", request.method, request.path, said)
        else:
            return None
        return try_again(request, is_full=is_no_room(exception))


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form was sent with, name by name, but passwords: to be sent again."""
    return [(name, value) for name, values in request.POST.lists() for value in values if "password" not in name]


def try_again(request: HttpRequest, *, is_full: bool = False) -> HttpResponse:
    """The page; it cannot send files again, nor is a password written into it."""
    context = {
        "address": request.get_full_path(),
        "is_form": request.method == "POST",
        "typed": typed_in(request),
        "has_files": bool(request.FILES),
        "is_full": is_full,
        "reference": request_id.current(),
    }
    page = render_to_string("503.html", context)
    response = HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"})
    # Whoever calls this has said why; Django would add an error for each.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
