"""Rights for one event or one series. One rule for pages, lists, look-ups, exports and files.

Whoever has a role for an event or a series has its rights with what belongs to these events and with nothing else: a
model says by `event_paths` how its rows lead to their event. The directory (people, bodies, venues) is common: a role
for an event shows it, and changes nothing in it. A row of another kind, or one that has no event, is seen and changed
with a right for the whole house alone.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.apps import apps
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, Q, QuerySet

from access.models import Assignment
from backoffice.rights import ANYWHERE
from events.models import Event, Room, Series, SeriesEntry, SeriesOrganisation, Venue
from speakers.models import Country, FormerName, Organisation, Speaker

Row = TypeVar("Row", bound=Model)

DIRECTORY = (Country, FormerName, Organisation, Speaker, Venue, Room)
# What hangs on a series itself.
OF_SERIES = (Series, SeriesEntry, SeriesOrganisation, Assignment)
# Given by a role for a series alone: whoever has a role for one event makes no others.
BY_SERIES_ALONE = {"events.add_event", "events.change_series", "events.delete_series"}
FOR_THE_HOUSE_ALONE = {"events.add_series"}


@dataclass(frozen=True)
class Given:
    """The rights that somebody has by roles for events and series: by key of the event, by key of the series."""

    by_event: Mapping[int, set[str]]
    by_series: Mapping[int, set[str]]
    # The series of events that were asked for.
    series_of: dict[int, set[int]] = field(default_factory=dict)

    @property
    def anywhere(self) -> set[str]:
        """All of them."""
        return set().union(*self.by_event.values(), *self.by_series.values())

    def events(self, right: str) -> QuerySet[Event]:
        """The events for which the right is held."""
        keys = [key for key, rights in self.by_event.items() if right in rights]
        entries = SeriesEntry.objects.filter(series__in=self.series(right), event__isnull=False)
        return Event.objects.filter(Q(pk__in=keys) | Q(pk__in=entries.values("event")))

    def series(self, right: str) -> list[int]:
        """The keys of the series for which the right is held."""
        return [key for key, rights in self.by_series.items() if right in rights]

    def has_for_event(self, right: str, key: int | None) -> bool:
        """Whether the right is held for an event."""
        if key is None:
            return False
        if right in self.by_event.get(key, ()):
            return True
        if not self.by_series:
            return False
        if key not in self.series_of:
            entries = SeriesEntry.objects.filter(event=key, series__in=self.by_series)
            self.series_of[key] = set(entries.values_list("series", flat=True))
        return any(right in self.by_series[series] for series in self.series_of[key])


def given_to(user: Any) -> Given:
    """What was given to somebody, asked once for each object of a user: once a request."""
    found: Given | None = getattr(user, "_given_for_events", None)
    if found is None:
        found = user._given_for_events = _given(user)
    return found


def _given(user: Any) -> Given:
    by_event: dict[int, set[str]] = defaultdict(set)
    by_series: dict[int, set[str]] = defaultdict(set)
    permission = "role__permissions"
    rows = Assignment.objects.filter(user=user.pk, **{f"{permission}__isnull": False}).values_list(
        "event", "series", f"{permission}__content_type__app_label", f"{permission}__content_type__model",
        f"{permission}__codename",
    )  # fmt: skip
    for event, series, app, model, codename in rows:
        right = f"{app}.{codename}"
        if not is_given_by_events(app, model, codename):
            continue
        if series is not None:
            by_series[series].add(right)
        elif right not in BY_SERIES_ALONE:
            by_event[event].add(right)
    return Given(by_event, _with_parts(by_series))


def is_given_by_events(app: str, model: str, codename: str) -> bool:
    """Whether a role for an event or a series gives this right at all."""
    try:
        kind = apps.get_model(app, model)
    except LookupError:
        return False
    if kind in DIRECTORY:
        return codename.startswith("view_")
    if f"{app}.{codename}" in FOR_THE_HOUSE_ALONE:
        return False
    return hasattr(kind, "event_paths") or kind in OF_SERIES


def _with_parts(by_series: Mapping[int, set[str]]) -> Mapping[int, set[str]]:
    """With the parts of each series, and theirs."""
    if not by_series:
        return by_series
    parts: dict[int | None, list[int]] = defaultdict(list)
    for key, parent in Series.objects.order_by().values_list("pk", "parent"):
        parts[parent].append(key)
    found: dict[int, set[str]] = defaultdict(set)
    for top, rights in by_series.items():
        to_do, seen = [top], set()
        while to_do:
            key = to_do.pop()
            if key not in seen:
                seen.add(key)
                found[key] |= rights
                to_do += parts[key]
    return found


class RolesByEvent(BaseBackend):
    """Answers for rows, and for whether there is any; rights for the whole house are ModelBackend's."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether somebody has a right with this row, or ANYWHERE."""
        if obj is None or not user_obj.is_active or user_obj.is_anonymous:
            return False
        if user_obj.has_perm(perm):
            return True
        given = given_to(user_obj)
        if obj is ANYWHERE or isinstance(obj, DIRECTORY):
            return perm in given.anywhere
        if isinstance(obj, OF_SERIES) and (series := _series_of(obj)) is not None:
            return _has_for_series(given, perm, series)
        if getattr(obj, "is_shared_without_event", False) and event_of(obj) is None:
            return ".view_" in perm and perm in given.anywhere
        return given.has_for_event(perm, event_of(obj))

    def events_for(self, user_obj: Any, right: str) -> QuerySet[Event, int]:
        """The keys of the events for which somebody has a right, but by one for the whole house."""
        return given_to(user_obj).events(right).values_list("pk", flat=True)

    def rows_for(self, user_obj: Any, rows: QuerySet[Row], right: str) -> QuerySet[Row]:
        """Of these rows those with which somebody has a right that he or she has not for the whole house."""
        given = given_to(user_obj) if user_obj.is_active and not user_obj.is_anonymous else Given({}, {})
        model = rows.model
        if right not in given.anywhere:
            return rows.none()
        if model in DIRECTORY:
            return rows
        if model is Series:
            return rows.filter(_series_for(given, right))
        paths = getattr(model, "event_paths", ())
        if not paths:
            return rows.none()
        events = given.events(right).order_by().values("pk")
        condition = reduce(or_, (Q(**{f"{path}__in": events}) for path in paths))
        if getattr(model, "is_shared_without_event", False) and ".view_" in right:
            condition |= Q(event=None)
        if model in OF_SERIES:
            condition |= Q(event=None, series__in=given.series(right))
        return rows.filter(condition)


def event_of(row: Any) -> int | None:
    """The key of the event to which a row belongs, if it belongs to one."""
    for path in getattr(row, "event_paths", ()):
        if (key := _follow(row, path)) is not None:
            return key
    return None


def _follow(row: Any, path: str) -> int | None:
    *steps, last = path.split("__")
    for step in steps:
        try:
            row = getattr(row, step)
        except ObjectDoesNotExist:
            return None
        if row is None:
            return None
    return row.pk if last == "pk" else getattr(row, f"{last}_id")


def _series_of(row: Any) -> int | None:
    """The series on which a row hangs: an entry with an event belongs to its event."""
    if isinstance(row, Series):
        return row.pk
    return None if getattr(row, "event_id", None) is not None else row.series_id


def _has_for_series(given: Given, right: str, key: int) -> bool:
    if right in given.by_series.get(key, ()):
        return True
    is_looked_at = right == "events.view_series" and right in given.anywhere
    return is_looked_at and Series.objects.filter(_series_for(given, right), pk=key).exists()


def _series_for(given: Given, right: str) -> Q:
    """Those for which the right is held; to be seen, those too in which a seen event stands."""
    own = Q(pk__in=given.series(right))
    if right != "events.view_series":
        return own
    seen = given.events("events.view_event").order_by().values("pk")
    return own | Q(pk__in=SeriesEntry.objects.filter(event__in=seen).values("series"))
