"""Personal links and consents: renewed by mail, within limits; given and taken back."""

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from outbox import kinds
from outbox.models import Message
from registrations.actions.consents import record_consent, take_back_consent
from registrations.actions.correct import correct
from registrations.actions.personal_link import send_link
from registrations.models import Registration
from storage.models import RateCount
from tests.factories import make_conversation, make_registration, make_staff

pytestmark = pytest.mark.django_db


def links(registration: Registration) -> int:
    return registration.messages.filter(kind="link").count()


def test_a_renewed_link_kills_the_old_one() -> None:
    registration = make_registration()
    old = registration.token
    registration.renew_link()
    registration.refresh_from_db()
    assert registration.token != old


def test_a_new_address_kills_the_old_link_and_waiting_mail_follows_it(client: Client) -> None:
    registration = make_registration(email="old@example.org")
    old = registration.token
    correct(registration, by=make_staff(), email="New@example.org")
    assert client.get(f"/en/r/{old}/").status_code == 404
    registration.refresh_from_db()
    assert client.get(f"/en/r/{registration.token}/").status_code == 200
    assert registration.messages.get().to_email == "New@example.org"


def test_the_same_address_in_other_letters_keeps_the_link() -> None:
    registration = make_registration(email="ana@example.org")
    old = registration.token
    correct(registration, by=make_staff(), email="Ana@example.org")
    registration.refresh_from_db()
    assert registration.token == old


def test_no_mail_to_another_address_carries_the_link() -> None:
    registration = make_registration(email="old@example.org")
    message = registration.messages.get()
    Message.objects.update(state="sending")
    correct(registration, by=make_staff(), email="new@example.org")
    message.refresh_from_db()
    assert message.to_email == "old@example.org"
    assert kinds.get(message.kind).link(message).endswith("/r/")


def test_a_link_holds_under_a_key_of_before_and_ends_with_it(client: Client, settings: Settings) -> None:
    registration = make_registration()
    old_key, old = settings.SECRET_KEY, registration.token
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key " * 6, [old_key]
    new = registration.token
    assert [client.get(f"/en/r/{token}/").status_code for token in (old, new)] == [200, 200]
    settings.SECRET_KEY_FALLBACKS = []
    assert [client.get(f"/en/r/{token}/").status_code for token in (old, new)] == [404, 200]


def test_after_a_leak_all_links_are_renewed_and_nothing_is_mailed(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    registration, conversation = make_registration(), make_conversation()
    old, form = registration.token, conversation.token
    mails = Message.objects.count()
    call_command("renew_links")
    assert "1 personal link is new, 1 of mails to their forms." in capsys.readouterr().out
    assert client.get(f"/en/r/{old}/").status_code == 404
    for row in (registration, conversation):
        row.refresh_from_db()
    assert client.get(f"/en/r/{registration.token}/").status_code == 200
    assert conversation.token != form
    assert Message.objects.count() == mails


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
