"""How these pages are answered: never kept by anybody, never told to other sites."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

View = Callable[..., HttpResponseBase]


class SeeOther(HttpResponseRedirect):
    """After a form was taken: the browser asks for the next page anew, and pressing "reload" sends nothing again."""

    status_code = 303


def unkept(view: View) -> View:
    """Mark what a view answers as not to be kept: a form holds a token, and perhaps what somebody typed."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return wrapper


def private(view: View) -> View:
    """Mark what a view answers as one person's own: kept by nobody, not searched, its address told to no other site."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapper
