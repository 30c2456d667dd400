"""Writes the record."""

import shutil
import time
from pathlib import Path

import polib

from tests.net.site import demo

SUMMARY = "net.txt"
ROOT = Path(__file__).resolve().parents[2]


def compile_messages() -> None:
    """Catalogues as they are in this code."""
    for catalogue in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            polib.pofile(str(catalogue)).save_as_mofile(str(compiled))


def record(folder: Path) -> int:
    """Walk, act, walk again."""
    if folder.exists() and any(folder.iterdir()) and not (folder / SUMMARY).exists():
        raise SystemExit(f"{folder} holds something else than a record: choose another folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / SUMMARY).write_text("This record is being written, or was broken off.\n")
    compile_messages()
    with demo() as clock:
        from tests.net import desk, officers, strangers, walks
        from tests.net.book import Book
        from tests.net.journey import Journey

        book = Book(folder)
        journey = Journey(book, clock)
        for what, doing in {
            "public pages": lambda: walks.public(book),
            "back office": lambda: walks.back_office(book),
            "strangers": lambda: journey.run(*strangers.STEPS),
            "officers": lambda: journey.run(*officers.STEPS),
            "desk": lambda: journey.run(*desk.STEPS),
            "pages afterwards": lambda: walks.afterwards(book),
            "files of rows": lambda: journey.run(*officers.FILES),
            "years later": lambda: journey.run(*desk.LAST),
        }.items():
            print(f"{time.process_time():6.1f} s of one core; now {what}", flush=True)
            clock.on(minutes=10)
            doing()
        book.close()
    print(f"{time.process_time():6.1f} s of one core; {(folder / SUMMARY).read_text()}")
    return 0
