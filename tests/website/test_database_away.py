"""Somebody holds a row, or the database is away: a page says so, and what was typed is sent again by one button."""

import html
import re
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from registrations.models import Registration
from tests.factories import make_settings
from tests.registrations.formdata import ANSWERS, address_of, hidden


@pytest.fixture
def impatient(transactional_db: None) -> Iterator[None]:
    """This process waits for a lock as little as a test wants to."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = DEFAULT")


@pytest.mark.postgres
def test_while_a_row_is_held_the_form_waits_and_is_sent_again_as_it_was(
    client: Client, impatient: None, database_url: str, settings: Settings
) -> None:
    settings.FORM_MINIMUM_SECONDS = 0
    event = make_settings().event
    fields = {**hidden(client.get(address_of(event)).content.decode()), **ANSWERS, "family_name": "O’Neill & Ñ"}
    with closing(psycopg2.connect(database_url)) as other, other.cursor() as cursor:
        cursor.execute("SELECT 1 FROM registrations_registrationsettings FOR UPDATE")
        answer = client.post(address_of(event), fields)
        other.rollback()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert not Registration.objects.exists()
    page = answer.content.decode()
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    again = {html.unescape(name): html.unescape(value) for name, value in found}
    assert again == {name: str(value) for name, value in fields.items()}
    assert client.post(address_of(event), again).status_code == 303
    assert Registration.objects.get().family_name == fields["family_name"]


@pytest.mark.django_db
def test_a_page_that_is_read_says_to_come_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_arguments: object, **_options: object) -> None:
        raise OperationalError("the connection was closed")

    event = make_settings().event
    monkeypatch.setattr("registrations.views.register.availability_of", away)
    answer = client.get(address_of(event))
    assert answer.status_code == 503
    assert "<form" not in answer.content.decode()


@pytest.mark.django_db
def test_a_password_is_not_written_into_the_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_arguments: object, **_options: object) -> None:
        raise OperationalError("the connection was closed")

    User.objects.create_user("ana", password="correct horse")
    monkeypatch.setattr("django.contrib.auth.forms.authenticate", away)
    answer = client.post("/admin/login/", {"username": "ana", "password": "correct horse"})
    assert answer.status_code == 503
    assert "ana" in answer.content.decode()
    assert "correct horse" not in answer.content.decode()
