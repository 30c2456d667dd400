"""A backup that is restored holds mail that was sent since: staff decide, nobody is told twice (docs/running.md)."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.db import connection

from outbox.models import Message
from scripts.postgres import find_binaries
from tests import forked
from tests.factories import make_event, make_registration, make_settings
from tests.smtp import SmtpServer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def restore(database_url: str) -> Iterator[Callable[[Path], str]]:
    """Restores a dump into a database of its own, as `pg_restore` would on a new machine; gives its address."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("needs pg_restore")
    name = f"restored_{os.getpid()}"
    address = urlsplit(database_url)._replace(path=f"/{name}").geturl()

    def make(dump: Path) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        subprocess.run([binaries / "pg_restore", "--no-owner", "-d", address, dump], check=True)
        return address

    yield make
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_what_was_sent_after_the_backup_is_not_sent_again(
    database_url: str, restore: Callable[[Path], str], smtp_server: SmtpServer, tmp_path: Path
) -> None:
    event = make_settings(make_event()).event
    messages = [make_registration(event).messages.get() for _ in range(3)]
    Message.objects.filter(pk=messages[0].pk).update(state=Message.State.SENDING)
    binaries, dump = find_binaries(), tmp_path / "atelier.dump"
    assert binaries is not None
    subprocess.run([binaries / "pg_dump", "-Fc", "-N", "filled_in", "-f", dump, database_url], check=True)
    Message.objects.update(state=Message.State.QUEUED)

    def work(url: str, *options: str) -> None:
        environment = {**os.environ, "DATABASE_URL": url, "EMAIL_URL": smtp_server.url}
        worker = forked.start("worker", *options, environment=environment, said=tmp_path / "said")
        assert worker.wait(60) == 0, (tmp_path / "said").read_text()

    work(database_url, "--batch")
    assert len(smtp_server.received) == 3
    restored = restore(dump)
    work(restored, "--hold")
    work(restored, "--batch")
    assert len(smtp_server.received) == 3, "told twice"
    with psycopg2.connect(restored) as session, session.cursor() as cursor:
        cursor.execute("SELECT state, is_overdue FROM outbox_message")
        assert cursor.fetchall() == [("held", True)] * 3
    session.close()
