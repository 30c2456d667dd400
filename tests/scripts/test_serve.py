"""`make run` starts web server and worker, and leaves neither behind."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.postgres import free_port
from scripts.serve import is_taken, local_address


class Running:
    """A started Atelier and what it has said so far."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.port = free_port()
        self.said = folder / "said"
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "EMAIL_URL": f"filemail:///{folder}/mail",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "WEB_PROCESSES": "1",
        }
        with self.said.open("wb") as output:
            command = [sys.executable, "-m", "scripts.serve"]
            self.process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)

    def wait_for(self, words: str, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.said.read_text():
            is_waiting = time.monotonic() < deadline and self.process.poll() is None
            assert is_waiting, self.said.read_text()
            time.sleep(0.1)

    def children(self) -> list[int]:
        listing = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(each) for each in listing.split()]


@pytest.fixture
def running(tmp_path: Path, database_url: str) -> Iterator[Running]:
    started = Running(tmp_path, database_url)
    yield started
    if started.process.poll() is None:
        started.process.terminate()
    started.process.wait(30)


def exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.postgres  # another process cannot see the tests' SQLite
def test_it_answers_and_says_where_it_is_and_where_mail_lies(running: Running) -> None:
    running.wait_for("Ctrl-C stops it.")
    said = running.said.read_text()
    assert f"http://127.0.0.1:{running.port}/admin/, user secretariat" in said
    assert "mail/" in said
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/healthz", timeout=10) as answer:
        assert answer.status == 200


@pytest.mark.postgres
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_signal_stops_both_programs(running: Running, how: signal.Signals) -> None:
    running.wait_for("Ctrl-C stops it.")
    children = running.children()
    assert len(children) == 2
    running.process.send_signal(how)
    assert running.process.wait(20) == 0
    assert not any(exists(child) for child in children)
    assert not is_taken("127.0.0.1", running.port)


@pytest.mark.postgres
@pytest.mark.parametrize("turn", [0, 1])
def test_the_death_of_one_program_stops_the_other(running: Running, turn: int) -> None:
    running.wait_for("Ctrl-C stops it.")
    children = running.children()
    os.kill(children[turn], signal.SIGKILL)
    assert running.process.wait(20) == 1
    assert "ended by itself" in running.said.read_text()
    assert not any(exists(child) for child in children)


@pytest.mark.parametrize(
    ("host", "address"),
    [("0.0.0.0", "http://127.0.0.1:80"), ("::", "http://[::1]:80"), ("10.0.0.7", "http://10.0.0.7:80")],  # noqa: S104
)
def test_the_address_told_is_one_that_a_browser_here_can_open(host: str, address: str) -> None:
    assert local_address(host, 80) == address
