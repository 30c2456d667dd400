"""A fetcher that stays: it is woken by the server, comes back after failures, and ends when told to."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from config import imap_urls
from inbox.models import Mailbox
from inbox.receiving import imap
from inbox.receiving.accounts import Account
from inbox.receiving.imap import KEYWORD, Session
from tests import forked
from tests.forked import Program
from tests.imap import PASSWORD, ImapServer
from tests.imap_proxy import Proxy
from tests.inbox.receiving.fetching import fetcher, kept, letter, mailbox, subjects, wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
FETCHER = "fetcher of the test"
# Whoever is not woken by the server looks again after so many seconds: longer than any machine takes.
CALLED = imap.IDLE_SECONDS - 40

Stay = Callable[..., threading.Event]
Start = Callable[..., Program]


@pytest.fixture
def stay(imap_server: ImapServer, settings: Settings) -> Iterator[Stay]:
    """Starts fetchers that stay until the test ends."""
    settings.IMAP_PAUSES = (0.3,)
    started = []

    def begin(**options: object) -> threading.Event:
        stop = threading.Event()
        thread = threading.Thread(target=fetcher(imap_server, stop, **options).run, name=FETCHER)
        thread.start()
        started.append((stop, thread))
        return stop

    yield begin
    for stop, thread in started:
        stop.set()
        thread.join()


@pytest.fixture
def start(database_url: str, imap_server: ImapServer, tmp_path: Path) -> Iterator[Start]:
    """Starts commands on the test's database and mailbox."""
    environment = {**os.environ, "DATABASE_URL": database_url, "IMAP_PAUSES": "0.3"}
    running: list[Program] = []
    log = tmp_path / "log"

    def run(*command: str, **more: str) -> Program:
        own = {**environment, "IMAP_URLS": imap_server.url(done="Done"), **more}
        running.append(forked.start(*command, environment=own, said=log))
        return running[-1]

    yield run
    for process in running:
        process.kill()
        process.wait()
    said = log.read_text()
    print(said[-5000:])
    assert PASSWORD not in said


def times_idle(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When it began to wait for the server's call."""
    begun: list[float] = []
    idle = Session.idle
    monkeypatch.setattr(Session, "idle", lambda *arguments: begun.append(time.monotonic()) or idle(*arguments))
    return begun


@pytest.mark.parametrize("scheme", ["imap", "imap+ssl"])
def test_the_server_s_call_wakes_it(
    imap_server: ImapServer, stay: Stay, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    begun = times_idle(monkeypatch)
    stay(scheme=scheme, **({"cafile": imap_server.authority} if scheme == "imap+ssl" else {}))
    for number in range(1, 4):
        wait_until(lambda number=number: len(begun) >= number)
        time.sleep(0.3)  # it waits in earnest
        imap_server.add(letter(number))
        wait_until(lambda number=number: len(kept()) == number, CALLED)
    wait_until(lambda: imap_server.flags() == [{KEYWORD}] * 3)
    assert len(begun) < 12, "it waits, and does not ask again and again"


def test_what_comes_between_the_look_and_the_wait_is_not_slept_over(
    imap_server: ImapServer, stay: Stay, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle, is_first = Session.idle, [True]

    def late(self: Session, *arguments: object) -> None:
        if is_first.pop() if is_first else False:
            imap_server.add(letter(1))
        idle(self, *arguments)

    monkeypatch.setattr(Session, "idle", late)
    stay()
    wait_until(kept, CALLED)


def test_a_wait_is_renewed(imap_server: ImapServer, stay: Stay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "IDLE_SECONDS", 0.3)
    begun = times_idle(monkeypatch)
    stay()
    wait_until(lambda: len(begun) > 4)
    assert begun[4] - begun[0] > 1


def test_without_the_server_s_call_it_looks_by_the_clock(
    imap_server: ImapServer, stay: Stay, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IMAP_POLL_SECONDS = 0.3
    begin = Session.__init__

    def without(self: Session, *arguments: object) -> None:
        begin(self, *arguments)
        self.has_idle = False

    monkeypatch.setattr(Session, "__init__", without)
    stay()
    wait_until(lambda: Mailbox.objects.filter(looked_at__isnull=False).exists())
    imap_server.add(letter(1))
    wait_until(kept)


def test_a_wait_ends_at_once_when_told_to(imap_server: ImapServer, stay: Stay, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = times_idle(monkeypatch)
    stop = stay()
    wait_until(lambda: begun)
    [thread] = [thread for thread in threading.enumerate() if thread.name == FETCHER]
    stop.set()
    thread.join(CALLED)
    assert not thread.is_alive()


def test_a_server_killed_in_the_middle_and_back_gets_everything_done(imap_server: ImapServer, stay: Stay) -> None:
    imap_server.add(*(letter(number) for number in range(1, 41)))
    stay(done="Done")
    wait_until(lambda: len(kept()) >= 5)
    imap_server.stop()
    count = len(kept())
    wait_until(lambda: mailbox().failure)
    assert count < 40
    imap_server.add(letter(41))
    imap_server.start()
    wait_until(lambda: len(kept()) == 41)
    wait_until(lambda: not imap_server.flags())
    # What the server was moving when it died may lie there twice: to it, that is two steps.
    assert len(imap_server.flags("Done")) in (41, 42)
    assert len(kept()) == 41
    wait_until(lambda: not mailbox().failure)


def test_a_connection_lost_while_waiting_is_made_again(imap_server: ImapServer, stay: Stay) -> None:
    proxy = Proxy(imap_server.port)
    stay(port=proxy.port)
    wait_until(lambda: any(b"IDLE" in command for command in proxy.commands))
    assert proxy.connections == 1
    proxy.cut()
    imap_server.add(letter(1))
    wait_until(kept)
    assert proxy.connections > 1
    proxy.close()


def test_the_loss_of_the_database_is_waited_for(imap_server: ImapServer, stay: Stay) -> None:
    stay()
    wait_until(lambda: Mailbox.objects.filter(looked_at__isnull=False).exists())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    imap_server.add(letter(1))
    wait_until(kept)
    wait_until(lambda: imap_server.flags() == [{KEYWORD}])


# The commands ---------------------------------------------------------------------------------------------------------


def test_what_the_server_told_among_other_answers_is_not_waited_for(imap_server: ImapServer) -> None:
    [mailbox] = imap_urls.parse(imap_server.url())
    with Session(Account(**mailbox), 60) as session:
        session.open_folder()
        assert session.uids_above(0) == []
        imap_server.add(letter(1))
        wait_until(lambda: session._client.noop() and "EXISTS" in session._client.untagged_responses)
        began_at = time.monotonic()
        session.idle(200, threading.Event())
        assert time.monotonic() - began_at < 200, "it waits no longer than for the news"
        assert session.uids_above(0) == [1]
        began_at = time.monotonic()
        session.idle(1, threading.Event())
        assert time.monotonic() - began_at >= 1, "told once, it is waited for"


def test_the_worker_fetches_too_and_ends_when_told_to(imap_server: ImapServer, start: Start) -> None:
    worker = start("worker", "--interval", "0.05")
    imap_server.add(letter(1))
    wait_until(kept)
    imap_server.add(letter(2))
    wait_until(lambda: len(kept()) == 2, CALLED)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait() == 0


def test_fetch_mail_stays_until_told_to_end(imap_server: ImapServer, start: Start) -> None:
    process = start("fetch_mail")
    imap_server.add(letter(1))
    wait_until(lambda: kept() and not imap_server.flags())
    process.send_signal(signal.SIGTERM)
    assert process.wait() == 0


def test_one_of_two_processes_takes_over_when_the_other_is_killed(imap_server: ImapServer, start: Start) -> None:
    first = start("fetch_mail")
    wait_until(lambda: Mailbox.objects.filter(looked_at__isnull=False).exists())
    start("fetch_mail", IMAP_POLL_SECONDS="0.3")
    imap_server.add(letter(1))
    wait_until(lambda: kept() == subjects(1))
    first.kill()
    imap_server.add(letter(2))
    wait_until(lambda: kept() == subjects(1, 2))


def test_fetch_mail_once_says_what_it_did(imap_server: ImapServer, start: Start, tmp_path: Path) -> None:
    imap_server.add(letter(1))
    assert start("fetch_mail", "--once").wait() == 0
    assert kept() == subjects(1)
    assert start("fetch_mail", "--once", IMAP_URLS=imap_server.url(password="wr0ng")).wait() == 1
    assert start("fetch_mail", "--once", "--mailbox", "other@example.org").wait() == 1
    assert start("fetch_mail", IMAP_URLS="").wait() == 1
    said = (tmp_path / "log").read_text()
    assert "dialogue@events.example.org: 1 kept, 0 kept before, 0 left." in said
    assert f"CommandError: dialogue@events.example.org: {imap.LOGIN}" in said
    assert "IMAP_URLS names no mailbox other@example.org, but dialogue@events.example.org." in said
    assert "IMAP_URLS names no mailbox: docs/mailbox.md says how to connect one." in said
    assert "wr0ng" not in said
