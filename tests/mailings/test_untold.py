"""An event is cancelled, postponed or moved: who saves it hears who does not know, and so does who may tell them."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import roles
from events.models import Event, Room
from mailings.actions.announce import notify, tell_of_new_dates
from mailings.old_dates import CALLED_OFF, SAY_DATES, with_old_dates
from mailings.untold import untold
from outbox.salutations import source_of
from registrations.actions.correct import correct
from registrations.actions.decide import approve, cancel, decline, put_on_waiting_list
from registrations.actions.register import register
from registrations.kinds import Kind
from registrations.models import Registration
from tests.changeform import form_of
from tests.factories import (
    make_event,
    make_registration,
    make_session,
    make_settings,
    make_staff,
    make_venue,
    publish_agenda,
)

pytestmark = pytest.mark.django_db
MANAGER, OFFICER = (sorted(roles.ROLES[role]) for role in (roles.EVENT_MANAGERS, roles.REGISTRATION_OFFICERS))
QUEUE = "/admin/registrations/registration/"


@pytest.fixture
def event() -> Event:
    """With two who are expected and one who waits for a decision."""
    first = timezone.localdate() + datetime.timedelta(days=100)
    event = make_settings(
        make_event(starts_on=first, ends_on=first + datetime.timedelta(days=2), venue=make_venue())
    ).event
    by = make_staff()
    for name in ("Núñez", "Okoro"):
        approve(make_registration(event, family_name=name), by=by)
    make_registration(event, family_name="Sow")
    return event


def save(client: Client, event: Event, **fields: str) -> str:
    address = reverse("admin:events_event_change", args=[event.pk])
    return client.post(address, {**form_of(client, address), **fields}, follow=True).content.decode()


def later(event: Event) -> dict[str, str]:
    move = datetime.timedelta(days=7)
    assert event.starts_on
    assert event.ends_on
    return {"starts_on": str(event.starts_on + move), "ends_on": str(event.ends_on + move)}


def test_who_cancels_and_may_not_tell_hears_how_many_do_not_know_and_who_tells_them(
    client: Client, event: Event
) -> None:
    officer = make_staff(*OFFICER)
    officer.first_name, officer.last_name = "Aïcha", "Diallo"
    officer.save()
    client.force_login(make_staff(*MANAGER))
    page = save(client, event, status="cancelled")
    assert "3 registered persons do not know yet that the event is cancelled." in page
    assert "They can be told by: Aïcha Diallo." in page
    assert "Tell them…" not in page


def test_where_nobody_may_tell_them_that_is_said(client: Client, event: Event) -> None:
    client.force_login(make_staff(*MANAGER))
    assert "Nobody has the right to tell them yet" in save(client, event, status="postponed")


def test_who_moves_an_event_hears_how_many_know_the_old_dates(client: Client, event: Event) -> None:
    client.force_login(make_staff(*MANAGER))
    words = "3 registered persons do not know the new dates or the new place yet."
    assert words in save(client, event, **later(event))
    other = make_venue(name_en="Elsewhere")
    tell_of_new_dates(Event.objects.get(pk=event.pk))
    assert "do not know" not in save(client, event, title_en="Another title")
    assert words in save(client, event, venue=str(other.pk), room="")


@pytest.mark.parametrize("change", ["cancelled", "moved"])
def test_the_officer_sees_it_at_home_and_above_the_queue_until_told(client: Client, event: Event, change: str) -> None:
    if change == "cancelled":
        event.status, page = "cancelled", "notice"
    else:
        move = datetime.timedelta(days=7)
        event.starts_on, event.ends_on, page = event.starts_on + move, event.ends_on + move, "moved"
    event.save()
    officer = make_staff(*OFFICER)
    client.force_login(officer)
    address = reverse(f"admin:events_event_{page}", args=[event.pk])
    for place in ("/admin/", f"{QUEUE}?event={event.pk}"):
        html = client.get(place).content.decode()
        assert "3 registered persons do not know" in html
        assert f'href="{address}"' in html
    shown = client.get(address).content.decode()
    assert "Núñez" in shown
    if change == "cancelled":
        notify(event, {}, by=officer)
    else:
        tell_of_new_dates(event, by=officer)
    for place in ("/admin/", f"{QUEUE}?event={event.pk}"):
        assert "do not know" not in client.get(place).content.decode()


def test_of_another_event_nothing_is_said(client: Client, event: Event) -> None:
    other = make_settings(make_event()).event
    event.status = "cancelled"
    event.save()
    client.force_login(make_staff(*OFFICER))
    assert "do not know" not in client.get(f"{QUEUE}?event={other.pk}").content.decode()


@pytest.fixture
def one_day() -> Event:
    """With hours, and with one who is expected."""
    day = timezone.localdate() + datetime.timedelta(days=50)
    event = make_settings(make_event(starts_on=day, ends_on=None)).event
    make_session(event, day=day)
    publish_agenda(event)
    approve(make_registration(event), by=make_staff())
    return event


def test_an_event_of_one_day_with_hours_moves_too(one_day: Event) -> None:
    assert not untold([one_day])[one_day]
    one_day.starts_on += datetime.timedelta(days=1)
    one_day.save()
    assert untold([one_day])[one_day] == len(with_old_dates(one_day)) == 1


def test_other_hours_of_the_same_day_are_news_of_its_agenda(one_day: Event) -> None:
    one_day.moved_at = timezone.now()
    one_day.save()
    session = one_day.sessions.get()
    session.ends_at += datetime.timedelta(hours=1)
    session.save()
    publish_agenda(one_day)
    assert not untold([one_day])[one_day]
    assert not with_old_dates(one_day)


@pytest.mark.parametrize("others", [0, 5])
def test_the_persons_are_named_in_three_queries(event: Event, others: int, django_assert_num_queries) -> None:
    for _number in range(others):
        approve(make_registration(event), by=make_staff())
    event.starts_on += datetime.timedelta(days=1)
    event.save()
    event = Event.objects.for_list().get(pk=event.pk)
    with django_assert_num_queries(3):
        people = with_old_dates(event)
    assert len(people) == untold([event])[event] == 3 + others


def ask(event: Event, name: str) -> Registration:
    who = {"given_name": "Ana", "family_name": name, "email": f"{name.lower()}@example.org"}
    return register(event, source="web", language="en", **who)


def test_who_waits_and_was_told_the_old_dates_is_told_too_and_where_the_registration_stands(event: Event) -> None:
    officer = make_staff()
    pending, waiting, declined = (ask(event, name) for name in ("Adeyemi", "Brun", "Castro"))
    put_on_waiting_list(waiting, by=officer)
    decline(declined, by=officer, reason="Full.")
    assert not untold([event])[event]
    for _move in range(2):
        event.starts_on += datetime.timedelta(days=1)
        event.save()
        newcomer = ask(event, f"New{_move}")
        late = [row.family_name for row in with_old_dates(event)]
        assert late == ["Núñez", "Okoro", "Sow", "Adeyemi", "Brun"]
        assert untold([event])[event] == 5
        assert tell_of_new_dates(event, by=officer) == 5
        assert not untold([event])[event]
        cancel(newcomer)
    for row, words in ((pending, "not yet confirmed"), (waiting, "All places are taken")):
        message = row.messages.latest("pk")
        assert (message.kind, message.calendar) == (Kind.CHANGED, "")
        assert words in message.text


def test_who_waits_hears_nothing_where_all_is_again_as_it_was_said(event: Event) -> None:
    ask(event, "Adeyemi")
    venue, elsewhere = event.venue, make_venue(name_en="Elsewhere")
    for days, place in ((1, venue), (-1, venue), (0, elsewhere), (0, venue)):
        event.starts_on += datetime.timedelta(days=days)
        event.venue = place
        event.save()
        is_told = (days, place) in ((1, venue), (0, elsewhere))
        assert bool(with_old_dates(event)) == bool(untold([event])[event]) == is_told


def test_who_takes_part_online_hears_nothing_of_another_place(event: Event) -> None:
    event.mode = "hybrid"
    event.save()
    for name, mode in (("Adeyemi", "online"), ("Brun", "in-person")):
        make_registration(event, family_name=name, mode=mode)
    approve(make_registration(event, family_name="Castro", mode="online"), by=make_staff())
    event.venue = make_venue(name_en="Elsewhere")
    event.save()
    assert [row.family_name for row in with_old_dates(event)] == ["Núñez", "Okoro", "Sow", "Brun"]
    assert untold([event])[event] == 4
    event.starts_on += datetime.timedelta(days=1)
    event.save()
    assert untold([event])[event] == 6


def test_who_comes_in_another_way_than_at_first_was_told_no_other_place(event: Event) -> None:
    event.mode = "hybrid"
    event.save()
    correct(make_registration(event, mode="online"), by=make_staff(), mode="in-person")
    assert not with_old_dates(event)


def test_who_waits_hears_of_the_dates_after_a_postponement(event: Event) -> None:
    pending = ask(event, "Adeyemi")
    for _time in range(2):
        event.status = "postponed"
        event.save()
        notify(event, {}, by=make_staff())
        event.status = "published"
        event.save()
        assert pending in with_old_dates(event)
        tell_of_new_dates(event)
        assert pending not in with_old_dates(event)


def test_another_room_is_no_news_to_those_who_wait(event: Event) -> None:
    ask(event, "Adeyemi")
    event.room = Room.objects.create(venue=event.venue, name_en="Room XIX")
    event.save()
    assert not with_old_dates(event)


@pytest.mark.parametrize("kind", sorted(set(SAY_DATES) - set(CALLED_OFF)))
def test_the_words_say_the_dates(kind: Kind) -> None:
    assert all("{dates}" in source_of("registrations", f"{kind}.{code}.txt") for code in ("en", "fr", "es"))


def test_who_may_not_decide_does_not_open_the_page(client: Client, event: Event) -> None:
    client.force_login(make_staff(*MANAGER))
    assert client.get(reverse("admin:events_event_moved", args=[event.pk])).status_code == 403


def test_many_events_take_as_many_queries_as_one(event: Event, django_assert_num_queries) -> None:
    rows = [event]
    for status in ("cancelled", "postponed", "published", "published"):
        each = make_settings(make_event(starts_on=event.starts_on, venue=make_venue())).event
        approve(make_registration(each), by=make_staff())
        each.status, each.starts_on = status, event.ends_on
        each.save()
        rows.append(each)
    for count, expected in ((4, 3), (5, 4)):
        loaded = list(Event.objects.filter(pk__in=[each.pk for each in rows[:count]]).for_list())
        with django_assert_num_queries(3):
            numbers = untold(loaded)
        assert sum(numbers.values()) == expected


def test_of_events_that_never_moved_no_mail_is_looked_at(event: Event, django_assert_num_queries) -> None:
    event.title_en = "Another title"
    event.save()
    assert event.moved_at is None
    with django_assert_num_queries(0):
        assert not untold([event])
