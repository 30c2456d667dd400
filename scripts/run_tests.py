"""`make test`: all tests, on the best database this machine has, saying plainly what is left out and why.

Arguments go to pytest. With REQUIRE_ALL=1 nothing may be left out: what is missing is an error.
"""

import contextlib
import os
import sys
from collections.abc import Iterator

from scripts import postgres, processes
from scripts.chromium import find_chromium
from scripts.dovecot import find_dovecot

NO_POSTGRES = (
    "Testing on SQLite, for want of a PostgreSQL: this leaves out the proofs that "
    "seats and messages stay exact when many processes act at once."
)
NO_CHROMIUM = "No Chromium here: the tests in a browser (whole journeys, accessibility) are left out."
NO_DOVECOT = "No Dovecot 2.3 here: the tests that fetch mail from a real server are left out."
FEWER_MAILS = (
    "Without REQUIRE_ALL=1 every fourth of the 2,000 damaged mails goes through the intake; the rest is left out."
)


@contextlib.contextmanager
def database() -> Iterator[str | None]:
    """DATABASE_URL for the tests: the one given, a throw-away PostgreSQL, or None for SQLite."""
    given = os.environ.get("DATABASE_URL")
    binaries = None if given else postgres.find_binaries()
    if binaries:
        with postgres.throw_away_cluster(binaries) as url:
            yield url
    else:
        yield given


def left_out() -> list[str]:
    """One sentence for each part of the tests that this run does not have: most for want of something here."""
    sentences = []
    given = os.environ.get("DATABASE_URL")
    if given.startswith("sqlite") if given else not postgres.find_binaries():
        sentences.append(NO_POSTGRES)
    if not find_chromium():
        sentences.append(NO_CHROMIUM)
    if not find_dovecot():
        sentences.append(NO_DOVECOT)
    if not os.environ.get("REQUIRE_ALL"):
        sentences.append(FEWER_MAILS)
    return sentences


def pytest_command(arguments: list[str]) -> list[str]:
    """Pytest; a whole run in two processes, a chosen file or test in one: starting a second would cost more."""
    parallel = [] if any(not argument.startswith("-") for argument in arguments) else ["-n", "2"]
    return [sys.executable, "-m", "pytest", *parallel, *arguments]


def main() -> int:
    sentences = left_out()
    for sentence in sentences:
        print(sentence, flush=True)
    if sentences and os.environ.get("REQUIRE_ALL"):
        print("REQUIRE_ALL is set, so this is a failure.", file=sys.stderr)
        return 1
    try:
        with processes.stop_signals_raise(), database() as url:
            environment = {**os.environ, **({"DATABASE_URL": url} if url else {})}
            return processes.run(pytest_command(sys.argv[1:]), environment)
    except postgres.PostgresFailed as error:
        print(error, file=sys.stderr)
        return 1
    except processes.Stopped as stopped:
        return 128 + stopped.number


if __name__ == "__main__":
    sys.exit(main())
