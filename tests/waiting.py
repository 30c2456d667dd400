"""One who comes while another's transaction is open, and waits for its lock, or need not. PostgreSQL alone."""

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

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            first()
            begun = thread.submit(_apart, late)
            while not waits_for_lock():
                assert not begun.done(), f"it did not wait: {begun.result()}"
                time.sleep(0.01)
            then()
        return begun.result(60)


def without_waiting(first: Callable[[], object], beside: Callable[[], Result]) -> Result:
    """Commit `first` after `beside`, in a thread with a connection of its own, was through; what came of `beside`."""
    with ThreadPoolExecutor(1) as thread, transaction.atomic():
        first()
        begun = thread.submit(_apart, beside)
        while not begun.done():
            assert not waits_for_lock()
            time.sleep(0.01)
        return begun.result()


def _apart(what: Callable[[], Result]) -> Result:
    try:
        return what()
    finally:
        connection.close()


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
