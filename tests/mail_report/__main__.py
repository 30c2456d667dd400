"""`make mail-report MAILS="folder …"`: each mail of the folders through the intake, in a database of its own."""

import argparse
import os
import secrets
import sys
from pathlib import Path

import django

from scripts import processes
from scripts.run_tests import database


def main() -> int:
    """Zero if what must be met is; 1 if not; 2 where a set is not what the report reads."""
    parser = argparse.ArgumentParser(prog="make mail-report", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="folders of .eml files with an expected.json")
    parser.add_argument("--verbose", action="store_true", help="show what is met, too")
    parser.add_argument("--only", default="", help="mails whose file name has this in it")
    options = parser.parse_args()
    processes.exit_when_stopped()
    with database() as url:
        if url:
            os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
        django.setup()
        return _report(options)


def _report(options: argparse.Namespace) -> int:
    from django.db import connection

    from tests.mail_report.report import BadSet, run

    real = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite":
        connection.settings_dict["TEST"]["NAME"] = f"mail_report_{secrets.token_hex(6)}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        report = run(options.folders, options.only)
    except BadSet as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        connection.creation.destroy_test_db(real, verbosity=0)
    print(*report.lines(is_verbose=options.verbose), sep="\n")
    return 1 if report.below else 0


if __name__ == "__main__":
    sys.exit(main())
