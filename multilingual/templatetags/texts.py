"""Template tags for translated texts, which say their language where they fell back. Built in: no {% load %} needed."""

from django import template
from django.db import models
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from multilingual.sizes import file_size
from multilingual.texts import Text, direction, translated
from multilingual.texts import markdown as render_markdown

register = template.Library()
register.filter("direction", direction)
register.filter("file_size", file_size)


def _page_language() -> str:
    return (get_language() or "").split("-")[0]


def in_language(code: str) -> SafeString:
    """The attributes of an element in another language than the page; its direction where that is another, too."""
    way = direction(code)
    if way == direction(_page_language()):
        return format_html('lang="{}"', code)
    return format_html('lang="{}" dir="{}"', code, way)


@register.simple_tag
def text(obj: models.Model | None, field: str) -> str:
    """The text of a translated field, escaped; inside <span lang="…"> when it is in another language than the page."""
    if obj is None:
        return ""
    return said(translated(obj, field, _page_language()))


@register.simple_tag
def said(words: Text) -> str:
    """A text that was read already, as `text` writes it."""
    value, language = words
    if language in ("", _page_language()):
        return escape(value)
    return format_html("<span {}>{}</span>", in_language(language), value)


@register.simple_tag
def plain(obj: models.Model | None, field: str) -> str:
    """The text of a translated field without any mark-up, for attributes and <title>."""
    return translated(obj, field).value if obj is not None else ""


@register.simple_tag
def language_of(obj: models.Model, field: str) -> SafeString:
    """What an element that has the text as an attribute says of its language, when it fell back."""
    language = translated(obj, field).language
    return SafeString("") if language in ("", _page_language()) else in_language(language)


@register.simple_tag
def colon() -> str:
    """What stands between a label and its value, with the spaces of the language."""
    return pgettext("between a label and its value", ": ")


@register.simple_tag
def markdown(obj: models.Model | None, field: str) -> SafeString:
    """The text of a translated field as Markdown, inside <div class="prose">, with its `lang` when it fell back."""
    if obj is None:
        return SafeString("")
    own = _page_language()
    value, language = translated(obj, field, own)
    if not value:
        return SafeString("")
    body = mark_safe(render_markdown(value))  # noqa: S308  sanitised by nh3 inside
    if language != own:
        return format_html('<div class="prose" {}>{}</div>', in_language(language), body)
    return format_html('<div class="prose">{}</div>', body)
