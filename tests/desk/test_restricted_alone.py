"""A mail that changes nothing but what is kept apart: kept by a button, encrypted, shown to few, each look noted."""

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from access import roles
from inbox.models import Conversation, MailProposal
from inbox.receiving.intake import receive
from registrations.actions.correct import correct
from registrations.actions.decide import cancel
from registrations.models import Registration, RestrictedData
from registrations.models.states import State
from tests.factories import (
    make_conversation,
    make_event,
    make_incoming,
    make_proposal,
    make_registration,
    make_settings,
    make_staff,
)
from tests.mailreader.mails import mail

pytestmark = pytest.mark.django_db
DESK = "/admin/inbox/conversation/"
OFFICER = set(roles.ROLES[roles.REGISTRATION_OFFICERS])
LOOK = "registrations.view_restricted"
NOTHING = dict.fromkeys(("honorific", "given_name", "family_name", "function", "organisation", "country", "email"), "")
WORDS = "no nuts at all"


@pytest.fixture
def registration() -> Registration:
    event = make_event(code="IDM-2015")  # its references look like telephone numbers
    make_settings(event)
    return make_registration(event)


@pytest.fixture
def proposal(registration: Registration) -> MailProposal:
    conversation = make_conversation(registration.event, kind="update", registration=registration)
    data = {**NOTHING, "mode": ""}
    return make_proposal(
        make_incoming(conversation), action="update", target=registration, data=data, restricted={"diet": WORDS}
    )


@pytest.fixture
def officer(client: Client) -> User:
    user = make_staff(*sorted(OFFICER - {LOOK}))
    client.force_login(user)
    return user


def keep(client: Client, proposal: MailProposal) -> str:
    row = proposal.message.conversation
    data = {"seen": row.seen_mark(), "change": proposal.pk, "restricted": "1"}
    html = client.post(f"{DESK}{row.pk}/change-fields/", data, follow=True).content.decode()
    proposal.refresh_from_db()
    return str(html)


def kept(registration: Registration) -> RestrictedData | None:
    return RestrictedData.objects.filter(registration=registration).first()


def test_the_button_keeps_it_unseen_and_encrypted(client: Client, officer: User, proposal: MailProposal) -> None:
    row = proposal.message.conversation
    html = client.get(f"{DESK}{row.pk}/").content.decode()
    assert "Keep them with the registration" in html
    assert WORDS not in html
    assert f"{proposal.target.reference} is changed." in keep(client, proposal)  # type: ignore[union-attr]
    found = kept(proposal.target)  # type: ignore[arg-type]
    assert found is not None
    assert found.diet == WORDS
    assert (proposal.state, proposal.decided_by, proposal.result) == ("accepted", officer, proposal.target)
    with connection.cursor() as cursor:
        cursor.execute("SELECT diet FROM registrations_restricteddata")
        assert WORDS not in cursor.fetchone()[0]


def test_the_words_are_for_those_with_the_right_and_each_look_is_noted(client: Client, proposal: MailProposal) -> None:
    row = proposal.message.conversation
    client.force_login(make_staff(*sorted(OFFICER - {LOOK})))
    assert client.post(f"{DESK}{row.pk}/restricted/").status_code == 403
    looker = make_staff(*sorted(OFFICER | {LOOK}))
    client.force_login(looker)
    assert WORDS not in client.get(f"{DESK}{row.pk}/").content.decode()
    before = LogEntry.objects.filter(actor=looker, action=LogEntry.Action.ACCESS).count()
    html = client.post(f"{DESK}{row.pk}/restricted/").content.decode()
    assert WORDS in html
    assert "Keep them with the registration" in html
    assert LogEntry.objects.filter(actor=looker, action=LogEntry.Action.ACCESS).count() == before + 1


def test_undoing_takes_it_away_again(client: Client, officer: User, proposal: MailProposal) -> None:
    keep(client, proposal)
    row = proposal.message.conversation
    html = client.post(f"{DESK}{row.pk}/undo/", {"seen": row.seen_mark()}, follow=True).content.decode()
    assert "Undone: changed a registration." in html
    proposal.refresh_from_db()
    found = kept(proposal.target)  # type: ignore[arg-type]
    assert found is not None
    assert (found.diet, proposal.state) == ("", "open")


def test_other_words_that_are_there_stay_beside(client: Client, officer: User, proposal: MailProposal) -> None:
    assert proposal.target is not None
    correct(proposal.target, by=officer, restricted={"diet": "vegetarian"})
    keep(client, proposal)
    found = kept(proposal.target)
    assert found is not None
    assert found.diet == "vegetarian"
    assert WORDS in found.answers.values()


def test_what_is_there_already_is_said_and_stays_to_do(client: Client, officer: User, proposal: MailProposal) -> None:
    assert proposal.target is not None
    correct(proposal.target, by=officer, restricted={"diet": WORDS})
    assert "it is kept there already" in keep(client, proposal)
    assert proposal.state == "open"


def test_a_registration_that_ended_has_no_button(client: Client, officer: User, proposal: MailProposal) -> None:
    assert proposal.target is not None
    cancel(proposal.target)
    html = client.get(f"{DESK}{proposal.message.conversation.pk}/").content.decode()
    assert "Keep them with the registration" not in html


def test_a_change_with_nothing_chosen_is_still_refused(client: Client, officer: User, proposal: MailProposal) -> None:
    proposal.restricted = {}
    proposal.save()
    assert "Choose what shall be changed." in keep(client, proposal)


def test_it_needs_the_right_to_change(client: Client, proposal: MailProposal) -> None:
    client.force_login(make_staff("inbox.work_mailbox", "registrations.view_registration"))
    row = proposal.message.conversation
    assert "Keep them with the registration" not in client.get(f"{DESK}{row.pk}/").content.decode()
    data = {"seen": row.seen_mark(), "change": proposal.pk, "restricted": "1"}
    assert client.post(f"{DESK}{row.pk}/change-fields/", data).status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        "Please note a change for my registration {reference}: I am vegetarian.",
        "I would like to update my registration {reference}. I use a wheelchair.",
    ],
)
def test_a_real_mail_goes_all_the_way(client: Client, officer: User, registration: Registration, text: str) -> None:
    Registration.objects.filter(pk=registration.pk).update(state=State.CONFIRMED)
    raw = mail(text.format(reference=registration.reference), sender=registration.email, subject="Update")
    conversation: Conversation = receive(raw, source="pipe").message.conversation
    proposal = conversation.proposals().get()
    assert (proposal.action, proposal.target) == ("update", registration)
    page = client.get(f"{DESK}{conversation.pk}/").content.decode()
    assert "Keep them with the registration" in page
    keep(client, proposal)
    found = kept(registration)
    assert found is not None
    assert found.diet or found.access_needs
