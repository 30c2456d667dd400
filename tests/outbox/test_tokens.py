"""Signing on to the mail server by access tokens: renewed by themselves, and while they are refused mail waits."""

import datetime
import smtplib

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from outbox import delivery, secret_end, smtp, tokens
from outbox.models import DeliveryTry, Message, SignOn
from outbox.tokens import NoToken, token_for
from tests.factories import make_registration, make_staff
from tests.smtp import SmtpServer
from tests.token_server import SECRET, TokenServer

USER = "dialogue@events.example.org"
State = Message.State

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that is put forward by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(tokens, "monotonic", clock)
    monkeypatch.setattr(smtp, "monotonic", clock)
    return clock


@pytest.fixture
def mail_server(smtp_server: SmtpServer, token_server: TokenServer, settings: Settings) -> SmtpServer:
    """One that takes mail from holders of a good token alone, to which our mail goes."""
    smtp_server.stop()
    smtp_server.takes_token = token_server.knows
    smtp_server.start()
    settings.EMAIL_AUTH = "oauth"
    settings.EMAIL_BACKEND = "outbox.smtp.HandoverBackend"
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = USER, ""
    return smtp_server


def make_message() -> Message:
    return make_registration().messages.get()


# Tokens ---------------------------------------------------------------------------------------------------------------


def test_a_token_is_asked_for_by_the_credentials_of_the_client_and_kept(token_server: TokenServer) -> None:
    assert [token_for(USER, ""), token_for(USER, "")] == ["token-1", "token-1"]
    assert token_server.asked == [
        {"grant_type": "client_credentials", "client_id": "client", "client_secret": SECRET, "scope": "mail"}
    ]


def test_a_token_is_renewed_before_its_end(token_server: TokenServer, clock: Clock) -> None:
    assert token_for(USER, "") == "token-1"
    clock.now += 3600 - tokens.MARGIN - 1
    assert token_for(USER, "") == "token-1"
    clock.now += 2
    assert token_for(USER, "") == "token-2"


def test_a_refresh_token_is_followed_by_its_successor_also_after_a_restart(
    token_server: TokenServer, clock: Clock
) -> None:
    token_server.next_refresh = "second"
    token_for(USER, "first")
    tokens.forget(USER)  # as a new process, that knows nothing
    token_for(USER, "first")
    assert [form["refresh_token"] for form in token_server.asked] == ["first", "second"]
    tokens.forget(USER)
    token_for(USER, "put into the settings anew")
    assert token_server.asked[-1]["refresh_token"] == "put into the settings anew"


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (401, '{"error": "invalid_client", "error_description": "The secret s3cr/t+ü has ended."}', "The secret … has"),
        (500, "<html>", "HTTP 500"),
        (200, "[]", "holds no token"),
        (200, '{"access_token": "with\\nline"}', "holds no token"),
        (200, "{", "Expecting"),
        (302, "http://127.0.0.1:1/elsewhere", "HTTP 302"),
    ],
)
def test_what_is_no_token_is_said_without_the_secret(
    token_server: TokenServer, status: int, answer: str, said: str
) -> None:
    token_server.refusal = (status, answer)
    with pytest.raises(NoToken, match=said):
        token_for(USER, "")


def test_a_refusal_is_not_asked_about_at_once(token_server: TokenServer, clock: Clock) -> None:
    token_server.refusal = (400, '{"error": "invalid_grant"}')
    for _time in range(3):
        with pytest.raises(NoToken, match="invalid_grant"):
            token_for(USER, "")
    assert len(token_server.asked) == 1
    token_server.refusal = None
    clock.now += tokens.PAUSE + 1
    assert token_for(USER, "") == "token-2"


def test_an_end_that_makes_no_sense_is_an_hour(token_server: TokenServer, clock: Clock) -> None:
    token_server.seconds = "soon"
    token_for(USER, "")
    clock.now += 3000
    assert token_for(USER, "") == "token-1"


# Mail that goes -------------------------------------------------------------------------------------------------------


def test_a_message_leaves_by_a_token(mail_server: SmtpServer) -> None:
    message = make_message()
    assert delivery.deliver_next()
    message.refresh_from_db()
    assert message.state == State.SENT
    assert len(mail_server.received) == 1


def test_mail_that_is_no_message_leaves_by_a_token(mail_server: SmtpServer) -> None:
    assert mail.send_mail("A", "B", "secretariat@example.org", ["ana@example.org"]) == 1


def test_while_no_token_is_given_mail_waits_and_nothing_is_tried_or_given_up(
    mail_server: SmtpServer, token_server: TokenServer, clock: Clock
) -> None:
    message = make_message()
    token_server.refusal = (401, '{"error": "invalid_client", "error_description": "it has ended"}')
    for day in range(5):
        clock.now += 86_400
        with time_machine.travel(timezone.now() + datetime.timedelta(days=day)):
            assert not delivery.deliver_next()
    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert not DeliveryTry.objects.exists()
    assert SignOn.objects.get(user=USER).failure == "invalid_client: it has ended"
    token_server.refusal = None
    clock.now += 3600
    assert delivery.deliver_next()
    message.refresh_from_db()
    assert message.state == State.SENT
    assert SignOn.objects.get(user=USER).failed_at is None


def test_while_the_mail_server_refuses_the_token_one_message_was_tried_once(
    mail_server: SmtpServer, token_server: TokenServer, clock: Clock
) -> None:
    first, second = make_message(), make_message()
    token_server.good = _Nothing()
    assert delivery.deliver_next()
    for _day in range(5):
        clock.now += 86_400
        assert not delivery.deliver_next()
    assert list(DeliveryTry.objects.values_list("message_id", "outcome")) == [(first.pk, "deferred")]
    assert "535" in SignOn.objects.get(user=USER).failure
    token_server.good = set()
    clock.now += 3600
    Message.objects.try_now()
    assert delivery.deliver_next()
    assert delivery.deliver_next()
    assert not Message.objects.exclude(state=State.SENT).exists()
    assert second.pk


def test_a_token_that_was_taken_back_is_asked_for_anew(
    mail_server: SmtpServer, token_server: TokenServer, clock: Clock
) -> None:
    token_for(USER, "")
    token_server.good.clear()
    backend = smtp.HandoverBackend()
    with pytest.raises(smtplib.SMTPAuthenticationError):
        backend.open()
    backend.hang_up(politely=False)
    clock.now += smtp.PAUSE + 1
    make_message()
    assert delivery.deliver_next()
    assert len(mail_server.received) == 1


class _Nothing(set[str]):
    """No token is ever good."""

    def add(self, _token: str) -> None:
        """Forgotten at once."""


# What staff see -------------------------------------------------------------------------------------------------------


def dashboard(client: Client, *permissions: str) -> str:
    client.force_login(make_staff(*permissions))
    return client.get("/admin/").content.decode()


def test_the_first_page_has_a_line_for_a_refused_sign_on(client: Client, token_server: TokenServer) -> None:
    SignOn.objects.note_failure(USER, "invalid_client: <ended>")
    shown = dashboard(client, "outbox.view_message")
    assert f"signing on as {USER} is refused (invalid_client: &lt;ended&gt;)" in shown
    assert USER not in dashboard(client, "events.view_event")
    SignOn.objects.note_success(USER)
    assert USER not in dashboard(client, "outbox.view_message")


@pytest.mark.parametrize(("days", "is_shown"), [(31, False), (30, True), (-3, True)])
def test_the_first_page_says_when_the_secret_ends(
    client: Client, settings: Settings, days: int, is_shown: bool
) -> None:
    settings.MAIL_OAUTH_SECRET_ENDS = timezone.localdate() + datetime.timedelta(days=days)
    assert ("client secret" in dashboard(client, "outbox.view_message")) is is_shown


def test_administrators_are_told_once_of_each_end(settings: Settings) -> None:
    administrator = make_staff(is_superuser=True)
    make_staff()
    settings.MAIL_OAUTH_SECRET_ENDS = timezone.localdate() + datetime.timedelta(days=15)
    assert secret_end.warn() == 0
    for days in (14, 14, 200, 13):
        settings.MAIL_OAUTH_SECRET_ENDS = timezone.localdate() + datetime.timedelta(days=days)
        secret_end.warn()
    assert [message.to for message in mail.outbox] == [[administrator.email], [administrator.email]]
    assert "docs/mailbox.md" in mail.outbox[0].body


def test_a_warning_that_could_not_leave_is_sent_later(settings: Settings, smtp_server: SmtpServer) -> None:
    make_staff(is_superuser=True)
    settings.MAIL_OAUTH_SECRET_ENDS = timezone.localdate()
    smtp_server.refuse("MAIL", "451 later")
    with pytest.raises(OSError, match="451"):
        secret_end.warn()
    smtp_server.behave()
    assert secret_end.warn() == 1
