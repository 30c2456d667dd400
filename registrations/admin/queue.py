"""The queue: which registrations staff see, in which order, with what beside each name."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.cache import cache
from django.db.models import (
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
)
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.lists import MOST_COUNTED, first_which
from backoffice.rights import rows_for
from events.models import Event
from multilingual.texts import fallbacks
from outbox.models import UndeliverableAddress
from registrations import capacity
from registrations.admin.filters import CategoryFilter, SelectFilter, StateFilter, chosen_event
from registrations.admin.places import place_of, rows_of
from registrations.capacity import Counts, sum_up
from registrations.duplicates import number_of_duplicates, was_refused_before
from registrations.missing_fields import LABELS
from registrations.models import Answer, Category, Question, Registration
from registrations.models.states import ENDED, SEATED, TO_DECIDE, UNDECIDED, State, queue_rank
from registrations.selection import states_of

SEE = "registrations.view_registration"
KEPT_COUNTS = "registrations-by-state"
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


def heading(label: Any, column: str) -> Callable[[Registration], str]:
    """A column of the list as Django asks for it: its name, and what it sorts by. What stands in it the lines say."""

    @admin.display(description=label, ordering=column)
    def shown(registration: Registration) -> str:
        return ""

    return shown


HEADINGS = (
    heading(_("person"), "search_text"),
    heading(_("state"), "state"),
    heading(_("category"), "category__position"),
    heading(_("country"), "country"),
    heading(_("reference"), "number"),
    heading(_("received"), "created_at"),
)


def text_of(path: str) -> Coalesce:
    """A translated text as a column of the query, in the reader's language or the first fallback that has one."""
    columns = [NullIf(F(f"{path}_{code}"), Value(""), output_field=CharField()) for code in fallbacks()]
    return Coalesce(*columns, Value(""), output_field=CharField())


def undecided_first(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Those that wait for a decision before all others."""
    return rows.annotate(rank=queue_rank())


def missing_answers() -> Subquery:
    """How many required questions of a registration's event and category have no answer.

    Restricted questions are not counted here: the queue does not touch restricted data.
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
    return rows.only(*COLUMNS).annotate(
        duplicates_count=number_of_duplicates(),
        was_refused=was_refused_before(),
        event_code=F("event__code"),
        category_label=text_of("category__label"),
        country_label=text_of("country__name"),
        organisation_label=text_of("organisation__name"),
        has_categories=Exists(Category.objects.filter(event=OuterRef("event"))),
        needs_nomination=Coalesce(F("category__needs_nomination"), Value(False)),
        missing_answers=missing_answers(),
        is_undeliverable=Exists(UndeliverableAddress.objects.filter(email_key=OuterRef("email_key"))),
    )


class Line(NamedTuple):
    """One line of the queue, ready to be shown."""

    registration: Registration
    address: str
    name: str
    affiliation: str
    state: str
    state_style: str
    language: str
    how: str
    missing: list[str]
    duplicates: int
    age: str
    is_undecided: bool
    is_undeliverable: bool
    was_refused: bool


def missing_words(row: Any) -> list[str]:
    """What is missing, in words: as `missing()` says it, but from what the line's query fetched."""
    is_missing = {
        "email": not row.email.strip(),
        "family_name": not row.family_name.strip(),
        "function": not row.function.strip(),
        "organisation": not (row.organisation_id or row.organisation_name.strip()),
        "country": not row.country_id,
        "category": row.has_categories and not row.category_id,
        "nomination_document": row.needs_nomination and not row.nomination_document,
    }
    words = [str(LABELS[code]) for code, is_it in is_missing.items() if is_it]
    if number := row.missing_answers:
        words.append(ngettext("%(number)d answer", "%(number)d answers", number) % {"number": number})
    return words


def lines(registrations: Iterable[Registration]) -> list[Line]:
    """The lines of one page. Words of codes are looked up once: fifty times each would be half the page's time."""
    undecided = {str(state) for state in UNDECIDED}
    states = {str(code): str(label) for code, label in State.choices}
    languages = {code: str(label) for code, label in settings.LANGUAGES}
    sources = {str(code): str(label) for code, label in Registration.Source.choices}
    online, instant = str(Event.Mode.ONLINE.label), timezone.now()
    base = reverse("admin:registrations_registration_changelist")
    result = []
    for row in registrations:
        organisation = row.organisation_label or row.organisation_name  # type: ignore[attr-defined]
        how = [sources[row.source], *([online] if row.mode == Event.Mode.ONLINE else [])]
        result.append(
            Line(
                registration=row,
                address=f"{base}{row.pk}/change/",
                name=row.formal_name or row.email,
                affiliation=", ".join(filter(None, (row.function, organisation))),
                state=states[row.state],
                state_style=STATE_STYLES.get(row.state, "off"),
                language=languages.get(row.language, row.language),
                how=" · ".join(how),
                missing=missing_words(row) if row.state in undecided else [],
                duplicates=row.duplicates_count if row.state not in ENDED else 0,  # type: ignore[attr-defined]
                age=timesince(row.created_at, instant, depth=1),
                is_undecided=row.state in undecided,
                is_undeliverable=row.is_undeliverable,  # type: ignore[attr-defined]
                was_refused=row.was_refused and row.state in undecided,  # type: ignore[attr-defined]
            )
        )
    return result


class QueueChangeList(ChangeList):
    """The list, with the line of each row and what is known of the chosen event."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page."""
        self.chosen_event = chosen_event(request)
        event = self.chosen_event
        self.counts = capacity.counted(event.registration_settings) if event else counted_everywhere(request)
        request._queue_count = self.known_count()  # type: ignore[attr-defined]  # read by get_paginator
        super().get_results(request)
        page = cast("QuerySet[Registration]", self.result_list)
        self.result_list = first_which(page, for_queue(Registration.objects.all()))
        self.lines = lines(self.result_list)

    def known_count(self) -> int | None:
        """How many rows there are, where the tally tells: with no other filter than event and state."""
        params = {name: values for name, values in self.filter_params.items() if any(values)}
        is_known = set(params) <= {"event", "state"} and ("event" not in params or self.chosen_event is not None)
        if self.query or not is_known:
            return None
        value = self.chosen(StateFilter).value()
        states = states_of(value) if value else list(self.counts.by_state)
        return sum(self.counts.by_state[state] for state in states)

    def chosen(self, filter_class: type[SelectFilter]) -> Any:
        """The filter of a kind."""
        return next(spec for spec in self.filter_specs if isinstance(spec, filter_class))

    chosen_event: Event | None = None
    counts: Counts


# What is known of the chosen event --------------------------------------------------------------------------------


def counted_everywhere(request: HttpRequest) -> Counts:
    """Count what the reader sees. Very many are counted once a minute: it takes longer than to show a page of them."""
    rows = rows_for(request.user, Registration.objects.all())
    if not request.user.has_perm(SEE):
        return _by_state(rows)
    kept: Counts | None = cache.get(KEPT_COUNTS)
    if kept is None:
        kept = _by_state(rows)
        if sum(kept.by_state.values()) > MOST_COUNTED:
            cache.set(KEPT_COUNTS, kept, 60)
    return kept


def _by_state(rows: QuerySet[Registration]) -> Counts:
    """In all events; their seats are no number together."""
    by_state = dict(rows.order_by().values_list("state").annotate(number=Count("*")))
    return Counts(Counter(by_state), Counter())


class Chip(NamedTuple):
    """A state with its number, as a link."""

    label: str
    number: int
    address: str
    is_current: bool


def chips(changelist: QueueChangeList, counts: Counts) -> list[Chip]:
    """The states that somebody is in; those not yet decided first."""
    current = changelist.chosen(StateFilter).value()
    to_decide = sum(counts.by_state[state] for state in TO_DECIDE)
    named = [(str(state.value), str(state.label), counts.by_state[state]) for state in State]
    shown = [(StateFilter.TO_DECIDE_VALUE, gettext("to decide"), to_decide), *named]
    return [
        Chip(label, number, changelist.get_query_string({"state": code}, ["p"]), code == current)
        for code, label, number in shown
        if number
    ]


def headers(changelist: QueueChangeList, request: HttpRequest) -> list[dict[str, Any]]:
    """The heads of the columns, each with the address that sorts by it."""
    sorted_by = changelist.get_ordering_field_columns()
    heads = []
    columns: list[Any] = list(changelist.list_display)
    for number, column in enumerate(columns):
        if isinstance(column, str):  # the boxes that choose rows
            continue
        direction = sorted_by.get(number)
        order = f"-{number}" if direction == "asc" else str(number)
        heads.append(
            {
                "label": column.short_description,
                "address": changelist.get_query_string({"o": order}, ["p"]),
                "sorted": direction is not None,
                "ascending": direction == "asc",
            }
        )
    return heads


def context_of(changelist: QueueChangeList, request: HttpRequest) -> dict[str, Any]:
    """What the page of the queue shows besides its lines."""
    event = changelist.chosen_event
    counts = changelist.counts
    kept = changelist.filter_params
    context: dict[str, Any] = {
        "chips": chips(changelist, counts),
        "headers": headers(changelist, request),
        "kept_filters": urlencode({"_changelist_filters": urlencode(kept, True)}) if kept else "",
    }
    if event is not None:
        categories = changelist.chosen(CategoryFilter).categories
        places = sum_up(event.registration_settings, counts.seats, categories)
        context["places"] = rows_of(places)
        context["category_places"] = [(category, places.by_category[category.pk]) for category in categories]
        if (places.left != 0 or places.uncounted) and counts.by_state[State.WAITING]:
            following = capacity.next_in_line(event.registration_settings, counts)
            if following is not None:
                context |= {"next_in_line": following, "next_place": place_of(following)}
    return context
