"""Calendar files as RFC 5545 wants them."""

import datetime
from collections.abc import Iterator

import icalendar
import pytest
from django.utils import translation

from events.agenda import build_items, sessions_of
from events.exports.ics import agenda_calendar, event_calendar
from events.exports.zone_rules import zone_rules
from events.models import Event, Session
from tests.factories import make_appearance, make_event, make_session, make_venue, publish_agenda

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def agenda_of(event: Event) -> bytes:
    event.refresh_from_db()
    publish_agenda(event)
    return agenda_calendar(event, build_items(sessions_of(event)))


def entries(body: bytes) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(body).walk("VEVENT")


def test_an_event_without_times_fills_its_days_and_ends_on_the_day_after() -> None:
    [entry] = entries(event_calendar(make_event()))
    assert entry.decoded("dtstart") == datetime.date(2027, 6, 14)
    assert entry.decoded("dtend") == datetime.date(2027, 6, 16)


def test_an_event_without_a_date_has_no_entry() -> None:
    assert entries(event_calendar(make_event(starts_on=None, ends_on=None))) == []


def test_times_are_those_of_the_events_zone_and_the_zone_is_in_the_file() -> None:
    event = make_event()
    make_session(event, "10:00", "11:00")
    body = agenda_of(event)
    assert b"DTSTART;TZID=Europe/Zurich:20270614T100000" in body
    [zone] = icalendar.Calendar.from_ical(body).walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Zurich"


def test_the_rules_of_the_zone_reach_to_the_last_item() -> None:
    event = make_event()
    make_session(event, "10:00", "11:00")
    make_session(event, "", starts_at=datetime.datetime(2032, 7, 5, 10, tzinfo=event.zone))
    [zone] = icalendar.Calendar.from_ical(agenda_of(event)).walk("VTIMEZONE")
    begun = [rule.decoded("dtstart").year for rule in zone.subcomponents]
    begun += [each.dt.year for rule in zone.subcomponents for each in getattr(rule.get("rdate"), "dts", [])]
    assert {2027, 2032} <= set(begun)


@pytest.mark.parametrize(
    ("name", "onsets"),
    [
        ("Europe/London", ["20270328T010000", "20271031T020000"]),
        ("Europe/Zurich", ["20270328T020000", "20271031T030000"]),
        ("America/New_York", ["20270314T020000", "20271107T020000"]),
        ("Australia/Lord_Howe", ["20270404T020000", "20271003T020000"]),
        ("Africa/Dakar", []),
    ],
)
def test_clocks_change_by_the_clock_that_was_in_force(name: str, onsets: list[str]) -> None:
    """RFC 5545, 3.6.5: an onset is local time by TZOFFSETFROM."""
    lines = zone_rules(name, 2027, 2027).splitlines()
    begun = [line.removeprefix("DTSTART:") for line in lines if line.startswith("DTSTART:")]
    assert begun[1:] == onsets


@pytest.mark.parametrize("name", ["Africa/Dakar", "Asia/Kathmandu", "America/New_York"])
def test_every_zone_gives_the_same_instants_back(name: str) -> None:
    event = make_event(timezone=name)
    session = make_session(event, "10:00", "11:00")
    [entry] = entries(agenda_of(event))
    assert entry.decoded("dtstart") == session.starts_at
    assert entry.decoded("dtend") == session.ends_at


def test_lines_are_folded_by_octets_and_end_in_crlf() -> None:
    event = make_event(title_en="É" * 200)
    make_session(event, title_en="Größenordnung – " * 12)
    body = agenda_of(event)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    body.decode()  # no character is cut in two within the file as a whole
    for line in body.split(b"\r\n"):
        line.decode()


def test_an_identity_stays_and_the_sequence_grows_with_a_change() -> None:
    event = make_event()
    session = make_session(event)
    [before] = entries(agenda_of(event))
    Session.objects.filter(pk=session.pk).update(title_en="Another")
    [after] = entries(agenda_of(event))
    assert after["uid"] == before["uid"] == str(session.uid)
    assert after["sequence"] > before["sequence"]
    assert after.decoded("last-modified") >= before.decoded("last-modified")
    assert entries(agenda_of(event))[0]["sequence"] == after["sequence"], "nothing has changed since"


def test_what_is_cancelled_stays_and_says_so() -> None:
    event = make_event()
    make_session(event, is_cancelled=True)
    assert [entry["status"] for entry in entries(agenda_of(event))] == ["CANCELLED"]


def test_every_item_of_a_cancelled_event_is_cancelled_with_a_higher_sequence() -> None:
    event = make_event()
    make_session(event)
    [before] = entries(agenda_of(event))
    later = event.updated_at + datetime.timedelta(minutes=5)
    Event.objects.filter(pk=event.pk).update(status=Event.Status.CANCELLED, updated_at=later)
    [after] = entries(agenda_of(event))
    assert after["status"] == "CANCELLED"
    assert after["sequence"] > before["sequence"]


def test_what_is_to_be_confirmed_is_tentative() -> None:
    event = make_event()
    make_session(event, is_to_be_confirmed=True)
    assert [entry["status"] for entry in entries(agenda_of(event))] == ["TENTATIVE"]


def test_an_untimed_discussion_is_told_in_the_item_it_belongs_to() -> None:
    event = make_event()
    session = make_session(event)
    make_session(event, start="", parent=session, title_en="General discussion")
    [entry] = entries(agenda_of(event))
    assert "General discussion" in entry["description"]


def test_an_item_with_a_day_alone_fills_that_day() -> None:
    event = make_event()
    make_session(event, start="", day=datetime.date(2027, 6, 15))
    [entry] = entries(agenda_of(event))
    assert entry.decoded("dtstart") == datetime.date(2027, 6, 15)
    assert entry.decoded("dtend") == datetime.date(2027, 6, 16)


def test_texts_are_in_the_readers_language_and_say_which() -> None:
    event = make_event()
    make_session(event, title_fr="Débat", title_en="Debate")
    with translation.override("fr"):
        [entry] = entries(agenda_of(event))
    assert entry["summary"] == "Débat"
    assert entry["summary"].params["LANGUAGE"] == "fr"


def test_special_characters_come_back_as_they_were() -> None:
    title = 'Return; "development", growth\\equity\nand more'
    event = make_event()
    make_session(event, title_en=title)
    [entry] = entries(agenda_of(event))
    assert entry["summary"] == title


def test_speakers_and_place_are_told() -> None:
    event = make_event(venue=make_venue())
    make_appearance(make_session(event), function_en="Director")
    [entry] = entries(agenda_of(event))
    assert "Traoré-Lohoré" in entry["description"]
    assert entry["location"] == "Palais des Nations, Geneva, Switzerland"


def test_the_file_is_for_publishing_under_a_name() -> None:
    calendar = icalendar.Calendar.from_ical(event_calendar(make_event(title_en="Return")))
    assert (calendar["METHOD"], calendar["NAME"], calendar["X-WR-CALNAME"]) == ("PUBLISH", "Return", "Return")
    assert calendar["VERSION"] == "2.0"


def test_the_zone_stands_in_the_file_once() -> None:
    event = make_event()
    for _ in range(3):
        make_session(event)
    assert agenda_of(event).count(b"BEGIN:VTIMEZONE") == 1
