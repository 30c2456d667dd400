"""The directory as tables: organisations and speakers."""

import csv
import difflib
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.spreadsheets import (
    FEW_KEYS,
    Choice,
    Column,
    KeyColumn,
    KeysColumn,
    column,
    plain_columns,
    text_columns,
    with_likely,
)
from backoffice.tables import TableResource
from multilingual.search import fold
from multilingual.texts import LANGUAGES
from speakers.models import Country, FormerName, Organisation, Speaker


@cache
def everyday_names() -> tuple[tuple[str, str], ...]:
    """The code of a country and a name that is not its official one: its three letters, those of CLDR, those in use."""
    with (Path(__file__).parent / "data" / "other_names.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple((row["code"], name) for row in rows for name in (row["alpha3"], *row["names"].split("|")) if name)


def key_of_country(name: str) -> str:
    """A name as it is compared: its words without accents, marks and the article before them."""
    words = " ".join(re.findall(r"\w+", fold(name).replace(".", "")))
    words = re.sub(r"\bst(?=e?\b)", "saint", words)
    return re.sub(r"^(?:the|la|le|les|l|el|los|las) (?=.)", "", words)


def keys_of_country(name: str) -> list[str]:
    """The same, and turned round as lists do and undo it: "Korea, Republic of", "Bolivia (Plurinational State of)"."""
    turned = re.fullmatch(r"([^,(]+)[,(]([^,()]+)\)?", name.strip())
    return [key_of_country(name), *([key_of_country(f"{turned[2]} {turned[1]}")] if turned else [])]


class CountryColumn(KeyColumn):
    """A country: by its code, by a name that it has or had in any language, or by words that no other name has."""

    def __init__(self) -> None:
        super().__init__("country_id", Country.objects.all(), "code")

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """The codes of the countries that bear a name, read once for a file. What we print comes before all else."""
        columns = [f"name_{code}" for code in LANGUAGES]
        printed: dict[str, set[str]] = {}
        others: dict[str, set[str]] = {}
        for rows, pk in ((self.rows, "code"), (FormerName.objects.all(), "country_id")):
            for code, *names in rows.values_list(pk, *columns):
                for name in filter(None, names):
                    as_it_is, *turned = keys_of_country(name)
                    printed.setdefault(as_it_is, set()).add(code)
                    for key in turned:
                        others.setdefault(key, set()).add(code)
        for code, name in everyday_names():
            for key in keys_of_country(name):
                others.setdefault(key, set()).add(code)
        return others | printed

    def as_key(self, cell: Any) -> Any:
        """As it stands: `find` knows more names than the rows bear."""
        return cell

    def find(self, key: str, instance: Any) -> str:
        """The code."""
        codes = self.lookup.by_key
        words, *turned = keys_of_country(key)
        named = {key.upper()} if key.upper() in codes else self.names.get(words)
        named = named or next((self.names[each] for each in turned if each in self.names), None)
        if named is None:
            named = set().union(*(found for name, found in self.names.items() if f" {words} " in f" {name} "))
        if len(named) != 1:
            reason = _("There is no country “%(text)s”: give the ISO code.") % {"text": key}
            raise ValueError(with_likely(reason, "", self.likely(words, named)))
        return next(iter(named))

    def likely(self, words: str, named: set[str]) -> list[str]:
        """Countries that may be meant, with their codes: those that bear the words, else those named much like them."""
        if not 0 < len(named) <= FEW_KEYS:
            close = difflib.get_close_matches(words, self.names, n=5, cutoff=0.7)
            named = set().union(*(self.names[name] for name in close))
        return [f"{code} ({self.called[code]})" for code in sorted(named)[:FEW_KEYS]]

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The code, which is the key."""
        return str(getattr(instance, self.attribute) or "")


class OrganisationResource(TableResource):
    """Organisations, by the address on the site."""

    model = Organisation
    not_here = gettext_lazy("A logo comes in no table: add it on the page of the organisation.")

    def columns(self) -> dict[str, Column]:
        """Everything but the logo."""
        return {
            **plain_columns("slug"),
            **text_columns("name", "acronym"),
            **plain_columns("other_names"),
            "kind": column("kind", Choice(Organisation.Kind)),
            "country": CountryColumn(),
            **plain_columns("place"),
            "parent": KeyColumn("parent_id", Organisation.objects.all(), "slug"),
            **text_columns("summary"),
            **plain_columns("website", "note"),
        }

    def get_queryset(self) -> QuerySet[Organisation]:
        """With what the columns name."""
        return Organisation.objects.select_related("country", "parent").order_by("slug")


class SpeakerResource(TableResource):
    """Speakers, by the address on the site."""

    model = Speaker
    not_here = gettext_lazy("A photo comes in no table: add it on the page of the speaker.")

    def columns(self) -> dict[str, Column]:
        """Everything but the photo."""
        return {
            **plain_columns("slug", "honorific", "title", "given_name", "family_name"),
            **text_columns("function"),
            "organisations": KeysColumn("organisations", Organisation.objects.all(), "slug"),
            "country": CountryColumn(),
            **text_columns("bio"),
            **plain_columns("email", "language", "note"),
        }

    def get_queryset(self) -> QuerySet[Speaker]:
        """With what the columns name."""
        return Speaker.objects.select_related("country").prefetch_related("organisations").order_by("slug")
