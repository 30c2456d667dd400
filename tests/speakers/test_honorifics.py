"""Honorifics are written as the reader's language writes them."""

import pytest
from django.utils.translation import override

from registrations.models import Registration
from speakers.honorifics import formal_name
from speakers.models import Speaker


@pytest.mark.parametrize(
    ("honorific", "title", "english", "french", "spanish"),
    [
        ("H.E.", "", "H.E. Pita Tavake", "S.E. Pita Tavake", "S.E. Pita Tavake"),
        ("S.E.", "Mme", "H.E. Mme Pita Tavake", "S.E. Mme Pita Tavake", "Excma. Sra. Pita Tavake"),
        ("H. E.", "Mr", "H.E. Mr Pita Tavake", "S.E. Mr Pita Tavake", "Excmo. Sr. Pita Tavake"),
        ("Excma. Sra.", "", "H.E. Pita Tavake", "S.E. Pita Tavake", "Excma. Sra. Pita Tavake"),
        ("Excmo.", "Dr.", "H.E. Dr. Pita Tavake", "S.E. Dr. Pita Tavake", "S.E. Dr. Pita Tavake"),
        ("Hon.", "Ms", "Hon. Ms Pita Tavake", "Hon. Ms Pita Tavake", "Hon. Ms Pita Tavake"),
        ("", "Ms", "Ms Pita Tavake", "Ms Pita Tavake", "Ms Pita Tavake"),
    ],
)
def test_an_honorific_has_its_languages(honorific: str, title: str, english: str, french: str, spanish: str) -> None:
    for person in (Speaker, Registration):
        row = person(honorific=honorific, title=title, given_name="Pita", family_name="Tavake")
        for language, words in (("en", english), ("fr", french), ("es", spanish)):
            with override(language):
                assert row.formal_name == words
            assert formal_name(row, language) == words
