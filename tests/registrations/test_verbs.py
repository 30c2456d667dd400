"""The verbs of a registration: which moves there are, what they write, whom they tell."""

import pytest

from outbox.queue import Draft
from registrations.models import Registration, RegistrationSettings, StateChange
from registrations.models.errors import AlreadyRegistered, IllegalMove, NoPlaceLeft, NotCorrectable
from registrations.models.states import TRANSITIONS, State
from tests.factories import (
    make_category,
    make_organisation,
    make_question,
    make_registration,
    make_settings,
    make_staff,
)

pytestmark = pytest.mark.django_db

VERBS = {
    "approve": State.APPROVED,
    "put_on_waiting_list": State.WAITING,
    "decline": State.DECLINED,
    "ask_details": State.INCOMPLETE,
    "withdraw": State.WITHDRAWN,
    "revoke": State.REVOKED,
    "reopen": State.PENDING,
    "reinstate": State.PENDING,
}
# Several ways lead to "pending"; each of these verbs takes one.
FROM = {"reopen": State.DECLINED, "reinstate": State.CANCELLED}


def in_state(state: str) -> Registration:
    """A registration put into a state behind the back of the verbs."""
    registration = make_registration()
    Registration.objects.filter(pk=registration.pk).update(state=state)
    return Registration.objects.get(pk=registration.pk)


def kinds(registration: Registration) -> list[str]:
    return list(registration.messages.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_moves_only_where_a_way_leads(verb: str, state: str) -> None:
    registration = in_state(state)
    changes = registration.history.count()
    if VERBS[verb] in TRANSITIONS.get(state, ()) and state == FROM.get(verb, state):
        getattr(registration, verb)(make_staff(), "because")
        assert registration.state == VERBS[verb]
        assert registration.history.count() == changes + 1
    else:
        with pytest.raises(IllegalMove):
            getattr(registration, verb)(make_staff(), "because")
        assert Registration.objects.get(pk=registration.pk).state == state
        assert registration.history.count() == changes


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize(("verb", "to"), [("cancel", State.CANCELLED), ("confirm", State.CONFIRMED)])
def test_a_participant_moves_only_where_a_way_leads(verb: str, to: State, state: str) -> None:
    registration = in_state(state)
    if to in TRANSITIONS.get(state, ()):
        getattr(registration, verb)()
        assert registration.state == to
    else:
        with pytest.raises(IllegalMove):
            getattr(registration, verb)()
        assert Registration.objects.get(pk=registration.pk).state == state


@pytest.mark.parametrize(
    ("verb", "kind"),
    [
        ("approve", "approved"),
        ("put_on_waiting_list", "waiting"),
        ("decline", "declined"),
        ("ask_details", "details-asked"),
        ("withdraw", "withdrawn"),
        ("cancel", "cancelled"),
    ],
)
def test_a_decision_keeps_who_when_why_and_the_message_that_told(verb: str, kind: str) -> None:
    registration, officer = make_registration(), make_staff()
    getattr(registration, verb)(officer, "The reason")
    change = registration.history.latest("pk")
    assert (change.from_state, change.to_state) == ("pending", registration.state)
    assert (change.actor, change.by, change.reason) == ("staff", officer, "The reason")
    assert change.message is not None
    assert change.message.kind == kind
    assert change.at == pytest.approx(registration.state_changed_at, abs=change.at - change.at.replace(microsecond=0))
    assert kinds(registration) == ["acknowledgement", kind]


def test_the_mail_is_the_one_that_staff_edited() -> None:
    registration = make_registration()
    registration.approve(make_staff(), draft=Draft("Welcome", "Come **early**."))
    message = registration.messages.get(kind="approved")
    assert message.subject == "Welcome"
    assert "early" in message.text


def test_a_decision_whose_message_cannot_be_written_is_no_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    registration = make_registration()

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr("registrations.mails.write_new", fail)
    with pytest.raises(OSError):  # noqa: PT011  the very error that was raised
        registration.approve(make_staff())
    assert Registration.objects.get(pk=registration.pk).state == "pending"
    assert registration.history.count() == 1


def test_a_decision_on_a_row_read_long_ago_looks_again() -> None:
    registration = make_registration()
    stale = Registration.objects.get(pk=registration.pk)
    registration.decline(make_staff(), "no")
    with pytest.raises(IllegalMove):
        stale.ask_details(make_staff(), "Which country?")
    assert stale.state == "declined"


def test_a_person_without_an_address_is_decided_on_and_the_message_waits_for_staff() -> None:
    registration = make_registration(email="", source="phone", by=make_staff())
    registration.approve(make_staff())
    assert registration.state == "approved"
    assert set(registration.messages.values_list("state", flat=True)) == {"failed"}


def test_details_that_were_asked_for_and_given_bring_it_back_to_pending() -> None:
    registration = make_registration()
    registration.ask_details(make_staff(), "Which country?")
    registration.complete()
    assert registration.state == "pending"
    assert registration.history.latest("pk").actor == "participant"


def test_a_refusal_taken_back_finds_that_the_person_registered_anew() -> None:
    first = make_registration(email="ana@example.org", family_name="Pérez")
    first.decline(make_staff(), "no")
    make_registration(first.event, email="ana@example.org", family_name="Perez")
    with pytest.raises(AlreadyRegistered):
        first.reopen(make_staff())
    assert Registration.objects.get(pk=first.pk).state == "declined"


# Places ---------------------------------------------------------------------------------------------------------------


def test_the_last_place_is_given_once() -> None:
    event = make_settings(capacity=1).event
    first, second = make_registration(event), make_registration(event)
    first.approve(make_staff())
    with pytest.raises(NoPlaceLeft) as refused:
        second.approve(make_staff())
    assert refused.value.limit == "event"
    assert kinds(second) == ["acknowledgement"]


@pytest.mark.parametrize("verb", ["cancel", "withdraw", "revoke"])
def test_a_place_given_back_is_free(verb: str) -> None:
    event = make_settings(capacity=1).event
    first, second = make_registration(event), make_registration(event)
    first.approve(make_staff())
    getattr(first, verb)(make_staff(), "cannot come")
    second.approve(make_staff())
    assert second.state == "approved"


def test_a_quota_of_a_category_leaves_the_others_alone() -> None:
    event = make_settings().event
    narrow, wide = make_category(event, quota=0), make_category(event)
    with pytest.raises(NoPlaceLeft) as refused:
        make_registration(event, category=narrow).approve(make_staff())
    assert refused.value.limit == "category"
    make_registration(event, category=wide).approve(make_staff())


def test_a_quota_of_an_organisation_counts_it_under_its_known_and_its_typed_name() -> None:
    event = make_settings().event
    category = make_category(event, quota_per_organisation=1)
    known = make_organisation()
    for body in ({"organisation": known}, {"organisation_name": "Côte d'Ivoire"}):
        make_registration(event, category=category, **body).approve(make_staff())
    for body in ({"organisation": known, "organisation_name": "Other"}, {"organisation_name": "COTE D’IVOIRE"}):
        with pytest.raises(NoPlaceLeft) as refused:
            make_registration(event, category=category, **body).approve(make_staff())
        assert refused.value.limit == "organisation"
    make_registration(event, category=category, organisation_name="Another").approve(make_staff())


def test_people_without_an_organisation_do_not_share_its_quota() -> None:
    event = make_settings().event
    category = make_category(event, quota_per_organisation=1)
    for _number in range(2):
        make_registration(event, category=category, organisation_name="").approve(make_staff())
    assert [row.state for row in event.registrations.all()] == [State.APPROVED] * 2


# Corrections ----------------------------------------------------------------------------------------------------------


def test_a_correction_is_noted_by_the_names_of_what_changed_and_not_by_what_it_says() -> None:
    registration = make_registration()
    make_question(registration.event, code="topic")
    make_question(registration.event, code="passport", is_restricted=True)
    changed = registration.correct(
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
    assert registration.correct(family_name=registration.family_name) == []
    assert registration.history.count() == 1


def test_an_answer_taken_back_is_gone() -> None:
    event = make_settings().event
    make_question(event, code="topic")
    registration = make_registration(event, answers={"topic": "visas"})
    registration.correct(answers={"topic": ""})
    assert not registration.answers.exists()


@pytest.mark.parametrize("state", ["waiting", "approved", "declined", "cancelled"])
def test_a_participant_does_not_correct_what_is_decided(state: str) -> None:
    registration = in_state(state)
    with pytest.raises(NotCorrectable):
        registration.correct(family_name="Silva")


def test_staff_correct_as_long_as_it_lives() -> None:
    in_state("approved").correct(by=make_staff(), family_name="Silva")
    with pytest.raises(NotCorrectable):
        in_state("cancelled").correct(by=make_staff(), family_name="Silva")


def test_a_seated_person_does_not_move_into_a_full_category() -> None:
    event = make_settings().event
    narrow, wide = make_category(event, quota=0), make_category(event)
    registration = make_registration(event, category=wide, state="approved")
    with pytest.raises(NoPlaceLeft):
        registration.correct(by=make_staff(), category=narrow)
    assert Registration.objects.get(pk=registration.pk).category == wide


def test_a_seated_person_does_not_stand_in_the_own_way() -> None:
    event = make_settings(capacity=1).event
    category = make_category(event, quota=1)
    registration = make_registration(event, state="approved")
    registration.correct(by=make_staff(), category=category)
    assert registration.category == category


def test_a_correction_does_not_make_one_person_of_two() -> None:
    event = make_settings().event
    make_registration(event, email="ana@example.org", given_name="Ana", family_name="Pérez")
    other = make_registration(event, email="ana@example.org", given_name="Eva", family_name="Pérez")
    with pytest.raises(AlreadyRegistered):
        other.correct(given_name="Ana")


def test_the_history_tells_the_way_in_words() -> None:
    registration = make_registration()
    registration.approve(make_staff())
    assert [str(line) for line in StateChange.objects.filter(registration=registration)][-1].endswith("approved")


def test_saving_a_row_read_before_does_not_undo_a_decision() -> None:
    """A form of the admin that was open meanwhile writes data, never a state."""
    registration = make_registration()
    stale = Registration.objects.get(pk=registration.pk)
    registration.approve(by=make_staff())
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
    registration.cancel()
    make_registration(event, state="approved")
    registration.reinstate(officer)
    assert (registration.state, kinds(registration)[-1]) == ("pending", "reinstated")
    with pytest.raises(NoPlaceLeft):
        registration.approve(officer)


def test_a_cancellation_is_not_undone_for_somebody_who_registered_anew() -> None:
    person = {"given_name": "Ana", "family_name": "Pérez", "email": "ana@example.org"}
    first = make_registration(**person)
    first.cancel()
    make_registration(first.event, **person)
    with pytest.raises(AlreadyRegistered):
        first.reinstate(make_staff())


@pytest.mark.parametrize("state", State.values)
def test_details_are_complete_only_of_who_was_asked_for_some(state: str) -> None:
    registration = in_state(state)
    if state in (State.DRAFT, State.SUBMITTED, State.INCOMPLETE):
        registration.complete()
        assert registration.state == "pending"
    else:
        with pytest.raises(IllegalMove):
            registration.complete()


@pytest.mark.parametrize("state", State.values)
def test_only_who_was_put_down_as_absent_came_after_all(state: str) -> None:
    registration = in_state(state)
    before = kinds(registration)
    if state == State.NO_SHOW:
        registration.came_after_all(make_staff())
        assert registration.state == "checked-in"
    else:
        with pytest.raises(IllegalMove):
            registration.came_after_all(make_staff())
    assert kinds(registration) == before
