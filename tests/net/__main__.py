"""`python -m tests.net record FOLDER` and `python -m tests.net compare A B`."""

import argparse
import os
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.net", description="Write down what the demo shows; compare.")
    commands = parser.add_subparsers(dest="command", required=True)
    record = commands.add_parser("record", help="walk the demo of this code and write everything into a folder")
    record.add_argument("folder", type=Path)
    compare = commands.add_parser("compare", help="what differs between two records; exit code 1 if anything does")
    compare.add_argument("one", type=Path)
    compare.add_argument("other", type=Path)
    chosen = parser.parse_args()
    if chosen.command == "compare":
        from tests.net.compare import show

        return show(chosen.one, chosen.other)
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of a set must not differ between two runs
        arguments = [sys.executable, "-W", "ignore", "-m", "tests.net", *sys.argv[1:]]
        os.execve(sys.executable, arguments, {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606
    from tests.net.record import record as write

    return write(chosen.folder)


if __name__ == "__main__":
    sys.exit(main())
