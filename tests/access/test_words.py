"""The pages of accounts and of signing out speak as all others do, in three languages."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from access.roles import READERS, sync_roles
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "sentence", "again"),
    [
        ("en", "You are signed out.", "Back to the sign-in"),
        ("fr", "Vous êtes déconnecté(e).", "Retour à la connexion"),
        ("es", "Ha cerrado la sesión.", "Volver al inicio de sesión"),
    ],
)
def test_who_signs_out_is_told_so(client: Client, language: str, sentence: str, again: str) -> None:
    client.force_login(make_staff())
    page = client.post("/admin/logout/", headers={"Accept-Language": language}).content.decode()
    assert sentence in page
    assert again in page
    assert "quality time" not in page


def test_the_page_of_an_account_says_what_each_thing_means(client: Client) -> None:
    sync_roles()
    client.force_login(make_staff(is_superuser=True))
    user = make_staff()
    page = client.get(f"/admin/auth/user/{user.pk}/change/").content.decode()
    for stock in ("Designates", "Raw passwords", "Important dates", "Personal info", "Change user", "Hold down"):
        assert stock not in page
    assert "Roles for the whole house." in page
    french = client.get(f"/admin/auth/user/{user.pk}/change/", headers={"Accept-Language": "fr"}).content.decode()
    assert ">Lecteurs<" in french
    assert ">Readers<" not in french


def test_an_account_is_made_and_given_a_role(client: Client) -> None:
    sync_roles()
    client.force_login(make_staff(is_superuser=True))
    page = client.get("/admin/auth/user/add/").content.decode()
    assert "you’ll be able to edit" not in page
    assert "LDAP" not in page
    words = {
        "usable_password": "true",
        "password1": "a rather long passphrase",
        "password2": "a rather long passphrase",
    }
    address = client.post("/admin/auth/user/add/", {"username": "irma", **words}).url
    user = User.objects.get(username="irma")
    assert address == f"/admin/auth/user/{user.pk}/change/"
    readers = Group.objects.get(name=READERS)
    client.post(address, {"username": "irma", "is_active": "on", "is_staff": "on", "groups": [readers.pk]})
    user.refresh_from_db()
    assert (user.is_staff, [*user.groups.all()]) == (True, [readers])
