"""`make test`: all tests, on the best database this machine has, saying plainly what is left out and why.

Arguments go to pytest. With REQUIRE_ALL=1 nothing may be left out: what is missing is an error.
"""

import contextlib
import os
import sys

from scripts import postgres, processes
from tests.programs import find_chromium, find_dovecot, find_nginx

NO_POSTGRES = "Testing on SQLite, for want of a PostgreSQL: what happens when many processes act at once is left out."
NO_CHROMIUM = "No Chromium here: the tests in a browser (whole journeys, accessibility) are left out."
NO_DOVECOT = "No Dovecot 2.3 here: the tests that fetch mail from a real server are left out."
NO_NGINX = "No nginx here: the tests of what it keeps of public pages are left out."


def database() -> contextlib.AbstractContextManager[str | None]:
    """DATABASE_URL for the tests: the one given, a throw-away PostgreSQL, or None for SQLite."""
    given = os.environ.get("DATABASE_URL")
    binaries = None if given else postgres.find_binaries()
    return postgres.throw_away_cluster(binaries) if binaries else contextlib.nullcontext(given)


def left_out() -> list[str]:
    """One sentence for each part of the tests that this run does not have: most for want of something here."""
    given = os.environ.get("DATABASE_URL")
    parts = [
        (not given.startswith("sqlite") if given else postgres.find_binaries(), NO_POSTGRES),
        (find_chromium(), NO_CHROMIUM),
        (find_dovecot(), NO_DOVECOT),
        (find_nginx(), NO_NGINX),
    ]
    return [sentence for is_here, sentence in parts if not is_here]


if __name__ == "__main__":
    sentences, arguments = left_out(), sys.argv[1:]
    for sentence in sentences:
        print(sentence, flush=True)
    if sentences and os.environ.get("REQUIRE_ALL"):
        sys.exit("REQUIRE_ALL is set, so this is a failure.")
    # A whole run in three processes: on two cores one of three mostly waits for a browser or a server. A chosen file or
    # test in one: starting a second would cost more. How tests are dealt out stands in tests/conftest.py: the long ones
    # stand last, and one process would be left alone with a portion.
    is_whole = all(argument.startswith("-") for argument in arguments)
    parallel = ["-n", "3", "--no-loadscope-reorder"] if is_whole else []
    processes.exit_when_stopped()
    with database() as url:
        environment = {**os.environ, **({"DATABASE_URL": url} if url else {})}
        sys.exit(processes.run([sys.executable, "-m", "pytest", *parallel, *arguments], environment))
