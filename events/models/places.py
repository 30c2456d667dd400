"""Venues and their rooms."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.fields import TimezoneField
from multilingual.keys import Keyed
from multilingual.search import Searchable
from multilingual.texts import translated
from speakers.models import Country
from storage.dated import Dated
from website.models import OnPublicPages, SearchablePublicQuerySet


class Venue(Keyed, Searchable, OnPublicPages, Dated):
    """A place where events are held; "online" is one, without a city. Its name may be unknown."""

    search_fields = ("name", "city", "slug", "country.name")
    key_texts = ("name", "city")

    slug = models.SlugField(_("short key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="venues", verbose_name=_("country")
    )
    address = models.TextField(_("address"), blank=True)
    access = models.TextField(
        _("how to get in"), blank=True, help_text=_("Gate, badge, access for wheelchairs. Markdown.")
    )
    timezone = TimezoneField(_("time zone"), blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    note = models.TextField(_("note"), blank=True, help_text=_("For staff only."))

    objects = SearchablePublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_online=False) | Q(country__isnull=True),
                name="venue_online_nowhere",
                violation_error_message=_("An online venue has no country."),
            ),
        ]

    def __str__(self) -> str:
        name, city = translated(self, "name").value, translated(self, "city").value
        return ", ".join(part for part in (name, city) if part) or self.slug


class Room(Searchable, OnPublicPages, Dated):
    """A room of a venue."""

    search_fields = ("name",)

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="rooms", verbose_name=_("venue"))
    name = models.CharField(_("name"), max_length=120)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SearchablePublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["venue", "position", "pk"]

    def __str__(self) -> str:
        return translated(self, "name").value
