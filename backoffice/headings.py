"""Which column a heading of an uploaded table means: by its code, by its words in any language, or by a usual word."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.db import models
from django.utils.translation import get_language, override

from backoffice.spreadsheets import IN_BRACKETS, Column
from lexicon.labels import LABELS, settle
from lexicon.matcher import words_of
from multilingual.search import fold
from multilingual.texts import LANGUAGES

# "Title [fr]": a translated text and its language.
_MARKED = re.compile(r"(.+) \[(\w+)\]")
# What the reader of mails calls a field, where tables call it otherwise.
_OTHERWISE = {"organisation": ("organisation_name", "organisations"), "preferred_language": ("language",)}


def unmarked(heading: str) -> tuple[str, str]:
    """The words of a heading without its language, and this language; "" where it has none."""
    marked = _MARKED.fullmatch(heading)
    return (marked[1], marked[2]) if marked else (heading, "")


def told_apart(headings: Sequence[str], columns: Iterable[Column]) -> list[str]:
    """Headings for people; those that stand twice with the code of their column."""
    return [
        f"{heading} ({column.column_name})" if headings.count(heading) > 1 else heading
        for heading, column in zip(headings, columns, strict=True)
    ]


def by_words(columns: Iterable[Column], model: type[models.Model]) -> dict[str, str]:
    """The columns by their folded headings in every language.

    A translated text without its language ("Titre") is that in the language of the word; the reader's goes first.
    """
    whole: dict[str, str] = {}
    bare: dict[str, str] = {}
    for language in sorted(LANGUAGES, key=lambda code: code != get_language()):
        with override(language):
            for column in columns:
                heading = column.heading(model)
                words, marked = unmarked(heading)
                whole.setdefault(fold(heading), column.column_name)
                if marked == language:
                    bare.setdefault(fold(words), column.column_name)
    return bare | whole


def usual(headings: Sequence[str]) -> list[tuple[str, ...]]:
    """The codes that may be meant by the words that people use: "Courriel", "Surname", "Nom" beside "Prénom"."""
    fields = settle([LABELS.get(" ".join(words_of(heading).words), "") for heading in headings], list(headings))
    return [(*_OTHERWISE.get(field, ()), field) for field in fields]


def columns_meant(headings: Sequence[str], columns: Mapping[str, Column], model: type[models.Model]) -> list[str]:
    """For each heading the code of its column; a heading that means none stays as it is."""
    known = by_words(columns.values(), model)
    found = []
    for heading, codes in zip(headings, usual(headings), strict=True):
        in_brackets = IN_BRACKETS.search(heading)
        codes = (heading, known.get(fold(heading), ""), in_brackets[1] if in_brackets else "", *codes)
        found.append(next((code for code in codes if code in columns), heading))
    return found
