"""A session ends after hours in which nobody opened a page; what was typed survives signing in again."""

import datetime
import re

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from access import typed
from tests.access.codes import code, give_app, sign_in
from tests.factories import make_conversation, make_registration, make_settings, make_staff

pytestmark = pytest.mark.django_db
ADD = "/admin/auth/group/add/"
TYPED = {"name": "Ministère de l’Intérieur", "_save": "Save"}
HOURS = django_settings.SESSION_COOKIE_AGE // 3600


@pytest.fixture
def user() -> User:
    return make_staff(is_superuser=True)


def at(hours: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + datetime.timedelta(hours=hours), tick=False)


def signed(page: str) -> str:
    return re.search(r'name="typed" value="([^"]+)"', page)[1]


def test_a_session_lasts_as_long_as_pages_are_opened(client: Client, user: User) -> None:
    assert HOURS == 8
    sign_in(client, user)
    for hours in (5, 10, 15):
        with at(hours):
            assert client.get("/admin/").status_code == 200
    with at(24):
        assert client.get("/admin/").status_code == 302


def test_what_scripts_fetch_keeps_no_session_alive(client: Client, user: User) -> None:
    sign_in(client, user)
    with at(5):
        client.get("/admin/", headers={"Sec-Fetch-Dest": "empty"})
    with at(9):
        assert client.get("/admin/").status_code == 302


def test_a_session_is_not_written_at_each_page(client: Client, user: User, django_assert_num_queries) -> None:
    sign_in(client, user)
    client.get("/admin/jsi18n/")
    with django_assert_num_queries(2):  # session and user
        client.get("/admin/jsi18n/")


def test_whom_it_goes_to_and_what_it_says_is_seen_before_it_is_sent(client: Client, user: User) -> None:
    event = make_settings().event
    talk = make_conversation(event, email="ana@example.org", subject="Gate")
    people = [make_registration(event) for _number in range(2)]
    decision = f"/admin/registrations/registration/decide/approve/?id={people[0].pk}"
    decision_of_talk = f"/admin/inbox/conversation/{talk.pk}/decide/approve/"
    for address, data, named in (
        (decision_of_talk, {"id": max(row.pk for row in people)}, [str(talk), talk.email]),
        (f"/admin/inbox/conversation/{talk.pk}/answer/", {"body": "Gate 3."}, [str(talk), talk.email]),
        (decision, {"id": people[1].pk}, [word for one in people for word in (str(one), one.email)]),
        ("/admin/no-such-page/", {"body": "x"}, []),
    ):
        page = client.post(address, data).content.decode()
        sign_in(client, user, typed=signed(page))
        page = client.get("/admin/send-again/").content.decode()
        assert "<details open>" in page
        found = re.findall(r"<li>\s*<b>([^<]+)</b>\s*<span class=\"muted\">([^<]+)</span>", page)
        assert sorted(word for row in found for word in row) == sorted(named)
        client.logout()


def test_nothing_is_named_that_the_person_may_not_see(client: Client) -> None:
    registration = make_registration()
    address = f"/admin/registrations/registration/{registration.pk}/change/"
    reader = make_staff("events.view_event")
    page = client.post(address, {"note": "x"}).content.decode()
    sign_in(client, reader, typed=signed(page))
    assert registration.reference not in client.get("/admin/send-again/").content.decode()


def test_what_was_typed_is_sent_again_after_the_sign_in(client: Client, user: User) -> None:
    page = client.post(ADD, TYPED).content.decode()
    assert "What you typed is not lost" in page
    assert "Files cannot be kept" not in page
    assert sign_in(client, user, typed=signed(page)) == "/admin/send-again/"
    page = client.get("/admin/send-again/").content.decode()
    assert f"<dt>name</dt><dd>{TYPED['name']}</dd>" in page
    assert "<dt>_save" not in page
    form = page.partition(f'<form method="post" action="{ADD}">')[2]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert fields.pop("csrfmiddlewaretoken")
    assert fields == TYPED
    assert client.post(ADD, fields).status_code == 302
    assert Group.objects.get().name == TYPED["name"]
    assert client.get("/admin/send-again/").url == "/admin/"


def test_it_comes_along_through_a_wrong_password_and_the_second_step(client: Client, user: User) -> None:
    give_app(user)
    page = client.post(ADD, TYPED).content.decode()
    page = client.post("/admin/login/", {"username": user.username, "password": "x", "typed": signed(page)}).content
    assert sign_in(client, user, typed=signed(page.decode())) == "/admin/login/code/"
    assert client.post("/admin/login/code/", {"code": code()}).url == "/admin/send-again/"
    assert TYPED["name"] in client.get("/admin/send-again/").content.decode()


def test_in_the_session_it_is_encrypted(client: Client, user: User) -> None:
    page = client.post(ADD, TYPED).content.decode()
    sign_in(client, user, typed=signed(page))
    assert "Minist" not in str(dict(client.session))


def test_passwords_and_files_are_not_kept_and_the_page_says_so(client: Client, user: User) -> None:
    data = {"username": "new", "password1": "a long one it is", "file": SimpleUploadedFile("a.pdf", b"x")}
    page = client.post("/admin/auth/user/add/", data).content.decode()
    assert "Files cannot be kept" in page
    assert "Passwords are not kept" in page
    kept = typed.signing.loads(signed(page), salt=typed.SALT)
    assert kept[1] == [["username", "new"]]


@pytest.mark.parametrize("forged", ["x", "W10:1:x"])
def test_what_does_not_come_from_us_is_passed_over(client: Client, user: User, forged: str) -> None:
    assert sign_in(client, user, typed=forged) == "/admin/"


@pytest.fixture
def stale(user: User) -> Client:
    """A form that was open in one tab while somebody signed in again in another."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    client.cookies["csrftoken"] = "a" * 32
    return client


def test_a_form_of_before_the_sign_in_in_another_tab_is_sent_again(stale: Client) -> None:
    data = TYPED | {"csrfmiddlewaretoken": "b" * 32}
    response = stale.post(ADD, data, headers={"Sec-Fetch-Site": "same-origin"})
    form = response.content.decode().partition(f'<form method="post" action="{ADD}">')[2]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert stale.post(ADD, fields, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302
    assert Group.objects.get().name == TYPED["name"]


def test_and_with_no_session_it_comes_along_through_the_sign_in(stale: Client) -> None:
    del stale.cookies["sessionid"]
    data = TYPED | {"csrfmiddlewaretoken": "b" * 32}
    page = stale.post(ADD, data, headers={"Sec-Fetch-Site": "same-origin"}).content.decode()
    assert "What you typed is not lost" in page


@pytest.mark.parametrize("site", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])
def test_what_another_site_sends_is_not_offered(stale: Client, site: dict[str, str]) -> None:
    response = stale.post(ADD, TYPED | {"csrfmiddlewaretoken": "b" * 32}, headers=site)
    assert response.status_code == 403
    assert TYPED["name"] not in response.content.decode()


def test_a_button_alone_leads_to_the_sign_in(client: Client) -> None:
    assert client.post(ADD).url.startswith("/admin/login/")
