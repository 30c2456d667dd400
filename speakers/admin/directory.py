"""The directory in the back office: countries, organisations, speakers."""

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin, TextsTabularInline
from backoffice.transfer import TransferMixin
from speakers.models import Country, FormerName, Organisation, Speaker
from speakers.resources import OrganisationResource, SpeakerResource


class FormerNameInline(TextsTabularInline):
    """Former names of a country."""

    model = FormerName
    fields = ("name", "until_on")


@admin.register(Country)
class CountryAdmin(BackOfficeAdmin):
    """The table of countries, kept by its own issue of the official list; seldom changed."""

    list_display = ("name_here", "code", "status")
    list_filter = ("status",)
    search_fields = ("search_text",)
    ordering = ("code",)
    inlines = [FormerNameInline]
    fieldsets = [(None, {"fields": ["code", "name", "status"]})]

    @admin.display(description=_("short name"), ordering="search_text")
    def name_here(self, country: Country) -> str:
        """The name in the reader's language."""
        return str(country)

    def get_readonly_fields(self, request: HttpRequest, obj: Country | None = None) -> tuple[str, ...]:
        """The code is the key: it is given once."""
        return ("code",) if obj else ()


@admin.register(Organisation)
class OrganisationAdmin(TransferMixin, BackOfficeAdmin):
    """Organisations."""

    is_searched = True
    resource_classes = [OrganisationResource]
    first_step = _("No organisation yet. Add one here or import a table of them.")
    list_display = ("name_here", "short_name_here", "kind", "country", "place")
    list_filter = ("kind", ("country", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("country",)
    search_fields = ("search_text",)
    autocomplete_fields = ("country", "parent")
    fieldsets = [
        (None, {"fields": ["name", "acronym", "slug", "kind", "other_names"]}),
        (_("Where it stands"), {"fields": [("country", "place"), "parent", "website", "logo"]}),
        (_("On the site"), {"fields": ["summary"]}),
        (_("For staff"), {"fields": ["note"]}),
    ]

    @admin.display(description=_("name"), ordering="search_text")
    def name_here(self, organisation: Organisation) -> str:
        """The name in the reader's language."""
        return str(organisation)

    @admin.display(description=_("acronym"))
    def short_name_here(self, organisation: Organisation) -> str:
        """The acronym in the reader's language."""
        short = organisation.short_name
        return short if short != str(organisation) else ""


@admin.register(Speaker)
class SpeakerAdmin(TransferMixin, BackOfficeAdmin):
    """People who speak."""

    is_searched = True
    resource_classes = [SpeakerResource]
    first_step = _("No speaker yet. Add one here, import a table, or name somebody new in the line-up of a session.")
    list_display = ("printed_name", "function_here", "country", "appearance_count")
    list_filter = (("country", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("country",)
    search_fields = ("search_text",)
    autocomplete_fields = ("country", "organisations")
    fieldsets = [
        (None, {"fields": [("honorific", "title"), ("given_name", "family_name"), "slug"]}),
        (_("Function and bodies"), {"fields": ["function", "organisations", "country"]}),
        (_("On the site"), {"fields": ["bio", "photo"]}),
        (_("For staff"), {"fields": ["email", "language", "note", "is_hidden"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Speaker]:
        """With the number of appearances, which the list shows and sorts by: counted of the rows that are shown."""
        own = Speaker.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
        number = Subquery(own.annotate(number=Count("appearances")).values("number"))
        return super().get_queryset(request).annotate(appearance_total=number)

    def delete_model(self, request: HttpRequest, obj: Speaker) -> None:
        """Erase: what published agendas say of him or her goes along."""
        obj.published.items().forget(obj.pk)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Speaker]) -> None:
        """The same of several."""
        for speaker in queryset:
            speaker.published.items().forget(speaker.pk)
        super().delete_queryset(request, queryset)

    @admin.display(description=_("name"), ordering="sort_key")
    def printed_name(self, speaker: Speaker) -> str:
        """The name as printed, sorted by family name."""
        return speaker.formal_name

    @admin.display(description=_("present function"))
    def function_here(self, speaker: Speaker) -> str:
        """The function in the reader's language."""
        return speaker.function or ""

    @admin.display(description=_("roles in sessions"), ordering="appearance_total")
    def appearance_count(self, speaker: Speaker) -> int:
        """How often he or she appears."""
        return speaker.appearance_total  # type: ignore[attr-defined]  # annotated
