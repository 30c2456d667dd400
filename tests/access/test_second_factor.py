"""The second factor: asked for at each sign-in, required where the site runs for real, asked again where it matters."""

import datetime
import re
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from access import codes as code_forms
from access.models import SecurityEvent
from config.openid_url import passkey_site
from storage.encrypted_fields import decrypt
from storage.models import MINUTES_10, RateCount
from tests.access.codes import SECRET, code, give_app, recovery_codes, sign_in
from tests.factories import make_registration, make_staff

pytestmark = pytest.mark.django_db
EXPORT = "/admin/speakers/organisation/export/"


@pytest.fixture
def user() -> User:
    return give_app(make_staff(is_superuser=True))


@pytest.fixture
def desk(client: Client, user: User) -> Client:
    """Signed in just now, with a code."""
    sign_in(client, user)
    client.post("/admin/login/code/", {"code": recovery_codes(user)[0]})
    return client


def later(**span: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + datetime.timedelta(**span), tick=False)


# Signing in -----------------------------------------------------------------------------------------------------------


def test_without_one_the_password_is_enough_where_none_is_required(client: Client) -> None:
    assert sign_in(client, make_staff(is_superuser=True)) == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_the_password_alone_lets_nobody_in_who_has_one(client: Client, user: User) -> None:
    assert sign_in(client, user, next="/admin/events/event/") == "/admin/login/code/"
    assert client.get("/admin/events/event/").status_code == 302
    page = client.get("/admin/login/code/")
    assert "no-store" in page.headers["Cache-Control"]
    assert client.post("/admin/login/code/", {"code": code()}).url == "/admin/events/event/"
    assert client.get("/admin/events/event/").status_code == 200


def test_the_second_step_is_there_for_nobody_who_has_not_done_the_first(client: Client, user: User) -> None:
    assert client.post("/admin/login/code/", {"code": code()}).url == "/admin/login/"


def test_a_code_is_taken_once_by_whatever_process(client: Client, user: User) -> None:
    now = code()
    sign_in(client, user)
    client.post("/admin/login/code/", {"code": now})
    other = Client()
    sign_in(other, user)
    cache.clear()  # what allauth remembers of it, in one process alone
    assert "was used already" in other.post("/admin/login/code/", {"code": f"{now[:3]} {now[3:]}"}).content.decode()


def test_a_recovery_code_lets_in_once(client: Client, user: User) -> None:
    first = recovery_codes(user)[0]
    sign_in(client, user)
    assert client.post("/admin/login/code/", {"code": first}).url == "/admin/"
    other = Client()
    sign_in(other, user)
    assert other.post("/admin/login/code/", {"code": first}).status_code == 200
    assert first not in recovery_codes(user)


def test_wrong_codes_are_counted_and_then_refused_even_if_right(client: Client, user: User) -> None:
    sign_in(client, user)
    for _number in range(code_forms.LIMIT):
        assert client.post("/admin/login/code/", {"code": "000000"}).status_code == 200
    page = client.post("/admin/login/code/", {"code": code()})
    assert "Too many wrong codes were tried." in page.content.decode()
    with later(minutes=10):
        sign_in(client, user)
        assert client.post("/admin/login/code/", {"code": code()}).status_code == 302


def test_the_key_of_the_app_is_encrypted(user: User) -> None:
    row = Authenticator.objects.get(user=user, type="totp")
    assert SECRET not in str(row.data)
    assert decrypt(row.data["secret"]) == SECRET


def test_the_codes_survive_a_change_of_key(user: User, settings: Settings) -> None:
    before = recovery_codes(user)
    settings.RESTRICTED_KEYS = ["another key, long enough for anybody here", *settings.RESTRICTED_KEYS]
    call_command("reencrypt", stdout=StringIO())
    settings.RESTRICTED_KEYS = settings.RESTRICTED_KEYS[:1]
    assert recovery_codes(user) == before


# Setting up -----------------------------------------------------------------------------------------------------------


def test_where_it_is_required_everything_leads_to_setting_it_up(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = make_staff(is_superuser=True)
    sign_in(client, user)
    for address in ("/admin/", "/admin/events/event/", EXPORT):
        assert client.get(address).url == "/admin/sign-in/app/"
    page = client.get("/admin/sign-in/app/").content.decode()
    key = re.search(r'class="secret">(\w+)<', page)[1]
    assert client.post("/admin/sign-in/app/", {"code": code(secret=key)}).url == "/admin/sign-in/codes/"
    assert recovery_codes(user)[9] in client.get("/admin/sign-in/codes/").content.decode()
    assert client.get("/admin/").status_code == 200


def test_the_code_that_set_the_app_up_signs_nobody_in(client: Client) -> None:
    user = make_staff()
    sign_in(client, user)
    key = re.search(r'class="secret">(\w+)<', client.get("/admin/sign-in/app/").content.decode())[1]
    now = code(secret=key)
    client.post("/admin/sign-in/app/", {"code": now})
    other = Client()
    sign_in(other, user)
    cache.clear()  # what allauth remembers of it, in one process alone
    assert "was used already" in other.post("/admin/login/code/", {"code": now}).content.decode()


def test_public_pages_are_open_and_a_stranger_has_no_session(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, make_staff())
    assert client.get("/en/").status_code == 200
    with CaptureQueriesContext(connection) as queries:
        page = Client().get("/en/")
    assert not page.cookies
    assert not [query for query in queries.captured_queries if "django_session" in query["sql"]]


def test_setting_up_long_after_the_sign_in_asks_for_the_password_again(client: Client) -> None:
    user = make_staff()
    client.force_login(user)
    again = client.get("/admin/sign-in/app/").url
    assert again == "/admin/login/?next=%2Fadmin%2Fsign-in%2Fapp%2F&again=1"
    assert client.get("/admin/").status_code == 200
    assert "Please sign in once more" in client.get(again).content.decode()
    assert sign_in(client, user, next="/admin/sign-in/app/") == "/admin/sign-in/app/"
    assert client.get("/admin/sign-in/app/").status_code == 200


def test_a_wrong_first_code_sets_nothing_up(client: Client) -> None:
    user = make_staff()
    sign_in(client, user)
    client.get("/admin/sign-in/app/")
    assert client.post("/admin/sign-in/app/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.filter(user=user).exists()


def test_a_lost_one_is_reset_by_a_command_that_leaves_a_line(desk: Client, user: User) -> None:
    out = StringIO()
    RateCount.objects.hit("code", str(user.pk), MINUTES_10)
    call_command("reset_second_factor", user.username, stdout=out)
    assert RateCount.objects.count_of("code", str(user.pk), MINUTES_10) == 0, "no code is refused for those before"
    assert "1 sessions ended" in out.getvalue()
    assert not Authenticator.objects.filter(user=user).exists()
    assert not Session.objects.exists()
    assert "reset by" in SecurityEvent.objects.filter(kind="changed", user=user)[0].detail
    with pytest.raises(CommandError, match="no account"):
        call_command("reset_second_factor", "nobody")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://events.example.org", "events.example.org"),
        ("https://192.0.2.7:8443", ""),
        ("https://[2001:db8::7]", ""),
        ("http://events.example.org", ""),
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1:8000", ""),
    ],
)
def test_passkeys_are_offered_where_the_site_has_a_name(url: str, name: str) -> None:
    assert passkey_site(url) == name


def test_elsewhere_there_is_no_page_for_them(desk: Client) -> None:
    assert desk.get("/admin/sign-in/passkey/").status_code == 404


# Asked again ----------------------------------------------------------------------------------------------------------


PROTECTED = [EXPORT, "/admin/auth/user/", "/admin/auth/group/", "/admin/access/securityevent/", "/admin/sign-in/codes/"]


@pytest.mark.parametrize("address", PROTECTED)
def test_after_a_quarter_of_an_hour_it_is_asked_for_again(desk: Client, user: User, address: str) -> None:
    assert desk.get(address).status_code == 200
    with later(minutes=16):
        again = desk.get(address).url
        assert again.startswith("/admin/login/again/?next=")
        assert desk.get("/admin/events/event/").status_code == 200
        assert desk.post(again, {"code": "000000"}).status_code == 200
        assert desk.get(address).status_code == 302
        assert desk.post(again, {"code": code()}).url == address
        assert desk.get(address).status_code == 200


def test_what_was_sent_to_a_protected_page_is_sent_again_behind_it(desk: Client) -> None:
    with later(minutes=16):
        again = desk.post(EXPORT, {"format": "0", "organisation_acronym": "on"}).url
        assert desk.post(again, {"code": code()}).url == "/admin/send-again/"
        page = desk.get("/admin/send-again/").content.decode()
    assert f'action="{EXPORT}"' in page
    assert '<input type="hidden" name="organisation_acronym" value="on">' in page


def test_a_look_at_restricted_data_is_protected(desk: Client) -> None:
    person = make_registration(restricted={"diet": "no nuts"})
    address = f"/admin/registrations/registration/{person.pk}/restricted/"
    assert "no nuts" in desk.post(address).content.decode()
    with later(minutes=16):
        assert desk.post(address).url.startswith("/admin/login/again/")


def test_files_about_people_are_protected_too(desk: Client, settings: Settings) -> None:
    person = make_registration()
    person.nomination_document.save("note.pdf", ContentFile(b"%PDF-"))
    address = reverse("registrations:private-file", args=[person.nomination_document.name])
    person.nomination_document.close()
    assert b"".join(desk.get(address).streaming_content) == b"%PDF-"
    with later(minutes=16):
        assert desk.get(address).url.startswith("/admin/login/again/")
    settings.SECOND_FACTOR_REQUIRED = True
    Authenticator.objects.all().delete()
    assert desk.get(address).url == "/admin/sign-in/app/"
    assert Client().get(address).status_code == 404


def test_who_has_no_second_factor_is_asked_for_none_where_none_is_required(client: Client) -> None:
    client.force_login(make_staff(is_superuser=True))
    with later(minutes=16):
        assert client.get(EXPORT).status_code == 200


def test_the_question_leads_nowhere_else(desk: Client) -> None:
    with later(minutes=16):
        assert desk.post("/admin/login/again/?next=https://evil.example/", {"code": code()}).url == "/admin/"


def test_menus_search_and_help_are_not_shown_while_it_must_be_set_up(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = make_staff(is_superuser=True)
    sign_in(client, user)
    page = client.get("/admin/sign-in/app/").content.decode()
    for sign in ('class="menus"', "search-all", "help-link"):
        assert sign not in page
    assert "logout-form" in page
    settings.SECOND_FACTOR_REQUIRED = False
    assert 'class="menus"' in client.get("/admin/sign-in/app/").content.decode()
