"""Programs that are started are stopped, and a throw-away PostgreSQL is really thrown away."""

import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from scripts import postgres, processes
from tests.scripts.waiting import eventually

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(600)",
]


def test_a_program_ends_when_asked() -> None:
    process = processes.start(SLEEPER)
    processes.stop(process)
    assert process.returncode == -signal.SIGTERM


def test_a_program_that_will_not_end_is_ended() -> None:
    process = processes.start(STUBBORN, stdout=subprocess.PIPE)
    assert process.stdout
    with process.stdout:
        process.stdout.readline()  # it ignores the signal from here on
        processes.stop(process, patience=0.2)
    assert process.returncode == -signal.SIGKILL


@pytest.fixture
def binaries() -> Path:
    found = postgres.find_binaries()
    if found is None:
        pytest.skip("no PostgreSQL here")
    return found


def test_a_throw_away_cluster_is_gone_after_a_failure(binaries: Path) -> None:
    urls = []

    def fail() -> None:
        with postgres.throw_away_cluster(binaries) as url:
            psycopg2.connect(url).close()
            urls.append(url)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    [url] = urls
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)


def test_a_cluster_that_does_not_start_says_why(binaries: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "OPTIONS", ["--no_such_option=1"])
    with (
        pytest.raises(SystemExit, match=r"(?s)PostgreSQL did not start:.*no_such_option"),
        postgres.throw_away_cluster(binaries),
    ):
        pass


COMMAND = "import os, signal; print(os.environ['DATABASE_URL'], flush=True); signal.pause()"


@pytest.mark.usefixtures("binaries")
@pytest.mark.parametrize("command", [[], [sys.executable, "-c", COMMAND]])
def test_a_stop_signal_ends_cluster_and_command(tmp_path: Path, command: list[str]) -> None:
    said = tmp_path / "said"
    with said.open("wb") as output:
        process = processes.start([sys.executable, "-m", "scripts.postgres", *command], stdout=output)
    try:
        assert eventually(lambda: "postgres://" in said.read_text())
        process.send_signal(signal.SIGTERM)
        assert process.wait() != 0
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(said.read_text().split("\n")[0].removeprefix("DATABASE_URL="))
    finally:
        processes.stop(process)
