"""Words that readers see: how the house writes them, in the catalogues and in the mails, held in one place."""

import re
from pathlib import Path

import polib
import pytest
from django.utils.translation import gettext, override, pgettext

from desk import labels
from multilingual.texts import with_label

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


# A text of the catalogues (with its context), and how French and Spanish readers see it.
TRANSLATIONS = [
    ("", "Overview", "Aperçu", "Presentación"),
    ("year", "All", "Toutes", "Todos"),
    ("series", "All", "Toutes", "Todas"),
    ("", "English", "anglais", "inglés"),
    ("", "keynote speaker", "allocution principale", "orador/a principal"),
    ("", "attends", "mode de participation", "modalidad de participación"),
    ("", "Ms, M., Dr, Prof. …", "Mme, M., Dr, Prof. …", "Sra., Sr., Dra., Dr., Prof., etc."),
    ("", "Add %(name)s", "Ajouter : %(name)s", "Añadir %(name)s"),
]


@pytest.mark.parametrize(("context", "source", "french", "spanish"), TRANSLATIONS)
def test_readers_see_the_words_of_their_language(context: str, source: str, french: str, spanish: str) -> None:
    for language, words in (("fr", french), ("es", spanish)):
        with override(language):
            assert (pgettext(context, source) if context else gettext(source)).replace("\u00a0", " ") == words


def test_no_french_line_ends_before_a_sign_that_belongs_to_its_word() -> None:
    """A colon or a question mark would begin the next line, where the window is narrow."""
    catalogue = polib.pofile(str(ROOT / "locale/fr/LC_MESSAGES/django.po"))
    texts = [text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [text for text in texts if re.search(r" [:;!?»]|« ", text)] == []


def test_a_reason_keeps_the_score_of_a_language_to_itself() -> None:
    with override("en"):
        assert labels.reason(["words", "3/0"]) == "by its words"
        assert labels.reason(["words", "Lisbon meeting"]) == "named in the text: Lisbon meeting"


# What native readers changed: the words that stand now, and those that may not come back.
SAID = {
    "fr": [
        "Votre qualité", "inscription est validée", "Consultez notre courriel", "N’organisez votre voyage",
        "Envoyez-nous les éléments manquants", "sous le numéro", "Nous avons déjà une inscription à votre nom",
        "est revenu sur l’attribution", "la personne qui remplace", "la personne remplacée",
        "dans les deux messages", "un seul rappel", "entre de bonnes mains", "Insérer cette réponse",
        "Actualisez la page", "ne se font pas sur ce site",
    ],
    "es": [
        "No organice su viaje", "Consulte nuestro correo", "Envíenos lo que falta", "Estimada señora",
        "inscripción ha sido aprobada", "Su categoría", "Escriba sus apellidos", "se está examinando de nuevo",
        "Se le ha retirado la plaza", "la persona sustituta", "la persona sustituida", "égimen alimentario",
        "por el alfabeto", "un único recordatorio", "Insertar esta respuesta", "Actualice la página",
        "hemos registrado su inscripción, en sustitución de",
    ],
}  # fmt: skip
GONE = {
    "en": ["Begin anew", "Telephone call", "participation is confirmed"],
    "fr": [
        "en qualité de ", "participation est confirmée", "Vous lisez notre", "Vous ne voyagez", "Vous nous envoyez",
        "sous la mention", "a repris votre place", "À qui vient", "À qui part", "à qui a demandé",
        "aux deux messages", "un rappel, un seul", "entre les bonnes mains", "Recommencer avec celle-ci",
        "Regardez de nouveau", "On ne s’inscrit pas",
    ],
    "es": [
        "Usted viaja", "Usted lee", "Usted nos envía", "Señora, señor:", "participación está confirmada",
        "participa en calidad", "Escriba su nombre", "anulad", "anulaci", "dieta", "vuelve a estar en examen",
        "Su plaza ha sido retirada", "A quien viene", "A quien se va", "modo de asistir", "por sus letras",
        "Empezar de nuevo con esta", "Mire de nuevo", "Nueva entrada", "ha quedado inscrito", "correo en camino",
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_words_that_native_readers_chose_stand(language: str) -> None:
    texts = " ".join(said(language).replace("\u00a0", " ").split())
    assert [words for words in SAID.get(language, []) if words not in texts] == []
    assert [words for words in GONE[language] if words in texts] == []


def test_a_label_has_the_colon_of_the_readers_language() -> None:
    said = {}
    for code in ("en", "fr", "es"):
        with override(code):
            said[code] = with_label("Awa", 3)
    assert said == {"en": "Awa: 3", "fr": "Awa\u00a0: 3", "es": "Awa: 3"}
