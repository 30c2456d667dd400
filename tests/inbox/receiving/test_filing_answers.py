"""Answers to what a registration was told: into its own conversation, else its writer's, else one of their own."""

import pytest

from inbox.models import Conversation
from inbox.receiving.intake import receive
from outbox.models import Message
from registrations.models import Registration
from tests.factories import make_conversation, make_event, make_incoming, make_proposal, make_registration
from tests.inbox.receiving.world import now
from tests.mailreader.mails import mail

pytestmark = pytest.mark.django_db


def answer(registration: Registration, sender: str) -> Conversation:
    """Somebody answers the first message about a registration, without a mark; where that was filed."""
    first = Message.objects.get(registration_link__registration=registration, kind="acknowledgement")
    raw = mail("Thank you, I shall come.", sender=sender, subject="Re: your registration", In_Reply_To=first.message_id)
    conversation = receive(raw, source="pipe", now=now()).message.conversation
    assert conversation is not None
    return conversation


@pytest.fixture
def asked() -> Conversation:
    """A focal point asked for two persons, who are registered."""
    conversation = make_conversation(make_event(), email="focal@example.org")
    message = make_incoming(conversation)
    for name in ("focal", "member"):
        made = make_registration(conversation.event, email=f"{name}@example.org")
        make_proposal(message, state="accepted", result=made)
    return conversation


def of(name: str) -> Registration:
    return Registration.objects.get(email=f"{name}@example.org")


@pytest.mark.parametrize("name", ["focal", "member"])
def test_the_writer_goes_on_in_the_conversation_in_which_it_was_asked_for(asked: Conversation, name: str) -> None:
    assert answer(of(name), "Focal <Focal@example.org>") == asked


def test_a_member_gets_a_conversation_of_his_or_her_own(asked: Conversation) -> None:
    own = answer(of("member"), "member@example.org")
    assert own != asked
    assert own.registration == of("member")
    assert answer(of("member"), "member@example.org") == own


def test_the_conversation_of_the_registration_comes_first(asked: Conversation) -> None:
    own = make_conversation(asked.event, registration=of("focal"), email="else@example.org")
    assert answer(of("focal"), "focal@example.org") == own


def test_junk_is_not_gone_on_with(asked: Conversation) -> None:
    Conversation.objects.filter(pk=asked.pk).update(state="junk", closed_at=now())
    assert answer(of("focal"), "focal@example.org") != asked
