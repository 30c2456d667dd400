"""Signing in, in a real browser: the second factor from nothing to being asked again; a passkey."""

from collections.abc import Iterator
from typing import Literal

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import proofs
from tests.access.codes import code
from tests.accessibility import assert_accessible
from tests.conftest import NewPage, watch
from tests.factories import make_staff

pytestmark = pytest.mark.django_db(transaction=True)

WIDTH = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def look(page: Page, name: str) -> None:
    page.wait_for_load_state()
    assert page.evaluate(WIDTH) <= 0, f"{name} is wider than the window"
    assert_accessible(page)


def send(page: Page, field: str, value: str) -> None:
    """Type into the form's last field and send it; back when the next page is there."""
    page.fill(field, value)
    with page.expect_navigation():
        page.press(field, "Enter")


def click(page: Page, role: Literal["link", "button"], name: str) -> None:
    with page.expect_navigation():
        page.get_by_role(role, name=name).click()


def password(page: Page, name: str) -> None:
    page.fill("#id_username", name)
    send(page, "#id_password", "secret")


@pytest.mark.parametrize(("width", "language"), proofs.some([(360, "fr"), (1280, "en")], 1))
def test_the_second_factor_from_setting_it_up_to_being_asked_again(
    new_page: NewPage, settings: Settings, monkeypatch: pytest.MonkeyPatch, width: int, language: str
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = make_staff(is_superuser=True)
    page = new_page(locale=language, viewport={"width": width, "height": 800})
    page.goto("/admin/events/event/")
    look(page, "the sign-in")
    page.goto("/admin/login/reset/")
    look(page, "the forgotten password")
    page.goto("/admin/login/")
    password(page, user.username)
    look(page, "setting up")
    secret = page.locator(".secret").inner_text()
    send(page, "#id_code", code(secret=secret))
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    look(page, "the codes")
    first = page.locator(".recovery-codes li").first.inner_text()
    page.goto("/admin/")
    settings.FRESH_SECONDS = 0
    page.goto("/admin/speakers/organisation/export/")
    look(page, "the question")
    settings.FRESH_SECONDS = 900
    send(page, "#id_code", first)
    page.wait_for_url("**/export/")
    page.goto("/admin/sign-in/")
    look(page, "the last sign-ins")
    page.goto("/admin/auth/group/add/")
    page.fill("#id_name", "Typed")
    page.context.clear_cookies(name="sessionid")
    with page.expect_navigation():
        page.locator("[name=_save]").click()
    look(page, "the end of a session")
    password(page, user.username)
    look(page, "the second step")
    send(page, "#id_code", code(later=1, secret=secret))
    look(page, "sending again")


@pytest.fixture
def own_device(browser: Browser, live_server: LiveServer, settings: Settings) -> Iterator[Page]:
    """A window under the site's name, for which a passkey can be made, on a device that makes them."""
    url = live_server.url.replace("127.0.0.1", "localhost")
    settings.SITE_URL, settings.PASSKEY_SITE = url, "localhost"
    settings.MFA_SUPPORTED_TYPES = [*settings.MFA_SUPPORTED_TYPES, "webauthn"]
    context = browser.new_context(base_url=url, locale="en")
    complaints: list[str] = []
    watch(context, url, complaints)
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "isUserVerified": True, "hasUserVerification": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()
    assert not complaints


def test_a_passkey_takes_the_place_of_the_code(own_device: Page, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = make_staff(is_superuser=True)
    page = own_device
    page.goto("/admin/login/")
    password(page, user.username)
    click(page, "link", "Add a passkey instead")
    expect(page.locator("#passkey-failed")).to_be_hidden()
    look(page, "the passkey")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    page.context.clear_cookies(name="sessionid")
    page.goto("/admin/login/")
    password(page, user.username)
    look(page, "the second step")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("#user-tools")).to_contain_text(user.username)
    settings.FRESH_SECONDS = 0
    page.goto("/admin/speakers/organisation/export/")
    click(page, "link", "Use a passkey")
    look(page, "the question")
    settings.FRESH_SECONDS = 900
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/export/")
    page.goto("/admin/sign-in/")
    look(page, "the last sign-ins")
