"""Seats: how many are taken, whether one is left, and who is next in line.

The functions count what is committed. A caller who decides by the result holds the lock of the settings row
(`RegistrationSettings.objects.locked`), so that nobody else decides at the same time.
"""

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count

from registrations.models.errors import NoPlaceLeft
from registrations.models.states import SEATED, State
from speakers.texts import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from registrations.models.questions import Category
    from registrations.models.registration import Registration
    from registrations.models.settings import RegistrationSettings


class Quota(NamedTuple):
    """Places of one category; `quota` and `left` are None without a limit of its own."""

    quota: int | None
    taken: int
    left: int | None


class Places(NamedTuple):
    """Places of an event; `capacity` and `left` are None without a limit."""

    capacity: int | None
    taken: int
    left: int | None
    by_category: dict[int, Quota]

    def is_full_for(self, category_id: int | None) -> bool:
        """Neither the event nor the category has a place left; a quota of the person's organisation is not asked."""
        quota = self.by_category.get(category_id) if category_id is not None else None
        return self.left == 0 or (quota is not None and quota.left == 0)


class Wish(NamedTuple):
    """A seat that somebody wishes: in which category, for which organisation (known, else as typed)."""

    category: "Category | None"
    organisation_id: int | None
    organisation_name: str
    # A registration that is changed does not stand in its own way.
    besides: int | None = None

    @property
    def category_id(self) -> int | None:
        """The key of the category."""
        return self.category.pk if self.category is not None else None

    @property
    def body(self) -> tuple[int | None, object] | None:
        """Category and body by which quotas of organisations count: the same known one, else the same typed name."""
        return _body(self.category_id, self.organisation_id, self.organisation_name)


def _body(category_id: int | None, organisation_id: int | None, name: str) -> tuple[int | None, object] | None:
    key: object = organisation_id if organisation_id is not None else fold(name)
    return None if key == "" else (category_id, key)


def left(limit: int | None, taken: int) -> int | None:
    """What remains of a limit; never less than nothing, as a limit may have been lowered later."""
    return None if limit is None else max(0, limit - taken)


def count_taken(settings: "RegistrationSettings", besides: int | None = None) -> Counter[int | None]:
    """Seats taken in each category."""
    seated = settings.event.registrations.filter(state__in=SEATED).order_by()
    if besides is not None:
        seated = seated.exclude(pk=besides)
    return Counter(dict(seated.values_list("category").annotate(taken=Count("pk"))))


def count_bodies(
    settings: "RegistrationSettings", categories: set[int], besides: int | None = None
) -> Counter[tuple[int | None, object] | None]:
    """Seats taken by each body in these categories."""
    seated = settings.event.registrations.filter(state__in=SEATED, category__in=categories).exclude(pk=besides)
    return Counter(_body(*row) for row in seated.values_list("category_id", "organisation_id", "organisation_name"))


class Tally:
    """Seats as counted once, by two queries at most, and given out in thought from there on."""

    def __init__(
        self, settings: "RegistrationSettings", categories: "Iterable[Category | None]", besides: int | None = None
    ) -> None:
        self.capacity = settings.capacity
        self.taken = count_taken(settings, besides)
        limited = {each.pk for each in categories if each is not None and each.quota_per_organisation is not None}
        self.bodies = count_bodies(settings, limited, besides) if limited else Counter()

    def refusal(self, wish: Wish) -> str:
        """The limit that leaves no place for the wish: event, category, organisation; empty if it can be granted."""
        if left(self.capacity, self.taken.total()) == 0:
            return "event"
        if wish.category is None:
            return ""
        if left(wish.category.quota, self.taken[wish.category.pk]) == 0:
            return "category"
        per_body = wish.category.quota_per_organisation
        is_limited = wish.body is not None and per_body is not None
        return "organisation" if is_limited and left(per_body, self.bodies[wish.body]) == 0 else ""

    def seat(self, wish: Wish) -> None:
        """Give a seat in thought."""
        self.taken[wish.category_id] += 1
        self.bodies[wish.body] += 1


def check_room(settings: "RegistrationSettings", wish: Wish) -> None:
    """Raise NoPlaceLeft if the wish cannot be granted now."""
    if limit := Tally(settings, [wish.category], wish.besides).refusal(wish):
        raise NoPlaceLeft(limit)


def places(settings: "RegistrationSettings") -> Places:
    """What is taken and left, of the event and of each category: two queries whatever their number."""
    taken = count_taken(settings)
    by_category = {
        category.pk: Quota(category.quota, taken[category.pk], left(category.quota, taken[category.pk]))
        for category in settings.event.categories.all()
    }
    return Places(settings.capacity, taken.total(), left(settings.capacity, taken.total()), by_category)


def waiting(settings: "RegistrationSettings") -> "QuerySet[Registration]":
    """The waiting list, in the order in which people came onto it."""
    rows = settings.event.registrations.filter(state=State.WAITING).select_related("category")
    return rows.defer("search_text", "remarks", "note").order_by("state_changed_at", "pk")


def next_in_line(settings: "RegistrationSettings") -> "Registration | None":
    """The first on the waiting list whom a free place fits: five queries at most. Staff decide to give it (law 4)."""
    categories = list(settings.event.categories.all())
    tally = Tally(settings, categories)
    if left(tally.capacity, tally.taken.total()) == 0:
        return None
    full = [category.pk for category in categories if left(category.quota, tally.taken[category.pk]) == 0]
    line = waiting(settings).exclude(category__in=full)
    # The line may be long, and mostly somebody among its first fits.
    rows = (row for part in (line[:20], line[20:]) for row in part)
    return next((row for row in rows if not tally.refusal(row.wish)), None)


def is_spoken_for(settings: "RegistrationSettings", wish: Wish) -> bool:
    """Whether no place remains for a newcomer once all those had theirs who wait for one and whom it fits."""
    rows = waiting(settings)
    if not rows.exists():
        return False
    line = list(rows)
    tally = Tally(settings, [wish.category, *(row.category for row in line)])
    for row in line:
        if not tally.refusal(row.wish):
            tally.seat(row.wish)
    return bool(tally.refusal(wish))
