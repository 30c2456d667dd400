"""A transaction that lets others go on while the disk is still writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from storage.sql import ask


@contextmanager
def letting_go_early() -> Iterator[None]:
    """A transaction that lets go of its locks before the disk has it; when the block ends, the disk has it.

    PostgreSQL holds the locks of a transaction until its commit is on the disk, which is most of the time for which one
    who registers keeps the others waiting. Here the commit does not wait, and an empty one behind it does, beside those
    of others. Whatever is made of these rows meanwhile is committed later, and is on the disk no earlier than they are.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with transaction.atomic():
        ask("SELECT set_config('synchronous_commit', 'off', true)", [])
        yield
    ask("SELECT pg_logical_emit_message(true, 'atelier', '')", [])
