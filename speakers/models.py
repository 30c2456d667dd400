"""The directory: countries, organisations, speakers."""

import datetime
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from multilingual.keys import Keyed
from multilingual.search import Searchable, SearchableQuerySet, fold
from multilingual.texts import LANGUAGES, translated
from speakers.honorifics import formal_name
from storage.dated import Dated
from website.models import OnPublicPages, PublicQuerySet, PublicRows, SearchablePublicQuerySet


class CountryQuerySet(PublicRows, SearchableQuerySet["Country"]):
    """Countries and areas."""

    def in_reading_order(self) -> list["Country"]:
        """All of them in the alphabetical order of the reader's language, where É stands with E."""
        return sorted(self, key=lambda country: fold(translated(country, "name").value))

    def with_former_names(self) -> Self:
        """For names of a day, in two queries; without what is searched."""
        return self.defer("search_text").prefetch_related(Prefetch("former_names", to_attr="names_before"))

    def names_by_code(self) -> dict[str, tuple[str, ...]]:
        """The names of each country in all languages, former ones too."""
        columns = [f"name_{code}" for code in LANGUAGES]
        found: dict[str, list[str]] = {}
        for code, *names in self.order_by("code").values_list("code", *columns):
            found[code] = [name for name in names if name]
        for code, *names in FormerName.objects.order_by("pk").values_list("country", *columns):
            found[code] += [name for name in names if name]
        return {code: tuple(names) for code, names in found.items()}


class Country(Searchable, OnPublicPages, Dated):
    """A State, an observer or an area, under its short name in UN style."""

    class Status(models.TextChoices):
        MEMBER = "member", _("Member State of the United Nations")
        OBSERVER = "observer", _("Observer State")
        AREA = "area", _("area")

    search_fields = ("code", "name")

    code = models.CharField(_("ISO 3166-1 code"), max_length=2, primary_key=True)
    name = models.CharField(_("short name"), max_length=120)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.MEMBER)

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z]{2}$"),
                name="country_code_iso",
                violation_error_message=_("The code of a country is two capital letters."),
            ),
        ]

    def __str__(self) -> str:
        return translated(self, "name").value or self.code

    @cached_property
    def names_before(self) -> "list[FormerName]":
        """Its former names; read together for many by a Prefetch to this name."""
        return list(self.former_names.all())

    def name_on(self, date: datetime.date | None) -> str:
        """The short name in force on a day, in the reader's language: "Cap-Vert" in 2008, "Cabo Verde" now."""
        if date is not None:
            former = [name for name in self.names_before if date < name.until_on]
            if former:
                return translated(min(former, key=lambda name: name.until_on), "name").value
        return str(self)


class FormerName(OnPublicPages, Dated):
    """A short name that a country had until a day."""

    country = models.ForeignKey(Country, models.CASCADE, related_name="former_names", verbose_name=_("country"))
    name = models.CharField(_("short name"), max_length=120)
    until_on = models.DateField(_("in use until"))

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["country", "until_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "until_on"],
                name="formername_one_a_day",
                violation_error_message=_("This country already has a name that ended on this day."),
            ),
        ]

    def __str__(self) -> str:
        return translated(self, "name").value


class Organisation(Keyed, Searchable, OnPublicPages, Dated):
    """An organisation: ministry, agency, association, company…"""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("government")
        LOCAL_AUTHORITY = "local-authority", _("local or regional authority")
        UN_SYSTEM = "un-system", _("United Nations system")
        IGO = "igo", _("intergovernmental or regional organisation")
        NGO = "ngo", _("non-governmental organisation, civil society")
        DIASPORA = "diaspora", _("diaspora or migrants' organisation")
        SOCIAL_PARTNER = "social-partner", _("social partner")
        ACADEMIA = "academia", _("academia")
        PRIVATE = "private", _("private sector or professional body")
        FOUNDATION = "foundation", _("foundation")
        PROGRAMME = "programme", _("programme or project")
        MEDIA = "media", _("media")
        OTHER = "other", _("other")

    search_fields = ("name", "acronym", "other_names", "slug")

    slug = models.SlugField(_("address on the site"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=250)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    other_names = models.TextField(
        _("other names"), blank=True, help_text=_("Other names and acronyms under which it is found, one a line.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("country")
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    summary = models.TextField(_("about"), blank=True, help_text=_("Markdown."))
    website = models.URLField(_("website"), blank=True)
    logo = models.ImageField(_("logo"), upload_to="organisations/", blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("For staff only."))

    objects = SearchablePublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="organisation_not_part_of_itself",
                violation_error_message=_("An organisation cannot be part of itself."),
            ),
        ]

    def __str__(self) -> str:
        return translated(self, "name").value or self.slug

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("speakers:organisation", args=[self.slug])

    def has_public_page(self) -> bool:
        """A public event names it: its address stands in links."""
        public_events = self.events.model.objects.public()
        return self.event_roles.filter(event__in=public_events).exists() or self.published.public().exists()

    def clean(self) -> None:
        """Refuse a parent that is a part of this organisation itself."""
        above = self.parent
        while above is not None:
            if self.pk and above.pk == self.pk:
                raise ValidationError({"parent": _("An organisation cannot be part of itself.")})
            above = above.parent

    @property
    def short_name(self) -> str:
        """The acronym where there is one, else the name."""
        return translated(self, "acronym").value or str(self)


class SpeakerQuerySet(PublicRows, SearchableQuerySet["Speaker"]):
    """Speakers."""

    def by_name(self) -> Self:
        """In the order of family names."""
        return self.order_by("sort_key", "pk")

    def with_affiliations(self) -> Self:
        """With what stands below a name in a list, in two queries."""
        organisations = Organisation.objects.order_by("pk").defer("summary", "note", "search_text")
        lists = Prefetch("organisations", organisations, to_attr="organisation_list")
        return self.select_related("country").prefetch_related(lists)


class Speaker(Keyed, Searchable, OnPublicPages, Dated):
    """A person who speaks, moderates or reports. Function and organisation at one meeting stand in the appearance."""

    search_fields = ("given_name", "family_name", "function", "slug", "country.name")
    may_take_off = True
    key_texts = ("given_name", "family_name")

    slug = models.SlugField(_("address on the site"), max_length=80, unique=True)
    honorific = models.CharField(_("honorific"), max_length=30, blank=True, help_text=_("H.E., S.E., Excmo. …"))
    title = models.CharField(_("title"), max_length=30, blank=True, help_text=_("Ms, M., Dr, Prof. …"))
    given_name = models.CharField(_("given name"), max_length=120, blank=True, help_text=_("As printed."))
    family_name = models.CharField(
        _("family name"),
        max_length=120,
        help_text=_("As printed. The whole name where given and family name cannot be told apart."),
    )
    sort_key = models.CharField(max_length=250, editable=False, blank=True, default="", db_index=True)
    function = models.CharField(_("present function"), max_length=300, blank=True)
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="speakers", verbose_name=_("organisations")
    )
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="speakers", verbose_name=_("country")
    )
    bio = models.TextField(_("biography"), blank=True, help_text=_("Markdown."))
    photo = models.ImageField(_("photo"), upload_to="speakers/", blank=True)
    email = models.EmailField(_("e-mail (private)"), blank=True, help_text=_("Never shown on the site."))
    language = models.CharField(
        _("language of correspondence"),
        max_length=5,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Empty: that of the registration, else that of the meeting."),
    )
    note = models.TextField(_("note"), blank=True, help_text=_("For staff only."))
    is_hidden = models.BooleanField(
        _("hidden everywhere"),
        default=False,
        help_text=_("On no public page, in no calendar and in no search; also take the photo away, it has an address."),
    )

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Save, with the sort key made anew."""
        self.sort_key = fold(f"{self.family_name} {self.given_name}")[:250]
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "sort_key"}  # type: ignore[misc]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("speakers:speaker", args=[self.slug])

    def has_public_page(self) -> bool:
        """A public event names him or her: the address stands in links."""
        return bool(self.published.public().exists())

    @cached_property
    def organisation_list(self) -> list[Organisation]:
        """Its organisations; read together for many by a Prefetch to this name."""
        return list(self.organisations.all())

    @property
    def name(self) -> str:
        """Given and family name as printed."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def formal_name(self) -> str:
        """The name with honorific and title before it, in the reader's language."""
        return formal_name(self)
