"""Categories and questions on pages of their own; the short of them is edited on the event's screen."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin, TextsTabularInline
from registrations.models import Category, Question, QuestionChoice


class OfEventAdmin(BackOfficeAdmin):
    """What belongs to an event: reached from the event's screen, and not in the index."""

    autocomplete_fields = ("event",)
    list_select_related = ("event",)
    search_fields = ("label_en", "label_fr", "label_es", "code", "event__search_text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The event's title is all that is shown of it."""
        return super().get_queryset(request).order_by("-event__starts_on", "event", "position", "pk")

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Back to the event, where it stands."""
        return HttpResponseRedirect(reverse("admin:events_event_change", args=[obj.event_id]) + "#registration")

    response_post_save_add = response_post_save_change

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A thing that registrations point to stays with its event."""
        return ("event",) if obj else ()


@admin.register(Category)
class CategoryAdmin(OfEventAdmin):
    """Categories of participants."""

    first_step = _("No category yet. Add one here or on the screen of its event, under “Registration”.")
    list_display = ("__str__", "event", "quota", "is_offered", "needs_approval")
    list_filter = ("is_offered", "needs_approval")
    fieldsets = [
        (None, {"fields": ["event", "label", ("code", "position")]}),
        (_("Places"), {"fields": ["needs_place", ("quota", "quota_per_organisation")]}),
        (_("Rules"), {"fields": ["is_offered", "needs_approval", "needs_nomination", "is_in_list"]}),
    ]


class ChoiceInline(TextsTabularInline):
    """The list that a question is answered from."""

    model = QuestionChoice
    fields = ("label", "position")


@admin.register(Question)
class QuestionAdmin(OfEventAdmin):
    """Questions, with their choices."""

    first_step = _("No question yet. Add one here or on the screen of its event, under “Registration”.")
    list_display = ("__str__", "event", "type", "is_required", "is_restricted")
    list_filter = ("type", "is_required", "is_restricted")
    inlines = [ChoiceInline]
    fieldsets = [
        (None, {"fields": ["event", "label", "help", ("code", "type", "position")]}),
        (_("Who is asked"), {"fields": ["is_required", "categories"]}),
        (_("Protection"), {"fields": ["is_restricted", "keep_days"]}),
    ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Categories of the question's event, as boxes to tick."""
        if db_field.name == "categories":
            match = request.resolver_match
            pk = match.kwargs.get("object_id") if match else None
            kwargs |= {
                "widget": forms.CheckboxSelectMultiple,
                "queryset": Category.objects.filter(event__questions=pk) if pk else Category.objects.none(),
                "help_text": _("None: for everybody.") if pk else _("Save first, then choose among the event's."),
            }
        return super().formfield_for_manytomany(db_field, request, **kwargs)
