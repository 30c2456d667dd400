"""Who wrote for a delegation is told whom staff registered, once, and asked to tell those without an address."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from access import roles
from inbox.actions import accept as accepting
from inbox.actions.accept import Wanted
from inbox.kinds import Kind
from inbox.models import Conversation
from outbox.mime import OutgoingMail
from outbox.models import Message, UndeliverableAddress
from registrations.models import Registration
from tests.desk.acting import act
from tests.factories import make_conversation, make_event, make_incoming, make_proposal, make_settings, make_staff

pytestmark = pytest.mark.django_db
APART = "no nuts at all"


@pytest.fixture
def staff() -> User:
    return make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS]))


@pytest.fixture
def conversation() -> Conversation:
    """The mail of a focal point with two persons, one of them without an address."""
    event = make_event(title_fr="Atelier sur les villes", title_es="Taller sobre ciudades")
    make_settings(event, notice_en="We keep little.", notice_fr="Nous gardons peu.", notice_es="Guardamos poco.")
    conversation = make_conversation(event, email="focal@example.org", name="Luis Mota")
    mail = make_incoming(conversation, restricted={"text": [APART]})
    make_proposal(mail, data={"given_name": "Zoë", "family_name": "Ndiaye", "email": "zoe@example.org"})
    make_proposal(mail, data={"given_name": "Abdou", "family_name": "Sarr", "email": ""}, restricted={"diet": APART})
    return conversation


def wanted(conversation: Conversation) -> list[Wanted]:
    names = ("given_name", "family_name", "email")
    return [
        Wanted(one.pk, {name: one.data.get(name, "") for name in names}, "en")
        for one in conversation.proposals().filter(state="open")
    ]


def accept(conversation: Conversation, staff: User, *, number: int = 2, is_approved: bool = False) -> list[Message]:
    """Accept so many of those still open; what the writers were told so far."""
    chosen = wanted(conversation)[:number]
    accepting.accept(conversation, staff, conversation.seen_mark(), chosen, is_approved=is_approved)
    return list(Message.objects.filter(kind=Kind.PERSONS_REGISTERED).order_by("pk"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["We hold no e-mail address", "not yet confirmed", "We keep little."]),
        ("fr", ["aucune adresse électronique", "non encore confirmée", "Nous gardons peu."]),
        ("es", ["No disponemos de dirección", "sin confirmar", "Guardamos poco."]),
    ],
)
def test_the_writer_reads_who_is_registered(
    conversation: Conversation, staff: User, language: str, words: list[str]
) -> None:
    Conversation.objects.update(language=language)
    conversation.refresh_from_db()
    (told,) = accept(conversation, staff)
    mail = conversation.incoming.get()
    assert (told.language, told.to_email, told.state) == (language, "focal@example.org", "queued")
    assert (told.conversation_link.conversation, told.in_reply_to) == (conversation, mail.message_id)
    assert conversation.mark in told.subject
    for one in conversation.proposals():
        assert f"{one.result.name}, {one.result.reference} – " in told.text
    assert told.text.count("Zoë Ndiaye") == 1
    assert told.text.count("Abdou Sarr") == 2
    assert all(word in " ".join(told.text.split()) for word in words)
    assert APART not in told.text + told.html + told.subject
    assert "{" not in told.text
    OutgoingMail(told).message().as_bytes()


def test_a_place_that_is_given_is_said(conversation: Conversation, staff: User) -> None:
    (told,) = accept(conversation, staff, is_approved=True)
    assert told.text.count("a place is reserved") == 2


def test_it_goes_once_for_each_acceptance(conversation: Conversation, staff: User) -> None:
    accept(conversation, staff, number=1)
    first, second = accept(conversation, staff, number=1)
    assert "We hold no" not in first.text
    assert "Ndiaye" not in second.text
    assert first.purpose != second.purpose


def test_who_asked_for_himself_alone_has_the_mails_of_the_registration(staff: User) -> None:
    event = make_event()
    make_settings(event)
    own = make_conversation(event, email="zoe@example.org")
    make_proposal(make_incoming(own), data={"email": "Zoe@example.org"})
    assert accept(own, staff) == []
    other = make_conversation(event, email="assistant@example.org")
    make_proposal(make_incoming(other), data={"email": "minister@example.org"})
    assert [row.to_email for row in accept(other, staff)] == ["assistant@example.org"]


def test_of_the_own_registration_the_writer_reads_in_its_own_mail_alone(
    conversation: Conversation, staff: User
) -> None:
    own = {"given_name": "Luis", "family_name": "Mota", "email": "Focal@example.org"}
    make_proposal(conversation.incoming.get(), data=own)
    (told,) = accept(conversation, staff, number=3)
    assert "Mota," not in told.text
    assert all(name in told.text for name in ("Ndiaye", "Sarr"))
    assert Registration.objects.get(family_name="Mota").messages.count() == 1


def test_who_is_accepted_alone_of_several_reads_it_once(conversation: Conversation, staff: User) -> None:
    conversation.proposals().filter(data__family_name="Ndiaye").update(data={"email": "focal@example.org"})
    assert accept(conversation, staff, number=1) == []


def test_each_writer_reads_of_those_whom_he_or_she_proposed(conversation: Conversation, staff: User) -> None:
    second = make_incoming(conversation, from_email="else@example.org", reply_to="else@example.org")
    make_proposal(second, data={"given_name": "Ida", "family_name": "Wolf", "email": ""})
    told = {row.to_email: row.text for row in accept(conversation, staff, number=3)}
    assert set(told) == {"focal@example.org", "else@example.org"}
    assert "Wolf" not in told["focal@example.org"]
    assert "Sarr" not in told["else@example.org"]


@pytest.mark.parametrize("email", ["", "no-reply@example.org", "nonsense"])
def test_to_nobody_nothing_is_written(conversation: Conversation, staff: User, email: str) -> None:
    conversation.incoming.update(from_email=email, reply_to=email)
    assert accept(conversation, staff) == []


def test_to_a_dead_address_it_is_kept_for_staff(conversation: Conversation, staff: User) -> None:
    UndeliverableAddress.objects.create(email_key="focal@example.org")
    assert [row.state for row in accept(conversation, staff)] == ["failed"]


def test_to_an_address_read_out_of_a_forward_it_waits_for_staff(conversation: Conversation, staff: User) -> None:
    conversation.incoming.update(from_email="colleague@example.org", is_forwarded=True)
    assert [row.state for row in accept(conversation, staff, number=1)] == ["held"]
    Message.objects.filter(kind=Kind.PERSONS_REGISTERED).get().release(staff)
    assert [row.state for row in accept(conversation, staff, number=1)] == ["queued", "queued"]


def test_undoing_takes_it_out_of_the_outbox(conversation: Conversation, staff: User, client: Client) -> None:
    client.force_login(staff)
    address = f"/admin/inbox/conversation/{conversation.pk}/undo/"
    accept(conversation, staff)
    html = client.post(address, {"seen": conversation.seen_mark()}, follow=True).content.decode()
    assert "has been told" not in html
    assert not Message.objects.filter(kind=Kind.PERSONS_REGISTERED).exists()
    (told,) = accept(conversation, staff)
    assert told.claim() is not None  # a worker has it in hand
    html = client.post(address, {"seen": conversation.seen_mark()}, follow=True).content.decode()
    assert "has been told" in html
    assert Message.objects.filter(pk=told.pk).exists()


def test_staff_see_it_in_the_thread(conversation: Conversation, staff: User, client: Client) -> None:
    (told,) = accept(conversation, staff)
    client.force_login(staff)
    html = client.get(f"/admin/inbox/conversation/{conversation.pk}/").content.decode()
    assert f"/admin/outbox/message/{told.pk}/change/" in html


@pytest.mark.parametrize(
    ("state", "has_read"), [("sent", True), ("queued", False), ("held", False), ("discarded", False)]
)
def test_whoever_undoes_an_acceptance_reads_whether_the_writer_was_told(
    client: Client, staff: User, conversation: Conversation, state: str, has_read: bool
) -> None:
    accept(conversation, staff)
    now = timezone.now()
    Message.objects.filter(to_email="zoe@example.org").update(state="sent", sent_at=now)
    Message.objects.filter(kind=Kind.PERSONS_REGISTERED).update(state=state, sent_at=now if state == "sent" else None)
    client.force_login(staff)
    page = act(client, conversation, "undo")
    assert "1 person has read of the registration by now" in page
    assert ("The writer has been told of these registrations too" in page) is has_read
    told = Registration.objects.get(email="zoe@example.org")
    page = act(client, conversation, "undo", mails=str(told.pk))
    assert "Undone:" in page
    assert ("The writer has been told of these registrations: write once more." in page) is has_read
