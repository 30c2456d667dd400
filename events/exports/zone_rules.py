"""The rules of a time zone as a calendar file tells them (RFC 5545, 3.6.5): one by one, for the years that matter."""

import datetime
from collections.abc import Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

from events.exports.content_lines import component, line

_DAY = datetime.timedelta(days=1)
_SECOND = datetime.timedelta(seconds=1)


@lru_cache(maxsize=64)
def zone_rules(name: str, first_year: int, last_year: int) -> str:
    """VTIMEZONE of an IANA zone from the first year to the end of the last: readers need those in force then, not all
    since 1970. At its beginning stands the offset that was in force before.
    """
    zone = ZoneInfo(name)
    begin = datetime.datetime(first_year, 1, 1, tzinfo=datetime.UTC)
    end = datetime.datetime(last_year + 1, 1, 1, tzinfo=datetime.UTC)
    changes = [begin, *_changes(zone, begin, end)]
    return component("VTIMEZONE", [line("TZID", name), *(_rule(zone, instant) for instant in changes)])


def _changes(zone: ZoneInfo, begin: datetime.datetime, end: datetime.datetime) -> Iterator[datetime.datetime]:
    """The first second, in UTC, of each change of clocks."""
    while begin < end:
        later = begin + _DAY
        if _offset(zone, begin) != _offset(zone, later):
            yield _first_second(zone, begin, later)
        begin = later


def _first_second(zone: ZoneInfo, before: datetime.datetime, after: datetime.datetime) -> datetime.datetime:
    old = _offset(zone, before)
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def _rule(zone: ZoneInfo, instant: datetime.datetime) -> str:
    """One change; it begins by the clock that was in force until then."""
    old, here = _offset(zone, instant - _SECOND), instant.astimezone(zone)
    lines = [
        line("DTSTART", f"{instant + old:%Y%m%dT%H%M%S}"),
        line("TZNAME", here.tzname() or ""),
        line("TZOFFSETFROM", _written(old)),
        line("TZOFFSETTO", _written(_offset(zone, instant))),
    ]
    return component("DAYLIGHT" if here.dst() else "STANDARD", lines)


def _offset(zone: ZoneInfo, instant: datetime.datetime) -> datetime.timedelta:
    return instant.astimezone(zone).utcoffset() or datetime.timedelta()


def _written(offset: datetime.timedelta) -> str:
    minutes, seconds = divmod(abs(int(offset.total_seconds())), 60)
    sign = "-" if offset < datetime.timedelta() else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{seconds:02}" if seconds else "")
