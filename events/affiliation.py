"""The line below a speaker's name: the function as printed, then the organisations and country it leaves unsaid."""

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from events.models import Appearance
from multilingual.search import fold
from multilingual.texts import LANGUAGES, Text, translated
from speakers.models import Country, Organisation, Speaker

# Words that say nothing about which country or organisation is meant.
_EMPTY = {
    "republic", "republique", "republica", "kingdom", "royaume", "reino", "united", "federation", "democratic",
    "people", "states", "state", "etat", "islamic", "plurinational", "arab", "international", "internationale",
    "internacional", "organization", "organisation", "organizacion", "national", "with", "pour", "para", "from",
}  # fmt: skip


class Affiliation(NamedTuple):
    """What stands below a name."""

    function: Text
    linked: Organisation | None  # the organisation that the function line names in these very words
    words: str  # those words
    unsaid: list[Organisation]  # organisations that the line does not name
    country: str  # "" where line or organisation already say it


def affiliation(appearance: Appearance | Speaker, on: datetime.date | None) -> Affiliation:
    """Function, organisations and country of an appearance, each said once; the country under its name of that day.

    So, too, of a speaker of the directory, read `with_affiliations`.
    """
    function = translated(appearance, "function")
    said = _all_words(function.value)
    linked, words, unsaid = None, "", []
    for organisation in appearance.organisation_list:
        found = _verbatim(function, organisation) if linked is None else ""
        if found:
            linked, words = organisation, found
        elif not _is_said(_names(organisation), said):
            unsaid.append(organisation)
    country = ""
    if appearance.country is not None:
        for organisation in unsaid:
            said = said | _all_words(translated(organisation, "name").value)
        name = appearance.country.name_on(on)
        country = "" if _is_said((*_names(appearance.country), name), said, share=0.0) else name
    return Affiliation(function, linked, words, unsaid, country)


def _names(row: Organisation | Country) -> tuple[str, ...]:
    fields = ("name", "acronym") if isinstance(row, Organisation) else ("name",)
    return tuple(value for field in fields for code in LANGUAGES if (value := getattr(row, f"{field}_{code}")))


def _verbatim(function: Text, organisation: Organisation) -> str:
    """The name or acronym of an organisation where it stands in a function line of the same language."""
    if not function.value:
        return ""
    for field in ("name", "acronym"):
        name = getattr(organisation, f"{field}_{function.language}")
        if name and (match := _as_words(name).search(function.value)):
            return match.group()
    return ""


@lru_cache(maxsize=8192)
def _as_words(name: str) -> re.Pattern[str]:
    """The name as whole words, in capitals or not."""
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    """The telling words of a text: folded, four letters or more; of an acronym all of it."""
    words = re.findall(r"\w+", fold(text))
    return frozenset(word for word in words if (len(word) > 3 or len(words) == 1) and word not in _EMPTY)


@lru_cache(maxsize=8192)
def _all_words(text: str) -> frozenset[str]:
    """Every word of a text, folded."""
    return frozenset(re.findall(r"\w+", fold(text)))


def _is_said(names: tuple[str, ...], said: frozenset[str], share: float = 0.6) -> bool:
    """More than this share of the telling words of one of the names has been said, in whatever language."""
    for name in names:
        words = _words(name)
        if words and len(words & said) > share * len(words):
            return True
    return False
