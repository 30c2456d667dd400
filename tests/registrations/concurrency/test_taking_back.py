"""A worker takes up a message while staff take it back, or send it to another address: one of the two comes first."""

import pytest
from django.contrib.auth.models import User

from inbox.actions.accept import Wanted, accept
from inbox.actions.undo import undo
from inbox.kinds import Kind as MailKind
from inbox.models import Conversation
from outbox.models import Message
from registrations.actions.correct import correct
from registrations.actions.decide import take_back
from registrations.models import Registration
from tests.factories import (
    make_conversation,
    make_event,
    make_incoming,
    make_proposal,
    make_registration,
    make_settings,
    make_staff,
)
from tests.waiting import while_uncommitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def staff() -> User:
    return make_staff()


def kinds_of(registration: Registration) -> list[str]:
    return list(registration.messages.order_by("pk").values_list("kind", flat=True))


def test_whose_mail_a_worker_has_taken_up_reads_of_the_end(staff: User) -> None:
    registration = make_registration()
    assert while_uncommitted(registration.messages.get().claim, lambda: take_back(registration, staff))
    assert kinds_of(registration) == ["acknowledgement", "cancelled"]


def test_what_staff_have_taken_back_no_worker_takes_up(staff: User) -> None:
    registration = make_registration()
    message = registration.messages.get()
    assert while_uncommitted(lambda: take_back(registration, staff), message.claim) is None
    assert kinds_of(registration) == []


def test_a_mail_to_the_writer_that_a_worker_has_taken_up_stays(staff: User) -> None:
    event = make_event()
    make_settings(event)
    conversation = make_conversation(event, email="focal@example.org")
    wanted = [Wanted(make_proposal(make_incoming(conversation)).pk, {"family_name": "Sarr"}, "en")]
    accept(conversation, staff, conversation.seen_mark(), wanted)
    told = Message.objects.get(kind=MailKind.PERSONS_REGISTERED)
    seen = Conversation.objects.get(pk=conversation.pk)
    while_uncommitted(told.claim, lambda: undo(seen, staff, seen.seen_mark()))
    assert Message.objects.filter(pk=told.pk).exists()


def test_a_mail_that_a_worker_has_taken_up_says_where_it_went(staff: User) -> None:
    registration = make_registration(email="old@example.org")
    message = registration.messages.get()
    while_uncommitted(message.claim, lambda: correct(registration, by=staff, email="new@example.org"))
    message.refresh_from_db()
    assert (message.state, message.to_email) == ("sending", "old@example.org")
