"""Decisions on a registration: which moves there are, what they write, whom they tell."""

import datetime

import pytest

from outbox.queue import Draft
from registrations.actions import decide
from registrations.actions.correct import correct
from registrations.actions.decide import (
    approve,
    ask_details,
    cancel,
    complete,
    decline,
    reinstate,
    reopen,
)
from registrations.errors import AlreadyRegistered, IllegalMove, NoPlaceLeft, NotCorrectable
from registrations.models import Registration, RegistrationSettings, StateChange
from registrations.models.states import State
from tests.factories import (
    make_category,
    make_organisation,
    make_question,
    make_registration,
    make_settings,
    make_staff,
)

pytestmark = pytest.mark.django_db

# The ways as they are meant, written out here and not taken from the table that is tested: from these states, to that.
WAYS = {
    "approve": ("draft pending incomplete waiting declined", "approved"),
    "put_on_waiting_list": ("draft pending incomplete declined", "waiting"),
    "decline": ("draft submitted pending incomplete waiting", "declined"),
    "ask_details": ("draft submitted pending waiting", "incomplete"),
    "withdraw": ("draft submitted pending incomplete waiting approved confirmed", "withdrawn"),
    "revoke": ("approved confirmed checked-in", "revoked"),
    "reopen": ("declined", "pending"),
    "reinstate": ("cancelled replaced", "pending"),
}
WAYS_OF_PARTICIPANTS = {
    "cancel": ("draft submitted pending incomplete waiting approved confirmed", "cancelled"),
    "confirm": ("approved", "confirmed"),
}


def in_state(state: str) -> Registration:
    """A registration put into a state behind the back of the actions."""
    registration = make_registration()
    Registration.objects.filter(pk=registration.pk).update(state=state)
    return Registration.objects.get(pk=registration.pk)


def fresh(registration: Registration) -> Registration:
    return Registration.objects.get(pk=registration.pk)


def kinds(registration: Registration) -> list[str]:
    return list(registration.messages.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("action", WAYS)
def test_staff_move_it_only_where_a_way_leads(action: str, state: str) -> None:
    registration = in_state(state)
    changes = registration.history.count()
    starts, end = WAYS[action]
    if state in starts.split():
        getattr(decide, action)(registration, make_staff(), "because")
        assert registration.state == end
        assert registration.history.count() == changes + 1
    else:
        with pytest.raises(IllegalMove):
            getattr(decide, action)(registration, make_staff(), "because")
        assert fresh(registration).state == state
        assert registration.history.count() == changes


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("action", WAYS_OF_PARTICIPANTS)
def test_participants_move_it_only_where_a_way_leads(action: str, state: str) -> None:
    registration = in_state(state)
    starts, end = WAYS_OF_PARTICIPANTS[action]
    if state in starts.split():
        getattr(decide, action)(registration)
        assert registration.state == end
    else:
        with pytest.raises(IllegalMove):
            getattr(decide, action)(registration)
        assert fresh(registration).state == state


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("approve", "approved"),
        ("put_on_waiting_list", "waiting"),
        ("decline", "declined"),
        ("ask_details", "details-asked"),
        ("withdraw", "withdrawn"),
        ("cancel", "cancelled"),
    ],
)
def test_a_decision_keeps_who_when_why_and_the_message_that_told(action: str, kind: str) -> None:
    registration, officer = make_registration(), make_staff()
    getattr(decide, action)(registration, officer, "The reason")
    change = registration.history.latest("pk")
    assert (change.from_state, change.to_state) == ("pending", registration.state)
    assert (change.actor, change.by, change.reason) == ("staff", officer, "The reason")
    assert change.message is not None
    assert change.message.kind == kind
    assert change.at == pytest.approx(registration.state_changed_at, abs=datetime.timedelta(seconds=5))
    assert kinds(registration) == ["acknowledgement", kind]


def test_the_mail_is_the_one_that_staff_edited() -> None:
    registration = make_registration()
    approve(registration, make_staff(), draft=Draft("Welcome", "Come **early**."))
    message = registration.messages.get(kind="approved")
    assert message.subject == "Welcome"
    assert "early" in message.text


def test_a_decision_whose_message_cannot_be_written_is_no_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    registration = make_registration()

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr("registrations.mails.write_new", fail)
    with pytest.raises(OSError):  # noqa: PT011  the very error that was raised
        approve(registration, make_staff())
    assert Registration.objects.get(pk=registration.pk).state == "pending"
    assert registration.history.count() == 1


def test_a_decision_on_a_row_read_long_ago_looks_again() -> None:
    registration = make_registration()
    stale = Registration.objects.get(pk=registration.pk)
    decline(registration, make_staff(), "no")
    with pytest.raises(IllegalMove):
        ask_details(stale, make_staff(), "Which country?")
    assert stale.state == "declined"


def test_a_person_without_an_address_is_decided_on_and_the_message_waits_for_staff() -> None:
    registration = make_registration(email="", source="phone", by=make_staff())
    approve(registration, make_staff())
    assert registration.state == "approved"
    assert set(registration.messages.values_list("state", flat=True)) == {"no-address"}


def test_details_that_were_asked_for_and_given_bring_it_back_to_pending() -> None:
    registration = make_registration()
    ask_details(registration, make_staff(), "Which country?")
    complete(registration)
    assert registration.state == "pending"
    assert registration.history.latest("pk").actor == "participant"


def test_a_refusal_taken_back_finds_that_the_person_registered_anew() -> None:
    first = make_registration(email="ana@example.org", family_name="Pérez")
    decline(first, make_staff(), "no")
    make_registration(first.event, email="ana@example.org", family_name="Perez")
    with pytest.raises(AlreadyRegistered):
        reopen(first, make_staff())
    assert Registration.objects.get(pk=first.pk).state == "declined"


# Places ---------------------------------------------------------------------------------------------------------------


def test_the_last_place_is_given_once() -> None:
    event = make_settings(capacity=1).event
    first, second = make_registration(event), make_registration(event)
    approve(first, make_staff())
    with pytest.raises(NoPlaceLeft) as refused:
        approve(second, make_staff())
    assert refused.value.limit == "event"
    assert kinds(second) == ["acknowledgement"]


@pytest.mark.parametrize("verb", ["cancel", "withdraw", "revoke"])
def test_a_place_given_back_is_free(verb: str) -> None:
    event = make_settings(capacity=1).event
    first, second = make_registration(event), make_registration(event)
    approve(first, make_staff())
    getattr(decide, verb)(first, make_staff(), "cannot come")
    approve(second, make_staff())
    assert second.state == "approved"


def test_a_quota_of_a_category_leaves_the_others_alone() -> None:
    event = make_settings().event
    narrow, wide = make_category(event, quota=0), make_category(event)
    with pytest.raises(NoPlaceLeft) as refused:
        approve(make_registration(event, category=narrow), make_staff())
    assert refused.value.limit == "category"
    approve(make_registration(event, category=wide), make_staff())


def test_a_quota_of_an_organisation_counts_it_under_its_known_and_its_typed_name() -> None:
    event = make_settings().event
    category = make_category(event, quota_per_organisation=1)
    known = make_organisation()
    for body in ({"organisation": known}, {"organisation_name": "Côte d'Ivoire"}):
        approve(make_registration(event, category=category, **body), make_staff())
    for body in ({"organisation": known, "organisation_name": "Other"}, {"organisation_name": "COTE D’IVOIRE"}):
        with pytest.raises(NoPlaceLeft) as refused:
            approve(make_registration(event, category=category, **body), make_staff())
        assert refused.value.limit == "organisation"
    approve(make_registration(event, category=category, organisation_name="Another"), make_staff())


def test_people_without_an_organisation_do_not_share_its_quota() -> None:
    event = make_settings().event
    category = make_category(event, quota_per_organisation=1)
    for _number in range(2):
        approve(make_registration(event, category=category, organisation_name=""), make_staff())
    assert [row.state for row in event.registrations.all()] == [State.APPROVED] * 2


# Corrections ----------------------------------------------------------------------------------------------------------


def test_a_correction_is_noted_by_the_names_of_what_changed_and_not_by_what_it_says() -> None:
    registration = make_registration()
    make_question(registration.event, code="topic")
    make_question(registration.event, code="passport", is_restricted=True)
    changed = correct(
        registration,
        family_name="Silva",
        answers={"topic": "visas", "passport": "X1"},
        restricted={"diet": "no nuts"},
    )
    assert sorted(changed) == ["diet", "family_name", "passport", "topic"]
    line = registration.history.latest("pk")
    assert line.is_correction
    assert "family name" in str(line)
    assert "X1" not in str(line)
    assert registration.restricted.answers == {"passport": "X1"}
    assert [answer.value for answer in registration.answers.all()] == ["visas"]


def test_a_correction_that_changes_nothing_leaves_no_line() -> None:
    registration = make_registration()
    assert correct(registration, family_name=registration.family_name) == []
    assert registration.history.count() == 1


def test_an_answer_taken_back_is_gone() -> None:
    event = make_settings().event
    make_question(event, code="topic")
    registration = make_registration(event, answers={"topic": "visas"})
    correct(registration, answers={"topic": ""})
    assert not registration.answers.exists()


@pytest.mark.parametrize("state", ["waiting", "approved", "declined", "cancelled"])
def test_a_participant_does_not_correct_what_is_decided(state: str) -> None:
    registration = in_state(state)
    with pytest.raises(NotCorrectable):
        correct(registration, family_name="Silva")


def test_staff_correct_as_long_as_it_lives() -> None:
    correct(in_state("approved"), by=make_staff(), family_name="Silva")
    with pytest.raises(NotCorrectable):
        correct(in_state("cancelled"), by=make_staff(), family_name="Silva")


def test_a_seated_person_does_not_move_into_a_full_category() -> None:
    event = make_settings().event
    narrow, wide = make_category(event, quota=0), make_category(event)
    registration = make_registration(event, category=wide, state="approved")
    with pytest.raises(NoPlaceLeft):
        correct(registration, by=make_staff(), category=narrow)
    assert Registration.objects.get(pk=registration.pk).category == wide


def test_a_seated_person_does_not_stand_in_the_own_way() -> None:
    event = make_settings(capacity=1).event
    category = make_category(event, quota=1)
    registration = make_registration(event, state="approved")
    correct(registration, by=make_staff(), category=category)
    assert registration.category == category


def test_a_correction_does_not_make_one_person_of_two() -> None:
    event = make_settings().event
    make_registration(event, email="ana@example.org", given_name="Ana", family_name="Pérez")
    other = make_registration(event, email="ana@example.org", given_name="Eva", family_name="Pérez")
    with pytest.raises(AlreadyRegistered):
        correct(other, given_name="Ana")


def test_the_history_tells_the_way_in_words() -> None:
    registration = make_registration()
    approve(registration, make_staff())
    assert [str(line) for line in StateChange.objects.filter(registration=registration)][-1].endswith("approved")


def test_saving_a_row_read_before_does_not_undo_a_decision() -> None:
    """A form of the admin that was open meanwhile writes data, never a state."""
    registration = make_registration()
    stale = Registration.objects.get(pk=registration.pk)
    approve(registration, by=make_staff())
    stale.note = "called back"
    stale.save()
    row = Registration.objects.get(pk=registration.pk)
    assert (row.state, row.note) == (State.APPROVED, "called back")


def test_saving_settings_read_before_does_not_wind_back_the_numbers() -> None:
    event = make_settings().event
    stale = RegistrationSettings.objects.get(event=event)
    first = make_registration(event)
    stale.capacity = 5
    stale.save()
    assert make_registration(event).number == first.number + 1


# Ways back ------------------------------------------------------------------------------------------------------------


def test_a_cancellation_is_undone_with_a_mail_and_the_place_is_looked_for_anew() -> None:
    event = make_settings(capacity=1).event
    registration, officer = make_registration(event, state="approved"), make_staff()
    cancel(registration)
    make_registration(event, state="approved")
    reinstate(registration, officer)
    assert (registration.state, kinds(registration)[-1]) == ("pending", "reinstated")
    with pytest.raises(NoPlaceLeft):
        approve(registration, officer)


def test_a_cancellation_is_not_undone_for_somebody_who_registered_anew() -> None:
    person = {"given_name": "Ana", "family_name": "Pérez", "email": "ana@example.org"}
    first = make_registration(**person)
    cancel(first)
    make_registration(first.event, **person)
    with pytest.raises(AlreadyRegistered):
        reinstate(first, make_staff())


@pytest.mark.parametrize("state", State.values)
def test_details_are_complete_only_of_who_was_asked_for_some(state: str) -> None:
    registration = in_state(state)
    if state in (State.DRAFT, State.SUBMITTED, State.INCOMPLETE):
        complete(registration)
        assert registration.state == "pending"
    else:
        with pytest.raises(IllegalMove):
            complete(registration)


def test_who_may_have_read_of_it_before_a_backup_was_restored_reads_of_its_end() -> None:
    registration = make_registration()
    registration.messages.hold_all()
    assert decide.take_back(registration, by=make_staff())
    assert [message.kind for message in registration.messages] == ["cancelled"]


def test_nobody_reads_of_a_registration_that_was_none() -> None:
    registration = make_registration()
    assert not decide.take_back(registration, by=make_staff())
    assert not registration.messages.exists()
