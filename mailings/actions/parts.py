"""Many messages are written in parts, each a transaction: safe with many workers, and with one that dies."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)

logger = logging.getLogger(__name__)

# Messages of one part: while it lasts nobody else decides on the event.
CHUNK = 50


def write_each(keys: Iterable[int], write_part: Callable[[int], int | None], complaint: str) -> int:
    """Of each key part after part, until there is none; how many were written.

    `complaint`, with a place for the key, goes to the log for one that cannot be written.
    """
    count = 0
    for key in keys:
        try:
            while (written := write_part(key)) is not None:
                count += written
        except (OperationalError, InterfaceError):
            raise  # the database is away: it is taken up again
        except Exception:
            logger.exception(complaint, key)  # the others go on
    return count


def claimed(rows: QuerySet[Row]) -> Row | None:
    """The row, locked until the transaction ends; None if it is not due any more, or another worker has it."""
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(of=("self",), skip_locked=True)
    return rows.first()
