"""`/healthz`, for a load balancer: whether this process reaches its database, and nothing else."""

from collections.abc import Callable

from django.db import Error, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse


class Health:
    """Answers before all else looks at the request: a load balancer asks by a machine’s address, not by our name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """200 while the database answers, else 503."""
        if request.path != "/healthz":
            return self.get_response(request)
        is_reached = reaches_database()
        words = {"database": "reached" if is_reached else "not reached"}
        return JsonResponse(words, status=200 if is_reached else 503, headers={"Cache-Control": "no-store"})


def reaches_database() -> bool:
    """Whether it answers now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except Error:
        return False
