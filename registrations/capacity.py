"""Seats: how many are taken, whether one is left, and who is next in line.

The functions count what is committed. A caller who decides by the result holds the lock of the settings row
(`actions.locking.locked_settings`), so that nobody else decides at the same time.

A hybrid event has places in the room and places online, each with its own limit; any other event has places of one
sort, whatever a registration says of its mode. Quotas of categories and organisations count both together. People of a
category that needs no place (assistants, interpreters) count against nothing.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Self

from django.db.models import Count, Q, QuerySet

from events.models import Event
from registrations import organisations
from registrations.errors import NoPlaceLeft
from registrations.models import Category, Registration, RegistrationSettings
from registrations.models.states import SEATED, State
from storage.sql import ask

# Category and mode; the mode is empty where places are of one sort.
Seat = tuple[int | None, str]
OrganisationKey = tuple[int | None, object]
ROOM, ONLINE = Event.Mode.IN_PERSON.value, Event.Mode.ONLINE.value


class Quota(NamedTuple):
    """Places of one category or mode; `quota` and `left` are None without a limit of its own."""

    quota: int | None
    taken: int
    left: int | None


class Places(NamedTuple):
    """Places of an event; `capacity` and `left` are None without a limit. `by_mode` is empty unless it is hybrid."""

    capacity: int | None
    taken: int
    left: int | None
    by_category: dict[int, Quota]
    by_mode: dict[str, Quota]
    # The categories that need no place.
    uncounted: frozenset[int]

    def is_full_for(self, category_id: int | None, mode: str = "") -> bool:
        """Neither the event nor the category has a place left; a quota of the person's organisation is not asked.

        Without a `mode`, a hybrid event is full when both room and online are.
        """
        if category_id in self.uncounted:
            return False
        quota = self.by_category.get(category_id) if category_id is not None else None
        if quota is not None and quota.left == 0:
            return True
        if mode in self.by_mode:
            return self.by_mode[mode].left == 0
        return self.left == 0


class SeatRequest(NamedTuple):
    """A seat that somebody wishes: in which category, for which organisation (known, else as typed), in which mode."""

    category: Category | None
    organisation_id: int | None
    organisation_name: str
    mode: str
    # A registration that is changed does not stand in its own way.
    besides: int | None = None

    @classmethod
    def of(cls, registration: Registration) -> Self:
        """The seat that a registration holds or would take."""
        row = registration
        return cls(row.category, row.organisation_id, row.organisation_name, row.mode, besides=row.pk)

    @property
    def category_id(self) -> int | None:
        """The key of the category."""
        return self.category.pk if self.category is not None else None


def left(limit: int | None, taken: int) -> int | None:
    """What remains of a limit; never less than nothing, as a limit may have been lowered later."""
    return None if limit is None else max(0, limit - taken)


def limits(settings: RegistrationSettings) -> dict[str, int | None]:
    """The limit of each sort of places: of a hybrid event room and online, else one under the empty name."""
    if settings.event.mode == Event.Mode.HYBRID:
        return {ROOM: settings.capacity, ONLINE: settings.capacity_online}
    return {"": settings.capacity}


class Counts(NamedTuple):
    """How many registrations are in each state, and seats taken in each category and mode."""

    by_state: Counter[str]
    seats: Counter[Seat]


def counted(settings: RegistrationSettings) -> Counts:
    """All registrations of an event, those too of people who need no place; one query."""
    rows = Registration.objects.filter(event=settings.event_id).order_by()
    return _sum_up_groups(rows.values_list(*_columns(settings)).annotate(number=Count("*")))


def count_taken(settings: RegistrationSettings, besides: int | None = None) -> Counts:
    """The registrations of those who need a place: in one query, behind which all who register stand in line.

    In SQL, since the ORM takes a quarter as long to write it as PostgreSQL to count 50,000 rows. Whether a category
    needs a place is asked of each group: the ORM would ask it of each row.
    """
    columns = ", ".join(_columns(settings))
    others, values = ("AND id <> %s", [besides]) if besides else ("", [])
    groups = ask(
        f"SELECT {columns}, count(*) FROM registrations_registration WHERE event_id = %s {others} GROUP BY {columns}"  # noqa: S608  columns of ours
        " HAVING category_id IS NULL OR category_id NOT IN"
        " (SELECT id FROM registrations_category WHERE event_id = %s AND NOT needs_place)",
        [settings.event_id, *values, settings.event_id],
    )
    return _sum_up_groups(groups)


def _columns(settings: RegistrationSettings) -> list[str]:
    """By which seats are counted, as the index is in order, which answers alone: to choose states would take longer."""
    return ["state", "category_id", *(["mode"] if settings.event.mode == Event.Mode.HYBRID else [])]


def _sum_up_groups(groups: Iterable[tuple[Any, ...]]) -> Counts:
    """`groups`: the columns by which is counted, and how many rows."""
    counts = Counts(Counter(), Counter())
    for state, category, *mode, number in groups:
        counts.by_state[state] += number
        if state in SEATED:
            counts.seats[category, mode[0] if mode else ""] += number
    return counts


class OrganisationQuota:
    """Seats taken by each organisation in some categories. A typed name of a known one counts as that one."""

    def __init__(self, settings: RegistrationSettings, categories: set[int], besides: int | None = None) -> None:
        seated = settings.event.registrations.filter(state__in=SEATED, category__in=categories).exclude(pk=besides or 0)
        self._known: dict[str, int | None] | None = None
        rows = seated.values_list("category_id", "organisation_id", "organisation_name")
        self.taken: Counter[OrganisationKey | None] = Counter(self._key(*row) for row in rows)

    def of(self, request: SeatRequest) -> OrganisationKey | None:
        """Category and organisation by which quotas count: the same known one, else the same typed name."""
        return self._key(request.category_id, request.organisation_id, request.organisation_name)

    def _key(self, category_id: int | None, organisation_id: int | None, typed: str) -> OrganisationKey | None:
        if organisation_id is not None:
            return category_id, organisation_id
        name = organisations.key_of_name(typed)
        if not name:
            return None
        if self._known is None:
            self._known = organisations.known()
        key = self._known.get(name)
        return category_id, name if key is None else key


class SeatCounter:
    """Seats as counted once, by four queries at most, and given out in thought from there on."""

    def __init__(
        self,
        settings: RegistrationSettings,
        categories: Iterable[Category | None],
        besides: int | None = None,
        counts: Counts | None = None,
    ) -> None:
        """`counts`: of those who need a place, where the caller has them."""
        self.limits = limits(settings)
        counts = counts or count_taken(settings, besides)
        self.taken, self.is_anybody_waiting = counts.seats, counts.by_state[State.WAITING] > 0
        limited = {each.pk for each in categories if each is not None and each.quota_per_organisation is not None}
        self.organisation_quota = OrganisationQuota(settings, limited, besides) if limited else None

    def sort(self, mode: str) -> str:
        """The sort of places that somebody who attends so takes."""
        return mode if mode in self.limits else next(iter(self.limits))

    def is_full(self, sort: str) -> bool:
        """No place of a sort is left."""
        return left(self.limits[sort], self._taken_of(sort)) == 0

    def _taken_of(self, sort: str) -> int:
        return sum(number for (_category, mode), number in self.taken.items() if mode == sort)

    def taken_in(self, category_id: int) -> int:
        """Seats taken in a category, in all modes."""
        return sum(number for (category, _mode), number in self.taken.items() if category == category_id)

    def refusal(self, request: SeatRequest) -> str:
        """The limit that leaves no place for the request: event (room or online, if hybrid), category, organisation;
        empty if it can be granted.
        """
        category = request.category
        if category is not None and not category.needs_place:
            return ""
        sort = self.sort(request.mode)
        if self.is_full(sort):
            return {"": "event", ROOM: "room", ONLINE: "online"}[sort]
        if category is None:
            return ""
        if left(category.quota, self.taken_in(category.pk)) == 0:
            return "category"
        limit = category.quota_per_organisation
        if limit is None or self.organisation_quota is None or (key := self.organisation_quota.of(request)) is None:
            return ""
        return "organisation" if left(limit, self.organisation_quota.taken[key]) == 0 else ""

    def seat(self, request: SeatRequest) -> None:
        """Give a seat in thought."""
        if request.category is not None and not request.category.needs_place:
            return
        self.taken[request.category_id, self.sort(request.mode)] += 1
        if self.organisation_quota is not None:
            self.organisation_quota.taken[self.organisation_quota.of(request)] += 1


def check_room(settings: RegistrationSettings, request: SeatRequest) -> None:
    """Raise NoPlaceLeft if the request cannot be granted now."""
    if limit := SeatCounter(settings, [request.category], request.besides).refusal(request):
        raise NoPlaceLeft(limit)


def left_without(rows: Sequence[Registration]) -> set[int]:
    """Of these people of one event the keys of those whom no place fits, if they are given out in this order."""
    counter, found = SeatCounter(rows[0].event.registration_settings, [row.category for row in rows]), set()
    for row in rows:
        request = SeatRequest.of(row)
        if counter.refusal(request):
            found.add(row.pk)
        else:
            counter.seat(request)
    return found


def places(settings: RegistrationSettings) -> Places:
    """What is taken and left, of the event, each mode and category: two queries whatever their number."""
    return sum_up(settings, counted(settings).seats, settings.event.categories.all())


def sum_up(settings: RegistrationSettings, seated: Counter[Seat], categories: Iterable[Category]) -> Places:
    """The places from the numbers of all who are seated, by category and mode."""
    categories = list(categories)
    uncounted = frozenset(category.pk for category in categories if not category.needs_place)
    taken_by: Counter[int | None] = Counter()
    by_sort: dict[str, Quota] = {}
    for sort, limit in limits(settings).items():
        of_sort = {category: number for (category, mode), number in seated.items() if sort in ("", mode)}
        taken_by.update(of_sort)
        taken = sum(number for category, number in of_sort.items() if category not in uncounted)
        by_sort[sort] = Quota(limit, taken, left(limit, taken))
    by_category = {
        category.pk: Quota(category.quota, taken_by[category.pk], left(category.quota, taken_by[category.pk]))
        for category in categories
    }
    whole = Quota(
        _sum(quota.quota for quota in by_sort.values()),
        sum(quota.taken for quota in by_sort.values()),
        _sum(quota.left for quota in by_sort.values()),
    )
    by_mode = by_sort if "" not in by_sort else {}
    return Places(*whole, by_category, by_mode, uncounted)


def _sum(numbers: Iterable[int | None]) -> int | None:
    """The sum, None if one of them has no limit."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def waiting(settings: RegistrationSettings) -> QuerySet[Registration]:
    """The waiting list, in the order in which people came onto it."""
    rows = settings.event.registrations.filter(state=State.WAITING).select_related("category")
    return rows.defer("search_text", "remarks", "note").order_by("state_changed_at", "pk")


def next_in_line(settings: RegistrationSettings, counts: Counts | None = None) -> Registration | None:
    """The first on the waiting list whom a free place fits: seven queries at most. Staff decide to give it (rule 4).

    `counts`: of all, where the caller has them.
    """
    categories = list(settings.event.categories.all())
    if counts is not None:
        uncounted = {category.pk for category in categories if not category.needs_place}
        seats = {seat: number for seat, number in counts.seats.items() if seat[0] not in uncounted}
        counts = counts._replace(seats=Counter(seats))
    counter = SeatCounter(settings, categories, counts=counts)
    line = _whom_a_place_may_fit(settings, counter, categories)
    return next((row for row in line if not counter.refusal(SeatRequest.of(row))), None)


def _whom_a_place_may_fit(
    settings: RegistrationSettings, counter: SeatCounter, categories: list[Category]
) -> Iterator[Registration]:
    """The waiting list without those of full categories and sorts, in parts: mostly its first say all."""
    full = [category.pk for category in categories if left(category.quota, counter.taken_in(category.pk)) == 0]
    uncounted = [category.pk for category in categories if not category.needs_place]
    line = waiting(settings).exclude(category__in=full).filter(_has_room(counter, uncounted))
    for first, last in itertools.pairwise((0, 20, 500, None)):
        yield from line[first:last]


def _has_room(counter: SeatCounter, uncounted: list[int]) -> Q:
    """Of the sort of places that somebody wants one is left, or the person needs none."""
    full_sorts = [sort for sort in counter.limits if counter.is_full(sort)]
    if len(full_sorts) == len(counter.limits):
        return Q(category__in=uncounted)
    return Q(category__in=uncounted) | ~Q(mode__in=full_sorts) if full_sorts else Q()


def is_spoken_for(settings: RegistrationSettings, request: SeatRequest) -> bool:
    """Whether no place remains for a newcomer once all those had theirs who wait for one and whom it fits."""
    categories = list(settings.event.categories.all())
    counter = SeatCounter(settings, [request.category, *categories])
    for row in _whom_a_place_may_fit(settings, counter, categories):
        if counter.refusal(request):
            break
        if not counter.refusal(SeatRequest.of(row)):
            counter.seat(SeatRequest.of(row))
    return bool(counter.refusal(request))
