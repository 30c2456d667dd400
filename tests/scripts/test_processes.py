"""Programs that are started are stopped, and a throw-away PostgreSQL is really thrown away."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest

from scripts import postgres, processes
from scripts.serve import watch

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)",
]


def eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_a_program_ends_when_asked() -> None:
    process = processes.start(SLEEPER)
    processes.stop(process)
    assert process.returncode == -signal.SIGTERM


def test_a_program_that_will_not_end_is_ended(tmp_path: Path) -> None:
    said = tmp_path / "said"
    with said.open("wb") as output:
        process = processes.start(STUBBORN, output=output)
    assert eventually(lambda: said.read_text() == "\n")  # it ignores the signal from here on
    processes.stop(process, patience=0.2)
    assert process.returncode == -signal.SIGKILL


def test_the_death_of_one_program_ends_the_wait_with_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    alive, dead = processes.start(SLEEPER), processes.start([sys.executable, "-c", "raise SystemExit(3)"])
    try:
        assert watch({"web server": alive, "worker": dead}, "http://127.0.0.1:1") == 3
        assert "The worker ended by itself (exit code 3)" in capsys.readouterr().err
    finally:
        processes.stop(alive)
        processes.stop(dead)


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


def test_a_throw_away_cluster_is_gone_after_a_stop_signal(binaries: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    with said.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-m", "scripts.postgres"], stdout=output)
    try:
        assert eventually(lambda: "DATABASE_URL=" in said.read_text())
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 128 + signal.SIGTERM
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(said.read_text().split("\n")[0].removeprefix("DATABASE_URL="))
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
