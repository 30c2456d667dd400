"""A herd of processes on the test's database."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

SIZE = 50

Order = Callable[[list[dict[str, Any]]], list[str]]


class Herd:
    """Fifty processes that wait for orders."""

    def __init__(self, database_url: str) -> None:
        command = [sys.executable, "-m", "tests.registrations.concurrency.herd", str(SIZE)]
        environment = {**os.environ, "DATABASE_URL": database_url, "LOG_LEVEL": "ERROR"}
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def order(self, jobs: list[dict[str, Any]]) -> list[str]:
        """Let as many processes as there are jobs (2, 8 or all) begin at one instant; their outcomes in order."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(jobs) + "\n")
        self.process.stdin.flush()
        outcomes: list[str] = json.loads(self._line())
        return outcomes

    def end(self) -> None:
        """At the end of its input it ends its processes, and their connections with them."""
        self.process.communicate()


@pytest.fixture(scope="module")
def herds() -> Iterator[dict[str, Herd]]:
    """The herd of a module, started when the first test asks for it."""
    started: dict[str, Herd] = {}
    yield started
    for herd in started.values():
        herd.end()


@pytest.fixture
def order(herds: dict[str, Herd], database_url: str) -> Order:
    """Give each process its job."""
    if database_url not in herds:
        herds[database_url] = Herd(database_url)
    return herds[database_url].order
