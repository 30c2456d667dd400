"""Compile the catalogues of locale/ for Django (.po to .mo), without gettext's programs; no work when up to date."""

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_catalogues(locale: Path = LOCALE) -> list[Path]:
    """Write each .mo that is missing or older than its .po; the files written."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime <= source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written.append(target)
    return written


def main() -> int:
    compile_catalogues()
    return 0


if __name__ == "__main__":
    sys.exit(main())
