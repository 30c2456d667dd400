"""Personal links and consents: renewed by mail, within limits; given and taken back."""

import pytest
from pytest_django import Settings

from registrations.actions.consents import record_consent, take_back_consent
from registrations.actions.personal_link import renew_link, renew_token, send_link
from registrations.models import Registration
from storage.models import RateCount
from tests.factories import make_registration

pytestmark = pytest.mark.django_db


def links(registration: Registration) -> int:
    return registration.messages.filter(kind="link").count()


def test_a_renewed_link_kills_the_old_one() -> None:
    registration = make_registration()
    old = (registration.token, registration.token_hash)
    renew_token(registration)
    registration.refresh_from_db()
    assert registration.token != old[0]
    assert registration.token_hash != old[1]


def test_strangers_cause_so_many_mails_to_an_address_in_a_day(settings: Settings) -> None:
    settings.STRANGER_MAIL_LIMIT = 2
    registration = make_registration()
    assert [send_link(registration, f"key-{number}") for number in range(4)] == [True, True, False, False]
    assert links(registration) == 2


def test_the_limit_is_that_of_the_address_over_all_its_registrations(settings: Settings) -> None:
    settings.STRANGER_MAIL_LIMIT = 1
    assert send_link(make_registration(email="office@example.org"), "a")
    assert not send_link(make_registration(email="Office@example.org"), "b")


def test_one_sending_makes_one_mail() -> None:
    registration = make_registration()
    assert [send_link(registration, "same") for _number in range(2)] == [True, False]
    assert links(registration) == 1


def test_a_link_stays_alive_when_no_mail_with_a_new_one_can_go(settings: Settings) -> None:
    settings.STRANGER_MAIL_LIMIT = 0
    registration = make_registration()
    before = registration.token
    assert not renew_link(registration)
    registration.refresh_from_db()
    assert registration.token == before


def test_a_person_without_an_address_gets_no_mail() -> None:
    assert not send_link(make_registration(email="", source="phone"), "a")


def test_a_counter_holds_no_address() -> None:
    send_link(make_registration(email="office@example.org"), "a")
    keys = list(RateCount.objects.values_list("key", flat=True))
    assert keys
    assert not [key for key in keys if "office" in key]


def test_a_consent_is_given_once_and_taken_back_and_given_again() -> None:
    registration = make_registration()
    for _number in range(2):
        record_consent(registration, "photos", language="es")
    assert registration.consents.count() == 1
    take_back_consent(registration, "photos")
    take_back_consent(registration, "photos")
    assert registration.consents.get().withdrawn_at is not None
    record_consent(registration, "photos")
    assert registration.consents.filter(withdrawn_at=None).count() == 1
    assert registration.consents.count() == 2


def test_that_the_notice_was_read_is_a_fact_and_stays() -> None:
    registration = make_registration(consents=["notice"])
    take_back_consent(registration, "notice")
    assert registration.consents.get().withdrawn_at is None
