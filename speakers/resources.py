"""The directory as tables: organisations and speakers."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from backoffice.spreadsheets import Choice, Column, KeyColumn, KeysColumn, column, plain_columns, text_columns
from backoffice.tables import TableResource
from multilingual.search import fold
from multilingual.texts import LANGUAGES
from speakers.models import Country, FormerName, Organisation, Speaker


@cache
def everyday_names() -> dict[str, str]:
    """The codes of countries by names that people use and that are not the official ones, folded."""
    with (Path(__file__).parent / "data" / "other_names.csv").open(encoding="utf-8", newline="") as file:
        return {fold(name): row["code"] for row in csv.DictReader(file) for name in row["names"].split("|")}


class CountryColumn(KeyColumn):
    """A country: by its code, by a name that it has or had in any language, or by words that no other name has."""

    def __init__(self) -> None:
        super().__init__("country_id", Country.objects.all(), "code")

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """The codes of the countries that bear a name, read once for a file."""
        columns = [f"name_{code}" for code in LANGUAGES]
        found: dict[str, set[str]] = {}
        for rows, key in ((self.rows, "code"), (FormerName.objects.all(), "country_id")):
            for code, *names in rows.values_list(key, *columns):
                for name in filter(None, names):
                    found.setdefault(fold(name), set()).add(code)
        return {name: {code} for name, code in everyday_names().items()} | found

    def find(self, key: str, instance: Any) -> str:
        """The code."""
        words = fold(key)
        codes = self.lookup.by_key
        named = {key.upper()} if key.upper() in codes else self.names.get(words)
        if named is None:
            named = set().union(*(found for name, found in self.names.items() if f" {words} " in f" {name} "))
        if len(named) != 1:
            raise ValueError(_("There is no country “%(text)s”: give the ISO code.") % {"text": key})
        return named.pop()

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The code, which is the key."""
        return str(getattr(instance, self.attribute) or "")


class OrganisationResource(TableResource):
    """Organisations, by the address on the site."""

    model = Organisation

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

    def columns(self) -> dict[str, Column]:
        """Everything but the photo."""
        return {
            **plain_columns("slug", "honorific", "title", "given_name", "family_name"),
            **text_columns("function"),
            "organisations": KeysColumn("organisations", Organisation.objects.all(), "slug"),
            "country": CountryColumn(),
            **text_columns("bio"),
            **plain_columns("email", "note"),
        }

    def get_queryset(self) -> QuerySet[Speaker]:
        """With what the columns name."""
        return Speaker.objects.select_related("country").prefetch_related("organisations").order_by("slug")
