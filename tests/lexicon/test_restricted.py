"""What only some may see: diets, passports, births, health."""

import pytest

from lexicon.restricted import restricted_in, restricted_phrases


@pytest.mark.parametrize(
    "text",
    ["Mr Ash has broken his leg.", "Il s'est cassé la jambe.", "Se ha roto el tobillo."],
)
def test_broken_bones_are_nobodys_business(text: str) -> None:
    assert "health" in restricted_in(text)


@pytest.mark.parametrize("label", ["Né le", "Date of birth", "Nacida el"])
def test_a_label_of_birth_without_its_value_tells_nothing(label: str) -> None:
    assert restricted_phrases(f"{label} ..............") == []
    assert restricted_phrases(f"{label} .............. 3/3/1974") != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am vegetarian, should lunch be served.", "vegetarian"),
        ("Je suis végane, au cas où.", "végane"),
        ("Soy celíaca.", "celíaca"),
        ("Please note a nut allergy", "Please note a nut allergy"),
    ],
)
def test_the_diet_alone_is_kept_of_a_sentence_that_says_what_somebody_is(text: str, expected: str) -> None:
    assert restricted_in(text)["diet"] == expected


@pytest.mark.parametrize(("text", "count"), [("Né le", 0), ("Date of birth", 0), ("Né le 3 mai 1980", 1)])
def test_the_words_of_a_label_alone_tell_of_nobody(text: str, count: int) -> None:
    assert len(restricted_phrases(text)) == count


@pytest.mark.parametrize("sentence", ["My passport number is ZN004455.", "Mon passeport porte le numéro ZN004455."])
def test_the_number_of_a_passport_alone_is_kept(sentence: str) -> None:
    assert restricted_in(sentence)["passport"] == "ZN004455"


@pytest.mark.parametrize(
    ("sentence", "diet"),
    [
        ("One last thing, if meals are served: I am coeliac.", "coeliac"),
        ("Une dernière chose, si un repas est prévu : je suis végétarienne.", "végétarienne"),
        ("Y por si acaso hay almuerzo – soy vegana.", "vegana"),
        ("Please note: no gluten for me", "no gluten for me"),
        ("Au passage, si un buffet est prévu, je ne mange ni gluten ni lactose.", "je ne mange ni gluten ni lactose"),
        ("I am vegetarian and lactose intolerant.", "vegetarian and lactose intolerant"),
        ("Ms Roll eats halal food only.", "Ms Roll eats halal food only."),
        ("Dietary requirements: none", "Dietary requirements: none"),
    ],
)
def test_a_diet_without_the_sentence_around_it(sentence: str, diet: str) -> None:
    assert restricted_in(sentence) == {"diet": diet}


@pytest.mark.parametrize(
    "office",
    [
        "Medical Director",
        "Chief Medical Officer",
        "Jefa de enfermería",
        "enfermero",
        "infirmière cheffe",
        "Hôpital Sainte-Anne",
    ],
)
def test_who_heals_is_not_ill(office: str) -> None:
    assert restricted_in(office) == {}


@pytest.mark.parametrize("reason", ["for medical reasons", "por una enfermedad", "está enferma", "je suis malade"])
def test_who_is_ill_is_kept_apart(reason: str) -> None:
    assert list(restricted_in(reason)) == ["health"]
