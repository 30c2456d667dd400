"""Words that name a field, and words that stand where a value will."""

import pytest

from lexicon.labels import field_of, stands_for_nobody


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Full name as on my passport", "full_name"),
        ("Surname as in passport", "family_name"),
        ("Passport number", "passport"),
        ("Funzione", "function"),
        ("Paese", "country"),
        ("Pays", "country"),
        ("Attending", "mode"),
    ],
)
def test_labels(label: str, field: str) -> None:
    assert field_of(label) == field


@pytest.mark.parametrize("said", ["TBC", "N. N.", "à désigner", "Mr. to be nominated", "por confirmar", "Nom à venir"])
def test_words_that_stand_where_a_name_will(said: str) -> None:
    assert stands_for_nobody(said)


@pytest.mark.parametrize("said", ["Ida Roll", "M. Avenir", "Sra. Pendas", "", "-"])
def test_words_that_do_not(said: str) -> None:
    assert not stands_for_nobody(said)
