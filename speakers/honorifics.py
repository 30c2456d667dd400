"""Honorific and title before a name, in the reader's language: H.E. Ms, S.E. Mme, Excma. Sra."""

import re
from functools import lru_cache
from typing import Protocol

from django.utils.translation import get_language

from multilingual.search import fold

WOMAN = {"ms", "mrs", "miss", "madam", "madame", "mme", "mlle", "sra", "srta", "senora", "senorita", "dona", "dna"}
MAN = {"mr", "sir", "m", "monsieur", "sr", "senor", "don", "d"}
# How the languages of the house write that somebody is an excellency, with the title that each form tells.
EXCELLENCY = {"he": "", "se": "", "excmo": "sr", "excma": "sra", "excmosr": "sr", "excmasra": "sra"}


class Named(Protocol):
    """Somebody with a name."""

    @property
    def honorific(self) -> str:
        """“H.E.”"""

    @property
    def title(self) -> str:
        """“Ms”, “Dr”."""

    @property
    def name(self) -> str:
        """Given and family name."""


def letters(words: str) -> str:
    """The letters alone, without accents and case."""
    return re.sub(r"[^a-z]", "", fold(words))


def formal_name(person: Named, language: str | None = None) -> str:
    """The name with what stands before it, in this language, else that of the page; an unknown honorific as typed."""
    before = styled(person.honorific, person.title, language or (get_language() or "")[:2])
    return " ".join(filter(None, (before, person.name)))


@lru_cache(maxsize=1024)
def styled(honorific: str, title: str, language: str) -> str:
    """Honorific and title; in Spanish the honorific takes in the title where this tells a woman from a man."""
    key = letters(honorific)
    if key not in EXCELLENCY:
        return " ".join(filter(None, (honorific, title)))
    gender = letters(title) or EXCELLENCY[key]
    if language == "es" and gender in WOMAN | MAN:
        return "Excma. Sra." if gender in WOMAN else "Excmo. Sr."
    return " ".join(filter(None, ("H.E." if language == "en" else "S.E.", title)))
