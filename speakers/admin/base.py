"""What every list and form of the back office shares: search without accents, texts in all languages, history."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from speakers.admin.texts import TextsMixin
from speakers.texts import SearchableQuerySet


class BackOfficeAdmin(TextsMixin, admin.ModelAdmin):
    """A model in the back office. Lists have pages of 50 rows and a number of queries that does not grow."""

    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    save_on_top = False

    class Media:
        css = {"all": ["admin_theme/forms.css"]}
        js = ["admin_theme/texts.js"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Rows that contain every word in any language, whatever accents and case; for autocomplete too."""
        if isinstance(queryset, SearchableQuerySet):
            return queryset.matching(search_term), False
        return super().get_search_results(request, queryset, search_term)


class TextsTabularInline(TextsMixin, admin.TabularInline):
    """Rows of a table below a form; each language of a text is a column."""

    are_texts_flat = True
    extra = 0


class TextsStackedInline(TextsMixin, admin.StackedInline):
    """Blocks below a form; the languages of a text stand side by side."""

    extra = 0
