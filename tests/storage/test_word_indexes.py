"""The indexes of words: made where PostgreSQL has the extension, and missed by nobody where it has not."""

from unittest.mock import MagicMock

import pytest
from django.db import DatabaseError, connection

from storage.word_indexes import word_index


def made(editor: MagicMock) -> list[str]:
    """The statements that make indexes."""
    word_index("speakers_speaker", "search_text").code(None, editor)
    return [call.args[0] for call in editor.execute.call_args_list]


def editor_of(vendor: str, *, has_extension: bool = True) -> MagicMock:
    editor = MagicMock()
    editor.connection.vendor = vendor
    editor.connection.alias = "default"
    cursor = editor.connection.cursor.return_value.__enter__.return_value
    cursor.fetchone.return_value = (1,) if has_extension else None
    return editor


def test_sqlite_and_a_postgresql_without_the_extension_get_none() -> None:
    assert made(editor_of("sqlite")) == []
    assert made(editor_of("postgresql", has_extension=False)) == []


@pytest.mark.django_db
def test_an_owner_who_may_not_add_the_extension_gets_none() -> None:
    editor = editor_of("postgresql")
    editor.connection.cursor.return_value.__enter__.return_value.execute.side_effect = [None, DatabaseError("no right")]
    assert made(editor) == []


@pytest.mark.django_db
def test_where_it_is_the_index_is_made() -> None:
    assert made(editor_of("postgresql")) == [
        "CREATE INDEX IF NOT EXISTS speakers_speaker_words ON speakers_speaker USING gin ((search_text) gin_trgm_ops)"
    ]


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_part_of_a_word_is_found_by_the_index_where_there_is_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        has_extension = cursor.fetchone() is not None
        cursor.execute("SET LOCAL enable_seqscan = off")
        for statement in (
            "SELECT 1 FROM registrations_registration WHERE search_text LIKE '%traore%'",
            "SELECT 1 FROM outbox_message WHERE UPPER(to_name::text) LIKE UPPER('%traore%')",
        ):
            cursor.execute(f"EXPLAIN {statement}")
            assert ("_words" in str(cursor.fetchall())) == has_extension
