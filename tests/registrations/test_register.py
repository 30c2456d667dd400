"""How registrations come into being."""

import pytest
from auditlog.models import LogEntry

from outbox.models import Message
from registrations import capacity
from registrations.actions.correct import correct
from registrations.actions.decide import cancel, revoke
from registrations.actions.register import register
from registrations.errors import AlreadyRegistered, Full, NoPlaceLeft, NoRegistrationHere
from registrations.models import Consent, Registration, RegistrationSettings
from tests.factories import (
    make_category,
    make_country,
    make_event,
    make_question,
    make_registration,
    make_settings,
    make_staff,
)

pytestmark = pytest.mark.django_db

OPEN = RegistrationSettings.How.OPEN


def test_numbers_follow_one_another_within_an_event() -> None:
    event = make_settings(make_event(code="IDM-2015")).event
    make_registration()
    assert [make_registration(event).reference for _number in range(2)] == ["IDM-2015-0001", "IDM-2015-0002"]


def test_a_request_is_pending_acknowledged_and_noted() -> None:
    registration = make_registration()
    assert registration.state == "pending"
    assert [message.kind for message in registration.messages.all()] == ["acknowledgement"]
    line = registration.history.get()
    assert (line.from_state, line.to_state, line.actor) == ("", "pending", "participant")
    assert line.message == registration.messages.get()


def test_open_registration_gives_a_place_by_the_settings_and_not_by_a_person() -> None:
    registration = make_registration(make_settings(how=OPEN).event)
    assert registration.state == "approved"
    assert registration.history.get().actor == "system"
    assert registration.messages.get().kind == "approved"


def test_what_counts_is_how_the_event_registers_behind_the_lock() -> None:
    event = make_settings(how=OPEN).event
    assert event.registration_settings.how == OPEN
    RegistrationSettings.objects.update(how=RegistrationSettings.How.APPROVAL)
    assert make_registration(event).state == "pending"


def test_open_registration_that_is_full_puts_on_the_waiting_list() -> None:
    event = make_settings(how=OPEN, capacity=1).event
    assert [make_registration(event).state for _number in range(2)] == ["approved", "waiting"]
    assert Message.objects.latest("pk").kind == "waiting"


@pytest.mark.parametrize("how", [OPEN, RegistrationSettings.How.APPROVAL])
def test_full_without_a_waiting_list_stores_nothing(how: str) -> None:
    event = make_settings(how=how, capacity=0, has_waiting_list=False).event
    with pytest.raises(Full):
        make_registration(event)
    assert not Registration.objects.exists()
    assert not Message.objects.exists()
    assert RegistrationSettings.objects.get().last_number == 0


def test_staff_type_in_a_person_for_a_full_event_to_be_decided() -> None:
    event = make_settings(capacity=0, has_waiting_list=False).event
    assert make_registration(event, by=make_staff(), source="phone").state == "pending"


def test_what_is_incomplete_is_never_approved_by_the_settings() -> None:
    event = make_settings(how=OPEN).event
    make_question(event, code="topic", is_required=True)
    assert make_registration(event).state == "pending"
    assert make_registration(event, answers={"topic": ""}).state == "pending"
    assert make_registration(event, answers={"topic": "visas"}).state == "approved"


def test_a_category_that_needs_approval_is_pending_even_where_registration_is_open() -> None:
    event = make_settings(how=OPEN).event
    assert make_registration(event, category=make_category(event, needs_approval=True)).state == "pending"


def test_a_place_that_came_free_belongs_to_those_who_wait() -> None:
    event = make_settings(how=OPEN, capacity=1).event
    first, second = make_registration(event), make_registration(event)
    cancel(first)
    assert make_registration(event).state == "waiting"
    assert capacity.next_in_line(event.registration_settings) == second


def test_a_newcomer_gets_a_place_that_nobody_who_waits_could_take() -> None:
    event = make_settings(how=OPEN, capacity=10).event
    full, wide = make_category(event, quota=0), make_category(event)
    assert make_registration(event, category=full).state == "waiting"
    assert make_registration(event, category=wide).state == "approved"


def test_a_newcomer_gets_a_place_beyond_those_that_are_spoken_for() -> None:
    event = make_settings(capacity=2).event
    make_registration(event, state="waiting")
    RegistrationSettings.objects.update(how=OPEN)
    event.refresh_from_db()
    assert [make_registration(event).state for _number in range(2)] == ["approved", "waiting"]


def test_a_state_with_a_place_is_refused_when_there_is_none() -> None:
    event = make_settings(capacity=0).event
    with pytest.raises(NoPlaceLeft):
        make_registration(event, state="approved")


def test_an_import_tells_nobody() -> None:
    registration = make_registration(source="import", state="approved", notify=False)
    assert not registration.messages.exists()
    assert registration.history.count() == 1


def test_the_log_of_changes_holds_no_second_copy_of_what_a_participant_sent() -> None:
    registration = make_registration()
    assert not LogEntry.objects.get_for_object(registration).exists()
    correct(registration, by=make_staff(), function="Mayor")
    entry = LogEntry.objects.get_for_object(registration).get()
    assert entry.changes_dict["function"][1] == "Mayor"


def test_the_row_has_the_number_of_the_invitation_that_went_with_its_first_mail() -> None:
    registration = make_registration(make_settings(how=OPEN).event)
    registration.refresh_from_db()
    assert registration.calendar_sequence == 0
    assert "SEQUENCE:0" in registration.messages.get().calendar
    assert make_registration().calendar_sequence == -1, "an acknowledgement invites nobody"


def test_an_event_without_settings_takes_nobody() -> None:
    with pytest.raises(NoRegistrationHere):
        register(make_event(), source="web", language="en", family_name="Pérez")


def test_one_person_is_registered_once_whatever_accents_case_and_order() -> None:
    first = make_registration(email="Ana@Example.org", given_name="Ana", family_name="Pérez")
    with pytest.raises(AlreadyRegistered) as refused:
        make_registration(first.event, email="ana@example.ORG", given_name="PEREZ", family_name="ana")
    assert refused.value.existing == first
    assert RegistrationSettings.objects.get().last_number == 1


def test_two_people_share_an_office_address() -> None:
    first = make_registration(email="office@example.org")
    make_registration(first.event, email="office@example.org")
    assert Registration.objects.count() == 2


def test_whoever_cancelled_may_come_back() -> None:
    first = make_registration(email="ana@example.org", family_name="Pérez")
    cancel(first)
    assert make_registration(first.event, email="ana@example.org", family_name="Pérez").number == 2


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"email": "another@example.org"},
        {"given_name": "Pérson", "family_name": "OTHER", "email": "another@example.org"},
        {"given_name": "Somebody", "family_name": "Else"},
    ],
    ids=["the same", "from another address", "in other letters", "another name at the address"],
)
def test_whoever_was_refused_and_asks_again_waits_for_staff(again: dict[str, str]) -> None:
    event = make_settings(how=OPEN).event
    first = {"given_name": "Person", "family_name": "Other", "email": "other.person@example.org"}
    refused = make_registration(event, **first, country=make_country("FR"))
    revoke(refused, make_staff(), "Not on the list of the delegation")
    once_more = make_registration(event, **{**first, **again}, country=make_country("FR"))
    assert once_more.state == "pending"
    assert once_more.messages.get().kind == "acknowledgement"


def test_a_refusal_binds_nobody_else_and_no_other_event() -> None:
    event = make_settings(how=OPEN).event
    person = {"given_name": "Ana", "family_name": "Pérez", "email": "ana@example.org"}
    refused = make_registration(event, **person)
    revoke(refused, make_staff(), "A mistake")
    assert make_registration(event, given_name="Eva", family_name="Pérez", email="eva@example.org").state == "approved"
    assert make_registration(make_settings(how=OPEN).event, **person).state == "approved"


def test_one_sending_twice_is_one_registration_told_once() -> None:
    first = make_registration(submission_key="k", family_name="Pérez")
    assert make_registration(first.event, submission_key="k", family_name="Pérez") == first
    assert Message.objects.count() == 1
    assert RegistrationSettings.objects.get().last_number == 1


def test_one_sending_once_more_after_the_end_is_a_new_registration() -> None:
    first = make_registration(submission_key="k")
    cancel(first)
    again = make_registration(first.event, submission_key="k")
    assert again != first
    assert again.submission_key is None


def test_answers_go_where_their_questions_say() -> None:
    event = make_settings().event
    make_question(event, code="topic")
    make_question(event, code="passport", is_restricted=True)
    registration = make_registration(
        event, answers={"topic": "visas", "passport": "X1"}, restricted={"diet": "no nuts", "access_needs": ""}
    )
    assert [(answer.question.code, answer.value) for answer in registration.answers.all()] == [("topic", "visas")]
    assert registration.restricted.answers == {"passport": "X1"}
    assert registration.restricted.diet == "no nuts"


def test_a_consent_keeps_the_text_shown_its_version_and_language() -> None:
    event = make_settings(notice_en="We keep it.", notice_fr="Nous gardons.", notice_version="3").event
    registration = make_registration(event, consents=["notice", "photos"], consents_language="fr")
    notice, photos = registration.consents.order_by("kind")
    assert (notice.kind, notice.text_shown, notice.version, notice.language) == ("notice", "Nous gardons.", "3", "fr")
    assert photos.text_shown
    assert {row.withdrawn_at for row in (notice, photos)} == {None}
    assert {kind for kind in Consent.Kind.values if registration.consents.filter(kind=kind)} == {"notice", "photos"}


def test_the_database_holds_no_secret_of_a_link() -> None:
    registration = make_registration()
    row = Registration.objects.filter(pk=registration.pk).values().get()
    assert registration.token not in str(row)


def test_links_cannot_be_guessed_from_one_another() -> None:
    event = make_settings().event
    tokens = {make_registration(event).token for _number in range(5)}
    assert len(tokens) == 5
    assert {len(token) for token in tokens} == {72}


def test_missing_names_what_the_form_would_ask() -> None:
    event = make_settings().event
    category = make_category(event, needs_nomination=True)
    make_question(event, code="topic", is_required=True)
    make_question(event, code="press", is_required=True).categories.add(make_category(event))
    bare = make_registration(event, email="", family_name="", organisation_name=" ", country=None, function="")
    assert bare.missing() == ["email", "family_name", "function", "organisation", "country", "category", "topic"]
    assert make_registration(event, category=category).missing() == ["nomination_document", "topic"]
    whole = make_registration(event, category=category, answers={"topic": "x"}, nomination_document="a.pdf")
    assert whole.missing() == []


@pytest.mark.parametrize("code", ["FR", "CV"])
def test_a_registration_is_found_by_its_country_in_every_language(code: str) -> None:
    registration = make_registration(country=make_country(code))
    assert registration in Registration.objects.matching({"FR": "francia", "CV": "cabo verde"}[code])
