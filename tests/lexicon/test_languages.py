"""The language of a text: by its small words, of few words as of many; unknown rather than guessed."""

import pytest

from lexicon.languages import language_of

NAMES = "Traoré-Lohoré Awa\nOstrander-Pohl Helga\nde la Fontaine Jean-Luc\nvan den Berg Femke\nDos Santos Rui\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Many thanks, much appreciated!", "en"),
        ("I cannot come tomorrow.", "en"),
        ("Bien reçu, merci beaucoup !", "fr"),
        ("Tu peux t'en occuper ?", "fr"),
        ("Veuillez trouver ci-joint la note verbale désignant nos représentants.", "fr"),
        ("Recibido, muchas gracias.", "es"),
        ("Estaré ausente hasta el lunes 24.", "es"),
        ("La Sra. Quiroga será sustituida por el Sr. Luis Paz Soria.", "es"),
        ("Boa tarde, gostaria de saber se há vagas. Obrigada", "pt"),
        ("Leider kann ich nicht teilnehmen.", "de"),
        ("Mit freundlichen Grüßen", "de"),
        ("Purtroppo non potrò partecipare alla riunione.", "it"),
        ("Ik ben tot en met vrijdag afwezig en lees mijn mail niet.", "nl"),
        ("Прошу зарегистрировать меня на семинар.", "ru"),
        ("أرجو تسجيلي في الندوة", "ar"),
    ],
)
def test_a_short_sentence_is_known_by_its_small_words(text: str, expected: str) -> None:
    assert language_of(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    ["", "\n--\n", "OK", "Merci", "NV 115/2028 - FCM28", "awa@example.org https://www.example.org/the/and/of/to/you"],
)
def test_of_too_few_words_nothing_is_said(text: str) -> None:
    code, reason = language_of(text)
    assert (code, reason.code) == ("", "too-short")


@pytest.mark.parametrize("name", [*NAMES.splitlines(), "Klaus von Hagen", "Rosa Mamani y Tito", "J. D. N'Diaye-Prins"])
def test_a_name_has_no_language(name: str) -> None:
    assert language_of(name)[0] == ""


def test_a_list_of_names_has_none_either_until_a_sentence_stands_over_it() -> None:
    assert language_of(NAMES)[0] == ""
    assert language_of(f"Please register the following:\n{NAMES}")[0] == "en"
    assert language_of(f"Veuillez inscrire ces personnes :\n{NAMES}")[0] == "fr"


FRENCH = (
    "Je suis absente jusqu'au 8 octobre, sans accès à mes courriels. Pour toute demande, merci d'écrire à ma collègue."
)
ENGLISH = "I am away until 8 October, with no access to my mail. For any request, please write to a colleague."


@pytest.mark.parametrize(("text", "expected"), [(f"{FRENCH}\n{ENGLISH}", "fr"), (f"{ENGLISH}\n{FRENCH}", "en")])
def test_of_two_languages_in_equal_parts_the_first_counts(text: str, expected: str) -> None:
    assert language_of(text)[0] == expected


def test_of_two_languages_the_one_of_most_words_counts() -> None:
    assert language_of(f"Bonjour,\n{ENGLISH}\n{ENGLISH}\nCordialement")[0] == "en"


def test_staff_read_how_many_words_told_it() -> None:
    assert str(language_of("Recibido, muchas gracias.")[1]) == "words: 3/0"
