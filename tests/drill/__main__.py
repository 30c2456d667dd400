"""Runs the drills on a throw-away PostgreSQL, and prints what was lost, doubled, and how long anybody waited."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from scripts import processes
from tests.bench import site
from tests.bench.__main__ import database
from tests.smtp import SmtpServer


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.drill", description=__doc__)
    parser.add_argument("--only", default="", help="comma-separated: worker, web, cuts, mail, row, rush, disk")
    parser.add_argument("--short", action="store_true", help="a minute or two instead of ten")
    return parser.parse_args()


def prepare() -> None:
    """An empty database with its tables, and static files."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def main() -> int:
    """Run; 1 if one of them did not hold."""
    asked, server = arguments(), SmtpServer()
    processes.exit_when_stopped()
    server.start()
    with tempfile.TemporaryDirectory() as folder, database() as url:
        port = site.set_environment(Path(folder), url)
        more = {
            "EMAIL_URL": server.url,
            "EMAIL_TIMEOUT": "5",
            "PRIVATE_ROOT": f"{folder}/private",
            "LOG_LEVEL": "ERROR",
        }
        os.environ |= more
        prepare()
        from tests.drill import drills

        rows = []
        with site.running(port, "--respawn-failed-workers") as running:
            world = drills.World(running, server, url, asked.short)
            for name in [name for name in asked.only.split(",") if name] or list(drills.DRILLS):
                print(f"{name}…", file=sys.stderr, flush=True)
                rows.append(drills.DRILLS[name](world))
        server.stop()
    print(table(rows))
    return int(not all(row.has_held for row in rows))


def table(rows: list) -> str:
    """As Markdown."""
    lines = ["| drill | tried | lost | doubled | longest wait | | |", "|---|---|--:|--:|--:|---|---|"]
    for row in rows:
        verdict = "held" if row.has_held else "**did not hold**"
        figures = f"{row.lost} | {row.doubled} | {row.longest:.1f} s | {verdict} | {row.note}"
        lines.append(f"| {row.drill} | {row.tried} | {figures} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
