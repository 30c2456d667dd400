"""The sitemap: every public page in every language, with its alternates."""

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.urls import reverse

from events.directory import public_organisations, public_speakers
from events.models import AgendaVersion, Event, Series
from identity.current import current


class PublicSitemap(Sitemap):
    """What all have in common. The host is the site's own, never the one that a request names."""

    i18n = True
    alternates = True
    x_default = True
    limit = 5000

    def get_protocol(self, protocol: str | None = None) -> str:
        """http or https, as the site's address says."""
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        """The host in the site's address."""
        return urlsplit(settings.SITE_URL).netloc

    def lastmod(self, row: Any) -> datetime.datetime | None:
        """When the row was last changed."""
        return getattr(row, "updated_at", None)


class HomeSitemap(PublicSitemap):
    """Home, the lists, and the house's own pages."""

    def items(self) -> list[str]:
        """Names of addresses."""
        own = [f"identity:{name}" for name, _title in current().pages]
        return ["events:home", "events:list", "events:all-speakers", "events:all-organisations", *own]

    def location(self, item: Any) -> str:
        """The address in the active language."""
        return reverse(item)


class EventSitemap(PublicSitemap):
    """The pages of each event."""

    def __init__(self, page: str) -> None:
        self.page = page

    def items(self) -> QuerySet[Event]:
        """All events that anybody may see."""
        events = Event.objects.public().order_by("pk").only("slug", "updated_at")
        return (
            events
            if self.page == "event"
            else events.filter(Exists(AgendaVersion.objects.standing().filter(event=OuterRef("pk"))))
        )

    def location(self, item: Any) -> str:
        """The address in the active language."""
        return reverse(f"events:{self.page}", args=[item.slug])


class RowSitemap(PublicSitemap):
    """Speakers, organisations, series: one page each."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def items(self) -> QuerySet[Any]:
        """Those that have a public page."""
        rows: dict[str, QuerySet[Any]] = {
            "speakers": public_speakers(),
            "organisations": public_organisations(),
            "series": Series.objects.all(),
        }
        return rows[self.kind].order_by("pk").only("slug", "updated_at")

    def location(self, item: Model) -> str:
        """The address in the active language."""
        return item.get_absolute_url()  # type: ignore[attr-defined]


SITEMAPS: dict[str, Sitemap] = {
    "home": HomeSitemap(),
    "events": EventSitemap("event"),
    "agendas": EventSitemap("agenda"),
    "event-speakers": EventSitemap("speakers"),
    "speakers": RowSitemap("speakers"),
    "organisations": RowSitemap("organisations"),
    "series": RowSitemap("series"),
}
