"""Two of staff at one mail, and two who merge: real processes, on PostgreSQL, at one instant."""

from collections import Counter

import pytest

from inbox.models import Conversation
from registrations.models import Registration
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
from tests.proofs import ROUNDS_OF_TWO
from tests.registrations.concurrency.conftest import Order

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def opened() -> Conversation:
    """A mail that proposes one person."""
    event = make_event()
    make_settings(event, capacity=None)
    conversation = make_conversation(event)
    make_proposal(make_incoming(conversation))
    return conversation


def done_by_two(order: Order, conversation: Conversation, *verbs: str, **more: object) -> list[str]:
    """Two of staff press a button on the same page, each a button of his or her own."""
    job = {"conversation": conversation.pk, "seen": conversation.seen_mark(), **more}
    job["proposal"] = conversation.proposals().get().pk
    return order([{"do": verb, "by": make_staff().pk, **job} for verb in verbs])


def is_registered(conversation: Conversation) -> bool:
    """Once, or not at all."""
    assert conversation.event is not None
    assert conversation.event.registrations.count() <= 1
    return conversation.event.registrations.exists()


def test_what_two_of_staff_accept_at_one_instant_is_registered_once(order: Order) -> None:
    for _round in range(ROUNDS_OF_TWO):
        conversation = opened()
        assert Counter(done_by_two(order, conversation, "accept", "accept")) == {"accepted": 1, "ChangedMeanwhile": 1}
        assert is_registered(conversation)
        assert conversation.actions.filter(kind="accepted").count() == 1


def test_who_accepts_and_who_calls_it_junk_do_not_both_have_their_way(order: Order) -> None:
    for _round in range(ROUNDS_OF_TWO):
        conversation = opened()
        outcomes = done_by_two(order, conversation, "accept", "junk")
        conversation.refresh_from_db()
        assert outcomes.count("ChangedMeanwhile") == 1, outcomes
        assert is_registered(conversation) is (outcomes[0] == "accepted")
        assert (conversation.state == "junk") is (outcomes[1] == "junk")


def test_without_the_lock_both_would(order: Order) -> None:
    conversation = opened()
    assert done_by_two(order, conversation, "accept", "junk", is_held=False) == ["accepted", "junk"]
    conversation.refresh_from_db()
    assert is_registered(conversation)
    assert conversation.state == "junk"


def test_two_merges_that_cross_leave_one_person(order: Order) -> None:
    by = make_staff().pk
    for _round in range(ROUNDS_OF_TWO):
        event = make_event()
        make_settings(event)
        one, other = (make_registration(event).pk for _number in range(2))
        pairs = ((one, other), (other, one))
        outcomes = order([{"do": "merge", "registration": a, "other": b, "by": by} for a, b in pairs])
        assert outcomes.count("merged") == 1, outcomes
        assert all(len(outcome) < 30 for outcome in outcomes), outcomes  # no traceback of a deadlock
        states = event.registrations.order_by("state").values_list("state", flat=True)
        assert list(states) == [State.PENDING, State.REPLACED]


def test_merges_across_events_are_refused_without_waiting_for_each_other(order: Order) -> None:
    by = make_staff().pk
    for _round in range(ROUNDS_OF_TWO):
        rows = []
        for _number in range(2):
            event = make_event()
            make_settings(event)
            rows.append(make_registration(event).pk)
        pairs = (rows, rows[::-1])
        outcomes = order([{"do": "merge", "registration": a, "other": b, "by": by} for a, b in pairs])
        assert len(set(outcomes)) == 1, outcomes
        assert "Traceback" not in outcomes[0]


def test_who_merges_and_who_attaches_do_not_wait_for_each_other(order: Order) -> None:
    """The one locks the event for what the other has locked the conversation for."""
    by = make_staff().pk
    for _round in range(ROUNDS_OF_TWO):
        event = make_event()
        make_settings(event)
        conversation = make_conversation(event)
        mail = make_incoming(conversation)
        one, other = (make_registration(event) for _number in range(2))
        Conversation.objects.filter(pk=conversation.pk).update(registration=other)
        proposal = make_proposal(mail, target=other, restricted={"diet": "no fish"})
        attach = {"do": "attach", "conversation": conversation.pk, "seen": conversation.seen_mark(), "by": by}
        attach |= {"registration": one.pk, "proposal": proposal.pk}
        merge = {"do": "merge", "registration": one.pk, "other": other.pk, "by": by}
        assert order([merge, attach]) == ["merged", "attached"]
        assert Registration.objects.get(pk=other.pk).state == State.REPLACED
