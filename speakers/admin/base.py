"""What every list and form of the back office shares: search without accents, texts in all languages, history."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext

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
        js = ["admin_theme/texts.js", "admin_theme/documents.js"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Rows that contain every word in any language, whatever accents and case; for autocomplete too."""
        if isinstance(queryset, SearchableQuerySet):
            return queryset.matching(search_term), False
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, under the plain name of what it holds."""
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The form, under the name of the row."""
        original = context.get("original")
        context["title"] = str(original) if original is not None and original.pk else gettext("New entry")
        context["subtitle"] = None
        return super().render_change_form(request, context, **kwargs)


class TextsTabularInline(TextsMixin, admin.TabularInline):
    """Rows of a table below a form; each language of a text is a column."""

    are_texts_flat = True
    extra = 0


class TextsStackedInline(TextsMixin, admin.StackedInline):
    """Blocks below a form; the languages of a text stand side by side."""

    extra = 0
