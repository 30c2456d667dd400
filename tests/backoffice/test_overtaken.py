"""Two who change one row at a time."""

import re
from typing import Any

import pytest
from django.test import Client

from events.models import Event
from identity.models import Identity
from registrations.models import Category, RegistrationSettings
from speakers.models import Speaker
from tests.changeform import form_of
from tests.factories import make_category, make_event, make_registration, make_settings, make_speaker

pytestmark = pytest.mark.django_db
TOLD = "Somebody else saved this meanwhile."


def fetched(client: Client, page: str) -> dict[str, Any]:
    """What a browser would send of the form as it stands, with the state that it carries."""
    seen = re.search(r'name="state_seen" value="(\w+)"', client.get(page).content.decode())
    assert seen
    return {**form_of(client, page), "state_seen": seen[1]}


def change_title(event: Event) -> None:
    event.title_en = "By the first"
    event.save()


def change_settings(event: Event) -> None:
    settings = RegistrationSettings.objects.get(event=event)
    settings.capacity = 70
    settings.save()


def add_category(event: Event) -> None:
    make_category(event, label_en="Press")


@pytest.mark.parametrize("first", [change_title, change_settings, add_category])
def test_who_saves_second_is_told_and_writes_nothing_over(superuser: Client, first: Any) -> None:
    event = make_event(title_en="Before")
    make_settings(event, capacity=10)
    page = f"/admin/events/event/{event.pk}/change/"
    second = fetched(superuser, page) | {"contact_phone": "+41 22 000"}
    first(event)
    answer = superuser.post(page, second)
    assert answer.status_code == 200
    assert TOLD in answer.content.decode()
    assert "+41 22 000" in answer.content.decode()
    event.refresh_from_db()
    assert event.contact_phone == ""
    again = re.search(r'name="state_seen" value="(\w+)"', answer.content.decode())
    assert again
    assert superuser.post(page, second | {"state_seen": again[1]}).status_code == 302
    event.refresh_from_db()
    assert event.contact_phone == "+41 22 000"


def test_who_is_alone_saves_at_once(superuser: Client) -> None:
    event = make_event()
    make_settings(event)
    page = f"/admin/events/event/{event.pk}/change/"
    assert superuser.post(page, fetched(superuser, page) | {"contact_phone": "1"}).status_code == 302
    assert superuser.post(page, fetched(superuser, page) | {"contact_phone": "2"}).status_code == 302


def test_somebody_who_registers_overtakes_nobody(superuser: Client) -> None:
    event = make_event()
    make_settings(event)
    page = f"/admin/events/event/{event.pk}/change/"
    second = fetched(superuser, page)
    make_registration(event)
    assert superuser.post(page, second | {"contact_phone": "1"}).status_code == 302


@pytest.mark.parametrize("make", [make_speaker, make_category, lambda: Identity.objects.create()])
def test_so_it_is_on_every_form_of_the_back_office(superuser: Client, make: Any) -> None:
    row = make()
    page = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
    second = fetched(superuser, page)
    row.save()
    answer = superuser.post(page, second)
    assert TOLD in answer.content.decode()
    assert {Speaker, Category, Identity} >= {type(row)}
