"""Kinds of participants, by the words for a body."""

import pytest

from lexicon.categories import category_of


@pytest.mark.parametrize("said", ["who is in copy", "who will travel with me"])
def test_who_is_no_body_of_the_united_nations(said: str) -> None:
    assert category_of(said) == ""
    assert category_of("WHO Regional Office", "WHO") == "un_system"
