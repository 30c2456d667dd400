"""Items that were moved in the agenda's table go back to where they stood."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from events.admin.agenda.rows import DayTable
from events.models import Event, Room, Session
from events.models.placement import placement_of, take_back
from tests.events.test_admin_agenda import address, post, saved, sent
from tests.factories import make_event, make_session, make_staff, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return make_event(venue=make_venue(), timezone="Africa/Dakar")


def put_back(client: Client, event: Event) -> str:
    """Press the button; gives the page that follows."""
    return str(client.post(address(event), {"put_back": ""}, follow=True).content.decode())


def test_an_item_that_got_another_hour_room_and_day_goes_back_with_what_stands_within_it(
    superuser: Client, event: Event
) -> None:
    session = make_session(event, title_en="Opening", room=Room.objects.create(venue=event.venue, name_en="Hall A"))
    part = make_session(event, title_en="Discussion", parent=session, starts_at=None, ends_at=None, day=session.day)
    other = Room.objects.create(venue=event.venue, name_en="Hall B")
    before = placement_of(event)
    data = sent(superuser, event, session)
    key = session.pk
    data |= {f"r{key}-start": "15:00", f"r{key}-end": "16:30", f"r{key}-room": other.pk, f"r{key}-day": "2027-06-15"}
    answer = post(superuser, event, data)
    assert saved(answer)
    part.refresh_from_db()
    assert part.day == datetime.date(2027, 6, 15)
    assert "2 items have another hour, room or place now." in superuser.get(answer.url).content.decode()
    assert "2 items are back in their places." in put_back(superuser, event)
    assert placement_of(event) == before
    assert "Nothing is left to put back." in put_back(superuser, event)
    assert placement_of(event) == before
    assert "another hour, room or place" not in superuser.get(address(event, moved="1")).content.decode()


def test_rows_that_were_put_into_another_order_go_back(superuser: Client, event: Event) -> None:
    first = make_session(event, "", day=event.starts_on, title_en="First", position=0)
    second = make_session(event, "", day=event.starts_on, title_en="Second", position=1)
    data = sent(superuser, event) | {f"r{first.pk}-order": "2", f"r{second.pk}-order": "1"}
    assert saved(post(superuser, event, data))
    assert list(event.sessions.in_agenda_order()) == [second, first]
    put_back(superuser, event)
    assert list(event.sessions.in_agenda_order()) == [first, second]


def test_what_somebody_moved_meanwhile_stays_and_this_is_said(superuser: Client, event: Event) -> None:
    session = make_session(event)
    data = sent(superuser, event)
    post(superuser, event, {**data, f"r{session.pk}-start": "08:00"})
    Session.objects.filter(pk=session.pk).update(starts_at=datetime.datetime(2027, 6, 14, 7, tzinfo=datetime.UTC))
    after = placement_of(event)
    assert "meanwhile: nothing was put back" in put_back(superuser, event)
    assert placement_of(event) == after


@pytest.mark.parametrize("change", [{"title_en": "Closing"}, {}])
def test_what_did_not_move_offers_nothing(superuser: Client, event: Event, change: dict[str, str]) -> None:
    session = make_session(event)
    data = sent(superuser, event)
    answer = post(superuser, event, {**data, **{f"r{session.pk}-{name}": value for name, value in change.items()}})
    assert "moved" not in answer.url
    assert Session.objects.get().starts_at == session.starts_at
    assert put_back(superuser, event)
    assert Session.objects.get().starts_at == session.starts_at


def test_who_may_only_look_puts_nothing_back(client: Client, superuser: Client, event: Event) -> None:
    session = make_session(event)
    post(superuser, event, {**sent(superuser, event), f"r{session.pk}-start": "08:00"})
    moved: Any = superuser.session["agenda-moves"]
    client.force_login(make_staff("events.view_event", "events.view_session"))
    store = client.session
    store["agenda-moves"] = moved
    store.save()
    assert client.post(address(event), {"put_back": ""}).status_code == 403


def test_putting_back_asks_as_much_for_many_items(
    event: Event, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [make_session(event) for _number in range(5)]
    now = placement_of(event)
    moved = [[row.pk, [*now[row.pk][:5], 40], now[row.pk]] for row in rows]
    with django_assert_max_num_queries(25):  # two to read, and what saving a row and its line of history take
        assert take_back(event, moved) == 5


def test_items_that_two_people_put_into_each_other_are_not_saved_and_are_named(
    superuser: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer, inner = make_session(event, title_en="Opening"), make_session(event, "11:00", "12:00", title_en="Plenary")
    data = {**sent(superuser, event), f"r{inner.pk}-level": "1", f"r{inner.pk}-title_en": "Great plenary"}
    is_valid = DayTable.is_valid

    def valid_until_a_colleague_saves(table: DayTable) -> bool:
        valid = is_valid(table)
        Session.objects.filter(pk=outer.pk).update(parent=inner)
        return valid

    with monkeypatch.context() as patched:
        patched.setattr(DayTable, "is_valid", valid_until_a_colleague_saves)
        answer = post(superuser, event, data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Nothing has been saved. These items stand within each other" in page
    assert "Opening; Great plenary" in page
    assert page.count("Great plenary") > 1  # in its box, too
    inner.refresh_from_db()
    assert (str(inner), inner.parent) == ("Plenary", None)
    assert saved(post(superuser, event, data))  # seen, and wanted so
    assert dict(event.sessions.values_list("pk", "parent")) == {outer.pk: None, inner.pk: outer.pk}


def test_items_that_stand_within_each_other_hold_up_no_other_change(superuser: Client, event: Event) -> None:
    outer = make_session(event, day=datetime.date(2027, 6, 15), starts_at=None, ends_at=None)
    inner = make_session(event, parent=outer, day=datetime.date(2027, 6, 15), starts_at=None, ends_at=None)
    Session.objects.filter(pk=outer.pk).update(parent=inner)
    other = make_session(event)
    assert saved(post(superuser, event, {**sent(superuser, event), f"r{other.pk}-start": "08:00"}))


def test_an_item_does_not_go_back_into_one_that_stands_within_it_by_now(superuser: Client, event: Event) -> None:
    outer, inner = make_session(event, title_en="Opening"), make_session(event, "11:00", "12:00", title_en="Plenary")
    Session.objects.filter(pk=inner.pk).update(parent=outer)
    assert saved(post(superuser, event, {**sent(superuser, event), f"r{inner.pk}-level": "0"}))
    Session.objects.filter(pk=outer.pk).update(parent=inner)
    assert "These items stand within each other" in put_back(superuser, event)
    assert Session.objects.get(pk=inner.pk).parent is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_a_colleague_moves_at_the_same_moment_is_not_ones_own_to_undo(
    superuser: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = make_session(event), make_session(event)
    later = theirs.starts_at + datetime.timedelta(minutes=5)
    waiting: list[threading.Thread] = []

    def move() -> None:
        try:
            Session.objects.filter(pk=theirs.pk).update(starts_at=later)
        finally:
            connection.close()

    save = DayTable.save

    def saved_while_a_colleague_moves(table: DayTable) -> int:
        waiting.append(threading.Thread(target=move))
        waiting[0].start()
        waiting[0].join(0.5)  # longer than it takes where nothing holds it up
        return save(table)

    monkeypatch.setattr(DayTable, "save", saved_while_a_colleague_moves)
    assert saved(post(superuser, event, {**sent(superuser, event), f"r{mine.pk}-start": "08:00"}))
    waiting[0].join()
    assert [row[0] for row in superuser.session["agenda-moves"]["moves"]] == [mine.pk]
    put_back(superuser, event)
    theirs.refresh_from_db()
    assert theirs.starts_at == later


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_put_items_into_each_other_at_the_same_moment_one_is_refused(
    superuser: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_session(event, "", day=event.starts_on, title_en="First", position=0)
    second = make_session(event, "", day=event.starts_on, title_en="Second", position=1)
    data = sent(superuser, event)
    into_first = {**data, f"r{second.pk}-level": "1"}
    into_second = {**data, f"r{first.pk}-level": "1", f"r{first.pk}-order": "2", f"r{second.pk}-order": "1"}
    colleague = Client()
    colleague.force_login(User.objects.get())
    is_valid, both = DayTable.is_valid, threading.Barrier(2, timeout=10)

    def valid_at_the_same_moment(table: DayTable) -> bool:
        valid = is_valid(table)
        both.wait()
        return valid

    monkeypatch.setattr(DayTable, "is_valid", valid_at_the_same_moment)

    def save(client: Client, sending: dict[str, Any]) -> int:
        try:
            return int(post(client, event, sending).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        codes = [pool.submit(save, *each) for each in ((superuser, into_first), (colleague, into_second))]
        assert sorted(code.result() for code in codes) == [200, 302]
    assert event.sessions.filter(parent=None).count() == 1
