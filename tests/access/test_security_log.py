"""Sign-ins, failures, refusals and exports leave a line; each sees the own, superusers see all."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from access import security_log
from access.models import SecurityEvent
from outbox import scheduler
from tests.access.codes import sign_in
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
Kind = SecurityEvent.Kind


@pytest.fixture
def user() -> User:
    return make_staff(is_superuser=True)


def lines() -> list[tuple[str, str, str]]:
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", "account", "detail"))


def test_a_sign_in_leaves_a_line(client: Client, user: User) -> None:
    sign_in(client, user)
    row = SecurityEvent.objects.get()
    assert (row.kind, row.user, row.account, row.network) == (Kind.SIGNED_IN, user, user.username, "127.0.0.1")


def test_a_failure_does_and_keeps_no_name_that_is_none(client: Client, user: User) -> None:
    sign_in(client, user, "wrong")
    client.post("/admin/login/", {"username": "my secret password", "password": "x"})
    assert lines() == [(Kind.FAILED, user.username, "password"), (Kind.FAILED, "", "password")]


def test_a_refusal_does(client: Client) -> None:
    user = make_staff()
    client.force_login(user)
    assert client.get("/admin/auth/user/?q=x").status_code == 403
    assert lines() == [(Kind.DENIED, user.username, "GET /admin/auth/user/")]


def test_an_export_does_and_the_page_before_it_does_not(client: Client, user: User) -> None:
    client.force_login(user)
    address = "/admin/speakers/organisation/export/"
    client.get(address)
    client.post(address, {"format": "none"})
    assert not lines()
    assert client.post(address, {"format": "0", "resource": "0"}).status_code == 200
    assert lines() == [(Kind.EXPORTED, user.username, address)]


def test_a_new_password_does(client: Client, user: User) -> None:
    client.force_login(user)
    data = {"old_password": "secret", "new_password1": "a long new one", "new_password2": "a long new one"}
    assert client.post("/admin/password_change/", data).status_code == 302
    assert lines() == [(Kind.CHANGED, user.username, "password changed")]


def test_each_sees_the_own_lines(client: Client, user: User) -> None:
    other = make_staff()
    security_log.write(Kind.SIGNED_IN, None, other, "elsewhere")
    sign_in(client, user)
    page = client.get("/admin/sign-in/").content.decode()
    assert "Signed in" in page
    assert "elsewhere" not in page
    assert '<a href="/admin/sign-in/">My sign-in</a>' in page


def test_superusers_alone_see_all_and_change_nothing(client: Client, user: User) -> None:
    security_log.write(Kind.SIGNED_IN, None, user)
    client.force_login(make_staff("access.view_securityevent", "access.delete_securityevent"))
    assert client.get("/admin/access/securityevent/").status_code == 403
    client.force_login(user)
    assert user.username in client.get("/admin/access/securityevent/").content.decode()
    row = SecurityEvent.objects.first()
    assert client.get(f"/admin/access/securityevent/{row.pk}/change/").status_code == 200
    for address in ("add/", f"{row.pk}/delete/"):
        assert client.get(f"/admin/access/securityevent/{address}").status_code == 403


def test_lines_end_after_days_of_their_own(user: User, settings: object) -> None:
    security_log.write(Kind.SIGNED_IN, None, user)
    settings.SECURITY_LOG_DAYS = 10
    for days, left in ((9, 1), (11, 0)):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=days), tick=False):
            scheduler.do_periodic_work()
        assert SecurityEvent.objects.count() == left


def test_the_line_outlives_the_account(user: User) -> None:
    security_log.write(Kind.SIGNED_IN, None, user)
    name = user.username
    user.delete()
    assert lines() == [(Kind.SIGNED_IN, name, "")]


@pytest.mark.parametrize("model", ["mfa/authenticator", "account/emailaddress", "socialaccount/socialapp"])
def test_no_page_shows_what_allauth_keeps(client: Client, user: User, model: str) -> None:
    client.force_login(user)
    assert client.get(f"/admin/{model}/").status_code == 404
