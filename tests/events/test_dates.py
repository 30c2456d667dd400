"""Dates and times as they are printed."""

import datetime

import pytest
from django.utils import translation
from django.utils.html import strip_tags

from events.models import Event
from events.templatetags.dates import (
    day,
    days_between,
    hours,
    local_end,
    local_instant,
    plain_days,
    plain_hours,
    when,
    zone_words,
)
from tests.factories import make_event, make_session

DAY = datetime.date


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (DAY(2008, 7, 7), None, "7 July 2008"),
        (DAY(2008, 7, 7), DAY(2008, 7, 7), "7 July 2008"),
        (DAY(2008, 7, 7), DAY(2008, 7, 8), "7–8 July 2008"),
        (DAY(2017, 10, 30), DAY(2017, 11, 3), "30 October–3 November 2017"),
        (DAY(2027, 12, 30), DAY(2028, 1, 2), "30 December 2027–2 January 2028"),
        (None, None, ""),
    ],
)
def test_days_are_written_as_short_as_they_are_clear(first: DAY | None, last: DAY | None, words: str) -> None:
    with translation.override("en"):
        assert strip_tags(days_between(first, last)) == words
        assert plain_days(Event(starts_on=first, ends_on=last)) == words


@pytest.mark.parametrize(
    ("last", "parts"),
    [
        (None, [("30", "October 2017")]),
        (DAY(2017, 10, 31), [("30–31", "October 2017")]),
        (DAY(2017, 11, 3), [("30", "October –"), ("3", "November 2017")]),
        (DAY(2018, 1, 3), [("30", "October 2017 –"), ("3", "January 2018")]),
    ],
)
def test_in_the_margin_a_range_over_two_months_reads_on(last: DAY | None, parts: list[tuple[str, str]]) -> None:
    assert [words for _date, *words in when(DAY(2017, 10, 30), last)["parts"]] == [list(part) for part in parts]


@pytest.mark.django_db
def test_a_time_carries_the_offset_of_the_events_zone() -> None:
    session = make_session(make_event(starts_on=DAY(2008, 7, 7), ends_on=DAY(2008, 7, 8)), "10:00", "10:15")
    html = hours(session)
    assert strip_tags(html) == "10:00–10:15"
    assert 'datetime="2008-07-07T10:00+02:00"' in html
    assert plain_hours(session) == "10:00–10:15"
    assert plain_hours(make_session(session.event, "09:00", "")) == "09:00"


@pytest.mark.django_db
def test_an_end_on_another_day_names_it() -> None:
    event = make_event()
    ends = datetime.datetime(2027, 6, 15, 12, tzinfo=event.zone)
    with translation.override("en"):
        session = make_session(event, "10:00", "", ends_at=ends)
        assert strip_tags(hours(session)) == plain_hours(session) == "10:00–Tue 15 June 12:00"


@pytest.mark.django_db
def test_midnight_is_the_end_of_a_day() -> None:
    event = make_event()
    session = make_session(event, "22:00", "", ends_at=datetime.datetime(2027, 6, 15, tzinfo=event.zone))
    assert strip_tags(hours(session)) == plain_hours(session) == "22:00–24:00"
    session.ends_at += datetime.timedelta(days=1)
    with translation.override("en"):
        assert plain_hours(session) == "22:00–Wed 16 June 00:00"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Zurich", "Europe/Zurich, UTC+2"),
        ("Asia/Kathmandu", "Asia/Kathmandu, UTC+5:45"),
        ("America/New_York", "America/New_York, UTC−4"),
        ("Africa/Dakar", "Africa/Dakar, UTC"),
    ],
)
def test_the_zone_is_named_with_its_offset(zone: str, words: str) -> None:
    assert zone_words(make_event(timezone=zone)) == words


@pytest.mark.django_db
def test_an_instant_is_told_by_the_clock_of_the_event() -> None:
    instant = datetime.datetime(2027, 5, 14, 16, tzinfo=datetime.UTC)
    with translation.override("en"):
        assert local_instant(instant, make_event()) == "14 May 2027, 18:00"


@pytest.mark.django_db
def test_an_event_across_a_change_of_the_clocks_says_both_offsets() -> None:
    event = make_event(starts_on=DAY(2027, 3, 26), ends_on=DAY(2027, 3, 29))
    assert zone_words(event) == "Europe/Zurich, UTC+1, from 28 March UTC+2"
    course = make_event(starts_on=DAY(2027, 3, 20), ends_on=DAY(2027, 11, 20))
    assert zone_words(course) == "Europe/Zurich, UTC+1, from 28 March UTC+2, from 31 October UTC+1"
    early = datetime.datetime(2027, 3, 28, 0, 30, tzinfo=event.zone)
    assert zone_words(event, early) == "Europe/Zurich, UTC+1"


@pytest.mark.django_db
def test_french_days_are_written_as_french_writes_them() -> None:
    with translation.override("fr"):
        assert day(DAY(2027, 1, 12), "short") == "mar. 12 janvier"
        assert plain_days(Event(starts_on=DAY(2027, 6, 1), ends_on=DAY(2027, 6, 2))) == "1er–2 juin 2027"
        assert when(DAY(2027, 6, 1), DAY(2027, 6, 2))["parts"][0][1] == "1er–2"
        assert when(DAY(2027, 6, 1))["parts"][0][1] == "1er"
        instant = datetime.datetime(2027, 6, 1, 6, 5, tzinfo=datetime.UTC)
        assert local_instant(instant, make_event()) == "1er juin 2027 à 8\u00a0h\u00a005"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime.datetime(2027, 3, 11, 23, tzinfo=datetime.UTC), "11 March 2027, 24:00"),
        (datetime.datetime(2027, 3, 11, 17, tzinfo=datetime.UTC), "11 March 2027, 18:00"),
    ],
)
def test_what_ends_at_midnight_ends_with_the_day(instant: datetime.datetime, words: str) -> None:
    with translation.override("en"):
        assert local_end(instant, make_event()) == words
