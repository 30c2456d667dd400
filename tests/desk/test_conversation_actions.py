"""What staff do with a conversation, and undo: one lock, one line of history, nothing by itself."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from inbox.actions.accept import Wanted, accept, accept_from_person, set_aside
from inbox.actions.change import attach, change
from inbox.actions.handle import close, junk, reopen, sort, take
from inbox.actions.substitute import substitute
from inbox.actions.undo import undo
from inbox.errors import CannotBeUndone, ChangedMeanwhile, DeskError, DoneAlready, NotAccepted
from inbox.models import Conversation, DeskAction
from outbox.models import Message
from registrations.actions.decide import approve, cancel
from registrations.models import Registration, RestrictedData
from registrations.models.states import State
from tests.factories import (
    make_category,
    make_conversation,
    make_country,
    make_event,
    make_incoming,
    make_proposal,
    make_question,
    make_registration,
    make_settings,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return make_staff()


@pytest.fixture
def conversation() -> Conversation:
    """A mail with two persons for an event with one place."""
    event = make_event()
    make_settings(event, capacity=1)
    conversation = make_conversation(event)
    mail = make_incoming(conversation)
    make_proposal(mail)
    make_proposal(mail, restricted={"diet": "no nuts", "health": "a broken leg"})
    return conversation


def persons(conversation: Conversation) -> list[Wanted]:
    """Both of them, as the form would hand them over."""
    return [
        Wanted(
            one.pk,
            {
                **{name: one.data[name] for name in ("family_name", "email", "function")},
                "organisation_name": one.data["organisation"],
                "country": make_country(one.data["country"]),
            },
            "en",
        )
        for one in conversation.proposals()
    ]


def kinds(conversation: Conversation) -> list[str]:
    return list(conversation.actions.values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("action", "columns"),
    [
        (take, ("owner_id", "owned_at")),
        (close, ("state", "closed_at")),
        (junk, ("state", "kind", "closed_at")),
    ],
)
def test_an_action_is_written_down_and_undone(
    conversation: Conversation, staff: User, action: Callable[[Conversation, User, str], None], columns: tuple[str, ...]
) -> None:
    before = [getattr(conversation, name) for name in columns]
    action(conversation, staff, conversation.seen_mark())
    assert [getattr(conversation, name) for name in columns] != before
    undo(conversation, staff, conversation.seen_mark())
    conversation.refresh_from_db()
    assert [getattr(conversation, name) for name in columns] == before
    assert conversation.actions.get().undone_at is not None


def test_sorting_sets_class_event_and_language_and_is_undone(conversation: Conversation, staff: User) -> None:
    event, other = conversation.event, make_event()
    sort(conversation, staff, conversation.seen_mark(), kind="question", event=other, language="fr")
    assert (conversation.kind, conversation.event, conversation.language) == ("question", other, "fr")
    undo(conversation, staff, conversation.seen_mark())
    conversation.refresh_from_db()
    assert (conversation.kind, conversation.event, conversation.language) == ("registration-request", event, "en")


def test_sorting_into_what_it_is_writes_nothing_down(conversation: Conversation, staff: User) -> None:
    sort(conversation, staff, conversation.seen_mark(), kind=conversation.kind, event=conversation.event)
    assert kinds(conversation) == []


def test_not_junk_is_to_be_read(conversation: Conversation, staff: User) -> None:
    junk(conversation, staff, conversation.seen_mark())
    reopen(conversation, staff, conversation.seen_mark())
    assert (conversation.state, conversation.kind, conversation.closed_at) == ("open", "needs-review", None)


def test_what_is_done_is_not_done_again(conversation: Conversation, staff: User) -> None:
    close(conversation, staff, conversation.seen_mark())
    with pytest.raises(DeskError, match="“done” already"):
        close(conversation, staff, conversation.seen_mark())


def test_what_a_colleague_did_meanwhile_stops_the_action(conversation: Conversation, staff: User) -> None:
    seen = conversation.seen_mark()
    colleague = make_staff()
    junk(conversation, colleague, seen)
    with pytest.raises(ChangedMeanwhile, match=f"{colleague.username} was here: “junk”"):
        accept(conversation, staff, seen, persons(conversation))
    assert not Registration.objects.exists()


def test_a_mail_that_came_meanwhile_stops_the_action(conversation: Conversation, staff: User) -> None:
    seen = conversation.seen_mark()
    make_incoming(conversation)
    with pytest.raises(ChangedMeanwhile, match="another mail came in"):
        close(conversation, staff, seen)


def test_an_undoing_meanwhile_stops_the_action(conversation: Conversation, staff: User) -> None:
    take(conversation, staff, conversation.seen_mark())
    seen = conversation.seen_mark()
    undo(conversation, make_staff(), seen)
    with pytest.raises(ChangedMeanwhile, match="undone"):
        close(conversation, staff, seen)


def test_the_same_click_twice_is_one(conversation: Conversation, staff: User) -> None:
    seen = conversation.seen_mark()
    close(conversation, staff, seen)
    with pytest.raises(DoneAlready):
        close(conversation, staff, seen)
    assert kinds(conversation) == ["closed"]


# Accepting ------------------------------------------------------------------------------------------------------------


def test_accepted_persons_are_registered_by_mail_and_told(conversation: Conversation, staff: User) -> None:
    made = accept(conversation, staff, conversation.seen_mark(), persons(conversation))
    assert [(row.source, row.state, row.messages.get().kind) for row in made] == [
        ("mail", State.PENDING, "acknowledgement")
    ] * 2
    assert made[1].restricted.diet == "no nuts"
    assert [one.state for one in conversation.proposals()] == ["accepted", "accepted"]
    assert [one.result for one in conversation.proposals()] == made
    assert Message.objects.filter(body__contains="no nuts").count() == 0


def test_one_that_does_not_fit_keeps_all_out(conversation: Conversation, staff: User) -> None:
    with pytest.raises(NotAccepted, match="All places are taken") as refused:
        accept(conversation, staff, conversation.seen_mark(), persons(conversation), is_approved=True)
    assert refused.value.proposal == persons(conversation)[1].proposal
    assert not Registration.objects.exists()
    assert [one.state for one in conversation.proposals()] == ["open", "open"]


def test_without_an_event_nobody_is_accepted(conversation: Conversation, staff: User) -> None:
    Conversation.objects.update(event=None)
    conversation.refresh_from_db()
    with pytest.raises(DeskError, match="Choose the event first"):
        accept(conversation, staff, conversation.seen_mark(), persons(conversation))


def test_a_person_who_was_decided_on_is_not_accepted_again(conversation: Conversation, staff: User) -> None:
    both = persons(conversation)
    accept(conversation, staff, conversation.seen_mark(), both[:1])
    with pytest.raises(DeskError, match="decided meanwhile"):
        accept(conversation, staff, conversation.seen_mark(), both)
    assert Registration.objects.count() == 1


def test_nobody_accepts_persons_of_another_conversation(conversation: Conversation, staff: User) -> None:
    other = make_proposal(make_incoming(make_conversation(conversation.event)))
    with pytest.raises(DeskError, match="decided meanwhile"):
        accept(conversation, staff, conversation.seen_mark(), [Wanted(other.pk, {"family_name": "X"}, "en")])


def test_undoing_takes_unsent_mail_out_of_the_outbox_and_tells_nobody(conversation: Conversation, staff: User) -> None:
    made = accept(conversation, staff, conversation.seen_mark(), persons(conversation))
    undo(conversation, staff, conversation.seen_mark())
    assert [Registration.objects.get(pk=row.pk).state for row in made] == [State.CANCELLED] * 2
    assert not Message.objects.exists()
    assert [(one.state, one.result, one.decided_by) for one in conversation.proposals()] == [("open", None, None)] * 2
    assert len(accept(conversation, staff, conversation.seen_mark(), persons(conversation))) == 2


def test_undoing_tells_whoever_has_read_of_it(conversation: Conversation, staff: User) -> None:
    made = accept(conversation, staff, conversation.seen_mark(), persons(conversation)[:1])
    assert made[0].messages.get().claim() is not None  # a worker has it in hand
    undo(conversation, staff, conversation.seen_mark())
    assert sorted(made[0].messages.values_list("kind", flat=True)) == ["acknowledgement", "cancelled"]


@pytest.mark.parametrize("is_overdue", [False, True])
def test_whose_mail_was_thrown_away_reads_of_no_end_unless_it_may_have_come_before_a_restore(
    conversation: Conversation, staff: User, is_overdue: bool
) -> None:
    made = accept(conversation, staff, conversation.seen_mark(), persons(conversation)[:1])
    made[0].messages.update(state=Message.State.HELD, is_overdue=is_overdue)
    made[0].messages.get().discard(staff)
    undo(conversation, staff, conversation.seen_mark())
    assert Registration.objects.get().state == State.CANCELLED
    written = ["acknowledgement", "cancelled"] if is_overdue else ["acknowledgement"]
    assert sorted(made[0].messages.values_list("kind", flat=True)) == written


def test_what_went_further_is_not_taken_back(conversation: Conversation, staff: User) -> None:
    made = accept(conversation, staff, conversation.seen_mark(), persons(conversation)[:1])
    approve(made[0], staff)
    with pytest.raises(CannotBeUndone, match="changed since"):
        undo(conversation, staff, conversation.seen_mark())
    assert Registration.objects.get().state == State.APPROVED
    assert conversation.actions.get().undone_at is None


def test_an_answer_cannot_be_undone_and_it_says_so(conversation: Conversation, staff: User) -> None:
    DeskAction.objects.create(conversation=conversation, kind="answered", by=staff)
    with pytest.raises(CannotBeUndone, match="cannot be taken back"):
        undo(conversation, staff, conversation.seen_mark())


def test_a_proposal_is_put_aside_and_back(conversation: Conversation, staff: User) -> None:
    first = conversation.proposals()[0]
    set_aside(conversation, staff, conversation.seen_mark(), [first.pk])
    assert [one.state for one in conversation.proposals()] == ["dismissed", "open"]
    undo(conversation, staff, conversation.seen_mark())
    assert [one.state for one in conversation.proposals()] == ["open", "open"]


def test_a_proposal_is_attached_to_somebody_registered(conversation: Conversation, staff: User) -> None:
    known = make_registration(conversation.event)
    first = conversation.proposals()[0]
    attach(conversation, staff, conversation.seen_mark(), known, first.pk)
    first.refresh_from_db()
    assert (first.state, first.result) == ("accepted", known)
    assert conversation.registration is None  # it is about two persons
    assert list(Conversation.objects.of_registration(known)) == [conversation]
    undo(conversation, staff, conversation.seen_mark())
    first.refresh_from_db()
    assert (first.state, first.result) == ("open", None)
    assert Registration.objects.get().state == State.PENDING


def test_a_conversation_is_attached_to_a_registration_and_takes_its_event(staff: User) -> None:
    known, conversation = make_registration(), make_conversation()
    attach(conversation, staff, conversation.seen_mark(), known)
    assert (conversation.registration, conversation.event) == (known, known.event)
    undo(conversation, staff, conversation.seen_mark())
    conversation.refresh_from_db()
    assert (conversation.registration, conversation.event) == (None, None)


def test_a_change_is_made_by_the_verb_of_the_registration(conversation: Conversation, staff: User) -> None:
    known = make_registration(conversation.event)
    before = known.function
    changed = change(conversation, staff, conversation.seen_mark(), known, {"function": "Mayor"})
    assert changed == ["function"]
    assert known.history.order_by("-pk")[0].by == staff
    undo(conversation, staff, conversation.seen_mark())
    assert Registration.objects.get(pk=known.pk).function == before


def test_a_change_that_is_refused_writes_nothing_down(conversation: Conversation, staff: User) -> None:
    known = make_registration(conversation.event)
    cancel(known, staff)
    with pytest.raises(DeskError):
        change(conversation, staff, conversation.seen_mark(), known, {"function": "Mayor"})
    assert kinds(conversation) == []


# Kept apart -----------------------------------------------------------------------------------------------------------


def test_restricted_data_go_with_who_is_accepted(conversation: Conversation, staff: User) -> None:
    make_question(conversation.event, code="passport", is_restricted=True)
    make_question(conversation.event, code="birth", is_restricted=True, type="date")
    said = {"diet": "no nuts", "passport": "X1", "birth": "in spring", "nationality": "of Benin"}
    conversation.proposals().filter(position=0).update(restricted=said)
    kept = accept(conversation, staff, conversation.seen_mark(), persons(conversation)[:1])[0].restricted
    assert kept.diet == "no nuts"
    assert kept.answers == {"passport": "X1", "mail:birth": "in spring", "nationality": "of Benin"}


def test_restricted_data_go_with_a_substitute(conversation: Conversation, staff: User) -> None:
    known, wanted = make_registration(conversation.event), persons(conversation)[1]
    new = substitute(conversation, staff, conversation.seen_mark(), known, wanted)
    assert (new.restricted.diet, new.restricted.answers) == ("no nuts", {"health": "a broken leg"})


def test_restricted_data_go_to_who_is_registered_beside_what_is_there_and_back(
    conversation: Conversation, staff: User
) -> None:
    known = make_registration(conversation.event, restricted={"diet": "vegan"})
    attach(conversation, staff, conversation.seen_mark(), known, conversation.proposals()[1].pk)
    kept = RestrictedData.objects.get()
    assert (kept.diet, kept.answers) == ("vegan", {"mail:diet": "no nuts", "health": "a broken leg"})
    undo(conversation, staff, conversation.seen_mark())
    kept = RestrictedData.objects.get()
    assert (kept.diet, kept.answers) == ("vegan", {})


def test_undoing_hides_no_mail_that_came_since(conversation: Conversation, staff: User) -> None:
    close(conversation, staff, conversation.seen_mark())
    reopen(conversation, staff, conversation.seen_mark())
    make_incoming(conversation)
    with pytest.raises(CannotBeUndone, match="written since"):
        undo(conversation, staff, conversation.seen_mark())
    conversation.refresh_from_db()
    assert conversation.state == "open"


def test_what_the_person_did_is_not_undone_by_staff(conversation: Conversation, staff: User) -> None:
    one = make_proposal(make_incoming(conversation))
    accept_from_person(conversation, one.pk, lambda: make_registration(conversation.event))
    with pytest.raises(CannotBeUndone, match="the person’s own"):
        undo(conversation, staff, conversation.seen_mark())
    one.refresh_from_db()
    assert one.state == "accepted"


def test_sorting_says_whether_anything_changed(conversation: Conversation, staff: User) -> None:
    assert sort(conversation, staff, conversation.seen_mark(), kind="question")
    assert not sort(conversation, staff, conversation.seen_mark(), kind="question")
    assert conversation.actions.count() == 1


def test_a_category_of_one_event_is_given_to_nobody_of_another(conversation: Conversation, staff: User) -> None:
    other = make_event()
    make_settings(other)
    known = make_registration(other)
    one = make_proposal(make_incoming(conversation), action="substitute", target=known)
    wanted = Wanted(one.pk, {"family_name": "Kos", "category": make_category(conversation.event)}, "en")
    with pytest.raises(DeskError, match="another event"):
        substitute(conversation, staff, conversation.seen_mark(), known, wanted)
    assert Registration.objects.get(event=other) == known
