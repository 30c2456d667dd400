"""What an editor should look at in an agenda."""

import datetime

import pytest

from events.models import Event, Phase, Room
from events.models.conflicts import Kind, by_kind, conflicts_of
from tests.factories import make_appearance, make_event, make_session, make_speaker, make_venue

pytestmark = pytest.mark.django_db


def make_rooms(event: Event, *names: str) -> list[Room]:
    return [Room.objects.create(venue=event.venue, name_en=name) for name in names]


def kinds(event: Event) -> list[str]:
    return [conflict.kind.value for conflict in conflicts_of(event)]


@pytest.fixture
def event() -> Event:
    return make_event(venue=make_venue())


def test_two_items_in_one_room_at_once(event: Event) -> None:
    room, other = make_rooms(event, "I", "II")
    first = make_session(event, "10:00", "11:00", room=room)
    make_session(event, "10:30", "11:30", room=other)
    second = make_session(event, "10:59", "12:00", room=room)
    found = conflicts_of(event)
    assert [(row.kind, row.sessions) for row in found] == [(Kind.ROOM, (first, second))]
    assert "I holds two items at once" in found[0].message


def test_items_that_meet_at_the_minute_are_no_conflict(event: Event) -> None:
    (room,) = make_rooms(event, "I")
    make_session(event, "10:00", "11:00", room=room)
    make_session(event, "11:00", "12:00", room=room)
    assert kinds(event) == []


def test_an_item_and_what_stands_within_it_are_no_conflict(event: Event) -> None:
    (room,) = make_rooms(event, "I")
    outer = make_session(event, "10:00", "12:00", room=room)
    inner = make_session(event, "10:30", "11:00", room=room, parent=outer)
    make_session(event, "10:40", "10:50", room=room, parent=inner)
    assert kinds(event) == []


def test_hours_that_overlap_without_a_room_for_each(event: Event) -> None:
    (room,) = make_rooms(event, "I")
    pause = make_session(event, "10:30", "11:00", title_en="Coffee", kind="break")
    session = make_session(event, "10:45", "12:00", title_en="Session I", room=room)
    [found] = conflicts_of(event)
    assert (found.kind, found.sessions) == (Kind.OVERLAP, (pause, session))
    assert found.message == "10:30–11:00 Coffee and 10:45–12:00 Session I"


def test_what_is_meant_to_run_side_by_side_is_no_conflict(event: Event) -> None:
    make_session(event, "08:00", "09:30", kind="registration")
    make_session(event, "09:00", "10:00", kind="opening")
    make_session(event, "10:00", "12:00", kind="visit")
    make_session(event, "10:00", "12:00", kind="visit")
    make_session(event, "12:00", "14:00", kind="break")
    make_session(event, "12:30", "13:30", kind="side-event")
    make_session(event, "14:00", "15:00", kind="wrap-up")
    make_session(event, "15:00", "16:00", kind="reception")
    make_session(event, "15:00", "", kind="end")
    assert kinds(event) == []


def test_what_has_no_hours_is_told_by_what_it_stands_within(event: Event) -> None:
    event.working_languages = ["en", "fr", "es"]
    event.save()
    names = {"title_fr": "Séance", "title_es": "Sesión"}
    outer = make_session(event, "10:00", "12:00", title_en="Session I", **names)
    make_session(event, "", title_en="General discussion", title_fr="", title_es="", parent=outer, day=event.starts_on)
    [found] = conflicts_of(event)
    assert found.message == "10:00–12:00 Session I › General discussion (French, Spanish)"


def test_a_speaker_in_two_places(event: Event) -> None:
    speaker = make_speaker(family_name="Traoré", given_name="Awa")
    one, two, three = make_rooms(event, "I", "II", "III")
    first = make_session(event, "10:00", "11:00", room=one)
    make_appearance(first, speaker=speaker)
    make_appearance(make_session(event, "10:30", "11:30", room=two), speaker=speaker, role="moderator")
    make_appearance(make_session(event, "10:30", "11:30", room=three))
    found = conflicts_of(event)
    assert [row.kind for row in found] == [Kind.SPEAKER]
    assert "Awa Traoré" in found[0].message


def test_a_speaker_with_two_roles_in_one_item_is_in_one_place(event: Event) -> None:
    speaker, session = make_speaker(), make_session(event)
    make_appearance(session, speaker=speaker)
    make_appearance(session, speaker=speaker, role="moderator")
    assert kinds(event) == []


def test_who_declined_is_nowhere_and_what_is_cancelled_takes_no_room(event: Event) -> None:
    (room,) = make_rooms(event, "I")
    speaker = make_speaker()
    make_appearance(make_session(event, room=room), speaker=speaker)
    make_appearance(make_session(event), speaker=speaker, status="declined")
    make_session(event, room=room, is_cancelled=True)
    assert kinds(event) == []


def test_an_item_outside_the_dates(event: Event) -> None:
    make_session(event, "", day=datetime.date(2027, 6, 20))
    assert kinds(event) == ["dates"]
    assert list(by_kind(conflicts_of(event))) == [Kind.DATES]
    Phase.objects.create(
        event=event, title_en="Online", starts_on=datetime.date(2027, 6, 18), ends_on=datetime.date(2027, 6, 30)
    )
    assert kinds(event) == []


def test_an_item_without_a_title_in_a_working_language(event: Event) -> None:
    event.working_languages = ["en", "es", "ar"]
    event.save()
    make_session(event, title_en="Opening", title_es="")
    found = conflicts_of(event)
    assert [row.kind for row in found] == [Kind.TITLE]
    assert "Spanish" in found[0].message


def test_an_event_without_dates_has_no_dates_to_be_outside_of() -> None:
    event = make_event(starts_on=None, ends_on=None)
    make_session(event, "", day=datetime.date(2027, 6, 20))
    assert kinds(event) == []


def test_a_large_agenda_takes_three_queries(event: Event, django_assert_num_queries) -> None:
    rooms = make_rooms(event, "I", "II")
    event.working_languages = ["en", "fr", "es"]
    for number in range(30):
        make_appearance(make_session(event, room=rooms[number % 2]))
    with django_assert_num_queries(3):
        assert len(conflicts_of(event)) > 30


def test_a_long_item_beside_many_is_one_thing_to_look_at(event: Event) -> None:
    talks = [
        make_session(event, f"{hour}:{half}", f"{hour}:{half + 20}")
        for hour in ("09", "10", "11", "12")
        for half in (10, 30)
    ]
    posters = make_session(event, "09:10", "13:00", title_en="Posters")
    [found] = conflicts_of(event)
    assert found.message == "09:10–13:00 Posters and 8 other items"
    assert found.sessions == (posters, *talks)
    assert found.day == event.starts_on
