"""Indexes by which PostgreSQL finds a part of a word among very many rows, where it has the extension pg_trgm.

They are no part of the models: without them, as on SQLite, every row is looked at, and the same is found.
"""

from typing import Any

from django.db import DatabaseError, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython


def word_index(table: str, *columns: str, is_folded: bool = True) -> RunPython:
    """What a migration does for the columns of a table in which is searched; those that are not folded in any case."""

    def make(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if not _has_trigrams(editor):
            return
        parts = (column if is_folded else f"upper({column}::text)" for column in columns)
        listed = ", ".join(f"({part}) gin_trgm_ops" for part in parts)
        editor.execute(f"CREATE INDEX IF NOT EXISTS {table}_words ON {table} USING gin ({listed})")

    return RunPython(make, RunPython.noop)


def _has_trigrams(editor: BaseDatabaseSchemaEditor) -> bool:
    """Whether PostgreSQL has the extension, or lets the owner of the database add it."""
    connection = editor.connection
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if cursor.fetchone() is None:
            return False
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            return False
    return True
