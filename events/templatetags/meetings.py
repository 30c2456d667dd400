"""Template tags of meetings: their state, the line below a speaker's name, documents with language, type and size."""

import re
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.db.models import Model
from django.template import Context
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events.affiliation import affiliation
from events.agenda import has_never_given
from events.models import Appearance, Document, Event, Venue
from events.models.fields import language_name, languages_in_words
from events.status import State, nothing_there, registration_window, state_of
from events.templatetags.listing import Listing, listed
from multilingual.templatetags.texts import text
from multilingual.texts import fallbacks, translated
from speakers.models import Organisation, Speaker

register = template.Library()


@register.simple_tag
def state(event: Event) -> State:
    """Where an event stands: code, label, style."""
    return state_of(event)


register.simple_tag(nothing_there)


@register.simple_tag
def webcal(name: str, *args: object) -> str:
    """The address of a calendar as calendar programs subscribe to it."""
    return f"webcal://{urlsplit(settings.SITE_URL).netloc}{reverse(name, args=args)}"


@register.simple_tag
def frame_code(event: Event) -> str:
    """The line of HTML that shows the agenda in a frame on another site."""
    address = f"{settings.SITE_URL}{reverse('events:agenda-embedded', args=[event.slug])}"
    line = '<iframe src="{}" title="{}" width="100%" height="800"></iframe>'
    return "" + format_html(line, address, translated(event, "title").value)  # shown, not obeyed


@register.filter
def registration(event: Event) -> str:
    """Whether the form of an event can be filled in: `not-yet`, `open`, `closed`, or empty."""
    return registration_window(event)


@register.simple_tag
def text_lines(obj: Model, field: str) -> SafeString:
    """The text of a translated field with its line breaks."""
    return linebreaksbr(text(obj, field), autoescape=False)


@register.inclusion_tag("events/_fell_back.html")
def fell_back(obj: Model | None, field: str) -> dict[str, str]:
    """Says the language of a whole block of text that is there in another than the page's."""
    language = translated(obj, field).language if obj is not None else ""
    return {"language": language_name(language) if language not in ("", fallbacks()[0]) else ""}


@register.simple_tag
def place(venue: Venue | None) -> SafeString:
    """Name, city and country of a venue, each with its `lang` when it fell back."""
    if venue is None:
        return SafeString("")
    parts = [text(venue, "name"), text(venue, "city"), text(venue.country, "name")]
    return format_html_join(", ", "{}", ((part,) for part in parts if part))


@register.simple_tag
def place_short(venue: Venue | None) -> SafeString:
    """City and country of a venue, else its name."""
    if venue is None:
        return SafeString("")
    parts = [text(venue, "city"), text(venue.country, "name")] if venue.city else [text(venue, "name")]
    return format_html_join(", ", "{}", ((part,) for part in parts if part))


@register.simple_tag
def acronym_beside(organisation: Organisation) -> str:
    """The acronym to stand beside the name; nothing where the name that is shown holds it already."""
    words = re.findall(r"\w+", translated(organisation, "name").value)
    return "" if translated(organisation, "acronym").value in ("", *words) else text(organisation, "acronym")


@register.simple_tag
def function_line(appearance: Appearance, event: Event) -> SafeString:
    """What stands below a name: see `Listing.function`."""
    return Listing(event).function(appearance)


@register.simple_tag
def present_line(speaker: Speaker) -> SafeString:
    """What the directory has to stand below a name: function, organisations, country; organisations are no links here,
    since not each has a page.
    """
    said_of = affiliation(speaker, None)
    parts = [text(speaker, "function"), *(text(body, "name") for body in said_of.unsaid), said_of.country]
    return format_html_join(", ", "{}", ((part,) for part in parts if part))


@register.simple_tag(takes_context=True)
def documents(context: Context, rows: list[Document], style: str = "") -> str:
    """Documents with the language, type and size of each file; one without a file by its label, and why."""
    return listed("documents", Listing(context.get("event")).documents(rows), style)


@register.simple_tag
def never_given(event: Event, appearances: list[Appearance]) -> bool:
    """Whether a document of what somebody did at an event was announced, and no file ever came."""
    return has_never_given(event, (document for row in appearances for document in row.public_documents))


@register.filter
def language_names(codes: list[str]) -> str:
    """“Anglais, espagnol et français”."""
    return languages_in_words(codes)


@register.filter
def as_address(website: str) -> str:
    """An address to link to for a website as printed; empty where it cannot be one."""
    if re.match(r"^https?://\S+$", website):
        return website
    return f"http://{website}" if re.match(r"^[\w-]+(\.[\w-]+)+(/\S*)?$", website) else ""
