"""A registration keeps the others waiting as short as can be, and is on the disk before anybody is thanked."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from storage.models import DAY, RateCount
from storage.sql import ask
from storage.transactions import letting_go_early

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def waiting() -> Iterator[None]:
    """A commit waits for the disk, as on a server that runs for real; that of the tests may be in more haste."""
    ask("SELECT set_config('synchronous_commit', 'on', false)", [])
    yield
    connection.close()


def answer(statement: str) -> str:
    """What the database says."""
    [(value,)] = ask(f"SELECT CAST({statement} AS TEXT)", [])
    return str(value)


def test_what_was_stored_is_on_the_disk_when_the_block_ends() -> None:
    # Each time anew: by itself the server would write it a moment later, and now and then just in time.
    for number in range(20):
        with letting_go_early():
            RateCount.objects.hit("stored", f"{number}@example.org", DAY)
            written = answer("pg_current_wal_insert_lsn()")
        assert answer(f"pg_current_wal_flush_lsn() > '{written}'") == "true"
    assert RateCount.objects.count() == 20


def test_the_commit_itself_does_not_wait() -> None:
    with letting_go_early():
        assert answer("current_setting('synchronous_commit')") == "off"
    assert answer("current_setting('synchronous_commit')") == "on"


def test_as_part_of_more_it_changes_nothing() -> None:
    with transaction.atomic():
        with letting_go_early():
            assert answer("current_setting('synchronous_commit')") == "on"
        assert connection.in_atomic_block


def test_what_fails_leaves_nothing() -> None:
    def fail() -> None:
        with letting_go_early():
            RateCount.objects.hit("stored", "nobody@example.org", DAY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not RateCount.objects.exists()
    assert answer("current_setting('synchronous_commit')") == "on"


def test_without_the_empty_commit_behind_it_would_not_be() -> None:
    """The first test can fail: a commit that nobody waits for is mostly not on the disk when it returns."""
    behind = 0
    for number in range(20):
        with transaction.atomic():
            ask("SELECT set_config('synchronous_commit', 'off', true)", [])
            RateCount.objects.hit("stored", f"{number}@example.org", DAY)
            written = answer("pg_current_wal_insert_lsn()")
        behind += answer(f"pg_current_wal_flush_lsn() > '{written}'") == "false"
    assert behind
