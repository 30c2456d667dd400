"""Plain SQL for what the ORM cannot say: an upsert that gives the count, how a transaction is committed, a count made
while many wait for it.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection


def ask(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that a statement answers; `%s` stands for each of its values."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
