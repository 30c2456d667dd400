"""Texts in several languages: which one a reader gets, in which language it is, and how it is searched."""

import re
from functools import lru_cache
from typing import NamedTuple

import nh3
from django.conf import settings
from django.db import models
from django.utils.translation import get_language, gettext, pgettext
from markdown_it import MarkdownIt

LANGUAGES: tuple[str, ...] = settings.MODELTRANSLATION_LANGUAGES
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
    return _order(language or get_language() or settings.LANGUAGE_CODE)


@lru_cache(maxsize=64)
def _order(language: str) -> tuple[str, ...]:
    language = language.split("-")[0]
    order: dict[str, tuple[str, ...]] = settings.MODELTRANSLATION_FALLBACK_LANGUAGES
    if language not in order or language == "default":
        return order["default"]
    return (language, *order[language])


# A space before the high signs of French and within its quotation marks; what stands between backquotes is code.
_FRENCH_SPACE = re.compile(r"""(`[^`]*`)| (?=[:;!?»](?:[\s)\]»”"'*_.,…!?]|$))|(?<=«) """)
NO_BREAK = "\u00a0"


@lru_cache(maxsize=4096)
def no_break(text: str, language: str) -> str:
    """A text as it is shown: in French no line ends before a high sign. What is stored keeps the spaces as typed."""
    return _FRENCH_SPACE.sub(lambda found: found[1] or NO_BREAK, text) if language == "fr" else text


def translated(obj: models.Model, field: str, language: str | None = None) -> Text:
    """The text of a translated field as a reader gets it: the own language, else the first fallback that has one."""
    text = as_typed(obj, field, language)
    return Text(no_break(*text), text.language) if text.language == "fr" else text


def as_typed(obj: models.Model, field: str, language: str | None = None) -> Text:
    """The same with its spaces as they were typed, for what is stored or edited again."""
    for code in fallbacks(language):
        if value := getattr(obj, f"{field}_{code}"):
            return Text(value, code)
    return Text("", "")


def with_label(label: object, value: object) -> str:
    """What is called so, behind its label and the colon of the reader's language."""
    return gettext("%(label)s: %(value)s") % {"label": label, "value": value}


def semicolon() -> str:
    """What stands between the parts of a line, with the spaces of the language."""
    return pgettext("between the parts of a line", "; ")


def direction(code: str) -> str:
    """How a language is written, as HTML says it; of an unknown one as most are."""
    return "rtl" if code.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"


def completeness(obj: models.Model, fields: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """For each language: how many of the fields that have a text in some language have one in this, and of how many."""
    used = [field for field in fields if any(getattr(obj, f"{field}_{code}") for code in LANGUAGES)]
    return {code: (sum(bool(getattr(obj, f"{field}_{code}")) for field in used), len(used)) for code in LANGUAGES}


@lru_cache(maxsize=2048)
def markdown(text: str) -> str:
    """Safe HTML of a text in Markdown; what editors type can be structure and links, never script or style.

    Headings begin at the second level, since the page has the first.
    """
    html = re.sub(r"<(/?)h1>", r"<\1h2>", _MARKDOWN.render(text))
    return nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"})
