"""Runs the measurements on a throw-away PostgreSQL and writes what came out into docs/performance.md."""

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from scripts import postgres, processes
from tests.bench import numbers, site


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--only",
        default="",
        help="comma-separated: start, pages, form, staff, export, places, many, crowds, mail, large",
    )
    parser.add_argument("--seconds", type=float, default=5, help="of load on each page and form (default 5)")
    parser.add_argument("--mails", type=int, default=numbers.MAILS, help="in the mailbox (default %(default)s)")
    parser.add_argument("--no-write", action="store_true", help="do not touch docs/performance.md")
    return parser.parse_args()


@contextlib.contextmanager
def database() -> Iterator[str]:
    """A database of its own in DATABASE_URL's PostgreSQL if given, else in a throw-away one; gone afterwards."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres", "postgis")):
        yield from own_database(given)
        return
    binaries = postgres.find_binaries()
    if binaries is None:
        sys.exit("The bench needs PostgreSQL: install it (Debian: `apt install postgresql`) or give DATABASE_URL.")
    with postgres.throw_away_cluster(binaries, is_durable=True) as url:
        yield url


def own_database(url: str) -> Iterator[str]:
    """A new database beside the given one, which is not touched."""
    import psycopg2

    name = f"atelier_bench_{os.getpid()}"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        yield url.rpartition("/")[0] + f"/{name}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.close()


def prepare() -> float:
    """From an empty database to one with the demo, and static files; the seconds that took."""
    import django
    from django.core.management import call_command

    started = time.monotonic()
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("seed_demo", force=True, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    return time.monotonic() - started


def measure(running: "site.Site", spent: float, asked: argparse.Namespace) -> list:
    """All measurements that were asked for, in an order in which none spoils another."""
    from tests.bench import crowds, mail
    from tests.bench import measure as m
    from tests.bench.large import rows as large

    seconds = asked.seconds
    plan = {
        "start": [
            lambda: iter([m.Row("from an empty database to the first page", spent, "s", m.most(60, "s"), "start")])
        ],
        "pages": [
            lambda: m.public_pages(running, seconds),
            lambda: m.first_visit(running),
            lambda: m.calendar(running),
        ],
        "form": [lambda: m.registrations(running, 2 * seconds)],
        "staff": [lambda: m.back_office(running), lambda: m.web_memory(running)],
        "export": [lambda: m.exports(running)],
        "places": [m.last_places],
        "many": [m.mail_to_many],
        "crowds": [
            lambda: crowds.unchanged(running),
            lambda: crowds.behind_nginx(running, seconds),
            lambda: crowds.while_saving(running, seconds),
        ],
        "mail": [lambda: mail.taken_in(asked.mails)],
        "large": [large.rows],
    }
    chosen = [name for name in asked.only.split(",") if name] or list(plan)
    rows = []
    for name in chosen:
        for step in plan[name]:
            try:
                for row in step():
                    rows.append(row)
                    print(f"{row.what}: {row.value:,.1f} {row.unit} {row.verdict} {row.detail}", flush=True)
            except Exception as error:  # noqa: BLE001  the others are measured all the same
                rows.append(m.Row(f"{name} could not be measured", float("nan"), "", m.least(0), "", f"{error!r:.200}"))
                print(f"{name}: {error!r}", flush=True)
    return rows


def main() -> int:
    """Run; 1 if a target was missed."""
    asked = arguments()
    processes.exit_when_stopped()
    with tempfile.TemporaryDirectory() as folder, database() as url:
        port = site.set_environment(Path(folder), url)
        spent = prepare()
        started = time.monotonic()
        with site.running(port) as running:
            spent += time.monotonic() - started
            from tests.bench import data, report

            data.fill()
            rows = measure(running, spent, asked)
        print("\n" + report.in_words(rows))
        if not asked.no_write and not asked.only:
            report.write(rows)
        return int(any("fail" in row.verdict for row in rows))


if __name__ == "__main__":
    sys.exit(main())
