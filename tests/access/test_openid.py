"""Signing in at a provider of OpenID Connect: nobody gets an account, and roles are what the provider says."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group, User
from django.test import Client, override_settings
from pytest_django import Settings

from access import roles, sign_in
from access.models import Assignment, SecurityEvent
from config import openid_url
from config.imap_urls import WrongAddress
from events.models import Series
from tests.access.codes import code, give_app
from tests.factories import make_event, make_staff
from tests.openid_server import OpenIDServer

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/login/openid/house/"


@pytest.fixture(scope="module")
def running() -> Iterator[OpenIDServer]:
    server = OpenIDServer()
    yield server
    server.stop()


@pytest.fixture
def provider(running: OpenIDServer, settings: Settings) -> OpenIDServer:
    settings.OPENID_CONNECT = openid_url.parse(running.url)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": openid_url.provider_settings(settings.OPENID_CONNECT)}
    settings.OPENID_CONNECT_ROLES = openid_url.roles(["desk=Registration officers", "read=Readers"])
    return running


@pytest.fixture
def user() -> User:
    roles.sync_roles()
    return make_staff()


def come(client: Client, provider: OpenIDServer, user: User | None = None, **claims: object) -> str:
    """Sign in at the provider, which says this of the person; where it leads."""
    email = user.email if user else "nobody@example.org"
    provider.claims = {"sub": email, "email": email, "email_verified": True, **claims}
    back = urlsplit(provider.sign_in(client.get(ADDRESS).url))
    return client.get(f"{back.path}?{back.query}").url


def groups(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def test_the_sign_in_leads_there(client: Client, provider: OpenIDServer) -> None:
    page = client.get("/admin/login/?next=/admin/events/event/").content.decode()
    assert f'href="{ADDRESS}?next=%2Fadmin%2Fevents%2Fevent%2F"' in page
    assert "Sign in with Example" in page


def test_without_the_setting_there_is_no_such_page(client: Client) -> None:
    assert "openid" not in client.get("/admin/login/").content.decode()
    assert client.get(ADDRESS).status_code == 404


def test_who_has_an_account_by_that_address_is_signed_in(client: Client, provider: OpenIDServer, user: User) -> None:
    assert come(client, provider, user) == "/admin/"
    assert client.get("/admin/").context["user"] == user
    assert SecurityEvent.objects.get().kind == "signed-in"


def test_an_identity_that_was_seen_stays_the_same_persons(client: Client, provider: OpenIDServer, user: User) -> None:
    come(client, provider, user)
    other = make_staff()
    come(Client(), provider, user, email=other.email)
    assert SocialAccount.objects.get().user == user


@pytest.mark.parametrize(
    "claims",
    [{}, {"email": ""}, {"email_verified": False}, {"email_verified": "false"}],
    ids=["unknown", "none", "not verified", "as a word"],
)
def test_an_unknown_identity_gets_no_account(
    client: Client, provider: OpenIDServer, user: User, claims: dict[str, object]
) -> None:
    before = User.objects.count()
    named = user if "email_verified" in claims else None
    assert come(client, provider, named, groups=["desk"], **claims) == "/admin/login/"
    assert "You could not be signed in." in client.get("/admin/login/").content.decode()
    assert client.get("/admin/").status_code == 302
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)
    assert SecurityEvent.objects.get().kind == "failed"


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_who_is_no_staff_any_more_does_not_get_in(
    client: Client, provider: OpenIDServer, user: User, change: dict[str, bool]
) -> None:
    come(Client(), provider, user)
    User.objects.filter(pk=user.pk).update(**change)
    assert come(client, provider, user) == "/admin/login/"
    assert client.get("/admin/").status_code == 302


def test_where_the_setting_says_so_the_name_counts(client: Client, provider: OpenIDServer, user: User) -> None:
    provider_setting = openid_url.parse(f"{provider.url}&match=preferred_username")
    with override_settings(OPENID_CONNECT=provider_setting):
        assert come(Client(), provider, user, sub="2") == "/admin/login/"
        assert come(client, provider, preferred_username=user.username) == "/admin/"


def test_two_accounts_with_one_address_are_nobodys(client: Client, provider: OpenIDServer, user: User) -> None:
    User.objects.filter(pk=make_staff().pk).update(email=user.email.upper())
    assert come(client, provider, user) == "/admin/login/"


def test_the_second_factor_is_asked_for_all_the_same(client: Client, provider: OpenIDServer, user: User) -> None:
    give_app(user)
    assert come(client, provider, user) == "/admin/login/code/"
    assert client.get("/admin/").status_code == 302
    assert client.post("/admin/login/code/", {"code": code()}).url == "/admin/"


def test_a_group_that_is_gone_at_the_provider_loses_its_access(
    client: Client, provider: OpenIDServer, user: User
) -> None:
    user.groups.add(Group.objects.get(name=roles.AGENDA_EDITORS))  # which no group of the provider gives
    come(client, provider, user, groups=["desk", "read", "others"])
    assert groups(user) == {roles.REGISTRATION_OFFICERS, roles.READERS, roles.AGENDA_EDITORS}
    assert client.get("/admin/registrations/registration/").status_code == 200
    come(client, provider, user, groups="read")
    assert groups(user) == {roles.READERS, roles.AGENDA_EDITORS}
    come(client, provider, user)
    assert groups(user) == {roles.AGENDA_EDITORS}
    assert client.get("/admin/registrations/registration/").status_code == 403


def places(user: User) -> set[tuple[str, str]]:
    rows = Assignment.objects.filter(user=user).select_related("role", "event", "series")
    return {(row.role.name, row.event.code if row.event else row.series.slug) for row in rows}


def test_a_group_gives_a_role_for_one_event_or_series_and_takes_away_just_that(
    client: Client, provider: OpenIDServer, user: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.OPENID_CONNECT_ROLES = openid_url.roles([
        "read=Readers", "idm=Registration officers@event:IDM-2027", "idm=Agenda editors@series:idm",
        "idm=Readers@event:IDM-2099", "all=Readers@event:IDM-2027",
    ])  # fmt: skip
    event, series = make_event(code="IDM-2027"), Series.objects.create(slug="idm", title_en="IDM", kind="series")
    editors = Group.objects.get(name=roles.AGENDA_EDITORS)
    Assignment.objects.create(user=user, role=editors, event=event, given_by=make_staff())  # by hand
    come(client, provider, user, groups=["idm", "read", "all"])
    both = {(roles.REGISTRATION_OFFICERS, "IDM-2027"), (roles.AGENDA_EDITORS, "idm")}
    by_hand = (roles.AGENDA_EDITORS, "IDM-2027")
    assert places(user) == {*both, by_hand, (roles.READERS, "IDM-2027")}
    assert client.get(f"/admin/events/event/{event.pk}/change/").status_code == 200
    assert "IDM-2099" in caplog.text
    come(client, provider, user, groups=["idm"])
    assert (places(user), groups(user)) == ({*both, by_hand}, set())
    settings.OPENID_CONNECT_ROLES = openid_url.roles(["idm=Agenda editors@series:idm"])
    come(client, provider, user, groups=["idm"])
    assert places(user) == {(roles.AGENDA_EDITORS, series.slug), by_hand}
    come(client, provider, user)
    assert places(user) == {by_hand}


def test_what_was_given_by_hand_stays_when_the_group_that_gives_it_too_is_gone(
    client: Client, provider: OpenIDServer, user: User, settings: Settings
) -> None:
    settings.OPENID_CONNECT_ROLES = openid_url.roles(["idm=Readers@event:IDM-2027"])
    readers = Group.objects.get(name=roles.READERS)
    Assignment.objects.create(user=user, role=readers, event=make_event(code="IDM-2027"))
    come(client, provider, user, groups=["idm"])
    come(client, provider, user)
    assert places(user) == {(roles.READERS, "IDM-2027")}


@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_it_is_good_for_signing_in_and_nothing_else(client: Client, provider: OpenIDServer, process: str) -> None:
    assert client.get(f"{ADDRESS}?process={process}&next=/admin/").status_code == 400


@pytest.mark.parametrize("query", ["", "?error=access_denied", "?code=1&state=forged"])
def test_an_answer_that_is_none_leads_back(client: Client, provider: OpenIDServer, query: str) -> None:
    assert client.get(f"{ADDRESS}back/{query}").url == "/admin/login/"


@pytest.mark.parametrize("page", ["", "back/?code=1&state={state}"])
def test_a_provider_that_is_away_is_said_to_be(
    client: Client, provider: OpenIDServer, settings: Settings, page: str
) -> None:
    state = parse_qs(urlsplit(client.get(ADDRESS).url).query)["state"][0]
    gone = openid_url.parse("http://client:x@127.0.0.1:9/")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": openid_url.provider_settings(gone)}
    assert client.get(ADDRESS + page.format(state=state)).url == "/admin/login/"
    assert "does not answer" in client.get("/admin/login/").content.decode()


def test_a_stranger_fills_no_log_with_answers_that_are_none(
    client: Client, provider: OpenIDServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "LIMIT_OF_NETWORK", 3)
    for _number in range(5):
        client.get(f"{ADDRESS}back/")
    assert SecurityEvent.objects.count() == 3


def test_what_was_typed_survives_this_way_too(client: Client, provider: OpenIDServer, user: User) -> None:
    page = client.post("/admin/auth/group/add/", {"name": "Typed"}).content.decode()
    signed = page.partition('name="typed" value="')[2].partition('"')[0]
    page = client.post("/admin/login/provider/", {"typed": signed}).content.decode()
    assert f'href="{ADDRESS}?next=%2Fadmin%2Fsend-again%2F"' in page
    provider.claims = {"sub": "1", "email": user.email, "email_verified": True}
    back = urlsplit(provider.sign_in(client.get(f"{ADDRESS}?next=/admin/send-again/").url))
    assert client.get(f"{back.path}?{back.query}").url == "/admin/send-again/"
    assert 'value="Typed"' in client.get("/admin/send-again/").content.decode()


def test_the_setting_is_read() -> None:
    url = "https://cli%40ent:s3c%2Fr3t@login.example.org:8443/tenant/v2.0/?name=Our+house&match=preferred_username"
    assert openid_url.parse(url) == {
        "url": "https://login.example.org:8443/tenant/v2.0",
        "client_id": "cli@ent",
        "client_secret": "s3c/r3t",
        "name": "Our house",
        "match": "preferred_username",
        "groups": "groups",
    }
    assert openid_url.parse(" ") is None
    assert openid_url.roles(["a b = Readers", "c=Readers@event: IDM-2027", "c=Readers@series:idm"]) == [
        ("a b", "Readers", "", ""),
        ("c", "Readers", "event", "IDM-2027"),
        ("c", "Readers", "series", "idm"),
    ]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://login.example.org", "is no address such as"),
        ("http://c:s3cret@login.example.org", "begins with https://"),
        ("https://c:s3cret@login.example.org/?match=name", "match=email or match=preferred_username"),
        ("https://c:s3cret@login.example.org/?x=1", "behind the"),
    ],
)
def test_one_that_is_wrong_is_refused_in_a_sentence_without_the_secret(url: str, sentence: str) -> None:
    with pytest.raises(WrongAddress, match=sentence) as raised:
        openid_url.parse(url)
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    "pair", ["Readers", "a=", "a=Readers@IDM-2027", "a=Readers@event:", "a=Readers@venue:x", "a=@event:x"]
)
def test_a_role_that_is_given_wrongly_is_refused(pair: str) -> None:
    with pytest.raises(WrongAddress, match="idm-desk=Registration officers"):
        openid_url.roles([pair])
