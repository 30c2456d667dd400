"""Lines of calendar files: octet for octet those of icalendar, which reads them back as they were."""

import datetime
import zoneinfo
from collections.abc import Callable

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.exports.content_lines import component, line, text_line, time_line, utc_line

# What a text may hold; other control characters are left out of a calendar (RFC 5545, 3.3.11).
SIGNS = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")
TEXTS = st.text(SIGNS | st.sampled_from("\\;,:^\"' é–𝔸"), max_size=300)
NAMES = st.text(SIGNS.filter(lambda sign: sign not in '\n\t"') | st.sampled_from("\\;,:^' é"), min_size=1, max_size=120)
INSTANTS = st.datetimes(
    datetime.datetime(1970, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    datetime.datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from(
        [zoneinfo.ZoneInfo(name) for name in ("UTC", "Europe/Zurich", "Asia/Kathmandu", "America/New_York")]
    ),
)


def entry(*lines: str) -> bytes:
    return component("VEVENT", lines).encode()


def by_icalendar(name: str, value: object, parameters: dict[str, str] | None = None) -> bytes:
    written = icalendar.Event()
    written.add(name, value, parameters)
    return written.to_ical(sorted=False)


@given(TEXTS, st.sampled_from(["", "fr"]))
def test_a_text_is_written_as_icalendar_writes_it(value: str, language: str) -> None:
    # Of a backslash before an N icalendar makes a line break; here both stay.
    value = value.replace("\\N", "")
    parameters = {"LANGUAGE": language} if language else {}
    assert entry(text_line("SUMMARY", value, language)) == by_icalendar("SUMMARY", icalendar.vText(value), parameters)


@given(TEXTS)
def test_a_text_comes_back_as_it_was(value: str) -> None:
    written = entry(text_line("SUMMARY", value, "fr"))
    assert icalendar.Event.from_ical(written)["SUMMARY"] == value
    assert max(len(each) for each in written.split(b"\r\n")) <= 75


@given(NAMES)
def test_a_person_is_written_as_icalendar_writes_one(name: str) -> None:
    address = icalendar.vCalAddress("mailto:ana@example.org", params={"CN": name})
    written = entry(line("ATTENDEE", "mailto:ana@example.org", CN=name, RSVP="FALSE"))
    assert written == by_icalendar("ATTENDEE", address, {"RSVP": "FALSE"})


def test_a_double_quote_in_a_name_becomes_a_single_one() -> None:
    assert line("ORGANIZER", "mailto:a@example.org", CN='The "House"') == (
        "ORGANIZER;CN=\"The 'House'\":mailto:a@example.org\r\n"
    )


@given(INSTANTS)
def test_an_instant_is_written_as_icalendar_writes_it(instant: datetime.datetime) -> None:
    assert entry(time_line("DTSTART", instant)) == by_icalendar("DTSTART", instant)
    assert entry(utc_line("DTSTAMP", instant)) == by_icalendar("DTSTAMP", instant)


@given(st.dates(datetime.date(1970, 1, 1)))
def test_a_day_is_written_as_icalendar_writes_it(day: datetime.date) -> None:
    assert entry(time_line("DTSTART", day)) == by_icalendar("DTSTART", day)


@pytest.mark.parametrize("evil", ["a\r\nATTENDEE:mailto:x@example.org", "a\nEND:VEVENT", "a\0b", "a\x0bb"])
@pytest.mark.parametrize("write", [line, text_line])
def test_nothing_that_was_typed_begins_a_line_of_its_own(write: Callable[[str, str], str], evil: str) -> None:
    lines = entry(write("SUMMARY", evil)).splitlines()
    assert len(lines) == 3
    assert not [sign for sign in b"\0\x0b\r" if sign in lines[1]]
