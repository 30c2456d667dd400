"""A day as a grid of rooms and hours."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client

from events.agenda import build_days, sessions_of
from events.grid import MOST_HOURS, Grid, grids, has_grid
from events.models import Event, Room
from tests.factories import make_event, make_session, make_venue, publish_agenda

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 6, 14)  # the first of an event of the factories


@pytest.fixture
def event() -> Event:
    """An opening in the large room, then two rooms side by side, lunch for all."""
    venue = make_venue()
    large, small = venue.rooms.create(name_en="Large"), venue.rooms.create(name_en="Small")
    event = make_event(venue=venue)
    make_session(event, "09:00", "10:00", title_en="Opening", room=large)
    make_session(event, "10:00", "11:00", title_en="Funds", room=large)
    make_session(event, "10:00", "11:30", title_en="Houses", room=small)
    make_session(event, "11:30", "12:30", title_en="Lunch", kind="break")
    return event


def grid_of(event: Event) -> Grid:
    """The grid of its only day."""
    publish_agenda(event)
    days = build_days(sessions_of(event))
    assert has_grid(days)
    [grid] = grids(days)
    return grid


def places(grid: Grid) -> list[tuple[Any, ...]]:
    """Title, column, first and last line of each."""
    return [(str(cell.item.session), cell.column, cell.first, cell.last) for cell in grid.cells]


def test_rooms_are_columns_and_what_is_for_all_goes_over_them(event: Event) -> None:
    grid = grid_of(event)
    assert [str(column.room) for column in grid.columns] == ["Large", "Small"]
    assert places(grid) == [("Opening", 1, 1, 2), ("Funds", 1, 2, 3), ("Houses", 2, 2, 4), ("Lunch", 0, 4, 5)]
    assert [(hour.line, f"{hour.at:%H:%M}") for hour in grid.hours] == [(1, "09:00"), (2, "10:00"), (4, "11:30")]


def test_two_at_once_in_one_room_or_without_any_hide_nobody(event: Event) -> None:
    room = Room.objects.get(name_en="Small")
    make_session(event, "10:30", "11:00", title_en="Twice", room=room)
    make_session(event, "10:30", "11:00", title_en="Stand", room=None)
    grid = grid_of(event)
    assert [str(column.room) for column in grid.columns] == ["Large", "Small", "Small", "None"]
    assert [str(column.room) for column in grid.rooms] == ["Large", "Small"]
    assert {title: column for title, column, *_lines in places(grid)} == {
        "Opening": 1, "Funds": 1, "Houses": 2, "Twice": 3, "Stand": 4, "Lunch": 0,
    }  # fmt: skip


def test_parts_with_rooms_stand_in_the_place_of_their_item_and_an_open_end_lasts_until_the_next(event: Event) -> None:
    large, small = Room.objects.order_by("pk")
    groups = make_session(event, "14:00", "15:00", title_en="Groups")
    make_session(event, "14:00", "15:00", title_en="A", parent=groups, room=large)
    make_session(event, "14:00", "15:00", title_en="B", parent=groups, room=small)
    make_session(event, "", title_en="Report", parent=groups, day=event.starts_on)
    start = datetime.datetime.combine(DAY, datetime.time(15), event.zone)
    make_session(event, "", title_en="Open end", starts_at=start)
    make_session(event, "15:45", "16:00", title_en="End")
    make_session(event, "", title_en="Some time", day=event.starts_on)
    grid = grid_of(event)
    found = {title: tuple(place) for title, *place in places(grid)}
    assert found["A"][0] != found["B"][0]
    assert "Groups" not in found
    assert found["Open end"][2] == found["End"][1]
    assert [str(item.session) for item in grid.rest] == ["Some time"]
    assert {str(cell.within.session) for cell in grid.cells if cell.within} == {"Groups"}


def test_a_day_one_thing_after_the_other_has_none(client: Client) -> None:
    event = make_event()
    make_session(event, "09:00", "10:00")
    make_session(event, "10:00", "11:00")
    publish_agenda(event)
    assert client.get(f"/en/events/{event.slug}/agenda/by-room/").status_code == 404
    assert b"by-room" not in client.get(f"/en/events/{event.slug}/agenda/").content


def test_items_that_overlap_in_fewer_than_two_rooms_are_a_list(client: Client) -> None:
    event = make_event(venue=make_venue())
    make_session(event, "10:30", "11:00")
    make_session(event, "10:45", "11:30")
    make_session(event, "11:00", "12:00", room=Room.objects.create(venue=event.venue, name_en="Large"))
    publish_agenda(event)
    assert client.get(f"/en/events/{event.slug}/agenda/by-room/").status_code == 404
    assert b"by-room" not in client.get(f"/en/events/{event.slug}/agenda/").content


def test_more_hours_than_a_grid_has_lines_are_a_list(event: Event) -> None:
    start = datetime.datetime.combine(DAY, datetime.time(13), event.zone)
    for number in range(MOST_HOURS):
        at = start + datetime.timedelta(minutes=number)
        make_session(event, "", starts_at=at, ends_at=at + datetime.timedelta(minutes=5))
    publish_agenda(event)
    assert grids(build_days(sessions_of(event))) == []


def test_a_column_without_a_room_says_so(client: Client, event: Event) -> None:
    publish_agenda(event)
    address = f"/en/events/{event.slug}/agenda/by-room/"
    assert "Without a room" not in client.get(address).content.decode()
    make_session(event, "10:30", "11:00", title_en="Stand", room=None)
    publish_agenda(event)
    page = client.get(address).content.decode()
    assert re.findall(r'<li class="grid-room (c\d)" aria-hidden="true">\s*([^<]*?)\s*</li>', page) == [
        ("c1", "Large"), ("c2", "Small"), ("c3", "Without a room"),
    ]  # fmt: skip


def test_the_page_names_hour_and_room_of_each_for_those_who_do_not_see_the_grid(client: Client, event: Event) -> None:
    publish_agenda(event)
    address = f"/en/events/{event.slug}/agenda/by-room/"
    assert address in client.get(f"/en/events/{event.slug}/agenda/").content.decode()
    page = client.get(address).content.decode()
    assert page.index("Opening") < page.index("Funds") < page.index("Houses") < page.index("Lunch")
    assert "grid-item c2 a2 b4" in page
    assert page.count('class="grid-where"') == 3
    assert "Provisional agenda" in page
