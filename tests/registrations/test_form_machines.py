"""Machines, double clicks, foreign pages and hurry at the registration form."""

import datetime

import pytest
import time_machine
from django.test import Client, RequestFactory
from pytest_django import Settings

from outbox.models import Message
from registrations.models import Registration
from tests.factories import make_event, make_settings
from tests.registrations.formdata import ANSWERS, address_of, hidden, send
from website import antispam

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)


def token_of(page: str) -> str:
    return hidden(page)["form_token"]


def test_a_machine_that_fills_the_trap_is_thanked_and_nothing_is_stored(client: Client, settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS = 0
    event = make_settings().event
    trapped = send(client, event, homepage="https://example.org")
    assert not Registration.objects.exists()
    taken = send(client, event)
    pages = [answer.headers["Location"].partition("?")[0] for answer in (trapped, taken)]
    assert (trapped.status_code, pages[0]) == (taken.status_code, pages[1])
    assert len(trapped.headers["Location"]) == len(taken.headers["Location"])


def test_a_form_sent_in_no_time_comes_back_with_what_was_typed(client: Client) -> None:
    event = make_settings().event
    with time_machine.travel(NOW, tick=False) as clock:
        page = client.get(address_of(event)).content.decode()
        answers = {**ANSWERS, **hidden(page)}
        hasty = client.post(address_of(event), answers)
        assert hasty.status_code == 200
        assert 'value="ana@example.org"' in hasty.content.decode()
        assert not Registration.objects.exists()
        clock.shift(3)
        assert client.post(address_of(event), {**answers, **hidden(hasty.content.decode())}).status_code == 303


def test_a_form_open_since_yesterday_comes_back_with_what_was_typed_and_a_fresh_token(client: Client) -> None:
    event = make_settings().event
    with time_machine.travel(NOW, tick=False) as clock:
        answers = {**ANSWERS, **hidden(client.get(address_of(event)).content.decode())}
        clock.shift(datetime.timedelta(hours=12, seconds=1))
        late = client.post(address_of(event), answers)
        assert late.status_code == 200
        assert 'value="ana@example.org"' in late.content.decode()
        assert not Registration.objects.exists()
        clock.shift(3)
        assert client.post(address_of(event), {**answers, **hidden(late.content.decode())}).status_code == 303


@pytest.mark.parametrize("token", ["", "x", "x:y:z", "é", None])
def test_a_forged_token_takes_nothing(client: Client, token: str | None) -> None:
    assert send(client, make_settings().event, form_token=token).status_code == 200
    assert not Registration.objects.exists()


def test_the_token_of_one_event_does_not_open_another(client: Client, settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS = 0
    one, other = make_settings().event, make_settings().event
    token = token_of(client.get(address_of(one)).content.decode())
    assert client.post(address_of(other), {**ANSWERS, "form_token": token}).status_code == 200
    assert not Registration.objects.exists()


def test_a_double_click_is_one_registration_one_mail_and_one_page(client: Client, settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS = 0
    event = make_settings().event
    answers = {**ANSWERS, **hidden(client.get(address_of(event)).content.decode())}
    pages = [client.post(address_of(event), answers) for _click in range(2)]
    assert {(page.status_code, page.headers["Location"].partition("?")[0]) for page in pages} == {
        (303, f"/fr/events/{event.slug}/register/received/")
    }
    assert Registration.objects.count() == Message.objects.count() == 1


def test_whoever_goes_back_and_registers_a_colleague_gets_two_registrations(client: Client, settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS = 0
    event = make_settings().event
    answers = {**ANSWERS, **hidden(client.get(address_of(event)).content.decode())}
    client.post(address_of(event), answers)
    client.post(address_of(event), {**answers, "given_name": "Awa", "email": "awa@example.org"})
    assert Registration.objects.count() == 2


def test_too_many_forms_from_one_address_are_held_with_what_was_typed(client: Client, settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS, settings.REGISTRATION_RATE_LIMIT = 0, 2
    event = make_settings().event
    statuses = [send(client, event, email=f"person-{number}@example.org").status_code for number in range(3)]
    assert statuses == [303, 303, 429]
    held = send(client, event, email="kept@example.org")
    assert 'value="kept@example.org"' in held.content.decode()
    assert held.headers["Retry-After"] == "600"
    assert '<html lang="fr"' in held.content.decode()
    assert Registration.objects.count() == 2
    elsewhere = Client(REMOTE_ADDR="192.0.2.9")
    assert send(elsewhere, event, email="other@example.org").status_code == 303


def test_a_foreign_page_cannot_send_the_form(settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS = 0
    event = make_settings().event
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://example.net"},
    ):
        client = Client(headers=headers)
        assert send(client, event).status_code == 200
    assert not Registration.objects.exists()


def test_our_own_page_can_send_the_form_also_from_old_browsers(settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS = 0
    event = make_settings().event
    fine = [
        {"sec-fetch-site": "same-origin", "origin": "null"},
        {"origin": "http://testserver"},
        {"origin": settings.SITE_URL},
    ]
    for number, headers in enumerate(fine):
        response = send(Client(headers=headers), event, email=f"person-{number}@example.org")
        assert response.status_code == 303


def test_a_form_of_unheard_of_size_is_refused_before_it_is_read(client: Client) -> None:
    event = make_settings().event
    response = client.post(address_of(event), {**ANSWERS, "diet": "x" * (13 * 1024 * 1024)})
    assert response.status_code == 413
    assert not Registration.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)(address_of(make_settings(make_event()).event)).status_code == 405


# Whose network address ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.5", "192.0.2.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.7, 203.0.113.5", "203.0.113.5"),
        (2, "198.51.100.7, 203.0.113.5", "198.51.100.7"),
        (2, "invented, 198.51.100.7, 203.0.113.5", "198.51.100.7"),
        (2, "203.0.113.5", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
        (1, "nonsense", "unknown"),
    ],
)
def test_only_entries_of_our_own_proxies_are_believed(
    settings: Settings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": forwarded})
    assert antispam.network_address(request) == expected
