"""The agenda as a structure: days, items within items, roles, joint lines, documents."""

import datetime

import pytest
from django.test import Client
from django.utils import translation

from events.agenda import build_days, build_items, reading_order, sessions_of
from events.models import Appearance, Document, Session
from tests.factories import make_appearance, make_document, make_event, make_session, publish_agenda, publish_agendas

pytestmark = pytest.mark.django_db


def test_days_are_numbered_and_in_order() -> None:
    event = make_event()
    second_day = datetime.datetime(2027, 6, 15, 9, tzinfo=event.zone)
    make_session(event, starts_at=second_day, ends_at=second_day + datetime.timedelta(hours=1))
    make_session(event)
    publish_agendas()
    days = build_days(sessions_of(event))
    assert [(day.date, day.number) for day in days] == [
        (datetime.date(2027, 6, 14), 1),
        (datetime.date(2027, 6, 15), 2),
    ]


def test_what_has_no_day_stands_at_the_end_without_a_number() -> None:
    event = make_event()
    make_session(event, start="", title_en="Module 1", kind=Session.Kind.MODULE)
    make_session(event)
    publish_agendas()
    assert [(day.date is None, day.number) for day in build_days(sessions_of(event))] == [(False, 1), (True, None)]


def test_an_untimed_discussion_stands_within_the_item_it_follows() -> None:
    event = make_event()
    session = make_session(event)
    discussion = make_session(event, start="", parent=session, kind=Session.Kind.DISCUSSION)
    publish_agendas()
    [day] = build_days(sessions_of(event))
    [item] = day.items
    assert [part.session for part in item.parts] == [discussion]


def test_items_within_items_are_walked_in_reading_order() -> None:
    event = make_event()
    first, second = make_session(event, "09:00", "10:00"), make_session(event, "10:00", "11:00")
    panel = make_session(event, "09:00", "09:30", parent=first, position=5)
    publish_agendas()
    items = build_items(sessions_of(event))
    assert [item.session for root in items for item in root.walk()] == [first, panel, second]


def test_the_reading_order_is_that_of_the_page() -> None:
    event = make_event()
    first, second = make_session(event, "09:00", "10:00"), make_session(event, "10:00", "11:00")
    part = make_session(event, start="", parent=first)
    within = make_session(event, start="", parent=part)
    publish_agendas()
    assert reading_order(event) == {first.pk: None, part.pk: first.pk, within.pk: part.pk, second.pk: None}
    assert list(reading_order(event)) == [first.pk, part.pk, within.pk, second.pk]


def test_moderators_stand_before_speakers_whatever_was_typed_first() -> None:
    session = make_session()
    make_appearance(session, position=1)
    make_appearance(session, role=Appearance.Role.MODERATOR, position=2)
    publish_agendas()
    [item] = build_items(sessions_of(session.event))
    assert [group.role for group in item.groups] == ["moderator", "speaker"]


def test_who_declined_is_not_named() -> None:
    session = make_session()
    make_appearance(session, status=Appearance.Status.DECLINED)
    publish_agendas()
    [item] = build_items(sessions_of(session.event))
    assert item.groups == []


def test_a_joint_presentation_is_one_line_with_one_document() -> None:
    session = make_session()
    first = make_appearance(session, position=1)
    second = make_appearance(session, position=2, joint_with=first)
    joint = make_document(appearance=first, kind=Document.Kind.JOINT_PRESENTATION)
    bio = make_document(appearance=first, kind=Document.Kind.BIO)
    publish_agendas()
    [item] = build_items(sessions_of(session.event))
    [line] = item.groups[0].lines
    assert [person.appearance for person in line.people] == [first, second]
    assert line.shared_documents == [joint]
    assert line.people[0].documents == [bio]


def test_who_presents_jointly_with_somebody_that_declined_still_has_a_line() -> None:
    session = make_session()
    first = make_appearance(session, status=Appearance.Status.DECLINED)
    second = make_appearance(session, joint_with=first)
    publish_agendas()
    [item] = build_items(sessions_of(session.event))
    assert [[person.appearance for person in line.people] for line in item.groups[0].lines] == [[second]]


@pytest.mark.parametrize(
    ("number", "title", "shown"),
    [
        ("II", "Session II: Tools", ""),
        ("II", "Tools for return", "II"),
        ("3", "Panel 3 – Cities", ""),
        ("I", "Information for cities", "I"),
        ("", "Opening", ""),
    ],
)
def test_a_number_is_said_once(number: str, title: str, shown: str) -> None:
    event = make_session(number=number, title_en=title).event
    publish_agendas()
    [item] = build_items(sessions_of(event))
    with translation.override("en"):
        assert item.number == shown


@pytest.mark.parametrize(("count", "heading"), [(1, "Speaker"), (2, "Speakers")])
def test_a_role_is_named_in_the_number_of_those_who_have_it(count: int, heading: str) -> None:
    session = make_session()
    for _ in range(count):
        make_appearance(session)
    publish_agendas()
    [item] = build_items(sessions_of(session.event))
    with translation.override("en"):
        assert item.groups[0].heading == heading


def test_a_document_for_participants_is_not_in_the_public_agenda() -> None:
    session = make_session()
    make_document(session=session, audience=Document.Audience.PARTICIPANTS)
    publish_agendas()
    [item] = build_items(sessions_of(session.event))
    assert item.documents == []


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        ("2027-03-09", "2027-03-11", [1, 3, None]),  # nothing stands on the second; the last is outside
        (None, None, [1, 2, 3]),
        ("2027-03-09", "2027-06-30", [1, 2, 3]),  # a course over months counts the days that it has
    ],
)
def test_days_have_the_numbers_that_they_have_in_the_event(
    first: str | None, last: str | None, numbers: list[int | None]
) -> None:
    dates = [datetime.date.fromisoformat(day) if day else None for day in (first, last)]
    event = make_event(starts_on=dates[0], ends_on=dates[1])
    for day in ("2027-03-09", "2027-03-11", "2027-04-01"):
        make_session(event, "", day=datetime.date.fromisoformat(day))
    publish_agenda(event)
    assert [day.number for day in build_days(sessions_of(event))] == numbers


def test_a_day_outside_the_event_has_no_number_on_the_page(client: Client) -> None:
    event = make_event(starts_on=datetime.date(2027, 3, 9), ends_on=datetime.date(2027, 3, 11))
    for day in (datetime.date(2027, 3, 1), datetime.date(2027, 3, 11)):
        make_session(event, "", day=day)
    publish_agenda(event)
    page = client.get(f"/en/events/{event.slug}/agenda/").content.decode()
    assert "Day 3" in page
    assert "Day None" not in page
    assert "Day 1" not in page
