"""Whoever signs in differently from now on is told by mail, in his or her language, whoever did it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from outbox import kinds
from outbox.mime import OutgoingMail
from outbox.models import Message
from tests.access.codes import code, give_app, recovery_codes, sign_in
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
Committed = Callable[..., AbstractContextManager[object]]
NEW = {"new_password1": "a rather long passphrase", "new_password2": "a rather long passphrase"}


@pytest.fixture
def user() -> User:
    user = make_staff(is_superuser=True)
    user.email = "irma@example.org"
    user.save()
    return user


@pytest.fixture
def desk(client: Client, user: User) -> Client:
    """Signed in just now."""
    sign_in(client, user)
    return client


def told() -> list[str]:
    """What the mails to the person say has changed."""
    rows = Message.objects.filter(kind="sign-in-changed", to_email="irma@example.org").order_by("pk")
    return [re.search(r"\*\*(.+?)\*\*", row.body)[1] for row in rows]


def test_an_app_set_up_new_codes_and_the_app_removed(
    desk: Client, user: User, django_capture_on_commit_callbacks: Committed
) -> None:
    key = re.search(r'class="secret">(\w+)<', desk.get("/admin/sign-in/app/").content.decode())[1]
    with django_capture_on_commit_callbacks(execute=True):
        desk.post("/admin/sign-in/app/", {"code": code(secret=key)})
    with django_capture_on_commit_callbacks(execute=True):
        desk.post("/admin/sign-in/codes/new/", {})
    desk.post("/admin/sign-in/app/remove/", {})
    assert told() == ["app set up", "new recovery codes", "app removed"]


def test_a_passkey_removed(desk: Client, user: User) -> None:
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key", "credential": {}})
    desk.post(f"/admin/sign-in/passkey/{key.pk}/remove/")
    assert told() == ["passkey removed"]


def test_a_recovery_code_used(client: Client, user: User) -> None:
    give_app(user)
    sign_in(client, user)
    client.post("/admin/login/code/", {"code": recovery_codes(user)[0]})
    assert told() == ["recovery code used"]


def test_a_code_of_the_app_is_nothing_to_tell(client: Client, user: User) -> None:
    give_app(user)
    sign_in(client, user)
    assert client.post("/admin/login/code/", {"code": code()}).url == "/admin/"
    assert not told()


def test_a_password_changed(desk: Client) -> None:
    assert desk.post("/admin/password_change/", {"old_password": "secret", **NEW}).status_code == 302
    assert told() == ["password changed"]


def test_a_password_that_a_colleague_has_set(client: Client, user: User) -> None:
    client.force_login(make_staff(is_superuser=True))
    client.post(
        f"/admin/auth/user/{user.pk}/password/", {"usable_password": "true", "password1": "x", "password2": "y"}
    )
    assert not told()
    passwords = {"password1": NEW["new_password1"], "password2": NEW["new_password1"]}
    client.post(f"/admin/auth/user/{user.pk}/password/", {"usable_password": "true", **passwords})
    assert told() == ["password set by a colleague"]


def test_a_second_factor_that_was_reset(user: User) -> None:
    call_command("reset_second_factor", user.username, stdout=StringIO())
    assert told() == ["second factor taken away"]


@pytest.mark.parametrize(
    ("language", "subject", "change"),
    [
        ("en", "Your sign-in to the secretariat’s site has changed", "password changed"),
        ("fr", "Votre connexion au site du secrétariat a changé", "mot de passe modifié"),
        ("es", "Su inicio de sesión en el sitio de la Secretaría ha cambiado", "contraseña modificada"),
    ],
)
def test_it_is_in_the_persons_language(desk: Client, language: str, subject: str, change: str) -> None:
    desk.post("/admin/password_change/", {"old_password": "secret", **NEW}, headers={"Accept-Language": language})
    message = Message.objects.get()
    assert (message.language, message.subject) == (language, subject)
    assert told() == [change]
    assert "/admin/sign-in/" in OutgoingMail(message).body


def test_who_has_no_address_is_told_by_the_security_log_alone(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(email="")
    sign_in(client, user)
    client.post("/admin/password_change/", {"old_password": "secret", **NEW})
    assert not Message.objects.exists()


def test_another_address_set_by_a_colleague_is_told_at_the_earlier_one_and_at_the_new_one(
    client: Client, user: User
) -> None:
    client.force_login(make_staff(is_superuser=True))
    data = {"username": user.username, "email": "thief@example.org", "is_active": "on", "is_staff": "on"}
    assert client.post(f"/admin/auth/user/{user.pk}/change/", data).status_code == 302
    assert told() == ["another e-mail address for mails about the sign-in"]
    assert OutgoingMail(Message.objects.get(to_email="irma@example.org")).to == ["irma@example.org"]
    assert Message.objects.filter(to_email="thief@example.org").count() == 1
    message = Message.objects.get(to_email="irma@example.org")
    assert kinds.get(message.kind).address(message) == "", "it stays there when it is sent again"
