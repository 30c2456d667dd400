"""The lines of calendar files: what one program writes, another reads as it was meant."""

import datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar.parser import Contentline

from events.exports.contentlines import component, document, line, text, text_line, utc, when

# What a text may hold; other control characters are left out of a calendar (RFC 5545, 3.3.11).
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=300)


def read(*lines: str) -> icalendar.Event:
    return icalendar.Calendar.from_ical(document(component("VEVENT", lines)))


@given(TEXTS)
def test_a_text_comes_back_as_it_was(value: str) -> None:
    assert read(text_line("SUMMARY", value, "fr")).get("summary") == value


@given(TEXTS)
def test_lines_are_cut_where_they_grow_too_long_and_within_no_character(value: str) -> None:
    written = line("SUMMARY", text(value))
    first, *rest = written.split("\r\n")
    octets = [len(part.encode()) for part in (first, *rest)]
    assert max(octets) <= 75
    assert all(number > 75 - 4 for number in octets[:-1]), "no sooner than the longest character asks for"
    assert all(part.startswith(" ") for part in rest)
    assert Contentline.from_ical(written) == f"SUMMARY:{text(value)}"


@pytest.mark.parametrize("name", ["Plain", "Traoré, Awa; Director: towns", 'With "quotes"', "Caret ^n", "d’Ivoire"])
def test_a_name_in_a_parameter_comes_back(name: str) -> None:
    attendee = read(line("ATTENDEE", "mailto:awa@example.org", CN=name, RSVP="FALSE")).get("attendee")
    assert attendee == "mailto:awa@example.org"
    assert attendee.params["CN"] == name.replace('"', "'")
    assert attendee.params["RSVP"] == "FALSE"


@pytest.mark.parametrize("evil", ["a\r\nATTENDEE:mailto:x@example.org", "a\nEND:VEVENT", "a\0b"])
def test_nothing_that_was_typed_begins_a_line_of_its_own(evil: str) -> None:
    for written in (line("URL", evil), line("ATTENDEE", "mailto:a@example.org", CN=evil), text_line("SUMMARY", evil)):
        assert "\n" not in written
        assert "\0" not in written


@pytest.mark.parametrize(
    "moment",
    [
        datetime.date(2027, 6, 14),
        datetime.datetime(2027, 6, 14, 9, 30, tzinfo=datetime.UTC),
        datetime.datetime(2027, 6, 14, 9, 30, tzinfo=ZoneInfo("Europe/Zurich")),
    ],
)
def test_a_moment_comes_back(moment: datetime.date) -> None:
    assert read(when("DTSTART", moment)).decoded("dtstart") == moment


def test_an_instant_is_told_in_utc() -> None:
    assert utc(datetime.datetime(2027, 6, 14, 9, 30, tzinfo=ZoneInfo("Europe/Zurich"))) == "20270614T073000Z"
