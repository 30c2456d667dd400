"""`manage.py worker`: delivers mail, fetches mail and does the other work behind the pages, until told to stop."""

import logging
import random
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from outbox import scheduler

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 30


class Command(BaseCommand):
    """The worker. Run as many as needed, on as many machines."""

    help = (
        "Deliver and fetch mail, do the other work behind the pages. SIGTERM or Ctrl-C ends it after the task in hand."
    )
    # The web server checks; a worker that was killed shall be back at once.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often it looks for work."""
        parser.add_argument(
            "--interval",
            type=float,
            default=1.0,
            help="seconds between looks into an empty queue (default: %(default)s)",
        )
        parser.add_argument("--batch", action="store_true", help="do what is due now, then end")

    def handle(self, *, interval: float, batch: bool, **_options: Any) -> None:
        """Tasks in the main thread, so that a signal lets the one in hand end; beside it ticker and mailboxes."""
        if batch:
            scheduler.tick()
            self._worker(interval, batch=True).run()
            return
        worker, stop = self._worker(interval, batch=False), threading.Event()
        worker.configure_signals()
        rounds = threading.Thread(
            target=scheduler.run, args=(stop, scheduler.default_seconds()), name="ticker", daemon=True
        )
        rounds.start()
        mailboxes = self._fetch(stop)
        try:
            self._run(worker)
        finally:
            stop.set()
            for thread in (rounds, *mailboxes):
                thread.join(timeout=5)

    def _fetch(self, stop: threading.Event) -> list[threading.Thread]:
        """A thread for each mailbox of IMAP_URLS. Without one, nothing that reads mail is even loaded."""
        if not settings.IMAP_ACCOUNTS:
            return []
        from inbox.receiving import accounts, mailbox

        return mailbox.start(stop, accounts.configured())

    def _worker(self, interval: float, *, batch: bool) -> Worker:
        return Worker(
            queue_names=["*"],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )

    def _run(self, worker: Worker) -> None:
        """The worker's loop, again and again while the database is away."""
        pause = 1.0
        while worker.running:
            started = time.monotonic()
            try:
                worker.run()
            except (OperationalError, InterfaceError) as error:
                if time.monotonic() - started > LONGEST_PAUSE:
                    pause = 1.0
                logger.warning("The database is away (%s); next look in %.0f s.", str(error).strip(), pause)
                connection.close()
                time.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311
                pause = min(2 * pause, LONGEST_PAUSE)
