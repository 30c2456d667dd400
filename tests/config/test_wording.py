"""Words that readers see: how the house writes them, in the catalogues and in the mails, held in one place."""

from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
MAILS = sorted(ROOT.glob("templates/*/emails/*.txt"))


def said(language: str) -> str:
    """All that the catalogue and the mails of a language say, each text on a line of its own."""
    catalogue = polib.pofile(str(ROOT / f"locale/{language}/LC_MESSAGES/django.po")) if language != "en" else []
    texts = [text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]
    mails = [path.read_text() for path in MAILS if path.suffixes[-2:] == [f".{language}", ".txt"]]
    return "\n".join(texts + mails)


def test_no_text_names_the_software_where_it_means_the_site() -> None:
    source = polib.pofile(str(ROOT / "locale/fr/LC_MESSAGES/django.po"))
    english = [entry.msgid for entry in source] + [path.read_text() for path in MAILS]
    assert [text for text in (*english, said("fr"), said("es")) if "Atelier" in text] == []
