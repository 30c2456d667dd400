"""Who was told other days, or another place, than those of today.

Of who comes and holds an invitation, that says it; of all others it is kept with what they were written before the
event moved. The hours of an event of one day are no such change: they are news of its agenda.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection
from itertools import chain

import icalendar
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex, Substr

from events.models import Event
from outbox.models import Message
from outbox.salutations import place_of
from registrations.kinds import Kind
from registrations.mails import dates_and_place
from registrations.models import Registration
from registrations.models.states import TAKING_PART, UNDECIDED

# The registration of a message.
LINK = "registration_link__registration"
# What an invitation says of time and place stands between these lines: see calendar.py.
FIRST, AFTER = "\r\nDTSTART", "\r\nDESCRIPTION"
# The columns of `told_last` from which it follows whether an invitation is old.
COLUMNS = (f"{LINK}__mode", "language", "calendar_method", "said")
# The columns of `uninvited_told_before` from which it follows whether what was told is old.
UNINVITED_COLUMNS = (f"{LINK}__mode", "kind", "registration_link__dates_and_place")
# What tells somebody whose registration lives when and where the event is, or that it is not held.
SAY_DATES = (
    Kind.ACKNOWLEDGEMENT, Kind.DETAILS_ASKED, Kind.REMINDER, Kind.WAITING, Kind.APPROVED, Kind.SUBSTITUTED,
    Kind.REINSTATED, Kind.CHANGED, Kind.EVENT_CANCELLED, Kind.EVENT_POSTPONED,
)  # fmt: skip
# Of these: it is not held.
CALLED_OFF = (Kind.EVENT_CANCELLED, Kind.EVENT_POSTPONED)


def told_last(events: Collection[Event]) -> QuerySet[Message]:
    """The last that the calendar of each who comes was told, with what it says of time and place as `said`."""
    coming = Registration.objects.taking_part().filter(event__in=events, calendar_sequence__gte=0)
    ours = Message.objects.filter(calendar_method__in=("REQUEST", "CANCEL"))
    later = ours.filter(registration_link__registration=OuterRef(LINK), pk__gt=OuterRef("pk"))
    first = StrIndex(F("calendar"), Value(FIRST))
    said = Substr(F("calendar"), first, StrIndex(F("calendar"), Value(AFTER)) - first)
    return ours.filter(~Exists(later), **{f"{LINK}__in": coming}).annotate(said=said).order_by()


def is_old(event: Event, mode: str, language: str, method: str, said: str) -> bool:
    """It says other days or another place than today's, or that there is no meeting; see `COLUMNS`."""
    now = (event.starts_on, event.last_day, place_of(event, language, mode))
    return method == "CANCEL" or _days_and_place(event, said) != now


def uninvited_told_before(events: Collection[Event]) -> QuerySet[Message]:
    """What each who lives without an invitation was told last of when and where, if that was before the event moved.

    It need not be old: the event may have moved back, or is nowhere else for who takes part online. Who waits for a
    decision or a place plans by these days, too. Whoever was never written to was told nothing.
    """
    is_uninvited = Q(state__in=TAKING_PART, calendar_sequence__lt=0)
    others = Registration.objects.filter(Q(state__in=UNDECIDED) | is_uninvited, event__in=events)
    said = Message.objects.filter(kind__in=SAY_DATES)
    later = said.filter(registration_link__registration=OuterRef(LINK), pk__gt=OuterRef("pk"))
    is_before = Q(kind__in=CALLED_OFF) | Q(created_at__lt=F(f"{LINK}__event__moved_at"))
    return said.filter(is_before, ~Exists(later), **{f"{LINK}__in": others}).order_by()


def is_old_of_uninvited(event: Event, mode: str, kind: str, said: str) -> bool:
    """It says other days or another place than today's, or that there is no meeting; see `UNINVITED_COLUMNS`."""
    return kind in CALLED_OFF or said != dates_and_place(event, mode)


def with_old_dates(event: Event) -> list[Registration]:
    """The persons; three queries however many they are."""
    if event.status != event.Status.PUBLISHED or event.starts_on is None:
        return []
    keys: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for key, *columns in told_last([event]).values_list(LINK, *COLUMNS):
        keys[tuple(columns)].append(key)
    found = list(chain.from_iterable(keys[columns] for columns in keys if is_old(event, *columns)))
    others = uninvited_told_before([event]).values_list(LINK, *UNINVITED_COLUMNS)
    found += [key for key, *columns in others if is_old_of_uninvited(event, *columns)]
    rows = event.registrations.filter(pk__in=found)
    return list(rows.select_related("category", "organisation", "country").order_by("pk"))


def _days_and_place(event: Event, text: str) -> tuple[datetime.date, datetime.date, str]:
    """What an invitation says, by the event's clock: first day, last day and place."""
    entry = icalendar.Event.from_ical(f"BEGIN:VEVENT{text}\r\nEND:VEVENT\r\n")
    start, end = entry.decoded("DTSTART"), entry.decoded("DTEND")
    place = str(entry.get("LOCATION", ""))
    if isinstance(start, datetime.datetime):  # of an event of one day the hours
        day = start.astimezone(event.zone).date()
        return day, day, place
    return start, end - datetime.timedelta(days=1), place
