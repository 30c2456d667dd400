"""Every request has a name of its own, by which log, answer and the page of an error are found together."""

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
# What a proxy in front may call it, such as nginx's $request_id; whatever else comes is a stranger's.
_WELL_FORMED = re.compile(r"[0-9A-Za-z-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The name of the request in hand; empty where there is none, as in the worker."""
    return _current.get()


class RequestId:
    """Outermost among the middleware: whatever is logged below bears the name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, with the name in its header."""
        given = request.headers.get(HEADER, "")
        name = given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        _current.set(name)  # until the next request of this thread: Django has more to log when we have answered
        response = self.get_response(request)
        response.headers[HEADER] = name
        return response
