"""The queue: which registrations staff see, in which order, with what beside each name."""

from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.cache import cache
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language, gettext, gettext_lazy as _, ngettext

from events.models import Event
from registrations.models import Answer, Category, Message, Question, Registration
from registrations.models.seats import Places, Quota, left
from registrations.models.states import ENDED, SEATED, UNDECIDED, State
from speakers.models import Country
from speakers.texts import fallbacks, fold, translated

# The first are waiting for us, the second for somebody else; then those with a place, then those that ended.
RANKS = ((State.SUBMITTED, State.PENDING), (State.INCOMPLETE, State.WAITING, State.DRAFT), SEATED, ENDED)
# How a state looks; the word always stands beside it.
STATE_STYLES: dict[str, str] = {
    **dict.fromkeys(map(str, UNDECIDED), "now"),
    **dict.fromkeys(map(str, SEATED), "good"),
    **dict.fromkeys(map(str, ENDED), "off"),
    State.INCOMPLETE: "warn",
    State.WAITING: "warn",
    State.NO_SHOW: "off",
    State.DRAFT: "off",
}
# What a line needs; remarks, notes and the text that is searched stay in the database.
COLUMNS = (
    "reference", "state", "state_changed_at", "created_at", "source", "language", "mode", "honorific", "title",
    "given_name", "family_name", "function", "email", "organisation_name", "event_id", "category_id", "country_id",
    "organisation_id", "email_key", "person_key", "nomination_document",
)  # fmt: skip


def text_of(path: str) -> Coalesce:
    """A translated text as a column of the query, in the reader's language or the first fallback that has one."""
    columns = [NullIf(F(f"{path}_{code}"), Value(""), output_field=CharField()) for code in fallbacks()]
    return Coalesce(*columns, Value(""), output_field=CharField())


def undecided_first(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Those that wait for a decision before all others."""
    cases = [When(state__in=[str(state) for state in states], then=Value(rank)) for rank, states in enumerate(RANKS)]
    return rows.annotate(rank=Case(*cases, default=Value(len(RANKS)), output_field=IntegerField()))


def missing_answers() -> Subquery:
    """How many required questions of a registration's event and category have no answer.

    Restricted questions are not counted here: the queue does not touch what is kept apart.
    """
    asked = (
        Question.objects.filter(event=OuterRef("event"), is_required=True, is_restricted=False)
        .filter(Q(categories__isnull=True) | Q(categories=OuterRef("category")))
        .exclude(Exists(Answer.objects.filter(question=OuterRef("pk"), registration=OuterRef(OuterRef("pk")))))
    )
    return Subquery(
        asked.order_by().values("event").annotate(number=Count("pk", distinct=True)).values("number"),
        output_field=IntegerField(),
    )


def for_queue(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Everything a line shows, in the one query that fetches it."""
    return rows.with_doubles_count().only(*COLUMNS).annotate(  # type: ignore[attr-defined,no-any-return]
        event_code=F("event__code"),
        category_label=text_of("category__label"),
        country_label=text_of("country__name"),
        organisation_label=text_of("organisation__name"),
        has_categories=Exists(Category.objects.filter(event=OuterRef("event"))),
        needs_nomination=Coalesce(F("category__needs_nomination"), Value(False)),
        missing_answers=missing_answers(),
    )


class Line(NamedTuple):
    """One line of the queue, ready to be shown."""

    registration: Registration
    address: str
    name: str
    body: str
    state: str
    state_style: str
    language: str
    how: str
    missing: list[str]
    doubles: int
    age: str
    is_undecided: bool


def missing_words(row: Any) -> list[str]:
    """What is missing, in words: as `missing()` says it, but from what the line's query fetched."""
    words = [
        label
        for is_missing, label in (
            (not row.email, gettext("e-mail")),
            (not row.family_name, gettext("family name")),
            (not (row.organisation_id or row.organisation_name), gettext("organisation")),
            (not row.country_id, gettext("country")),
            (row.has_categories and not row.category_id, gettext("category")),
            (row.needs_nomination and not row.nomination_document, gettext("nomination document")),
        )
        if is_missing
    ]
    if number := row.missing_answers:
        words.append(ngettext("%(number)d answer", "%(number)d answers", number) % {"number": number})
    return words


def lines(registrations: Iterable[Registration]) -> list[Line]:
    """The lines of one page. Words of codes are looked up once a page, since fifty times each would be half its time."""
    undecided = {str(state) for state in UNDECIDED}
    states = {str(code): str(label) for code, label in State.choices}
    languages = {code: str(label) for code, label in settings.LANGUAGES}
    sources = {str(code): str(label) for code, label in Registration.Source.choices}
    online, instant = str(Event.Mode.ONLINE.label), timezone.now()
    base = reverse("admin:registrations_registration_changelist")
    result = []
    for row in registrations:
        body = row.organisation_label or row.organisation_name  # type: ignore[attr-defined]
        how = [sources[row.source], *([online] if row.mode == Event.Mode.ONLINE else [])]
        result.append(
            Line(
                registration=row,
                address=f"{base}{row.pk}/change/",
                name=row.formal_name or row.email,
                body=", ".join(filter(None, (row.function, body))),
                state=states[row.state],
                state_style=STATE_STYLES.get(row.state, "off"),
                language=languages.get(row.language, row.language),
                how=" · ".join(how),
                missing=missing_words(row) if row.state in undecided else [],
                doubles=row.doubles_count if row.state not in ENDED else 0,  # type: ignore[attr-defined]
                age=timesince(row.created_at, instant, depth=1),
                is_undecided=row.state in undecided,
            )
        )
    return result


# Filters ---------------------------------------------------------------------------------------------------------


class SelectFilter(admin.SimpleListFilter):
    """A filter drawn as a list to choose from, in one form with the search."""

    template = "admin/registrations/_select_filter.html"
    column = ""

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
        rows = ((code, SafeString(" selected") if str(code) == value else "", label) for code, label in self.lookup_choices)
        return format_html_join("", '<option value="{}"{}>{}</option>', rows)

    def has_output(self) -> bool:
        """Always shown, so that nothing jumps about."""
        return True


class EventFilter(SelectFilter):
    """By event; the events that take registrations."""

    title = _("event")
    parameter_name = "event"
    column = "event"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """The latest event first."""
        return [(key, f"{event.code} – {event}") for key, event in events_of(request).items()]


def events_of(request: HttpRequest) -> dict[str, Event]:
    """The events to choose from, by key, fetched once a request; the chosen one with its categories."""
    events: dict[str, Event] | None = getattr(request, "_queue_events", None)
    if events is None:
        events = {str(event.pk): event for event in events_with_registration()}
        if chosen := events.get(request.GET.get(EventFilter.parameter_name, "")):
            prefetch_related_objects([chosen], "categories")
        request._queue_events = events  # type: ignore[attr-defined]
    return events


def chosen_event(request: HttpRequest) -> Event | None:
    """The event that is looked at, if one was chosen."""
    return events_of(request).get(request.GET.get(EventFilter.parameter_name, ""))


def events_with_registration() -> QuerySet[Event]:
    """Events that take registrations, with their settings and how many of their messages failed, without long texts."""
    failed = Message.objects.filter(event=OuterRef("pk"), state=Message.State.FAILED).order_by().values("event")
    counted = Subquery(failed.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    rows = Event.objects.filter(registration_settings__isnull=False).for_list().select_related(None)
    return rows.select_related("registration_settings").annotate(failed_messages=Coalesce(counted, Value(0)))


class StateFilter(SelectFilter):
    """By state, or all those that nobody decided yet."""

    title = _("state")
    parameter_name = "state"
    UNDECIDED_VALUE = "undecided"
    SEATED_VALUE = "seated"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """Two groups, then each state."""
        return [
            (self.UNDECIDED_VALUE, _("not yet decided")),
            (self.SEATED_VALUE, _("with a place")),
            *State.choices,
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows in the chosen states."""
        groups = {self.UNDECIDED_VALUE: UNDECIDED, self.SEATED_VALUE: SEATED}
        value = self.value()
        if not value:
            return queryset
        return queryset.filter(state__in=[str(state) for state in groups.get(value, (value,))])


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


class SourceFilter(SelectFilter):
    """By the way it came in."""

    title = _("source")
    parameter_name = "source"
    column = "source"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """All ways."""
        return list(Registration.Source.choices)


class CountryFilter(SelectFilter):
    """By country."""

    title = _("country")
    parameter_name = "country"
    column = "country"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """All countries in the reader's order."""
        return country_choices()


def country_choices() -> list[tuple[str, str]]:
    """Codes and names of countries in the order of the reader's language. Kept for a minute: they hardly change."""
    key = f"country-choices-{get_language()}"
    choices: list[tuple[str, str]] | None = cache.get(key)
    if choices is None:
        named = ((country.code, translated(country, "name").value) for country in Country.objects.defer("search_text"))
        choices = sorted(named, key=lambda pair: fold(pair[1]))
        cache.set(key, choices, 60)
    return choices


class QueueChangeList(ChangeList):
    """The list, with the line of each row and what is known of the chosen event."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page."""
        self.chosen_event = chosen_event(request)
        super().get_results(request)
        # First which rows, then what they show: joins and subqueries are made for one page, not for all before it.
        ids = list(cast("QuerySet[Registration]", self.result_list).values_list("pk", flat=True))
        rows = {row.pk: row for row in for_queue(Registration.objects.filter(pk__in=ids))}
        self.result_list = [rows[pk] for pk in ids if pk in rows]
        self.lines = lines(self.result_list)

    def chosen(self, filter_class: type[SelectFilter]) -> Any:
        """The filter of a kind."""
        return next(spec for spec in self.filter_specs if isinstance(spec, filter_class))

    chosen_event: Event | None = None


# What is known of the chosen event --------------------------------------------------------------------------------


class Tally(NamedTuple):
    """How many registrations of an event (or of all) are in each state and category; one query for all that is shown."""

    by_state: dict[str, int]
    seated_by_category: dict[int | None, int]


def tally(event: Event | None) -> Tally:
    """Count them."""
    rows = Registration.objects.filter(event=event) if event else Registration.objects.all()
    by_state: dict[str, int] = {}
    seated: dict[int | None, int] = {}
    for state, category, number in rows.order_by().values_list("state", "category").annotate(number=Count("pk")):
        by_state[state] = by_state.get(state, 0) + number
        if state in SEATED:
            seated[category] = seated.get(category, 0) + number
    return Tally(by_state, seated)


def places_by(counts: Tally, event: Event, categories: Iterable[Category]) -> Places:
    """The places of an event from a tally, which the queue has anyhow."""
    taken = counts.seated_by_category
    by_category = {
        category.pk: Quota(category.quota, taken.get(category.pk, 0), left(category.quota, taken.get(category.pk, 0)))
        for category in categories
    }
    capacity, total = event.registration_settings.capacity, sum(taken.values())
    return Places(capacity, total, left(capacity, total), by_category)


class Chip(NamedTuple):
    """A state with its number, as a link."""

    label: str
    number: int
    address: str
    is_current: bool


def chips(changelist: QueueChangeList, counts: Tally) -> list[Chip]:
    """The states that somebody is in; those not yet decided first."""
    current = changelist.chosen(StateFilter).value()
    undecided = sum(counts.by_state.get(state, 0) for state in UNDECIDED)
    named = [(str(state.value), str(state.label), counts.by_state.get(state, 0)) for state in State]
    shown = [(StateFilter.UNDECIDED_VALUE, gettext("not yet decided"), undecided), *named]
    return [
        Chip(label, number, changelist.get_query_string({"state": code}, ["p"]), code == current)
        for code, label, number in shown
        if number
    ]


def headers(changelist: QueueChangeList, request: HttpRequest) -> list[dict[str, Any]]:
    """The heads of the columns, each with the address that sorts by it."""
    sorted_by = changelist.get_ordering_field_columns()
    heads = []
    for number, name in enumerate(changelist.list_display):
        if name == "action_checkbox":
            continue
        method = getattr(changelist.model_admin, name)
        direction = sorted_by.get(number)
        order = f"-{number}" if direction == "asc" else str(number)
        can_sort = getattr(method, "admin_order_field", None) is not None
        heads.append(
            {
                "label": method.short_description,
                "address": changelist.get_query_string({"o": order}, ["p"]) if can_sort else "",
                "sorted": direction is not None,
                "ascending": direction == "asc",
            }
        )
    return heads


def context_of(changelist: QueueChangeList, request: HttpRequest) -> dict[str, Any]:
    """What the page of the queue shows besides its lines."""
    event = changelist.chosen_event
    counts = tally(event)
    context: dict[str, Any] = {
        "chips": chips(changelist, counts),
        "headers": headers(changelist, request),
        "failed_messages": sum(row.failed_messages for row in ([event] if event else events_of(request).values())),  # type: ignore[attr-defined]
        "kept_filters": urlencode({"_changelist_filters": changelist.params and urlencode(changelist.filter_params, True)})
        if changelist.filter_params
        else "",
    }
    if event is not None:
        categories = changelist.chosen(CategoryFilter).categories
        places = places_by(counts, event, categories)
        context["places"] = places
        context["category_places"] = [(category, places.by_category[category.pk]) for category in categories]
        if places.left != 0 and counts.by_state.get(State.WAITING):
            context["next_in_line"] = event.registration_settings.next_in_line()
    return context
