"""The catalogues of locale/: `python -m scripts.messages compile`, `update` (`make messages`) or `check` (`make lint`).

English is the source and needs no catalogue. Only finding new strings needs gettext's programs; compiling never does.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import makemessages

NO_GETTEXT = "There is no gettext here (Debian and Ubuntu: `apt install gettext`)"
# Not ours to translate, or not shown to anybody.
IGNORED = ["tests/*", "scripts/*", "var/*", "docs/*", "requirements/*", "static/vendor/*", "*/migrations/*", ".*"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# So wide are the lines of a catalogue, which stay as they are where nothing changed.
WIDTH = 78
HEADER = ("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms")


def catalogues(root: Path) -> list[Path]:
    """The .po files of a checkout."""
    return sorted(root.glob("locale/*/LC_MESSAGES/*.po"))


def compile_catalogues() -> None:
    """Write each .mo that is missing or older than its .po."""
    for source in catalogues(Path()):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime <= source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))


def update() -> None:
    """Bring the catalogues up to date with the marked strings of code and templates."""
    if not shutil.which("xgettext"):
        sys.exit(f"{NO_GETTEXT}.")
    languages = [code for code, _label in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    options = {"locale": languages, "no_obsolete": True, "no_wrap": True, "add_location": "file"}
    for domain in ("django", "djangojs"):
        call_command(makemessages.Command(), domain=domain, ignore_patterns=IGNORED, **options)
    for path in catalogues(Path()):
        catalogue, language = polib.pofile(str(path), wrapwidth=WIDTH), path.parent.parent.name
        # gettext's own header has the date, so it would change with every run.
        catalogue.header, catalogue.metadata_is_fuzzy = f"Atelier in the language {language}.", False
        kept = {name: value for name, value in catalogue.metadata.items() if name in HEADER}
        catalogue.metadata = {"Project-Id-Version": "Atelier", "Language": language, **kept}
        for entry in catalogue:  # of which other words a guess was made stays in the history
            entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
        catalogue.save()
    compile_catalogues()


def plural_forms(catalogue: polib.POFile) -> int:
    """How many forms a plural has in a language."""
    return int(catalogue.metadata.get("Plural-Forms", "nplurals=2;").partition("nplurals=")[2].partition(";")[0])


def problem(entry: polib.POEntry, forms: int = 2) -> str:
    """Why a reader would not see this entry, or see it wrongly; or nothing. `forms`: of a plural in this language."""
    texts = [set(PLACEHOLDER.findall(text)) for text in (entry.msgstr_plural.values() or [entry.msgstr])]
    allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    if entry.fuzzy:
        return "fuzzy, so not used"
    if not entry.translated():
        return "not translated"
    if entry.msgid_plural and len(entry.msgstr_plural) != forms:
        return f"of {forms} plural forms {len(entry.msgstr_plural)} are there"
    if any(text - allowed for text in texts):
        return "a placeholder that the source has not"
    # One of the plural forms may leave a number to the words.
    return "" if entry.msgid_plural or texts == [allowed] else "a placeholder is missing"


def check() -> None:
    """Fail with a sentence for each string that some reader would see in English, or broken.

    Strings that the catalogues lack come to light by an update, in a copy: the checkout stays as it is.
    """
    with tempfile.TemporaryDirectory(prefix="atelier-messages-") as folder:
        root = Path()
        if shutil.which("xgettext"):
            left_out = shutil.ignore_patterns(".*", "__pycache__", "var", "tests", "docs")
            root = shutil.copytree(root, Path(folder, "atelier"), ignore=left_out)
            command = [sys.executable, "-m", "scripts.messages", "update"]
            subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
        elif os.environ.get("REQUIRE_ALL"):
            sys.exit(f"{NO_GETTEXT}: nobody knows whether the catalogues have every string.")
        else:
            print(f"{NO_GETTEXT}: whether the catalogues have every string is not checked.", file=sys.stderr)
        found = [
            f"{path.relative_to(root)}: {why}: {entry.msgid!r}"
            for path in catalogues(root)
            for catalogue in [polib.pofile(str(path))]
            for entry in catalogue
            if not entry.obsolete and (why := problem(entry, plural_forms(catalogue)))
        ]
    if found:
        advice = f"{len(found)} in all. `make messages` adds what is missing; then translate."
        sys.exit("\n".join([*found[:50], advice]))


if __name__ == "__main__":
    os.environ.setdefault("DEBUG", "on")  # needs no secret of the site
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    {"compile": compile_catalogues, "update": update, "check": check}[sys.argv[1]]()
