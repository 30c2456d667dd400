"""A person changes the own e-mail address: asked on the page, confirmed by a link that goes to the new one."""

import datetime
import re

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from outbox import kinds
from outbox.models import Message
from registrations.actions.change_email import ask_for_email, confirm_email
from registrations.actions.decide import cancel
from registrations.errors import ChangedSince, NotCorrectable
from registrations.models import Registration
from retention.own_data import own_data
from tests.factories import make_registration, make_settings, make_staff

pytestmark = pytest.mark.django_db

OLD, NEW = "ana@old.example.org", "Ana@new.example.org"


def ask(client: Client, registration: Registration, email: str = NEW, language: str = "en") -> HttpResponse:
    return client.post(f"/{language}/r/{registration.token}/email/", {"email": email})


def sent_to(email: str) -> list[str]:
    return list(Message.objects.filter(to_email__iexact=email).order_by("pk").values_list("kind", flat=True))


def confirmation() -> tuple[Message, str]:
    """The mail at the new address, and where its link leads on this site."""
    message = Message.objects.filter(kind="email-confirm").latest("pk")
    return message, "/" + kinds.get(message.kind).link(message).split("/", 3)[3]


@pytest.mark.parametrize(("state", "language"), [("pending", "en"), ("waiting", "fr"), ("approved", "es")])
def test_an_address_changes_once_it_is_confirmed_from_the_new_one(
    client: Client, settings: Settings, state: str, language: str
) -> None:
    registration = make_registration(email=OLD, language=language, restricted={"diet": "No nuts"})
    Registration.objects.filter(pk=registration.pk).update(state=state)
    old = registration.token
    assert f"/{language}/r/{old}/email/" in client.get(f"/{language}/r/{old}/").content.decode()
    answer = ask(client, registration, language=language)
    assert NEW in client.get(answer.headers["Location"]).content.decode()
    assert "Ana" not in answer.headers["Location"]
    assert sent_to(OLD)[-1] == "email-asked"
    assert sent_to(NEW) == ["email-confirm"]
    message, link = confirmation()
    assert old not in link
    assert registration.family_name not in message.body + message.to_name
    assert client.get(link).status_code == 200
    assert Registration.objects.get().email == OLD, "looking changes nothing"
    answer = client.post(link)
    changed = Registration.objects.get()
    assert (changed.email, changed.state) == (NEW, state)
    assert client.get(f"/en/r/{old}/").status_code == 404
    page = client.get(answer.headers["Location"]).content.decode()
    assert NEW in page
    assert "No nuts" not in page, "given under another address"
    new = Message.objects.get(kind="email-changed")
    assert (new.to_email, kinds.get(new.kind).link(new)) == (
        NEW,
        f"{settings.SITE_URL}/{language}/r/{changed.token}/",
    )
    line = changed.history.latest("pk")
    assert (line.actor, line.reason, line.message) == ("participant", "email", new)
    assert sent_to(OLD)[-1] == "email-asked", "the note stays for who reads there, though it has not left yet"


def test_a_confirmation_works_once_for_a_day_and_the_last_asked_alone(client: Client) -> None:
    registration = make_registration(email=OLD)
    ask(client, registration, "typo@new.example.org")
    _message, first = confirmation()
    ask(client, registration)
    _message, link = confirmation()
    assert client.post(first).status_code == 404
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        assert client.post(link).status_code == 404
    assert client.post(link).status_code == 303
    assert client.post(link).status_code == 404
    assert Message.objects.filter(kind="email-changed").count() == 1
    assert client.get(f"{link[:-3]}0/").status_code == 404
    assert client.get("/en/r/email/99999999999999999999/x/").status_code == 404


def test_of_two_confirmations_at_once_the_second_finds_another_secret() -> None:
    registration = make_registration(email=OLD)
    ask_for_email(registration, NEW)
    message, _link = confirmation()
    first, second = (Registration.objects.get() for _number in range(2))
    confirm_email(first, message)
    with pytest.raises(ChangedSince):
        confirm_email(second, message)
    assert Message.objects.filter(kind="email-changed").count() == 1


def test_what_was_cancelled_meanwhile_keeps_its_address(client: Client) -> None:
    registration = make_registration(email=OLD)
    ask(client, registration)
    message, link = confirmation()
    seen = Registration.objects.get()
    cancel(registration)
    assert [client.get(link).status_code, client.post(link).status_code] == [404, 404]
    with pytest.raises(NotCorrectable):
        confirm_email(seen, message)
    assert Registration.objects.get().email == OLD
    page = client.get(f"/en/r/{registration.token}/").content.decode()
    assert "/email/" not in page
    assert "can no longer be corrected" in ask(client, registration).content.decode()


def test_a_new_address_that_is_likely_a_slip_is_asked_about_and_not_refused(client: Client) -> None:
    registration = make_registration(email=OLD)
    typed = "ana@gmial.com"
    page = ask(client, registration, typed).content.decode()
    assert "Did you mean ana@gmail.com?" in page
    assert f'name="email.sure" value="{typed}"' in page
    assert not sent_to(typed)
    client.post(f"/en/r/{registration.token}/email/", {"email": typed, "email.sure": typed})
    assert sent_to(typed) == ["email-confirm"]


def test_nobody_learns_whether_an_address_is_registered(client: Client) -> None:
    """Not by the answer, nor by what the own page and the own data say afterwards."""
    event = make_settings().event
    name = {"given_name": "Ana", "family_name": "Lima"}
    other = make_registration(event, email=NEW, **name)
    registration = make_registration(event, email=OLD, **name)
    answers = []
    for email in (NEW, "nobody@new.example.org"):
        answer = ask(client, registration, email)
        page = client.get(answer.headers["Location"]).content.decode()
        kept = [row["kind"] for row in own_data(registration)["messages"] if row["kind"] != "email-asked"]
        answers.append((answer.status_code, re.sub(r"Location.*|token=\S+", "", page.replace(email, "")), kept))
    assert answers[0] == answers[1]
    assert sent_to(NEW)[1:] == ["link"], "the link of the registration that is there already"
    assert Message.objects.get(kind="link").registration_link.registration == other
    assert sent_to("nobody@new.example.org") == ["email-confirm"]


def test_who_registered_there_meanwhile_is_told_by_who_reads_there(client: Client) -> None:
    event = make_settings().event
    registration = make_registration(event, email=OLD)
    ask(client, registration)
    _message, link = confirmation()
    make_registration(event, email=NEW, given_name=registration.given_name, family_name=registration.family_name)
    answer = client.post(link)
    assert answer.status_code == 409
    assert "already registered" in answer.content.decode()
    assert Registration.objects.get(pk=registration.pk).email == OLD


def test_strangers_cause_no_more_mail_than_for_lost_links(client: Client, settings: Settings) -> None:
    event = make_settings().event
    people = [
        make_registration(event, email=f"{number}@old.example.org", family_name=f"P{number}") for number in "12345"
    ]
    assert [ask(client, person).status_code for person in people] == [303] * 5
    assert sent_to(NEW) == ["email-confirm"] * 3
    answers = [ask(client, people[0], f"{number}@x.example.org").status_code for number in range(3)]
    assert answers == [303, 303, 200], "three a day for one registration"
    settings.REGISTRATION_RATE_LIMIT = 1
    assert "from your network" in ask(client, people[1], "z@x.example.org").content.decode()


def test_the_present_address_is_no_new_one(client: Client) -> None:
    registration = make_registration(email=OLD)
    assert "the address that we have" in ask(client, registration, OLD.upper()).content.decode()
    assert not Message.objects.filter(kind="email-confirm").exists()


def test_a_confirmation_that_staff_send_again_goes_to_the_new_address(client: Client) -> None:
    registration = make_registration(email=OLD)
    ask(client, registration)
    message, _link = confirmation()
    Message.objects.update(state="failed")
    message.send_again(make_staff())
    assert message.to_email == NEW
