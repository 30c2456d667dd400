"""One's own data: a fresh link to the address, a page and a file with all of it, and the erasure."""

import datetime
import json
import re
from pathlib import Path
from unittest.mock import Mock

import pytest
import time_machine
from django.core.signing import TimestampSigner, b62_encode
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from access import roles
from inbox.models import Conversation, IncomingMessage, RawMail
from inbox.receiving.context import DatabaseContext
from outbox.mime import OutgoingMail
from outbox.models import Message
from registrations.actions.decide import reinstate
from registrations.errors import IllegalMove, NoRegistrationHere
from registrations.models import Registration, StateChange
from retention import journal
from retention.erasing import erase_again, erase_person, redact_overdue
from retention.models import Hold, Redaction
from tests.factories import make_conversation, make_incoming, make_proposal, make_registration, make_staff
from tests.retention.planted import PLANTED, everything

pytestmark = pytest.mark.django_db


def link(client: Client, registration: Registration) -> str:
    """The link that was asked for on the personal page, as it stands in the mail."""
    client.post(f"/en/r/{registration.token}/data/")
    message = Message.objects.filter(kind="own-data").latest("pk")
    assert "/data/" not in message.body, "the database holds no link"
    assert message.to_email == registration.email
    return re.search(r"https?://[^/]+(/en/r/\S+/data/[^/\s)]+/)", OutgoingMail(message).body)[1]  # type: ignore[index]


def test_the_link_goes_to_the_address_and_three_times_a_day(client: Client, person: Registration) -> None:
    pages = [client.post(f"/en/r/{person.token}/data/", follow=True).content.decode() for _number in range(5)]
    assert "is on its way to zenobia@example.org" in pages[2]
    assert "Three such mails" in pages[3]
    assert Message.objects.filter(kind="own-data").count() == 3


def test_the_page_and_the_file_hold_everything(client: Client, person: Registration) -> None:
    own = make_conversation(person.event, email="zenobia@example.org", name="Zenobia Quixotely")
    make_proposal(make_incoming(own, from_email="zenobia@example.org", text="I shall be late"), result=person)
    address = link(client, person)
    response = client.get(address)
    assert response["Cache-Control"] == "private, no-store"
    page = response.content.decode()
    for words in ("Zenobia", "Quixotely", "Keeper of the Seals", "By the lake", "no nuts", "X1234567"):
        assert words in page, words
    data = json.loads(client.get(f"{address}data.json").content)
    assert data["registration"]["family_name"] == "Quixotely"
    assert data["answers"] == {"hotel": "By the lake"}
    assert data["restricted"] == {"diet": "no nuts", "visa": "X1234567"}
    assert data["history"][-1]["to"] == "approved"
    assert data["conversations"][0]["mails"][0]["text"] == "I shall be late"
    assert person.token not in json.dumps(data)


def test_an_old_seal_and_that_of_another_open_nothing(client: Client, person: Registration) -> None:
    other = make_registration(person.event, family_name="Elsewhere", state="pending")
    page = client.get(link(client, other)).content.decode()
    assert "This cancels your registration too: it is not considered any further." in page, (
        "who has no place loses none"
    )
    seal = link(client, other).rstrip("/").rpartition("/")[2]
    assert client.get(f"/en/r/{person.token}/data/{seal}/").status_code == 404
    yesterday = timezone.now() - datetime.timedelta(days=1, minutes=1)

    class Old(TimestampSigner):
        def timestamp(self) -> str:
            return b62_encode(int(yesterday.timestamp()))

    old = Old(salt="own data").sign(person.token_nonce).removeprefix(f"{person.token_nonce}:")
    stale = client.get(f"/en/r/{person.token}/data/{old}/")
    assert stale.status_code == 404
    assert "This link is too old" in stale.content.decode()
    assert client.post(f"/en/r/{person.token}/data/{old}/", {"is_sure": "on"}).status_code == 404
    assert client.get(f"/en/r/{person.token}/data/{old}/data.json").status_code == 404
    assert Registration.objects.get(pk=person.pk).family_name == "Quixotely"


def test_the_person_erases_and_cancels_by_it(client: Client, person: Registration) -> None:
    address = link(client, person)
    assert (
        "This cancels your registration too: your place goes to somebody else." in client.get(address).content.decode()
    )
    assert "Please tick" in client.post(address).content.decode()
    assert "Your data are erased" in client.post(address, {"is_sure": "on"}).content.decode()
    found = everything()
    assert [words for words in PLANTED if words in found] == []
    row = Registration.objects.get(pk=person.pk)
    assert (row.state, row.name) == ("cancelled", "–")
    assert row.history.latest("pk").actor == StateChange.Actor.PARTICIPANT
    assert client.get(address).status_code == 404


def test_what_is_held_is_not_erased_by_the_page(client: Client, person: Registration) -> None:
    Hold.objects.create(event=person.event, reason="A claim", owner=make_staff(), until_on="2099-01-01")
    address = link(client, person)
    assert "A claim" not in client.get(address).content.decode()
    page = client.post(address, {"is_sure": "on"}).content.decode()
    assert "These data are kept until" in page
    assert Registration.objects.get(pk=person.pk).family_name == "Quixotely"


def test_after_the_event_the_personal_link_shows_no_restricted_data(client: Client, person: Registration) -> None:
    assert "no nuts" in client.get(f"/en/r/{person.token}/").content.decode()
    type(person.event).objects.filter(pk=person.event_id).update(starts_on="2020-01-01", ends_on="2020-01-02")
    page = client.get(f"/en/r/{person.token}/").content.decode()
    assert "no nuts" not in page
    assert "X1234567" not in page
    assert "kept for some days after the meeting" in page


@pytest.mark.parametrize(("now", "is_shown"), [("2027-06-16T06:00Z", True), ("2027-06-16T08:00Z", False)])
def test_the_event_is_over_by_its_own_clock(client: Client, person: Registration, now: str, is_shown: bool) -> None:
    rows = type(person.event).objects.filter(pk=person.event_id)
    rows.update(starts_on="2027-06-15", ends_on=None, timezone="America/Los_Angeles")
    with time_machine.travel(now, tick=False):
        page = client.get(f"/en/r/{person.token}/").content.decode()
        assert ("no nuts" in page) is is_shown
        assert [event.is_past for event in DatabaseContext().events] == [not is_shown]


@pytest.fixture
def shared(person: Registration) -> Conversation:
    """A mail about the person and somebody else, whose name has accents and another order."""
    conversation = make_conversation(person.event, email="mission@example.org", subject="QUIXOTÉLY, Zenobia and Other")
    text = "Please register Zenobia  Quixotely (zenobia@example.org)\nand Other Person.\n> zenobía quixotely\n"
    mail = make_incoming(conversation, text=text, html="<p>Zenobia Quixotely</p>", facts={"who": ["Zenobia Quixotely"]})
    make_proposal(mail, result=person, data={"given_name": "Zenobia", "family_name": "Quixotely"})
    return conversation


def test_staff_black_the_person_out_where_others_are_named(
    client: Client,
    person: Registration,
    shared: Conversation,
) -> None:
    client.force_login(make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS])))
    erase_person(person, by=make_staff(), reason="asked")
    redaction = Redaction.objects.get()
    assert redaction.conversation == shared
    assert "1 conversation names a person who was erased" in client.get("/admin/").content.decode()
    address = f"/admin/retention/redaction/{redaction.pk}/change/"
    words = re.search(r"<textarea[^>]*>(.*?)</textarea>", client.get(address).content.decode(), re.DOTALL)[1].strip()  # type: ignore[index]
    assert "Quixotely Zenobia" in words
    client.post(address, {"words": f"{words}\nQuixotely\nZenobia"})
    assert [each for each in PLANTED if each in everything()] == []
    mail = IncomingMessage.objects.get()
    assert mail.text.splitlines()[1] == "and Other Person."
    assert mail.text.splitlines()[0] == "Please register ▮▮▮ (▮▮▮)"
    assert not RawMail.objects.exists()
    redaction.refresh_from_db()
    assert redaction.done_at is not None
    assert not redaction.words


def test_what_nobody_looked_at_is_blacked_out_in_time(person: Registration, shared: Conversation) -> None:
    erase_person(person, by=None, reason="asked")
    today = timezone.localdate()
    assert redact_overdue(today + datetime.timedelta(days=30)) == 0
    assert redact_overdue(today + datetime.timedelta(days=31)) == 1
    assert "Quixotely" not in IncomingMessage.objects.get().text


def test_the_journal_is_written_where_no_private_file_was_yet(
    person: Registration, settings: Settings, tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    settings.PRIVATE_ROOT = tmp_path / "not" / "yet"
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person, by=None, reason="asked")
    assert len(journal.path().read_text().splitlines()) == 1


def test_an_event_without_a_form_holds_nobody_else_up(person: Registration, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retention.erasing.erase_person", Mock(side_effect=NoRegistrationHere))
    monkeypatch.setattr("retention.journal.come_back", lambda: iter([person, person]))
    assert erase_again() == 0


def test_a_restored_dump_brings_nobody_back(
    person: Registration,
    django_capture_on_commit_callbacks,  # type: ignore[no-untyped-def]
) -> None:
    before = Registration.objects.filter(pk=person.pk).values().get()
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person, by=None, reason="asked")
    assert "zenobia" not in journal.path().read_text()
    assert erase_again() == 0, "still erased"
    restored = {name: before[name] for name in ("family_name", "email", "email_key", "state")}
    Registration.objects.filter(pk=person.pk).update(**restored)
    assert erase_again() == 1
    assert Registration.objects.get(pk=person.pk).family_name == "–"
    again = make_registration(person.event, email="zenobia@example.org", state="pending")
    Registration.objects.filter(pk=person.pk).update(reference="gone")
    Registration.objects.filter(pk=again.pk).update(reference=person.reference)
    assert erase_again() == 0, "who registers anew, and gets the number that was free again after the restore"
    stranger = make_registration(person.event, email="zenobia@example.org", state="pending")
    assert erase_again() == 0, "whoever registers anew stays"
    assert stranger.pk


def test_nobody_is_reinstated_who_was_erased(client: Client, person: Registration) -> None:
    client.force_login(make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS])))
    erase_person(person, by=None, reason="asked")
    person = Registration.objects.get(pk=person.pk)
    page = client.get(f"/admin/registrations/registration/{person.pk}/change/").content.decode()
    assert "The person was erased" in page
    assert "decide/reinstate" not in page
    with pytest.raises(IllegalMove):
        reinstate(person, make_staff())


def test_what_a_mail_proposed_of_the_person_goes_at_once(person: Registration, shared: Conversation) -> None:
    target = make_proposal(
        shared.incoming.get(), target=person, data={"given_name": "Zenobia"}, restricted={"diet": "no nuts"}
    )
    other = make_proposal(shared.incoming.get(), data={"given_name": "Other", "family_name": "Person"})
    erase_person(person, by=None, reason="asked")
    target.refresh_from_db()
    other.refresh_from_db()
    assert (target.data, target.target, target.state) == ({}, None, "dismissed")
    assert other.value("family_name") == "Person"
