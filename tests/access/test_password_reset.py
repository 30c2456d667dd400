"""A new password by mail: nothing of it is read in the outbox, no stranger learns who has an account."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from access import mails, password_reset, views
from access.models import ResetRequest
from outbox import delivery
from outbox.mime import OutgoingMail
from outbox.models import Message
from tests.access.codes import code, give_app, sign_in
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/login/reset/"
NEW = "a rather long passphrase"


@pytest.fixture
def user() -> User:
    return make_staff(is_superuser=True)


def ask(client: Client, email: str, network: str = "10.1.1.1") -> None:
    assert client.post(ADDRESS, {"email": email}, REMOTE_ADDR=network).url == "/admin/login/reset/sent/"


def mailed(user: User) -> str:
    """The path of the link in the mail as it leaves."""
    ask(Client(), user.email)
    password_reset.answer_requests()
    text = OutgoingMail(Message.objects.latest("pk")).body
    return re.search(r"http://[^/]+(/admin/login/reset/\S+/)", text)[1]


def choose(client: Client, path: str, password: str = NEW) -> object:
    form = client.get(path).url
    return client.post(form, {"new_password1": password, "new_password2": password})


def test_the_link_lets_choose_a_password_that_holds(client: Client, user: User) -> None:
    assert choose(client, mailed(user)).url == "/admin/login/reset/done/"
    assert sign_in(Client(), user, "secret") == "200"
    assert sign_in(Client(), user, NEW) == "/admin/"


def test_it_never_skips_the_second_factor(client: Client, user: User) -> None:
    give_app(user)
    choose(client, mailed(user))
    assert client.get("/admin/").status_code == 302
    assert sign_in(client, user, NEW) == "/admin/login/code/"
    assert client.post("/admin/login/code/", {"code": code()}).status_code == 302


def test_other_sessions_are_over(client: Client, user: User) -> None:
    sign_in(client, user)
    choose(Client(), mailed(user))
    assert client.get("/admin/").status_code == 302


def test_it_is_good_once(client: Client, user: User) -> None:
    path = mailed(user)
    choose(client, path)
    page = Client().get(path).content.decode()
    assert "not good any more: it was used" in page
    assert "<title>This link is not good any more" in page


def test_neither_link_nor_code_stands_in_the_outbox_or_on_its_pages(client: Client, user: User) -> None:
    path = mailed(user)
    message = Message.objects.get()
    row = " ".join(str(value) for value in Message.objects.values().get().values())
    client.force_login(user)
    pages = [client.get(f"/admin/outbox/message/{message.pk}/{page}").content.decode() for page in ("change/", "html/")]
    for text in (row, *pages):
        assert path not in text
        assert path.split(".")[1].strip("/") not in text


def test_sent_again_by_staff_it_goes_to_the_persons_own_address(user: User) -> None:
    mailed(user)
    message = Message.objects.get()
    User.objects.filter(pk=user.pk).update(email="other@example.org")
    # To an address that is no longer the person's goes no link that is good.
    assert "/admin/login/reset/\n" in OutgoingMail(message).body + "\n"
    Message.objects.update(state=Message.State.FAILED)
    message.send_again(user)
    assert message.to_email == "other@example.org"


def test_a_mail_server_that_is_away_loses_nothing(user: User, settings: object) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        9,
    )
    mailed(user)
    delivery.deliver_next()
    assert Message.objects.get().state == Message.State.QUEUED


def test_whatever_the_address_page_and_work_are_the_same(
    client: Client, user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for email in (user.email, "nobody@example.org"):
        cache.clear()
        with django_assert_num_queries(2):  # the count, and the request
            ask(client, email)
    assert password_reset.answer_requests() == 2
    assert Message.objects.count() == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}, {"password": "!unusable"}])
def test_who_cannot_sign_in_by_password_gets_no_mail(user: User, change: dict[str, object]) -> None:
    User.objects.filter(pk=user.pk).update(**change)
    ask(Client(), user.email)
    password_reset.answer_requests()
    assert not Message.objects.exists()


def test_an_address_gets_few_mails_a_day(user: User) -> None:
    for _number in range(password_reset.MAILS_A_DAY + 2):
        ResetRequest.objects.ask(user.email.upper(), "fr")
    password_reset.answer_requests()
    assert Message.objects.filter(language="fr").count() == password_reset.MAILS_A_DAY


def test_a_network_asks_for_few(client: Client) -> None:
    for number in range(views.ASKED_FROM_NETWORK + 2):
        ask(client, f"a{number}@example.org")
    assert ResetRequest.objects.count() == views.ASKED_FROM_NETWORK
    ask(client, "b@example.org", network="10.2.2.2")
    assert ResetRequest.objects.filter(email_key="b@example.org").exists()


@pytest.mark.parametrize("password", ["elevenchars", "qwertyqwerty", "123456789012345"])
def test_short_and_common_passwords_are_refused(client: Client, user: User, password: str) -> None:
    assert choose(client, mailed(user), password).status_code == 200


def test_a_request_that_cannot_be_answered_holds_up_no_other(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ResetRequest.objects.ask(user.email, "fr")
    monkeypatch.setattr(mails, "write", lambda *_args: 1 / 0)
    assert password_reset.answer_requests() == 1
    assert not ResetRequest.objects.exists()


def test_the_old_password_is_no_new_one(client: Client, user: User) -> None:
    user.set_password(NEW)
    user.save()
    page = choose(client, mailed(user))
    assert "This is your old password" in page.content.decode()
    assert sign_in(Client(), user, NEW) == "/admin/"
