"""What an action keeps for undoing is written and read without loss, and never writes back more than it may."""

import datetime

import pytest
from django.contrib.auth.models import User

from inbox.actions import handle
from inbox.actions.before import (
    COLUMNS,
    AcceptedBefore,
    Before,
    ChangedBefore,
    DismissedBefore,
    FieldsBefore,
    JoinedBefore,
    ProposedBefore,
    SortedBefore,
    before_of,
)
from inbox.actions.locking import write_down
from inbox.actions.undo import put_back, undo, why_not_undone
from inbox.models import Conversation, DeskAction
from tests.factories import make_conversation, make_event, make_incoming, make_settings, make_staff

pytestmark = pytest.mark.django_db
Kind = DeskAction.Kind
NOON = datetime.datetime(2026, 11, 29, 12, 0, 0, 123456, tzinfo=datetime.UTC)
FIELDS = FieldsBefore(registration=3, before={"function": ""}, after={"function": "Mayor"}, history=8)


@pytest.fixture
def staff() -> User:
    return make_staff()


@pytest.fixture
def conversation() -> Conversation:
    event = make_event()
    make_settings(event)
    return make_conversation(event)


@pytest.mark.parametrize(
    ("kind", "before"),
    [
        (Kind.TAKEN, Before(columns={"owner_id": None, "owned_at": NOON})),
        (Kind.NOTED, Before()),
        (Kind.SORTED, SortedBefore(columns={"event_id": 7, "kind": "question"})),
        (Kind.SORTED, SortedBefore(one_more=4, replaced=5)),
        (Kind.ACCEPTED, AcceptedBefore(proposals=[1, 2], registrations=[3, 4], notifications=[5])),
        (Kind.ACCEPTED, AcceptedBefore()),
        (Kind.PROPOSED, ProposedBefore(proposals=[1])),
        (Kind.DISMISSED, DismissedBefore(proposals=[1])),
        (Kind.DISMISSED, DismissedBefore(message=9)),
        (Kind.ATTACHED, ChangedBefore(columns={"registration_id": None}, proposals=[1], restricted=["diet"])),
        (Kind.UPDATED, ChangedBefore(registration_fields=FIELDS)),
        (
            Kind.JOINED,
            JoinedBefore(source=2, incoming=[1], outgoing=[3], source_columns={"closed_at": None}, source_action=6),
        ),
    ],
)
def test_what_is_kept_comes_back_as_it_was(conversation: Conversation, kind: Kind, before: Before) -> None:
    action = write_down(conversation, kind, None, before=before)
    action.refresh_from_db()
    assert before_of(action) == before


def test_only_columns_that_may_be_written_back_are_read(conversation: Conversation, staff: User) -> None:
    kept = {"columns": {"subject": "made up", "token_nonce": "x", "name": "Ana"}, "unknown": 1}
    action = conversation.actions.create(kind=Kind.TAKEN, by=staff, before=kept)
    assert before_of(action) == Before(columns={"name": "Ana"})
    assert not {"subject", "token_nonce", "joined_to_id"} & set(COLUMNS)


def test_each_kind_that_keeps_something_is_put_back_by_a_function_of_its_own() -> None:
    classes = Before.__subclasses__()
    assert len(classes) == 6
    assert len({put_back.dispatch(each) for each in [Before, *classes]}) == 7


def test_what_was_deleted_meanwhile_is_none(conversation: Conversation, staff: User) -> None:
    first, other = conversation.event, make_event()
    make_settings(other)
    handle.sort(conversation, staff, conversation.seen_mark(), event=other)
    assert first is not None
    first.delete()
    undo(conversation, staff, conversation.seen_mark())
    assert Conversation.objects.get().event is None


def test_why_it_cannot_be_undone_is_said_before_anybody_tries(conversation: Conversation, staff: User) -> None:
    handle.close(conversation, staff, conversation.seen_mark())
    action = conversation.last_action()
    assert action is not None
    assert why_not_undone(action) == ""
    make_incoming(conversation, is_automatic=True)
    assert why_not_undone(action) == "", "no machine's mail would be hidden"
    make_incoming(conversation)
    assert "Somebody has written since." in why_not_undone(action)


@pytest.mark.parametrize(
    ("kind", "by_staff", "said"),
    [
        (Kind.ANSWERED, True, "The last action was an answer."),
        (Kind.NOTED, False, "the person’s own"),
        (Kind.NOTED, True, ""),
        (Kind.CANCELLED, True, "The last action changed a registration."),
        (Kind.SUBSTITUTED, True, "Both were told of the substitution."),
        (Kind.UPDATED, True, "The last action changed a registration."),
        (Kind.ATTACHED, True, ""),
        (Kind.JOINED, True, "Undo it there."),
        (Kind.OVER, False, ""),
    ],
)
def test_what_has_left_the_house_stays(
    conversation: Conversation, staff: User, kind: Kind, by_staff: bool, said: str
) -> None:
    action = write_down(conversation, kind, staff if by_staff else None)
    assert said in why_not_undone(action)
    assert bool(said) == bool(why_not_undone(action))
