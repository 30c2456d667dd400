"""Whoever only reads gets an answer while others wait to write: at most half of a process's threads may be stuck."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase

from storage.timeouts import short_patience
from website.database_away import try_again

logger = logging.getLogger(__name__)

# Who writes for longer waits for something that others hold; a rush of quick ones is refused nothing.
STUCK_SECONDS = 0.6
# In a rush a row is held for as long as that now and then.
LEAST_SECONDS = 0.1


class Writers:
    """Counts the requests that may write.

    Once half of the threads have been in them for STUCK_SECONDS, the next is told at once to come again. Those beyond
    the half that came before that was known wait for a row until then, and no longer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.half = max(1, settings.WEB_THREADS // 2)
        self.inside: dict[object, float] = {}
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view, or the page that sends again what was typed."""
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        ticket, now = object(), time.monotonic()
        with self.lock:
            ages = sorted((now - began_at for began_at in self.inside.values()), reverse=True)
            left = STUCK_SECONDS - ages[self.half - 1] if len(ages) >= self.half else None
            is_full = left is not None and left < 0
            if not is_full:
                self.inside[ticket] = now
        if is_full:
            logger.warning("%s %s: too many wait to write.", request.method, request.path)
            return try_again(request)
        try:
            with short_patience(max(left, LEAST_SECONDS)) if left is not None else nullcontext():
                return self.get_response(request)
        except (OperationalError, InterfaceError):  # at the patience itself: those of views are answered below
            logger.warning("%s %s: the database did not answer.", request.method, request.path)
            return try_again(request)
        finally:
            with self.lock:
                del self.inside[ticket]
