"""`make messages`: bring the catalogues of locale/ up to date with the marked strings of code and templates.

English is the source and needs no catalogue. Needs gettext's programs (Debian and Ubuntu: `apt install gettext`).
"""

import os
import shutil
import sys
from pathlib import Path

import django
import polib
from django.conf import settings
from django.core.management import call_command

from scripts.compile_messages import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent
# Not ours to translate, or not shown to anybody.
IGNORED = ["tests/*", "scripts/*", "var/*", "docs/*", "requirements/*", "static/vendor/*", "*/migrations/*", ".*"]


def languages() -> list[str]:
    """The languages that need a catalogue."""
    return [code for code, _label in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def extract(locales: list[str], verbosity: int = 1) -> None:
    """Update the catalogues under ./locale of the current folder."""
    options = {"locale": locales, "ignore_patterns": IGNORED, "verbosity": verbosity}
    for domain, extensions in (("django", ["py", "html", "txt"]), ("djangojs", ["js"])):
        call_command(
            "makemessages",
            domain=domain,
            extensions=extensions,
            add_location="file",  # line numbers would change the catalogues with every edit
            no_obsolete=True,
            no_wrap=True,
            **options,
        )


def tidy(path: Path) -> None:
    """Give the catalogue a header of ours: gettext's own keeps the date of extraction, so it would always change."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    language = path.parent.parent.name
    catalogue.header = f"Atelier in the language {language}."
    catalogue.metadata_is_fuzzy = False
    kept = ("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms")
    catalogue.metadata = {
        "Project-Id-Version": "Atelier",
        "Language": language,
        **{name: catalogue.metadata[name] for name in kept if name in catalogue.metadata},
    }
    catalogue.save()


def main() -> int:
    if not shutil.which("xgettext"):
        print("There is no gettext here (Debian and Ubuntu: `apt install gettext`).", file=sys.stderr)
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.chdir(ROOT)
    django.setup()
    for language in languages():
        (ROOT / "locale" / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    extract(languages())
    for path in (ROOT / "locale").glob("*/LC_MESSAGES/*.po"):
        tidy(path)
    compile_catalogues()
    return 0


if __name__ == "__main__":
    sys.exit(main())
