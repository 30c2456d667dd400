"""Template tags of the page frame: absolute addresses, and the same page in the other languages."""

from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language

if TYPE_CHECKING:
    from django.http import HttpRequest

register = template.Library()


class Alternate(NamedTuple):
    """The present page in one language."""

    code: str
    name: str
    url: str
    absolute: str
    is_current: bool
    is_default: bool


# Each language under its own name: a reader who needs the switch may not read the page.
OWN_NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ar": "العربية",
    "ru": "Русский",
    "zh": "中文",
    "pt": "Português",
}


@register.simple_tag
def absolute(path: str) -> str:
    """A path of this site with the site's address before it."""
    return f"{settings.SITE_URL}{path}"


@register.simple_tag(takes_context=True)
def alternates(context: dict[str, Any]) -> list[Alternate]:
    """The address of the present page in each language; of a page that is in none, the home page."""
    request: HttpRequest | None = context.get("request")
    path = request.get_full_path() if request is not None else "/"
    bare = request.path if request is not None else "/"
    current = (get_language() or "").split("-")[0]
    found = []
    for code, _name in settings.LANGUAGES:
        url, clean = (translate_url(address, code) for address in (path, bare))
        if not clean.startswith(f"/{code}/"):
            url = clean = f"/{code}/"
        is_default = code == settings.LANGUAGE_CODE
        found.append(Alternate(code, OWN_NAMES.get(code, code), url, absolute(clean), code == current, is_default))
    return found
