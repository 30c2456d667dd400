"""Puts load on an address: with wrk where it is installed, else with processes of our own."""

import http.client
import multiprocessing
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from scripts import processes
from tests.bench import numbers

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class Load(NamedTuple):
    """What came of it; times in milliseconds."""

    rate: float
    p50: float
    p99: float
    errors: int


def percentile(values: list[float], share: float) -> float:
    """The value below which a share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def generator_name() -> str:
    """With what load is made."""
    return "wrk -t1 -c8" if shutil.which("wrk") else "two processes of four threads of our own"


def _wrk(program: str, address: str, seconds: float) -> Load:
    options = ["-t1", f"-c{numbers.CLIENTS}", f"-d{seconds:.0f}s", "--latency", "-H", "Accept-Encoding: gzip"]
    done = subprocess.run([program, *options, address], capture_output=True, text=True, check=True)
    said = done.stdout

    def latency(share: str) -> float:
        number, unit = re.search(rf"{share}%\s+([\d.]+)(us|ms|s|m)\b", said).groups()  # type: ignore[union-attr]
        return float(number) * _UNITS[unit]

    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    errors = int(bad[1]) if bad else 0
    return Load(rate, latency("50"), latency("99"), errors + (sum(map(int, broken.groups())) if broken else 0))


Visit = Callable[[http.client.HTTPConnection, int], bool]


def _one_client(host: str, port: int, visit: Visit, first: int, until: float) -> tuple[list[float], int]:
    connection = http.client.HTTPConnection(host, port, timeout=30)
    times, errors, number = [], 0, first
    while time.monotonic() < until:
        started = time.perf_counter()
        errors += not visit(connection, number)
        times.append((time.perf_counter() - started) * 1000)
        number += numbers.CLIENTS
    connection.close()
    return times, errors


def _one_process(
    host: str, port: int, visit: Visit, numbers_of_clients: range, until: float
) -> list[tuple[list[float], int]]:
    with ThreadPoolExecutor(len(numbers_of_clients)) as pool:
        jobs = [pool.submit(_one_client, host, port, visit, first, until) for first in numbers_of_clients]
        return [job.result() for job in jobs]


def _end_as_usual() -> None:
    """A child does not clean up as its parent does."""
    for number in processes.STOP_SIGNALS:
        signal.signal(number, signal.SIG_DFL)


def by_ourselves(host: str, port: int, visit: Visit, seconds: float) -> Load:
    """Eight clients in two processes, each visiting again and again."""
    until = time.monotonic() + seconds
    half = numbers.CLIENTS // 2
    with multiprocessing.get_context("fork").Pool(2, initializer=_end_as_usual) as pool:
        arguments = [(host, port, visit, range(first, first + half), until) for first in (0, half)]
        parts = [result for part in pool.starmap(_one_process, arguments) for result in part]
    times = [milliseconds for part, _errors in parts for milliseconds in part]
    errors = sum(errors for _times, errors in parts)
    return Load((len(times) - errors) / seconds, percentile(times, 0.5), percentile(times, 0.99), errors)


class Get:
    """Fetches one address."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __call__(self, connection: http.client.HTTPConnection, number: int) -> bool:
        """True when the page came."""
        connection.request("GET", self.path, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        response.read()
        return response.status == 200


def through_tls(port: int, path: str, seconds: float) -> Load:
    """Load on one page of this machine by TLS; by wrk alone: our own processes would compute more than nginx."""
    program = shutil.which("wrk")
    if program is None:
        raise RuntimeError("for this the bench needs wrk (Debian: apt install wrk)")
    return _wrk(program, f"https://127.0.0.1:{port}{path}", seconds)


def pages(host: str, port: int, path: str, seconds: float) -> Load:
    """Load on one page."""
    if program := shutil.which("wrk"):
        return _wrk(program, f"http://{host}:{port}{path}", seconds)
    return by_ourselves(host, port, Get(path), seconds)
