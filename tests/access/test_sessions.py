"""Each sees where he or she is signed in, and ends it; no session is longer than a day, and none stays when over."""

import datetime
import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from access.models import SecurityEvent
from outbox import scheduler
from tests.access.codes import code, give_app, sign_in
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
END = "/admin/sign-in/sessions/end/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"


@pytest.fixture
def user() -> User:
    return make_staff(is_superuser=True)


def signed_in(user: User, browser: str = FIREFOX, network: str = "10.1.1.1") -> Client:
    client = Client(HTTP_USER_AGENT=browser, REMOTE_ADDR=network)
    assert sign_in(client, user) == "/admin/"
    return client


def shown(client: Client) -> str:
    return client.get("/admin/sign-in/").content.decode()


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def hours(number: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + datetime.timedelta(hours=number), tick=False)


def test_each_sees_where_he_or_she_is_signed_in(user: User) -> None:
    here, elsewhere, other = (
        signed_in(user),
        signed_in(user, SAFARI, "10.2.2.2"),
        signed_in(make_staff(), "", "10.3.3.3"),
    )
    page = shown(here)
    assert "Firefox, Windows" in page
    assert "Safari, iPhone" in page
    assert "10.2.2.2" in page
    assert "10.3.3.3" not in page
    assert page.count("This browser") == 1
    for client in (here, elsewhere, other):
        assert client.cookies["sessionid"].value not in page


def test_one_of_them_is_ended(user: User) -> None:
    here, phone, tablet = signed_in(user), signed_in(user, SAFARI), signed_in(user)
    mark = re.search(r'iPhone.*?name="session" value="(\w+)"', shown(here), re.DOTALL)[1]
    assert here.post(END, {"session": mark}).url == "/admin/sign-in/"
    assert [is_in(client) for client in (here, phone, tablet)] == [True, False, True]
    assert SecurityEvent.objects.filter(user=user, kind="changed", detail="sessions ended").exists()


def test_so_are_all_but_this_one_and_nobody_elses(user: User) -> None:
    here, phone, other = signed_in(user), signed_in(user, SAFARI), signed_in(make_staff(is_superuser=True))
    mark = re.search(r'name="session" value="(\w+)"', shown(signed_in(user)))[1]
    other.post(END, {"session": mark})
    other.post(END, {"session": ""})
    assert is_in(phone)
    here.post(END, {"session": ""})
    assert [is_in(client) for client in (here, phone, other)] == [True, False, True]
    assert here.get(END).status_code == 405


def test_ending_one_asks_for_the_second_factor_again(user: User) -> None:
    give_app(user)
    here = Client()
    sign_in(here, user)
    here.post("/admin/login/code/", {"code": code()})
    with hours(1):
        assert here.post(END, {"session": ""}).url.startswith("/admin/login/again/")


def test_a_session_of_the_password_before_is_not_shown(user: User) -> None:
    here = signed_in(user)
    signed_in(user, SAFARI)
    new = "a long new passphrase"
    here.post("/admin/password_change/", {"old_password": "secret", "new_password1": new, "new_password2": new})
    assert "iPhone" not in shown(here)


def test_the_list_costs_the_same_however_many(user: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    here = signed_in(user)
    with django_assert_num_queries(7):
        shown(here)
    for _number in range(5):
        signed_in(user)
    with django_assert_num_queries(7):
        shown(here)


def test_a_session_ends_after_a_day_however_much_somebody_works(user: User, settings: Settings) -> None:
    settings.SESSION_HOURS = 12
    here = signed_in(user)
    for number in (4, 8, 11.5):
        with hours(number):
            assert is_in(here)
    with hours(12.1):
        assert not is_in(here)


def test_a_code_given_again_does_not_make_it_longer(user: User) -> None:
    give_app(user)
    here = Client()
    sign_in(here, user)
    here.post("/admin/login/code/", {"code": code()})
    for number in (7, 14, 21):
        with hours(number):
            assert here.post("/admin/login/again/", {"code": code()}).status_code == 302
    with hours(24.1):
        assert not is_in(here)


def test_the_worker_forgets_them(client: Client) -> None:
    client.force_login(make_staff())
    scheduler.do_periodic_work()
    assert Session.objects.count() == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(days=30), tick=False):
        scheduler.do_periodic_work()
    assert not Session.objects.exists()
