"""Which registrations the filters of the queue choose, for whoever asks without the page of the queue."""

from collections.abc import Mapping

from registrations.models.registration import RegistrationQuerySet
from registrations.models.states import SEATED, TO_DECIDE

# The filters that are columns, by their names in the address of the queue.
COLUMNS = {
    "event": "event",
    "category": "category",
    "country": "country",
    "source": "source",
    "calendar": "calendar_answer",
}
# Names for several states at once.
TO_DECIDE_VALUE, SEATED_VALUE = "to-decide", "seated"
_GROUPS = {TO_DECIDE_VALUE: TO_DECIDE, SEATED_VALUE: SEATED}
# The words that are searched, and the state.
WORDS, STATE = "q", "state"


def states_of(value: str) -> list[str]:
    """The states that a choice of the filter stands for."""
    return [str(state) for state in _GROUPS.get(value, (value,))]


def filters_in(data: Mapping[str, object]) -> dict[str, str]:
    """The filters among the values of an address; what else stands there, and what is empty, is left out."""
    return {name: str(value) for name, value in data.items() if value and name in (WORDS, STATE, *COLUMNS)}


def selected(rows: RegistrationQuerySet, filters: Mapping[str, str]) -> RegistrationQuerySet:
    """Of these rows those that the filters choose; a value that makes no sense finds nobody."""
    if words := filters.get(WORDS):
        rows = rows.matching(words)
    if state := filters.get(STATE):
        rows = rows.filter(state__in=states_of(state))
    try:
        return rows.filter(**{column: filters[name] for name, column in COLUMNS.items() if filters.get(name)})
    except ValueError:
        return rows.none()
