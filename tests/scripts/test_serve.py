"""`make run` starts web server and worker, says where they are, and leaves neither behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from scripts import serve
from scripts.postgres import free_port
from scripts.serve import local_address
from tests.scripts.waiting import eventually, is_running


class Running:
    """A started program and what it has said so far."""

    def __init__(self, folder: Path, port: int, *command: str, **environment: str) -> None:
        self.port, self.said = port, folder / "said"
        with self.said.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, *command], env={**os.environ, **environment}, stdout=output, stderr=output
            )

    def welcome(self) -> str:
        """What it says once the site answers."""
        assert eventually(lambda: "Ctrl-C stops it." in self.said.read_text() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said.read_text()
        return self.said.read_text()


Start = Callable[..., Running]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Running] = []

    def start_one(port: int, *command: str, **environment: str) -> Running:
        started.append(Running(tmp_path, port, *command, **environment))
        return started[-1]

    yield start_one
    for running in started:
        running.process.terminate()
        running.process.wait()


@pytest.fixture
def stand_ins(start: Start) -> Running:
    """Two stand-ins for web server and worker, both running."""
    port = free_port()
    running = start(port, "-m", "tests.scripts.stand_ins", str(port))
    assert eventually(lambda: all(number(running, name) for name in ("web", "worker")))
    return running


def number(running: Running, name: str) -> int:
    """The process number that this stand-in has said, or 0."""
    found = re.search(rf"^{name} is (\d+)$", running.said.read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


def nothing_is_left(running: Running) -> bool:
    return not any(is_running(number(running, name)) for name in ("web", "worker"))


def test_it_is_said_where_the_site_is_and_where_mail_lies(stand_ins: Running) -> None:
    said = stand_ins.welcome()
    assert f"Atelier runs at http://127.0.0.1:{stand_ins.port}/\n" in said
    assert f"http://127.0.0.1:{stand_ins.port}/admin/, user secretariat" in said
    assert "Outgoing mail is kept in var/mail/" in said


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_stops_both_programs(stand_ins: Running, how: signal.Signals) -> None:
    stand_ins.process.send_signal(how)
    assert stand_ins.process.wait() == 0
    assert nothing_is_left(stand_ins)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a child is not told")
def test_who_is_killed_leaves_nothing_behind(stand_ins: Running) -> None:
    stand_ins.process.kill()
    assert eventually(lambda: nothing_is_left(stand_ins))


@pytest.mark.parametrize(("name", "called"), [("web", "web server"), ("worker", "worker")])
def test_the_death_of_one_program_stops_the_other(stand_ins: Running, name: str, called: str) -> None:
    os.kill(number(stand_ins, name), signal.SIGKILL)
    assert stand_ins.process.wait() == 1
    assert f"The {called} ended by itself (exit code -9), so everything stops." in stand_ins.said.read_text()
    assert nothing_is_left(stand_ins)


@pytest.mark.postgres  # another process cannot see the tests' SQLite
def test_the_site_answers_until_it_is_stopped(start: Start, tmp_path: Path, database_url: str) -> None:
    port = free_port()
    folders = {f"{name}_ROOT": str(tmp_path / name) for name in ("MEDIA", "PRIVATE", "STATIC")}
    secrets = {
        "DEBUG": "off",
        "SECRET_KEY": "s" * 50,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    more = {"EMAIL_URL": f"filemail:///{tmp_path}/mail", "PORT": str(port), "HOST": "127.0.0.1", "WEB_PROCESSES": "1"}
    running = start(port, "-m", "scripts.serve", DATABASE_URL=database_url, **folders, **secrets, **more)
    assert "Staff:" not in running.welcome()  # the demo is for development
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as answer:
        assert answer.status == 200
    running.process.terminate()
    assert running.process.wait() == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("DEBUG", "off", "DEBUG is off and SECRET_KEY is not set"),
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing", "The database of DATABASE_URL does not answer: "),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(start: Start, setting: str, value: str, sentence: str) -> None:
    port = free_port()
    running = start(port, "-m", "scripts.serve", PORT=str(port), SECRET_KEY="", **{setting: value})
    assert running.process.wait() == 1
    assert running.said.read_text().startswith(sentence)


def test_a_port_that_another_program_has_is_named(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        running = start(port, "-m", "scripts.serve", PORT=str(port), HOST="127.0.0.1")
        assert running.process.wait() == 1
    assert running.said.read_text().startswith(f"Another program listens on port {port} already")


@pytest.mark.parametrize(
    ("host", "address"),
    [("0.0.0.0", "http://127.0.0.1:80"), ("::", "http://[::1]:80"), ("10.0.0.7", "http://10.0.0.7:80")],  # noqa: S104
)
def test_the_address_told_is_one_that_a_browser_here_can_open(host: str, address: str) -> None:
    assert local_address(host, 80) == address


@pytest.mark.django_db
def test_a_database_from_before_the_first_release_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not serve.is_from_before()
    recorder = MigrationRecorder(connection)
    recorder.record_applied("registrations", "0004_shared_mailbox")
    assert serve.is_from_before()
    monkeypatch.setattr("scripts.serve.django.setup", lambda: None)
    with pytest.raises(ImproperlyConfigured, match="delete it"):
        serve.prepare()


@pytest.mark.django_db
def test_a_new_database_is_none_from_before() -> None:
    MigrationRecorder.Migration.objects.all().delete()
    assert not serve.is_from_before()
