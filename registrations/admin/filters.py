"""Filters of the queue: lists to choose from, in one form with the search."""

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import admin
from django.core.cache import cache
from django.db.models import (
    QuerySet,
    TextChoices,
    prefetch_related_objects,
)
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from backoffice.rights import rows_for
from backoffice.widgets import LookupSelect
from events.models import Event
from multilingual.search import fold
from multilingual.texts import fallbacks, translated, with_label
from registrations import selection
from registrations.models import Category, Question, Registration
from registrations.models.states import LATER, State
from speakers.models import Country
from storage.keys import key_of

# Events that the list of the filter names before one is looked up.
OFFERED = 30


class SelectFilter(admin.SimpleListFilter):
    """A filter drawn as a list to choose from, in one form with the search."""

    template = "admin/registrations/_select_filter.html"
    column = ""
    # What else the tag of the list says.
    attributes = ""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows with the chosen value; a value that makes no sense finds nothing."""
        value = self.value()
        if not value:
            return queryset
        if value not in {str(code) for code, _label in self.lookup_choices}:
            return queryset.none()
        return queryset.filter(**{self.column: value})

    @property
    def options(self) -> SafeString:
        """The list as HTML, in one go: two hundred countries one by one would be half the page's time."""
        value = self.value() or ""
        selected = SafeString(" selected")
        rows = ((code, selected if str(code) == value else "", label) for code, label in self.lookup_choices)
        return format_html_join("", '<option value="{}"{}>{}</option>', rows)

    def has_output(self) -> bool:
        """Always shown, so that nothing jumps about."""
        return True

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The chosen one alone; for a reader the list is drawn from `options`."""
        return (
            {"selected": True, "display": label} for code, label in self.lookup_choices if str(code) == self.value()
        )


class EventFilter(SelectFilter):
    """By event; the events that take registrations. All are looked up as one types, without the script the latest."""

    title = _("event")
    parameter_name = "event"
    column = "event"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """The latest event first."""
        return [(key, f"{event.code} – {event}") for key, event in events_of(request).items()]

    @property
    def attributes(self) -> SafeString:  # type: ignore[override]  # a property in place of the plain text
        """What the script of the lookup needs."""
        widget = LookupSelect(Registration._meta.get_field("event"), admin.site)
        return flatatt(widget.build_attrs({"aria-label": capfirst(self.title), "data-placeholder": gettext("all")}))


def events_of(request: HttpRequest) -> dict[str, Event]:
    """The latest events and the chosen one, by key, fetched once a request; the chosen one with its categories."""
    events: dict[str, Event] | None = getattr(request, "_queue_events", None)
    if events is None:
        rows = events_with_registration(request)
        events = {str(event.pk): event for event in rows[:OFFERED]}
        key = key_of(request.GET.get(EventFilter.parameter_name, ""))
        if key and str(key) not in events and (asked := rows.filter(pk=key).first()):
            events[str(key)] = asked
        if chosen := events.get(str(key)):
            prefetch_related_objects([chosen], "categories")
        request._queue_events = events  # type: ignore[attr-defined]
    return events


def chosen_event(request: HttpRequest) -> Event | None:
    """The event that is looked at, if one was chosen."""
    return events_of(request).get(request.GET.get(EventFilter.parameter_name, ""))


def events_with_registration(request: HttpRequest, right: str = "registrations.view_registration") -> QuerySet[Event]:
    """Events that take registrations with which the reader may do that; with their settings, without long texts."""
    rows = Event.objects.filter(registration_settings__isnull=False).for_list().select_related(None)
    return rows_for(request.user, rows.select_related("registration_settings"), right)


class StateFilter(SelectFilter):
    """By state, or all those that wait for staff, or all with a place."""

    title = _("state")
    parameter_name = "state"
    TO_DECIDE_VALUE = selection.TO_DECIDE_VALUE

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """Two groups, then each state."""
        return state_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows in the chosen states."""
        value = self.value()
        return queryset.filter(state__in=selection.states_of(value)) if value else queryset


def state_choices() -> list[tuple[str, Any]]:
    """Two groups of states, then each by itself."""
    return [
        (selection.TO_DECIDE_VALUE, _("to decide")),
        (selection.SEATED_VALUE, _("with a place")),
        *((state.value, state.label) for state in State if state not in LATER),
    ]


class CategoryFilter(SelectFilter):
    """By category of the chosen event."""

    title = _("category")
    parameter_name = "category"
    column = "category"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Its categories in their order; none as long as no event is chosen."""
        event = chosen_event(request)
        self.categories: list[Category] = list(event.categories.all()) if event else []
        return [(str(category.pk), str(category)) for category in self.categories]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """A category left over from another event is forgotten."""
        if self.value() and not any(str(category.pk) == self.value() for category in self.categories):
            return queryset
        return super().queryset(request, queryset)


class ChoicesFilter(SelectFilter):
    """By a column with choices."""

    of: type[TextChoices]

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """All of them."""
        return list(self.of.choices)


class SourceFilter(ChoicesFilter):
    """By the way it came in."""

    title = _("source")
    parameter_name = column = "source"
    of = Registration.Source


class CalendarFilter(ChoicesFilter):
    """By what the person's calendar answered to our invitation."""

    title = _("answer of the calendar")
    parameter_name = "calendar"
    column = "calendar_answer"
    of = Registration.CalendarAnswer


class CountryFilter(SelectFilter):
    """By country."""

    title = _("country")
    parameter_name = "country"
    column = "country"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """All countries in the reader's order."""
        return country_choices()


class SelectionFilter(SelectFilter):
    """By what is no column: see registrations/selection.py."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows with the chosen value; one of another event is forgotten."""
        value = self.value() or ""
        is_known = value in {str(code) for code, _label in self.lookup_choices}
        return selection.selected(cast("Any", queryset), {str(self.parameter_name): value} if is_known else {})


class BodyFilter(SelectionFilter):
    """By organisation or delegation of the chosen event."""

    title = _("organisation")
    parameter_name = selection.BODY

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Those of who registered; none as long as no event is chosen."""
        return body_choices(chosen_event(request))


class LetterFilter(SelectionFilter):
    """By whether the letter for a visa was sent."""

    title = _("visa letter")
    parameter_name = selection.LETTER

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """Sent or not."""
        return LETTER_CHOICES


class AnswerFilter(SelectionFilter):
    """By the answer to a question of the chosen event."""

    title = _("answer")
    parameter_name = selection.ANSWER

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """What may be asked of the answer to each question; none as long as no event is chosen."""
        return answer_choices(chosen_event(request))


LETTER_CHOICES = [(selection.SENT, _("sent")), (selection.NOT_SENT, _("not sent"))]


def body_choices(event: Event | None) -> list[tuple[str, str]]:
    """The organisations of who registered, known ones by key, others as typed, in the reader's order."""
    if event is None:
        return []
    names = [f"organisation__name_{code}" for code in fallbacks()]
    rows = Registration.objects.filter(event=event).order_by().values_list("organisation", "organisation_name", *names)
    found: dict[str, str] = {}
    for pk, typed, *known in rows.distinct():
        if pk is not None:
            found[str(pk)] = next(filter(None, known), str(pk))
        elif typed:
            found.setdefault(f"{selection.TYPED}{typed}", typed)
    return sorted(found.items(), key=lambda pair: fold(pair[1]))


def answer_choices(event: Event | None) -> list[tuple[str, str]]:
    """Of each question that is not restricted: answered, not answered, and each answer that may be chosen."""
    if event is None:
        return []
    found: list[tuple[str, str]] = []
    for question in event.questions.filter(is_restricted=False).prefetch_related("choices"):
        asked: list[tuple[str, Any]] = [(selection.ANY, _("answered")), (selection.NONE, _("not answered"))]
        if question.type == Question.Type.YES_NO:
            asked += [("true", _("yes")), ("false", _("no"))]
        elif question.has_choices:
            asked += [(f'"{choice.code}"', str(choice)) for choice in question.choices.all()]
        found += [(f"{question.pk}{selection.OF}{value}", with_label(question, label)) for value, label in asked]
    return found


def country_choices() -> list[tuple[str, str]]:
    """Codes and names of countries in the order of the reader's language. Kept for a minute: they hardly change."""
    key = f"country-choices-{get_language()}"
    choices: list[tuple[str, str]] | None = cache.get(key)
    if choices is None:
        named = ((country.code, translated(country, "name").value) for country in Country.objects.defer("search_text"))
        choices = sorted(named, key=lambda pair: fold(pair[1]))
        cache.set(key, choices, 60)
    return choices
