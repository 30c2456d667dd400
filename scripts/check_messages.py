"""Fail when a catalogue lacks a translation, keeps a doubtful one, or does not know a string of code or templates."""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import django
import django.test
import polib

from scripts.make_messages import ROOT, extract, languages

PROBE = "xx"  # a language nobody has: what is extracted for it is all there is to translate
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
SHOWN = 50  # problems; nobody reads more at once
Key = tuple[str | None, str]


def texts(entry: polib.POEntry) -> list[str]:
    """The translations of an entry: one, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def problems(catalogue: polib.POFile, name: str) -> list[str]:
    """One sentence for each entry that a reader would not see, or would see wrongly."""
    found = []
    for entry in catalogue:
        if entry.obsolete:
            continue
        allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        if not all(texts(entry)):
            found.append(f"{name}: not translated: {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"{name}: fuzzy, so not used: {entry.msgid!r}")
        elif any(set(PLACEHOLDER.findall(text)) - allowed for text in texts(entry)):
            found.append(f"{name}: a placeholder that the source has not: {entry.msgid!r}")
        elif not entry.msgid_plural and set(PLACEHOLDER.findall(entry.msgstr)) != allowed:
            found.append(f"{name}: a placeholder is missing: {entry.msgid!r}")
    return found


def keys(catalogue: polib.POFile) -> set[Key]:
    return {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}


def extracted(domain_names: tuple[str, ...] = ("django", "djangojs")) -> dict[str, set[Key]]:
    """All strings marked for translation, by domain; the work is done on a copy and the checkout stays as it is."""
    with tempfile.TemporaryDirectory(prefix="atelier-messages-") as folder:
        copy = Path(folder) / "atelier"
        shutil.copytree(
            ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "var", "locale", "tests", "docs")
        )
        catalogues = copy / "locale" / PROBE / "LC_MESSAGES"
        catalogues.mkdir(parents=True)
        here = Path.cwd()
        os.chdir(copy)
        try:
            with django.test.override_settings(LOCALE_PATHS=[str(copy / "locale")]):
                extract([PROBE], verbosity=0)
        finally:
            os.chdir(here)
        paths = {name: catalogues / f"{name}.po" for name in domain_names}
        return {name: keys(polib.pofile(str(path))) for name, path in paths.items() if path.exists()}


def unknown(language: str, wanted: dict[str, set[Key]]) -> list[str]:
    """One sentence for each string that the catalogues of this language do not have at all."""
    found = []
    for domain, all_keys in wanted.items():
        path = ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
        known = keys(polib.pofile(str(path))) if path.exists() else set()
        missing = sorted(text for _context, text in all_keys - known)
        found += [f"{path.relative_to(ROOT)}: does not have: {text!r}" for text in missing]
    return found


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    found = []
    for language in languages():
        for path in sorted((ROOT / "locale" / language / "LC_MESSAGES").glob("*.po")):
            found += problems(polib.pofile(str(path)), str(path.relative_to(ROOT)))
    if shutil.which("xgettext"):
        wanted = extracted()
        for language in languages():
            found += unknown(language, wanted)
    elif os.environ.get("REQUIRE_ALL"):
        found.append("There is no gettext here, so nobody knows whether the catalogues have every string.")
    else:
        print("No gettext here: whether the catalogues have every string is not checked.")
    for sentence in found[:SHOWN]:
        print(sentence, file=sys.stderr)
    if found:
        print(f"{len(found)} in all. `make messages` adds what is missing; then translate.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
