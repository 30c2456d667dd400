"""Events that were cancelled, postponed or moved: how many of those registered do not know yet.

Counted for many events at once, in two queries; `actions/announce.py` names the persons of one event and writes.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_

import icalendar
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import StrIndex, Substr
from django.utils import timezone

from events.models import Event
from mailings.actions.announce import KINDS, mark_of
from outbox.models import Message
from outbox.salutations import place_of
from registrations.models import Registration

# What an invitation says of time and place stands between these lines: see calendar.py.
FIRST, AFTER = "\r\nDTSTART", "\r\nDESCRIPTION"


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
    today = timezone.localdate()
    return Q(ends_on__gte=today) | Q(ends_on=None, starts_on__gte=today) | Q(starts_on=None, status__in=KINDS)


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
    """Who comes and whose calendar was told last of other days or another place, or that there is no meeting.

    The database counts alike what calendars were told; so few rows are read however many persons there are.
    """
    by_key = {event.pk: event for event in events if event.starts_on is not None}
    if not by_key:
        return Counter()
    link = "registration_link__registration"
    coming = Registration.objects.taking_part().filter(event__in=by_key, calendar_sequence__gte=0)
    ours = Message.objects.filter(calendar_method__in=("REQUEST", "CANCEL"))
    later = ours.filter(registration_link__registration=OuterRef(link), pk__gt=OuterRef("pk"))
    first = StrIndex(F("calendar"), Value(FIRST))
    said = Substr(F("calendar"), first, StrIndex(F("calendar"), Value(AFTER)) - first)
    rows = ours.filter(~Exists(later), **{f"{link}__in": coming}).annotate(said=said).order_by()
    columns = (f"{link}__event", f"{link}__mode", "language", "calendar_method", "said")
    found: Counter[Event] = Counter()
    for key, mode, language, method, text, number in rows.values_list(*columns).annotate(number=Count("*")):
        event = by_key[key]
        days = (event.starts_on, event.last_day)
        if method == "CANCEL" or _days_and_place(event, text) != (*days, place_of(event, language, mode)):
            found[event] += number
    return found


def _days_and_place(event: Event, text: str) -> tuple[datetime.date, datetime.date, str]:
    """What an invitation says, by the event's clock: first day, last day and place."""
    entry = icalendar.Event.from_ical(f"BEGIN:VEVENT{text}\r\nEND:VEVENT\r\n")
    start, end = entry.decoded("DTSTART"), entry.decoded("DTEND")
    place = str(entry.get("LOCATION", ""))
    if isinstance(start, datetime.datetime):  # of an event of one day the hours, which are news of its agenda
        day = start.astimezone(event.zone).date()
        return day, day, place
    return start, end - datetime.timedelta(days=1), place
