"""What goes to many waits behind what tells one person of a decision, and is asked once more whether it is wanted."""

import dataclasses

import pytest
from django.core import mail

from outbox import delivery, kinds
from outbox.models import DeliveryTry, Message
from registrations.actions.decide import approve
from registrations.kinds import Kind
from tests.factories import make_registration, make_settings, make_staff

pytestmark = pytest.mark.django_db


def order() -> list[int]:
    """The keys of the messages as a worker takes them up."""
    taken = []
    while (claimed := Message.objects.claim_next()) is not None:
        message, attempt = claimed
        message.finish(attempt, DeliveryTry.Outcome.ACCEPTED, "250 OK")
        taken.append(message.pk)
    return taken


def test_a_decision_leaves_before_mail_to_many_that_waits_longer() -> None:
    event = make_settings().event
    first, second = (make_registration(event) for _ in range(2))
    Message.objects.update(is_bulk=True)
    approve(second, make_staff())
    decision = second.messages.get(kind=Kind.APPROVED)
    to_many = [first.messages.get().pk, second.messages.get(is_bulk=True).pk]
    assert order() == [decision.pk, *to_many], "not even the one to the same person is waited for"


def test_mail_to_many_waits_for_what_tells_its_reader_of_a_decision() -> None:
    registration = make_registration()
    approve(registration, make_staff())
    later = registration.messages.get(kind=Kind.APPROVED)
    Message.objects.filter(pk=later.pk).update(is_bulk=True)
    assert list(Message.objects.due().values_list("kind", flat=True)) == [Kind.ACKNOWLEDGEMENT]


def test_what_is_not_wanted_any_more_when_its_turn_comes_does_not_go(monkeypatch: pytest.MonkeyPatch) -> None:
    message = make_registration().messages.get()
    kind = dataclasses.replace(kinds.get(message.kind), hindrance=lambda message: f"called off: {message.about}")
    monkeypatch.setitem(kinds._declared, message.kind, kind)
    delivery.deliver_next()
    message.refresh_from_db()
    assert mail.outbox == []
    assert message.state == Message.State.DISCARDED
    attempt = message.tries.get()
    assert (attempt.outcome, attempt.detail) == (DeliveryTry.Outcome.CALLED_OFF, f"called off: {message.about}")
    assert attempt.ended_at is not None
