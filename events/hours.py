"""Hours as people write them, in a box or in a cell, and the instants that they mean."""

import datetime
import re
import zoneinfo
from typing import Any

from django.utils.translation import gettext as _

from backoffice.spreadsheets import as_text
from events.models.reschedule import exists_on_clock

# An item that ends by this hour of the next morning runs past midnight; a later end before the start is a mistake.
LATEST_NIGHT = datetime.time(6, 0)
# 9, 9:30, 9.30, 9h30, 9 h 30, 9:30 h, 09:30:00, 0930, 2:30 pm; the spaces of French typography too.
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2})(?::\d{2})?)?\s*h?\s*(?:(?P<half>[ap])\.?\s?m\.?)?|(?P<digits>\d{3,4})",
    re.IGNORECASE,
)
_DAYS_END = re.compile(r"24(?:\s*[:.h]?\s*00(?::00)?)?\s*h?", re.IGNORECASE)


def hour(value: Any, *, is_end: bool = False) -> datetime.time | None:
    """A time of day; None for an empty one. Raises ValueError with the forms that are read.

    The midnight with which a day ends is 24:00 or 00:00 where something ends.
    """
    if isinstance(value, datetime.datetime):
        return value.time()
    if isinstance(value, datetime.time):
        return value
    text = as_text(value)
    if not text:
        return None
    if is_end and _DAYS_END.fullmatch(text):
        return datetime.time(0, 0)
    found = _CLOCK.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        if digits := found["digits"]:
            return datetime.time(int(digits[:-2]), int(digits[-2:]))
        number = int(found["hour"])
        if found["half"]:
            if not 1 <= number <= 12:
                raise ValueError(text)
            number = number % 12 + 12 * (found["half"].lower() == "p")
        return datetime.time(number, int(found["minute"] or 0))
    except ValueError:
        words = _("“%(value)s” is not a time: write 09:30, 9h30, 9.30, 0930 or 2:30 pm.")
        raise ValueError(words % {"value": text}) from None


def is_next_morning(start: datetime.time, end: datetime.time) -> bool:
    """Whether an end that is not after the start is meant for the next morning, as midnight is after midnight."""
    return start == end == datetime.time(0, 0) or (end < start and end <= LATEST_NIGHT)


def on_clock(
    day: datetime.date | None, time: datetime.time | None, zone: zoneinfo.ZoneInfo
) -> datetime.datetime | None:
    """The instant at which a clock of the zone shows this hour on this day; an hour that it leaps over is refused."""
    if day is None or time is None:
        return None
    instant = datetime.datetime.combine(day, time, zone)
    if not exists_on_clock(instant):
        raise ValueError(_("There is no %(value)s on this day: the clocks go forward.") % {"value": f"{time:%H:%M}"})
    return instant
