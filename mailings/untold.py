"""Events that were cancelled, postponed or moved: how many of those registered do not know yet.

Counted for many events at once, in three queries; `old_dates.py` and `actions/announce.py` name the persons of one.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from events.models import Event, ended_before
from mailings.actions.announce import KINDS, mark_of
from mailings.old_dates import (
    COLUMNS,
    LINK,
    UNINVITED_COLUMNS,
    is_old,
    is_old_of_uninvited,
    told_last,
    uninvited_told_before,
)
from outbox.models import Message
from registrations.models import Registration


def untold(events: Collection[Event]) -> Counter[Event]:
    """How many persons of each event do not know yet that it is cancelled, postponed, or moved."""
    numbers: Counter[Event] = Counter()
    numbers.update(_not_told_of_the_end([event for event in events if event.status in KINDS]))
    numbers.update(
        _with_old_dates([event for event in events if event.status == Event.Status.PUBLISHED and event.may_have_moved])
    )
    return numbers


def may_matter() -> Q:
    """Of all events those of which somebody may still have to be told: not over, or put off to a day unknown."""
    return ~ended_before(timezone.localdate()) & (Q(starts_on__isnull=False) | Q(status__in=KINDS))


def _not_told_of_the_end(events: list[Event]) -> dict[Event, int]:
    if not events:
        return {}
    told = reduce(
        or_,
        (Q(registration_link__registration__event=event, purpose__endswith=f":{mark_of(event)}") for event in events),
    )
    messages = Message.objects.filter(told, registration_link__registration=OuterRef("pk"), kind__in=KINDS.values())
    rows = Registration.objects.active().filter(~Exists(messages), event__in=events)
    counts = rows.order_by().values_list("event").annotate(number=Count("*"))
    by_key = {event.pk: event for event in events}
    return {by_key[key]: number for key, number in counts}


def _with_old_dates(events: Iterable[Event]) -> Counter[Event]:
    """The database counts those who were told alike; so few rows are read however many persons there are."""
    by_key = {event.pk: event for event in events if event.starts_on is not None}
    if not by_key:
        return Counter()
    rows = told_last(by_key.values()).values_list(f"{LINK}__event", *COLUMNS).annotate(number=Count("*"))
    found: Counter[Event] = Counter()
    for key, *columns, number in rows:
        if is_old(by_key[key], *columns):
            found[by_key[key]] += number
    others = uninvited_told_before(by_key.values()).values_list(f"{LINK}__event", *UNINVITED_COLUMNS)
    for key, *columns, number in others.annotate(number=Count("*")):
        if is_old_of_uninvited(by_key[key], *columns):
            found[by_key[key]] += number
    return found
