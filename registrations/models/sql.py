"""Plain SQL for what all who register stand behind: the ORM writes it in five times the time in which it runs."""

from collections.abc import Sequence
from typing import Any

from django.db import connection


def ask(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that a statement answers; `%s` stands for each of its values."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def marks(values: Sequence[Any]) -> str:
    """As many `%s` as there are values: what stands between the brackets of an IN."""
    return ", ".join(["%s"] * len(values))
