"""Whoever only reads gets an answer while others wait to write: at most half of a process's threads may be stuck."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponseBase

from storage.timeouts import short_patience
from website.database_away import try_again

logger = logging.getLogger(__name__)

# Whose statement takes longer waits for something that others hold; a rush of quick ones is refused nothing.
STUCK_SECONDS = 0.6
# In a rush a row is held for as long as that now and then.
LEAST_SECONDS = 0.1


class Writers:
    """Counts the requests that may write, and how long the database has been silent to each.

    Once it has been for STUCK_SECONDS to half of the threads, the next request is told at once to come again. Those
    beyond the half that came before that was known wait for a row until then, and no longer. Whoever computes for long,
    as an export does, holds up nobody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.half = max(1, settings.WEB_THREADS // 2)
        # Since when the statement runs that each has sent; None between two.
        self.inside: dict[object, float | None] = {}
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view, or the page that sends again what was typed."""
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        ticket = object()
        with self.lock:
            seconds = self.patience()
            if seconds is None or seconds > 0:
                self.inside[ticket] = None
        if seconds is not None and seconds <= 0:
            logger.warning("%s %s: too many wait to write.", request.method, request.path)
            return try_again(request)
        try:
            patience = short_patience(max(seconds, LEAST_SECONDS)) if seconds is not None else nullcontext()
            with connection.execute_wrapper(partial(self.timed, ticket)), patience:
                return self.get_response(request)
        except (OperationalError, InterfaceError):  # at the patience itself: those of views are answered below
            logger.warning("%s %s: the database did not answer.", request.method, request.path)
            return try_again(request)
        finally:
            with self.lock:
                del self.inside[ticket]

    def patience(self) -> float | None:
        """Seconds that one more may wait for a row: None for as long as ever, 0 or less for not at all."""
        if len(self.inside) < self.half:
            return None
        now = time.monotonic()
        silent = sorted((now - since for since in self.inside.values() if since is not None), reverse=True)
        return STUCK_SECONDS - silent[self.half - 1] if len(silent) >= self.half else STUCK_SECONDS

    def timed(self, ticket: object, execute: Callable[..., Any], *arguments: Any) -> Any:
        """Send a statement, and remember since when."""
        with self.lock:
            self.inside[ticket] = time.monotonic()
        try:
            return execute(*arguments)
        finally:
            with self.lock:
                self.inside[ticket] = None
