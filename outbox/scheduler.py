"""What goes on by itself behind the pages: what dead workers left is taken up, and what each app declares is done.

An app names in its AppConfig, as dotted paths: `periodic`, functions that are called once an hour and give how much
they did; `loops`, functions that are given an event that says when to stop, and give the threads they started. All
is safe with any number of workers at once.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils.module_loading import import_string

from outbox.models import Message

logger = logging.getLogger(__name__)

PERIOD_SECONDS = 3600
# Between looks whether somebody asked for something that the worker answers.
ANSWER_SECONDS = 2.0


def declared(what: str) -> list[Callable[..., Any]]:
    """The functions that the apps declare as `periodic` or `loops`."""
    return [import_string(path) for app in apps.get_app_configs() for path in getattr(app, what, ())]


def take_up_stuck() -> None:
    """What dead workers left behind goes on, or is shown as unconfirmed."""
    unconfirmed, requeued = Message.objects.take_up_stuck()
    if unconfirmed or requeued:
        logger.warning(
            "Left behind by dead workers: %s messages back in the outbox, %s unconfirmed.", requeued, unconfirmed
        )


def do_periodic_work() -> None:
    """One round of what the apps declare; a failure of one keeps none of the others."""
    for function in declared("periodic"):
        try:
            count = function()
        except Exception:
            logger.exception("%s failed; it is tried again in the next round.", function.__name__)
            connection.close()
        else:
            if count:
                logger.info("%s: %s.", function.__name__, count)


def run(stop: threading.Event, seconds: float) -> None:
    """Rounds until told to stop, through times in which the database is away."""
    done_at = float("-inf")
    while not stop.is_set():
        close_old_connections()
        try:
            take_up_stuck()
        except Exception:
            # Whatever it was must not end the rounds.
            logger.exception("A round of the scheduler failed; the next one comes.")
            connection.close()
        if time.monotonic() - done_at > PERIOD_SECONDS:
            do_periodic_work()
            done_at = time.monotonic()
        stop.wait(seconds)
    connection.close()


def default_seconds() -> float:
    """Short enough that what a dead worker left is taken up soon after its lease."""
    return min(5.0, settings.OUTBOX_LEASE_SECONDS / 4)


def start_loop(stop: threading.Event, name: str, work: Callable[[], object]) -> threading.Thread:
    """A thread of the worker that does this every other second, through times in which the database is away."""
    thread = threading.Thread(target=_do_until, args=(stop, name, work), name=name, daemon=True)
    thread.start()
    return thread


def _do_until(stop: threading.Event, name: str, work: Callable[[], object]) -> None:
    while not stop.wait(ANSWER_SECONDS):
        close_old_connections()
        try:
            work()
        except Exception:
            logger.exception("What “%s” has to answer waits; the next look comes.", name)
            connection.close()
    connection.close()
