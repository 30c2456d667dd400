"""Dates and times as they are printed: day ranges, 24-hour times with the event's offset, the zone in words."""

import datetime
from typing import Any

from django import template
from django.utils.dateformat import format as format_date
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.models import Event, Session
from multilingual.templatetags.texts import text

register = template.Library()

Date = datetime.date


def day_format(name: str) -> str:
    """Django's format string of a date in the reader's language."""
    formats = {
        # Translators: date formats in Django's notation. French: "j F Y", "D. j F". Spanish: "j \d\e F \d\e Y".
        "day": pgettext("date format", "j F Y"),
        "weekday": pgettext("date format", "l j F Y"),
        "short": pgettext("date format", "D j F"),
        "day_month": pgettext("date format", "j F"),
        "month": pgettext("date format", "F Y"),
        "month_only": pgettext("date format", "F"),
    }
    return formats[name]


@register.filter
def day(value: Date | None, name: str = "day") -> str:
    """A date in words; `name` is one of the names above."""
    return format_date(value, day_format(name)) if value else ""


def _stamp(value: Date, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.simple_tag
def days_between(first: Date | None, last: Date | None = None) -> str:
    """“7–8 July 2008”, “30 October–3 November 2017”, with each end in a <time>."""
    if first is None:
        return ""
    if last is None or last == first:
        return _stamp(first, day(first))
    return format_html("{}–{}", _stamp(first, _start(first, last)), _stamp(last, day(last)))


@register.simple_tag
def event_days(event: Event) -> str:
    """The days of an event, or what is said in their place."""
    if event.starts_on:
        return days_between(event.starts_on, event.ends_on)
    return text(event, "date_text") or _("Date to be announced")


def plain_days(event: Event) -> str:
    """The days of an event without mark-up, for <title> and descriptions."""
    if event.starts_on is None:
        return ""
    first, last = event.starts_on, event.ends_on
    return day(first) if last is None or last == first else f"{_start(first, last)}–{day(last)}"


def _start(first: Date, last: Date) -> str:
    """The first day as it stands before the last: without what both have."""
    if (first.year, first.month) == (last.year, last.month):
        return format_date(first, "j")
    return day(first, "day_month" if first.year == last.year else "day")


@register.inclusion_tag("events/_when.html")
def when(first: Date | None, last: Date | None = None) -> dict[str, Any]:
    """The date of an event in the margin of a list: days large, the month below; of two months one after the other.

    “7–8” “July 2008”; “30” “October –” “3” “November 2017”.
    """
    if first is None:
        return {}
    start, end, month = format_date(first, "j"), format_date(last or first, "j"), day(last or first, "month")
    if last is None or last == first:
        parts = [(first, start, month)]
    elif (first.year, first.month) == (last.year, last.month):
        parts = [(first, f"{start}–{end}", month)]
    else:
        before = day(first, "month_only" if first.year == last.year else "month")
        parts = [(first, start, f"{before} –"), (last, end, month)]
    return {"parts": parts}


@register.simple_tag
def hours(session: Session) -> str:
    """“10:00–10:15” by the event's clock, each in a <time> with its offset; an end on another day names that day."""
    start, end = session.local_start, session.local_end
    if start is None:
        return ""
    opening = start_hour(session)
    if end is None:
        return opening
    return format_html(
        '{}<span class="to">–<time datetime="{}">{}</time></span>',
        opening,
        end.isoformat(timespec="minutes"),
        _end_hour(start, end),
    )


def _end_hour(start: datetime.datetime, end: datetime.datetime) -> str:
    """“10:15”, “24:00”, or with the day where that is another one."""
    days = (end.date() - start.date()).days
    if days == 1 and end.time() == datetime.time.min:
        return "24:00"
    return f"{day(end.date(), 'short')} {end:%H:%M}" if days else f"{end:%H:%M}"


@register.simple_tag
def start_hour(session: Session) -> str:
    """“10:00”, when it begins, by the event's clock."""
    start = session.local_start
    if start is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', start.isoformat(timespec="minutes"), f"{start:%H:%M}")


def plain_hours(session: Session) -> str:
    """The hours without mark-up, for long lists."""
    start, end = session.local_start, session.local_end
    if start is None:
        return ""
    return f"{start:%H:%M}–{_end_hour(start, end)}" if end is not None else f"{start:%H:%M}"


@register.simple_tag
def zone_words(event: Event, instant: datetime.datetime | None = None) -> str:
    """“Europe/Zurich, UTC+2”: the zone of an event with its offset at an instant, else on each of its days."""
    if instant is not None:
        return f"{event.timezone}, {_offset(instant.astimezone(event.zone))}"
    found: list[tuple[Date, str]] = []
    for date in _days_of(event):
        offset = _offset(datetime.datetime.combine(date, datetime.time(12), event.zone))
        if not found or found[-1][1] != offset:
            found.append((date, offset))
    later = [
        _("from %(day)s %(offset)s") % {"day": day(date, "day_month"), "offset": words} for date, words in found[1:]
    ]
    return ", ".join([event.timezone, *(words for _date, words in found[:1]), *later])


def _days_of(event: Event) -> list[Date]:
    """The days of an event; of one that goes on for years those of the first."""
    if event.starts_on is None:
        return []
    length = ((event.last_day or event.starts_on) - event.starts_on).days
    return [event.starts_on + datetime.timedelta(days=step) for step in range(min(length, 366) + 1)]


def _offset(local: datetime.datetime) -> str:
    minutes = int((local.utcoffset() or datetime.timedelta()).total_seconds() // 60)
    hours_part, rest = divmod(abs(minutes), 60)
    words = f"UTC{'+' if minutes >= 0 else '−'}{hours_part}" + (f":{rest:02}" if rest else "")
    return words if minutes else "UTC"


@register.simple_tag
def local_day(instant: datetime.datetime, event: Event) -> str:
    """“14 May 2027”: the day of an instant by the event's clock."""
    return day(instant.astimezone(event.zone).date())


@register.simple_tag
def local_end(instant: datetime.datetime | None, event: Event) -> str:
    """The same of an instant until which something lasts: midnight is the end of a day, not the start of the next."""
    local = instant.astimezone(event.zone) if instant is not None else None
    if local is None or local.time() != datetime.time.min:
        return local_instant(instant, event)
    return _("%(day)s, 24:00") % {"day": day(local.date() - datetime.timedelta(days=1))}


@register.simple_tag
def local_instant(instant: datetime.datetime | None, event: Event) -> str:
    """“14 May 2027, 18:00”: an instant by the event's clock."""
    if instant is None:
        return ""
    return date_format(instant.astimezone(event.zone), "DATETIME_FORMAT")
