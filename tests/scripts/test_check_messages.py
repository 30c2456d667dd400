"""A catalogue that would show a reader English, or a broken text, is found."""

import polib
import pytest

from scripts.check_messages import problems


def catalogue(**entry: object) -> polib.POFile:
    made = polib.POFile()
    made.append(polib.POEntry(**entry))
    return made


def test_a_translated_entry_passes() -> None:
    assert problems(catalogue(msgid="%(n)s seats", msgstr="%(n)s places"), "fr") == []


def test_an_untranslated_entry_is_found() -> None:
    assert problems(catalogue(msgid="Seat", msgstr=""), "fr") == ["fr: not translated: 'Seat'"]


def test_a_missing_plural_form_is_found() -> None:
    entry = catalogue(msgid="%(n)s seat", msgid_plural="%(n)s seats", msgstr_plural={0: "%(n)s place", 1: ""})
    assert problems(entry, "fr") == ["fr: not translated: '%(n)s seat'"]


def test_a_fuzzy_entry_is_found() -> None:
    assert problems(catalogue(msgid="Seat", msgstr="Siège", flags=["fuzzy"]), "fr") == [
        "fr: fuzzy, so not used: 'Seat'"
    ]


@pytest.mark.parametrize("translation", ["Bonjour", "Bonjour %(nom)s", "Bonjour {name}"])
def test_a_lost_or_renamed_placeholder_is_found(translation: str) -> None:
    [found] = problems(catalogue(msgid="Hello %(name)s", msgstr=translation), "fr")
    assert "placeholder" in found


def test_an_entry_no_longer_used_is_no_concern() -> None:
    assert problems(catalogue(msgid="Seat", msgstr="", obsolete=True), "fr") == []
