"""Somebody whose data stand everywhere, and who may erase them."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from access import roles
from registrations.actions.correct import correct
from registrations.actions.decide import approve
from registrations.models import Registration
from tests.factories import make_country, make_event, make_question, make_registration, make_settings, make_staff


@pytest.fixture
def person() -> Registration:
    event = make_settings(make_event(), capacity=1).event
    make_question(event, code="visa", is_restricted=True)
    make_question(event, code="hotel")
    person = make_registration(
        event,
        given_name="Zenobia",
        family_name="Quixotely",
        email="zenobia@example.org",
        function="Keeper of the Seals",
        country=make_country("FR"),
        nomination_document=ContentFile(b"%PDF-1.4", name="note.pdf"),
        answers={"hotel": "By the lake"},
        restricted={"diet": "no nuts", "visa": "X1234567"},
    )
    correct(person, by=make_staff(), phone="+41 22 111 11 11")
    approve(person, make_staff())
    return person


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS])))
    return client
