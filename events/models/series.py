"""Series of events: programme, series, sub-series, and the places that events have in them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from multilingual.keys import Keyed
from multilingual.search import Searchable
from multilingual.texts import translated
from speakers.models import Organisation
from storage.dated import Dated
from website.models import OnPublicPages, PublicQuerySet, SearchablePublicQuerySet


class Series(Keyed, Searchable, OnPublicPages, Dated):
    """A programme or series to which events belong; one may be part of another, or have grown out of it."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("programme")
        SERIES = "series", _("series")

    event_paths = ()  # not of one event: see access/backend.py
    search_fields = ("title", "acronym", "slug")
    key_texts = ("title",)

    slug = models.SlugField(_("address on the site"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SERIES)
    title = models.CharField(_("title"), max_length=250)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    grew_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="gave_rise_to", verbose_name=_("grew out of")
    )
    summary = models.TextField(_("about"), blank=True, help_text=_("Markdown."))
    periodicity = models.CharField(_("how often"), max_length=250, blank=True)
    open_to = models.TextField(_("open to"), blank=True)
    since = models.PositiveSmallIntegerField(_("since (year)"), null=True, blank=True)
    phase = models.PositiveSmallIntegerField(
        _("phase"), null=True, blank=True, help_text=_("Phase 2 of a programme: 2.")
    )
    website = models.CharField(
        _("website"), max_length=200, blank=True, help_text=_("As printed; it becomes a link where it can.")
    )
    organisations = models.ManyToManyField(
        Organisation, through="SeriesOrganisation", related_name="series", verbose_name=_("organisations")
    )
    note = models.TextField(_("note"), blank=True, help_text=_("For staff only."))

    objects = SearchablePublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = pgettext_lazy("plural", "series")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="series_not_part_of_itself",
                violation_error_message=_("A series cannot be part of itself."),
            ),
        ]

    def __str__(self) -> str:
        return translated(self, "title").value or self.slug

    def clean(self) -> None:
        """Refuse a parent that is a part of this series itself."""
        above = self.parent
        while above is not None:
            if self.pk and above.pk == self.pk:
                raise ValidationError({"parent": _("A series cannot be part of itself.")})
            above = above.parent

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("events:series", args=[self.slug])

    def has_public_page(self) -> bool:
        """A public event stands in it: its address stands in links."""
        # As EventQuerySet.public says it; events import this module.
        return self.entries.exclude(event=None).exclude(event__status="draft").exists()


class Role(models.TextChoices):
    """What an organisation does for an event or a series."""

    OWNER = "owner", _("owner")
    ORGANISER = "organiser", _("organiser")
    CO_ORGANISER = "co-organiser", _("co-organiser")
    HOST = "host", _("host")
    PARTNER = "partner", _("partner")
    FUNDER = "funder", _("funder")
    PUBLISHER = "publisher", _("publisher")


class SeriesOrganisation(OnPublicPages, Dated):
    """An organisation in a role in a series."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="roles", verbose_name=_("series"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="series_roles", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.ORGANISER)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation of a series")
        verbose_name_plural = _("organisations of a series")
        ordering = ["series", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "organisation", "role"],
                name="seriesorganisation_once",
                violation_error_message=_("This organisation already has this role here."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class SeriesEntry(OnPublicPages, Dated):
    """The place of an event in a series: its number, year and theme as announced, not computed.

    An entry without an event names a meeting that is not on this site, with a title and dates of its own.
    """

    event_paths = ("event",)

    series = models.ForeignKey(Series, models.CASCADE, related_name="entries", verbose_name=_("series"))
    event = models.ForeignKey(
        "events.Event", models.CASCADE, null=True, blank=True, related_name="series_entries", verbose_name=_("event")
    )
    ordinal = models.PositiveSmallIntegerField(_("number in the series"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("edition (year)"), null=True, blank=True)
    theme = models.CharField(_("theme of the year"), max_length=250, blank=True)
    title = models.CharField(
        _("title"), max_length=250, blank=True, help_text=_("Only for a meeting that is not on this site.")
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("For staff only."))

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a series")
        verbose_name_plural = _("places in series")
        ordering = ["series", "-year", "ordinal", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "event"],
                condition=Q(event__isnull=False),
                name="seriesentry_event_once",
                violation_error_message=_("This event already has its place in this series."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="seriesentry_end_after_start",
                violation_error_message=_("The last day cannot be before the first."),
            ),
        ]

    def __str__(self) -> str:
        title = str(self.event) if self.event else translated(self, "title").value
        return f"{self.series} – {title}"

    def clean(self) -> None:
        """Refuse an entry that names nothing."""
        if self.event is None and not translated(self, "title").value:
            raise ValidationError(
                {"event": _("Choose an event, or give a title for a meeting that is not on this site.")}
            )
