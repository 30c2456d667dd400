"""Texts in several languages: which one a reader gets, in which language it is, and how it is searched."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple, Self, TypeVar

import nh3
from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from markdown_it import MarkdownIt

LANGUAGES: tuple[str, ...] = settings.MODELTRANSLATION_LANGUAGES
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"})
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS = {
    "p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr",
    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


class Text(NamedTuple):
    """A text and the language it is in (a code of settings.LANGUAGES; "" for an empty text)."""

    value: str
    language: str


def fallbacks(language: str | None = None) -> tuple[str, ...]:
    """The languages in the order in which a reader of `language` (the active one by default) gets them."""
    language = (language or get_language() or settings.LANGUAGE_CODE).split("-")[0]
    order: dict[str, tuple[str, ...]] = settings.MODELTRANSLATION_FALLBACK_LANGUAGES
    if language not in order or language == "default":
        return order["default"]
    return (language, *order[language])


def translated(obj: models.Model, field: str, language: str | None = None) -> Text:
    """The text of a translated field as a reader gets it: the own language, else the first fallback that has one."""
    for code in fallbacks(language):
        if value := getattr(obj, f"{field}_{code}"):
            return Text(value, code)
    return Text("", "")


def completeness(obj: models.Model, fields: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """For each language: how many of the fields that have a text in some language have one in this, and of how many."""
    used = [field for field in fields if any(getattr(obj, f"{field}_{code}") for code in LANGUAGES)]
    return {code: (sum(bool(getattr(obj, f"{field}_{code}")) for field in used), len(used)) for code in LANGUAGES}


def fold(text: str) -> str:
    """Text as it is searched and sorted: no accents, no case, one form of apostrophe, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).replace("œ", "oe").replace("Œ", "OE"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char) and char != "\0")
    return re.sub(r"\s+", " ", bare.casefold().replace("ß", "ss").replace("ø", "o").replace("ł", "l")).strip()


@lru_cache(maxsize=2048)
def markdown(text: str) -> str:
    """Safe HTML of a text in Markdown; what editors type can be structure and links, never script or style.

    Headings begin at the second level, since the page has the first.
    """
    html = re.sub(r"<(/?)h1>", r"<\1h2>", _MARKDOWN.render(text))
    return nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"})


_Row = TypeVar("_Row", bound=models.Model)


class SearchableQuerySet(models.QuerySet[_Row]):
    """Rows that can be found without accents and in every language."""

    def matching(self, query: str) -> Self:
        """Rows that contain every word of the query, whatever its accents, case and language."""
        rows = self
        for word in fold(query).split()[:12]:
            rows = rows.filter(search_text__contains=word)
        return rows


class Searchable(models.Model):
    """Keeps, beside the texts, their folded form in all languages, which is what a search reads."""

    # Names of fields; a dotted name follows a relation ("country.name"); a translated one counts in every language.
    search_fields: tuple[str, ...] = ()

    search_text = models.TextField(editable=False, blank=True, default="")

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        """Save, with the search text made anew."""
        self.search_text = self.make_search_text()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text"}  # type: ignore[misc]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def make_search_text(self) -> str:
        """The folded words of all search fields, each once."""
        found: list[str] = []
        for name in self.search_fields:
            target: models.Model | None = self
            *path, field = name.split(".")
            for step in path:
                target = getattr(target, step) if target is not None else None
            if target is None:
                continue
            columns = [f"{field}_{code}" for code in LANGUAGES]
            values = (
                [getattr(target, column) for column in columns]
                if hasattr(target, columns[0])
                else [getattr(target, field)]
            )
            found += [fold(value) for value in values if value]
        return " ".join(dict.fromkeys(found))
