"""Staff tell participants that an event has moved, after a look at the mail."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from access import roles
from events.models import Event
from outbox.models import Message
from registrations.actions.decide import approve
from registrations.actions.register import register
from registrations.kinds import Kind
from tests.factories import make_registration, make_settings, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved() -> Event:
    """An event that moved after somebody was approved."""
    event = make_settings().event
    approve(make_registration(event, family_name="Núñez"), by=make_staff())
    event.starts_on, event.ends_on = datetime.date(2027, 9, 1), datetime.date(2027, 9, 3)
    event.save()
    return event


def post(client: Client, event: Event, **extra: str) -> str:
    data = {"action": "tell_of_change", "_selected_action": str(event.pk), **extra}
    return client.post(reverse("admin:events_event_changelist"), data, follow=True).content.decode()


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_staff(*roles.ROLES[roles.REGISTRATION_OFFICERS]))
    return client


def test_the_mail_is_shown_before_it_goes(officer: Client, moved: Event) -> None:
    html = post(officer, moved)
    assert "Núñez" in html
    assert "1–3 September 2027" in html
    assert not Message.objects.filter(kind=Kind.CHANGED).exists()


def test_the_mail_to_those_who_wait_is_shown_too(officer: Client, moved: Event) -> None:
    register(moved, source="web", language="en", given_name="Ana", family_name="Sow", email="sow@example.org")
    moved.starts_on = datetime.date(2027, 9, 2)
    moved.save()
    html = post(officer, moved)
    assert "A place is reserved for you." in html
    assert "Your participation is not yet confirmed." in html


def test_it_goes_once(officer: Client, moved: Event) -> None:
    assert "1 message is on its way." in post(officer, moved, confirmed="1")
    assert "0 messages are on their way." in post(officer, moved, confirmed="1")
    assert Message.objects.filter(kind=Kind.CHANGED).count() == 1
    assert "Nobody was told other dates or another place" in post(officer, moved)


def test_who_may_not_decide_may_not_tell(client: Client, moved: Event) -> None:
    client.force_login(make_staff("events.view_event", "events.change_event"))
    post(client, moved, confirmed="1")
    assert not Message.objects.filter(kind=Kind.CHANGED).exists()


def test_the_list_offers_it_in_words(officer: Client, moved: Event) -> None:
    html = officer.get(reverse("admin:events_event_changelist")).content.decode()
    assert ">Tell participants of new dates or a new place</option>" in html
    assert ">Tell participants that the event is cancelled or postponed</option>" in html
