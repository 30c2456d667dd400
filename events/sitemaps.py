"""The sitemap (sitemaps.org): every public page in every language, with its alternates; an index, and parts of it.

Made line by line, without a template: a part names thousands of addresses. Where a part ends follows from the keys of
the rows, so that the index counts nothing.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override

from events.directory import public_organisations, public_speakers
from events.models import AgendaVersion, Event, Series
from identity.current import current
from multilingual.texts import LANGUAGES
from website.public_pages import public_page

# Rows of a part, each with its page in every language; a sitemap may have 50,000 addresses.
ROWS = 500
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


class Section(NamedTuple):
    """Pages of one kind: the rows that have one, and the name of its address."""

    rows: Callable[[], QuerySet[Any]]
    page: str


def _with_agenda() -> QuerySet[Event]:
    return Event.objects.public().filter(Exists(AgendaVersion.objects.standing().filter(event=OuterRef("pk"))))


SECTIONS = {
    "events": Section(Event.objects.public, "events:event"),
    "agendas": Section(_with_agenda, "events:agenda"),
    "event-speakers": Section(_with_agenda, "events:speakers"),
    "speakers": Section(public_speakers, "speakers:speaker"),
    "organisations": Section(public_organisations, "speakers:organisation"),
    "series": Section(Series.objects.all, "events:series"),
}


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """The parts: that of the pages which are there once, and those of each section."""
    last = {section: section.rows().model.objects.aggregate(Max("pk"))["pk__max"] for section in SECTIONS.values()}
    parts = [reverse("sitemap-home")]
    for name, section in SECTIONS.items():
        count = 0 if last[section] is None else last[section] // ROWS + 1
        parts += [reverse("sitemap-part", args=[name, number]) for number in range(count)]
    lines = (f"<sitemap><loc>{settings.SITE_URL}{part}</loc></sitemap>\n" for part in parts)
    return _answer(f"<sitemapindex {_NAMESPACES}>\n{''.join(lines)}</sitemapindex>\n")


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Home, the lists, and the house's own pages."""
    own = [f"identity:{name}" for name, _title in current().pages]
    names = ["events:home", "events:list", "events:all-speakers", "events:all-organisations", *own]
    return _pages(entry for name in names for entry in _entries(_ways(name), None))


@public_page
def part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The pages of rows whose keys follow one another."""
    if name not in SECTIONS:
        raise Http404
    section, first = SECTIONS[name], number * ROWS
    rows = section.rows().filter(pk__gte=first, pk__lt=first + ROWS).order_by("pk").values_list("slug", "updated_at")
    ways = _ways(section.page, "KEY")
    return _pages(
        entry
        for slug, changed_at in rows
        for entry in _entries({code: way.replace("KEY", slug) for code, way in ways.items()}, changed_at)
    )


def _ways(name: str, *args: str) -> dict[str, str]:
    """The address of a page in each language: looked up once, and not for each of its rows."""
    ways = {}
    for code in LANGUAGES:
        with override(code):
            ways[code] = f"{settings.SITE_URL}{reverse(name, args=args)}"
    return ways


def _entries(addresses: dict[str, str], changed_at: datetime | None) -> Iterator[str]:
    """The entry of a page in each language. Who reads none of them is led by the address without a language."""
    usual = settings.LANGUAGE_CODE
    known = {**addresses, "x-default": addresses[usual].replace(f"/{usual}/", "/", 1)}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(address)}"/>' for code, address in known.items()
    )
    changed = f"<lastmod>{changed_at:%Y-%m-%d}</lastmod>" if changed_at is not None else ""
    for address in addresses.values():
        yield f"<url><loc>{escape(address)}</loc>{changed}{others}</url>\n"


def _pages(entries: Iterator[str]) -> HttpResponse:
    return _answer(f"<urlset {_NAMESPACES}>\n{''.join(entries)}</urlset>\n")


def _answer(content: str) -> HttpResponse:
    response = HttpResponse(f"{_HEAD}{content}", content_type="application/xml")
    response.headers["X-Robots-Tag"] = "noindex, noodp, noarchive"
    return response
