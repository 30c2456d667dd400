"""The directory as tables: organisations and speakers."""

from django.db.models import QuerySet

from backoffice.spreadsheets import Choice, Column, KeyColumn, KeysColumn, column, plain_columns, text_columns
from backoffice.tables import TableResource
from speakers.models import Country, Organisation, Speaker


class OrganisationResource(TableResource):
    """Organisations, by the address on the site."""

    model = Organisation

    def columns(self) -> dict[str, Column]:
        """Everything but the logo."""
        return {
            **plain_columns("slug"),
            **text_columns("name", "acronym"),
            **plain_columns("other_names"),
            "kind": column("kind", Choice(Organisation.Kind)),
            "country": KeyColumn("country_id", Country.objects.all(), "code"),
            **plain_columns("place"),
            "parent": KeyColumn("parent_id", Organisation.objects.all(), "slug"),
            **text_columns("summary"),
            **plain_columns("website", "note"),
        }

    def get_queryset(self) -> QuerySet[Organisation]:
        """With what the columns name."""
        return Organisation.objects.select_related("country", "parent").order_by("slug")


class SpeakerResource(TableResource):
    """Speakers, by the address on the site."""

    model = Speaker

    def columns(self) -> dict[str, Column]:
        """Everything but the photo."""
        return {
            **plain_columns("slug", "honorific", "title", "given_name", "family_name"),
            **text_columns("function"),
            "organisations": KeysColumn("organisations", Organisation.objects.all(), "slug"),
            "country": KeyColumn("country_id", Country.objects.all(), "code"),
            **text_columns("bio"),
            **plain_columns("email", "note"),
        }

    def get_queryset(self) -> QuerySet[Speaker]:
        """With what the columns name."""
        return Speaker.objects.select_related("country").prefetch_related("organisations").order_by("slug")
