"""A catalogue that would show a reader English, or a broken text, is found; one is compiled when it must be."""

import os
from pathlib import Path

import polib
import pytest

from scripts import messages
from scripts.messages import problem


def entry(msgstr: str = "", msgid: str = "Seat", **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


def test_a_translated_entry_passes() -> None:
    assert problem(entry("%(n)s places", "%(n)s seats")) == ""


def test_an_untranslated_entry_is_found() -> None:
    assert problem(entry()) == "not translated"


def test_a_missing_plural_form_is_found() -> None:
    plural = {"msgid_plural": "%(n)s seats", "msgstr_plural": {0: "%(n)s place", 1: ""}}
    assert problem(entry(msgid="%(n)s seat", **plural)) == "not translated"


def test_a_language_has_as_many_plural_forms_as_it_says() -> None:
    two = polib.POEntry(msgid="a day", msgid_plural="days", msgstr_plural={0: "un día", 1: "días"})
    assert problem(two, 2) == ""
    assert problem(two, 3) == "of 3 plural forms 2 are there"


def test_a_plural_form_may_leave_the_number_to_words() -> None:
    plural = {"msgid_plural": "%(n)s seats", "msgstr_plural": {0: "une place", 1: "%(n)s places"}}
    assert problem(entry(msgid="%(n)s seat", **plural)) == ""


def test_a_fuzzy_entry_is_found() -> None:
    assert problem(entry("Siège", flags=["fuzzy"])) == "fuzzy, so not used"


@pytest.mark.parametrize("translation", ["Bonjour", "Bonjour %(nom)s", "Bonjour {name}"])
def test_a_lost_or_renamed_placeholder_is_found(translation: str) -> None:
    assert "placeholder" in problem(entry(translation, "Hello %(name)s"))


def catalogue(folder: Path, *entries: polib.POEntry) -> Path:
    """A French catalogue in a folder that has nothing else."""
    path = folder / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    made = polib.POFile()
    made.extend(entries)
    made.save(str(path))
    return path


@pytest.fixture
def no_gettext(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("REQUIRE_ALL", raising=False)


@pytest.mark.usefixtures("no_gettext")
def test_without_gettext_the_catalogues_are_checked_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue(tmp_path, entry(), entry(msgid="Table", obsolete=True), entry("Chaise", "Chair"))
    with pytest.raises(SystemExit, match=r"django\.po: not translated: 'Seat'\n1 in all"):
        messages.check()
    assert "There is no gettext here" in capsys.readouterr().err


@pytest.mark.usefixtures("no_gettext")
def test_where_all_is_required_gettext_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_ALL", "1")
    with pytest.raises(SystemExit, match="There is no gettext here"):
        messages.check()


@pytest.mark.usefixtures("no_gettext")
def test_a_catalogue_is_compiled_without_gettext_when_it_is_newer(tmp_path: Path) -> None:
    source = catalogue(tmp_path, entry("Siège"))
    target = source.with_suffix(".mo")
    messages.compile_catalogues()
    assert polib.mofile(str(target))[0].msgstr == "Siège"
    for is_newer in (False, True):
        target.write_text("as it was")
        os.utime(source, (1, 1) if not is_newer else None)
        os.utime(target, (2, 2))
        messages.compile_catalogues()
        assert (target.read_bytes() == b"as it was") is not is_newer
