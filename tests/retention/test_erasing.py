"""A planted person is erased: then the person is in no row, file, export, search or history."""

import pytest
import tablib
from auditlog.models import LogEntry
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from access import roles
from inbox.models import Conversation
from registrations.actions.change_email import ask_for_email, confirm_email
from registrations.models import ErasedAddress, Registration
from registrations.models.states import State
from registrations.resources import RegistrationResource
from retention import journal
from retention.models import Hold
from tests.factories import (
    make_conversation,
    make_incoming,
    make_proposal,
    make_registration,
    make_settings,
    make_staff,
)
from tests.retention.planted import PLANTED, everything

pytestmark = pytest.mark.django_db


def erase(client: Client, person: Registration, reason: str = "asked by letter") -> str:
    address = f"/admin/registrations/registration/{person.pk}/erase/"
    return client.post(address, {"reason": reason}, follow=True).content.decode()


def test_the_person_is_nowhere_and_the_number_stays(
    person: Registration, officer: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    storage, name = person.nomination_document.storage, person.nomination_document.name
    own = make_conversation(person.event, email="zenobia@example.org", name="Zenobia Quixotely")
    make_proposal(make_incoming(own, from_email="zenobia@example.org", text="I am Zenobia"), result=person)
    assert all(words in everything() for words in PLANTED[:6])
    with django_capture_on_commit_callbacks(execute=True):
        assert f"{person.reference} is erased." in erase(officer, person)
    found = everything()
    assert [words for words in PLANTED if words in found] == []
    assert not storage.exists(name)
    assert not Conversation.objects.exists()
    row = Registration.objects.get()
    assert (row.reference, row.state, row.name) == (person.reference, "cancelled", "–")
    line = LogEntry.objects.filter(additional_data__why="erasure", additional_data__reason="asked by letter").get()
    assert line.actor is not None
    assert make_registration(person.event, state=State.APPROVED).state == "approved", "the place is free"


def test_what_names_the_person_among_others_is_listed_and_stays(person: Registration, officer: Client) -> None:
    other = make_registration(make_settings().event, given_name="Other", email="other@example.org")
    shared = make_conversation(person.event, email="mission@example.org")
    mail = make_incoming(shared, text="Please register Zenobia Quixotely and Other.")
    make_proposal(mail, result=person)
    both = make_conversation(person.event, email="zenobia@example.org")
    make_proposal(make_incoming(both), result=other)
    page = officer.get(f"/admin/registrations/registration/{person.pk}/erase/").content.decode()
    assert shared.mark in page
    assert shared.mark in erase(officer, person)
    assert set(Conversation.objects.all()) == {shared, both}


def test_a_new_key_of_the_site_forgets_nobody_who_was_erased(
    person: Registration,
    officer: Client,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    made = person.created_at
    with django_capture_on_commit_callbacks(execute=True):
        erase(officer, person)
    settings.SECRET_KEY = "another key, since the one before was seen"
    assert ErasedAddress.objects.has("zenobia@example.org")
    back = make_registration(person.event, email="zenobia@example.org")
    Registration.objects.filter(pk=person.pk).delete()
    Registration.objects.filter(pk=back.pk).update(reference=person.reference, created_at=made)
    assert list(journal.come_back()) == [back]


def test_an_old_file_brings_nobody_back_but_the_person_may_come(person: Registration, officer: Client) -> None:
    event = person.event
    erase(officer, person)
    assert ErasedAddress.objects.has("zenobia@example.org")
    assert not ErasedAddress.objects.has("other@example.org")
    rows = tablib.Dataset(
        ["Zenobia", "Quixotely", "Zenobia@example.org"], headers=["given_name", "family_name", "email"]
    )
    found = RegistrationResource(by=make_staff("registrations.add_registration"), event=event).import_data(
        rows, dry_run=False
    )
    assert "has asked to be erased" in str([each.error for each in found.invalid_rows])
    assert make_registration(event, given_name="Zenobia", email="zenobia@example.org").state == "pending"


def test_what_is_held_is_not_erased_by_staff(person: Registration, officer: Client) -> None:
    owner = make_staff()
    Hold.objects.create(registration=person, reason="A claim", owner=owner, until_on="2099-01-01")
    for page in (
        officer.get(f"/admin/registrations/registration/{person.pk}/change/").content.decode(),
        erase(officer, person),
    ):
        assert "A claim" in page
        assert owner.get_username() in page
        assert "2099" in page
        assert "manager may end it" in page
        assert "Erase for good" not in page
    person.refresh_from_db()
    assert person.family_name == "Quixotely"


def test_a_reason_is_needed_and_the_right(person: Registration, officer: Client, client: Client) -> None:
    assert "Say why: the log keeps it." in erase(officer, person, " ")
    person.refresh_from_db()
    assert person.email == "zenobia@example.org"
    client.force_login(make_staff(*sorted(roles.ROLES[roles.TRAVEL_OFFICERS])))
    assert client.post(f"/admin/registrations/registration/{person.pk}/erase/", {"reason": "x"}).status_code == 403
    assert (
        "Erase this person" not in client.get(f"/admin/registrations/registration/{person.pk}/change/").content.decode()
    )


def test_who_erased_when_and_why_is_shown_and_nothing_empty(person: Registration, officer: Client) -> None:
    page = erase(officer, person, "asked by letter of Zenobia Quixotely")
    history = officer.get(f"/admin/registrations/registration/{person.pk}/history/").content.decode()
    for shown in (page, history):
        assert "asked by letter of ▮▮▮" in shown
        assert "Quixotely" not in shown
    assert "cancelled by the participant" not in page.lower()
    assert ">erased</span>" in page
    assert "Corrected:" not in page
    assert "Nothing has been noted" not in history
    row = Registration.objects.get()
    assert str(row.history.latest("pk")) == "approved → erased"


def test_the_addresses_of_before_are_remembered_too(person: Registration, officer: Client) -> None:
    ask_for_email(person, "zenobia@new.example.org")
    confirm_email(person, person.messages.filter(kind="email-confirm").get())
    ask_for_email(person, "zenobia@never.example.org")
    erase(officer, Registration.objects.get())
    addresses = ["zenobia@example.org", "zenobia@new.example.org", "zenobia@never.example.org"]
    assert ErasedAddress.objects.among(addresses) == set(addresses[:2]), "one that nobody confirmed may be another's"
