"""Speakers, organisations and countries that a page of the agenda mentions, loaded once for all its rows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backoffice.widgets import LookupSelect, LookupSelectMultiple
from events.models import Appearance
from multilingual.texts import LANGUAGES
from speakers.models import Country, Organisation, Speaker
from storage.keys import key_of


class Known:
    """The names of the rows that a page mentions, by key, in three queries."""

    def __init__(
        self, speakers: Iterable[Any] = (), organisations: Iterable[Any] = (), countries: Iterable[Any] = ()
    ) -> None:
        def numbers(keys: Iterable[Any]) -> set[int]:
            return {number for key in keys if (number := key_of(key))}

        people = Speaker.objects.filter(pk__in=numbers(speakers)).only("given_name", "family_name", "slug")
        found = Organisation.objects.filter(pk__in=numbers(organisations)).defer("summary", "note", "search_text")
        areas = Country.objects.filter(pk__in={str(key) for key in countries if key}).defer("search_text")
        self.names: dict[str, dict[str, str]] = {
            "speaker": {str(row.pk): str(row) for row in people},
            "organisations": {str(row.pk): str(row) for row in found},
            "country": {str(row.pk): str(row) for row in areas},
        }


def person_named(name: str) -> Speaker | None:
    """Somebody of exactly this name, folded as it is sorted."""
    return Speaker.objects.filter(sort_key=name[:250]).first()


def body_named(name: str) -> Organisation:
    """The body of this name or acronym in any language; a new one if there is none."""
    same = Q()
    for code in LANGUAGES:
        same |= Q(**{f"name_{code}__iexact": name}) | Q(**{f"acronym_{code}__iexact": name})
    found = Organisation.objects.filter(same).first()
    own = (get_language() or LANGUAGES[0]).split("-")[0]
    return found or Organisation.objects.create(**{f"name_{own}": name})


class KnownField(forms.Field):
    """One row of the directory, by its key; the names come from `Known`."""

    widget_class: type[LookupSelect | LookupSelectMultiple] = LookupSelect

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        self.field_name = field_name
        self.known: dict[str, str] = {}
        widget: Any = self.widget_class(Appearance._meta.get_field(field_name), admin.site)
        super().__init__(widget=widget, **kwargs)
        self.widget.attrs["aria-label"] = self.label

    def use(self, known: Known) -> None:
        """Take the names from here."""
        self.known = self.widget.known = known.names[self.field_name]

    def clean(self, value: Any) -> Any:
        """The key, if there is such a row."""
        if not value:
            return None
        if str(value) not in self.known:
            raise ValidationError(_("This entry no longer exists."), code="gone")
        return value if self.field_name == "country" else int(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another row is meant."""
        return str(initial or "") != str(data or "")


class KnownListField(KnownField):
    """Several rows of the directory."""

    widget_class = LookupSelectMultiple

    def clean(self, value: Any) -> list[Any]:
        """The keys, each of which must exist."""
        return [super(KnownListField, self).clean(key) for key in value or []]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other rows are meant."""
        return {str(key) for key in initial or []} != {str(key) for key in data or []}
