"""A herd of real processes that do things with registrations at the same instant: `python -m …herd 50`.

Reads one JSON line an order: a list with one job for each process that takes part. Answers with one JSON line: the
outcome of each, the state reached or the name of the refusal. A process is forked from one that has loaded everything
but holds no connection; each has a connection of its own to the database in DATABASE_URL.
"""

import json
import multiprocessing
import os
import sys
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.registrations.concurrency import jobs  # noqa: F401  models only after the setup, and before the fork

    context = multiprocessing.get_context("fork")
    size = int(sys.argv[1])
    # Barriers travel by inheritance alone, so one of each size must exist before the fork.
    barriers = {count: context.Barrier(count) for count in (2, 8, size)}
    ends = []
    for _number in range(size):
        ours, theirs = context.Pipe()
        context.Process(target=obey, args=(theirs, barriers), daemon=True).start()
        ends.append(ours)
    print("ready", flush=True)
    for line in sys.stdin:
        orders = json.loads(line)
        for end, job in zip(ends, orders, strict=False):
            end.send((job, len(orders)))
        print(json.dumps([end.recv() for end, _job in zip(ends, orders, strict=False)]), flush=True)


def obey(pipe: Connection, barriers: dict[int, Barrier]) -> None:
    """One process: does what it is told until the end."""
    from tests.registrations.concurrency import jobs

    while True:
        job, size = pipe.recv()
        pipe.send(jobs.outcome(job, barriers[size]))


if __name__ == "__main__":
    main()
