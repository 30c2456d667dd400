"""What the house puts on its mails: its logo, its colours, and its name and address at the foot."""

from typing import NamedTuple

from django.conf import settings
from django.utils import translation

from identity.current import current
from identity.models import PAGES
from multilingual.templatetags.texts import colon
from multilingual.texts import translated

PRIVACY = "privacy"


class Foot(NamedTuple):
    """What stands below a mail: lines, then links as words and address."""

    lines: list[str]
    links: list[tuple[str, str]]


def foot(language: str) -> Foot | None:
    """The foot of mails in a language; None where nobody said whose site this is."""
    house = current()
    if not house.is_named:
        return None
    name = translated(house, "name", language).value or house.short_name_in(language)
    links = [(house.email, f"mailto:{house.email}")] if house.email else []
    if house.website:
        links.append((house.website.partition("//")[2].rstrip("/"), house.website))
    if translated(house, PRIVACY, language).value:
        with translation.override(language):
            links.append((str(PAGES[PRIVACY]), f"{settings.SITE_URL}/{language}/{PRIVACY}/"))
    return Foot([name, *translated(house, "contact", language).value.splitlines()], links)


def signature(language: str) -> str:
    """The foot as plain text, below the sign that mail programs know (RFC 3676, 4.3)."""
    below = foot(language)
    if below is None:
        return ""
    with translation.override(language):
        links = [_in_full(words, address.removeprefix("mailto:")) for words, address in below.links]
    return "\n".join(["", "-- ", *below.lines, *links, ""])


def _in_full(words: str, address: str) -> str:
    """An address; before it the words that say where it leads, unless they are a part of it."""
    return address if words in address else f"{words}{colon()}{address}"
