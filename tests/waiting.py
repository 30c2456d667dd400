"""One who comes a moment too late: begins while a transaction is open, and waits for its lock. PostgreSQL alone."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, transaction

Result = TypeVar("Result")


def while_uncommitted(
    first: Callable[[], object], late: Callable[[], Result], then: Callable[[], object] = lambda: None
) -> Result:
    """Commit `first` when `late`, in a thread with a connection of its own, waits for it; what came of `late`.

    `then` is done in the transaction of `first`, when `late` waits.
    """

    def run() -> Result:
        try:
            return late()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            first()
            begun = thread.submit(run)
            while not waits_for_lock():
                assert not begun.done(), f"it did not wait: {begun.result()}"
                time.sleep(0.01)
            then()
        return begun.result(60)


def waits_for_lock() -> bool:
    """Whether somebody waits for the end of another's transaction."""
    with connection.cursor() as cursor:
        # A lock of a transaction names no database; the same process holds others, which do.
        cursor.execute(
            "SELECT 1 FROM pg_locks AS wanted JOIN pg_locks AS held USING (pid)"
            " JOIN pg_database ON pg_database.oid = held.database"
            " WHERE NOT wanted.granted AND wanted.locktype = 'transactionid' AND datname = current_database()"
        )
        return cursor.fetchone() is not None
