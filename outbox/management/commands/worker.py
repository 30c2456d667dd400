"""`manage.py worker`: delivers mail, fetches mail and does the other work behind the pages, until told to stop."""

import logging
import random
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from outbox import delivery, scheduler
from outbox.models import Message, OutboxState
from storage.timeouts import WORKER, limit_connections
from website.revision import watch

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 30
# Seconds between signs of life.
BEAT = 10


class Command(BaseCommand):
    """The worker. Run as many as needed, on machines that share database and files."""

    help = (
        "Deliver and fetch mail, do the other work behind the pages. "
        "SIGTERM or Ctrl-C ends it after the message in hand."
    )
    # The web server checks; a worker that was killed shall be back at once.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often it looks for work."""
        parser.add_argument(
            "--interval",
            type=float,
            default=1.0,
            help="seconds between looks into an empty outbox (default: %(default)s)",
        )
        parser.add_argument("--batch", action="store_true", help="do what is due now, then end")
        parser.add_argument("--hold", action="store_true", help="after a restore: let staff decide on all that waits")

    def handle(self, *, interval: float, batch: bool, hold: bool, **_options: Any) -> None:
        """The outbox in the main thread, so that a signal lets the message in hand end; the rest beside it."""
        if hold:
            self.stdout.write(f"{Message.objects.hold_all()} messages wait for staff.")
            return
        limit_connections(WORKER)
        if batch:
            OutboxState.objects.beat()
            scheduler.take_up_stuck()
            watch.look()
            while delivery.deliver_next():
                pass
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        rounds = threading.Thread(target=scheduler.run, args=(stop, scheduler.default_seconds()), name="scheduler")
        threads = [rounds, *(thread for start in scheduler.declared("loops") for thread in start(stop))]
        rounds.daemon = True
        rounds.start()
        try:
            deliver_until(stop, interval)
        finally:
            stop.set()
            for thread in threads:
                thread.join(timeout=5)


def deliver_until(stop: threading.Event, interval: float) -> None:
    """Deliver what is due, again and again, also while the database is away for a time."""
    pause, beaten_at = 1.0, float("-inf")
    while not stop.is_set():
        try:
            close_old_connections()
            watch.look()  # for what this process keeps: the house's name and logo
            if time.monotonic() - beaten_at > BEAT:
                OutboxState.objects.beat()
                beaten_at = time.monotonic()
            if not delivery.deliver_next():
                stop.wait(interval)
            pause = 1.0
        except (OperationalError, InterfaceError) as error:
            logger.warning("The database is away (%s); next look in %.0f s.", str(error).strip(), pause)
            connection.close()
            stop.wait(pause * random.uniform(0.8, 1.2))  # noqa: S311
            pause = min(2 * pause, LONGEST_PAUSE)
