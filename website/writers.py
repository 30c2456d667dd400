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
STUCK_SECONDS = 0.75


class Writers:
    """Counts the requests that may write.

    Once half of the threads have been in them for STUCK_SECONDS, the next is told at once to come again. Those beyond
    the half that came before that was known wait for a row no longer than that.
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
            is_full = sum(now - began_at > STUCK_SECONDS for began_at in self.inside.values()) >= self.half
            is_beyond = len(self.inside) >= self.half
            if not is_full:
                self.inside[ticket] = now
        if is_full:
            logger.warning("%s %s: too many wait to write.", request.method, request.path)
            return try_again(request)
        try:
            with short_patience(STUCK_SECONDS) if is_beyond else nullcontext():
                return self.get_response(request)
        except (OperationalError, InterfaceError):  # at the patience itself: those of views are answered below
            logger.warning("%s %s: the database did not answer.", request.method, request.path)
            return try_again(request)
        finally:
            with self.lock:
                del self.inside[ticket]
