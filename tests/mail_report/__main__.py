"""`make mail-report MAILS=folder`: each mail of the folder through the intake, in a database of its own."""

import argparse
import os
import sys
from pathlib import Path

import django

from scripts import processes
from scripts.run_tests import database


def parse(arguments: list[str]) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="make mail-report", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of .eml files with an expected.json")
    parser.add_argument("--verbose", action="store_true", help="show what is met, too")
    parser.add_argument("--only", default="", help="mails whose file name has this in it")
    return parser.parse_args(arguments)


def main() -> int:
    """Zero only if every must holds."""
    options = parse(sys.argv[1:])
    if not (options.folder / "expected.json").is_file():
        print(f"There is no expected.json in {options.folder}.", file=sys.stderr)
        return 2
    processes.exit_when_stopped()
    with database() as url:
        if url:
            os.environ["DATABASE_URL"] = url
        return _report(options)


def _report(options: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tests.mail_report import printing
    from tests.mail_report.running import BadSet, run
    from tests.mail_report.scratch import scratch_database

    try:
        with scratch_database():
            found = run(options.folder, options.only)
    except BadSet as error:
        print(error, file=sys.stderr)
        return 2
    printing.show(found, is_verbose=options.verbose)
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
