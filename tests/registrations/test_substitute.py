"""One registration in the place of another: substitutes, and doubles that are merged."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from outbox.models import Message
from registrations.actions.consents import record_consent
from registrations.actions.correct import correct
from registrations.actions.decide import approve, cancel, reinstate
from registrations.actions.merge import merge
from registrations.actions.substitute import substitute as substitute_person
from registrations.errors import AlreadyRegistered, IllegalMove, NoPlaceLeft, NotMergeable, StillReplaced
from registrations.models import Consent, Registration, RestrictedData
from registrations.models.states import State
from tests.factories import (
    make_category,
    make_conversation,
    make_question,
    make_registration,
    make_settings,
    make_staff,
)

pytestmark = pytest.mark.django_db


def fresh(registration: Registration) -> Registration:
    return Registration.objects.get(pk=registration.pk)


def substitute(registration: Registration, **fields: Any) -> Registration:
    person = {"given_name": "Ndèye", "family_name": "Gueye", "email": "n.gueye@example.org", **fields}
    return substitute_person(registration, by=make_staff(), source="mail", **person)


def test_the_substitute_has_the_last_place_and_both_are_linked() -> None:
    event = make_settings(capacity=1).event
    old = make_registration(event, state="approved", organisation_name="ARD", function="Director")
    new = substitute(old, function="Officer")
    assert (fresh(old).state, fresh(old).replaced_by, fresh(new).state) == (State.REPLACED, new, State.APPROVED)
    assert (new.organisation_name, new.function, new.language) == ("ARD", "Officer", old.language)
    assert list(new.replaces.all()) == [old]


def test_both_are_told_once() -> None:
    old = make_registration(make_settings().event, state="approved")
    new = substitute(old)
    assert [(row.kind, row.calendar_method) for row in new.messages.all()] == [("substituted", "REQUEST")]
    assert old.messages.order_by("pk").last() == old.history.get(to_state="replaced").message
    assert [row.kind for row in old.messages.order_by("pk")][-1] == "replaced"
    assert "Gueye" in Message.objects.get(registration_link__registration=old, kind="replaced").text


def test_the_invitation_of_the_substitute_is_the_first_of_its_series() -> None:
    new = substitute(make_registration(make_settings().event, state="approved"))
    assert fresh(new).calendar_sequence == 0
    assert "SEQUENCE:0\r\n" in new.messages.get().calendar


def test_on_the_waiting_list_the_substitute_keeps_the_place_in_the_line() -> None:
    event = make_settings(capacity=0).event
    first, second = (make_registration(event, state="waiting") for _number in range(2))
    new = substitute(first)
    assert list(event.registrations.filter(state="waiting").order_by("state_changed_at")) == [new, second]


def test_what_was_not_decided_is_not_decided_for_the_substitute() -> None:
    assert substitute(make_registration(make_settings().event, state="incomplete")).state == State.PENDING


def test_who_is_registered_already_takes_nobodys_place() -> None:
    event = make_settings().event
    make_registration(event, given_name="Ndèye", family_name="Gueye", email="N.Gueye@example.org")
    old = make_registration(event, state="approved")
    with pytest.raises(AlreadyRegistered):
        substitute(old)
    assert fresh(old).state == State.APPROVED


def test_who_is_at_the_meeting_is_not_replaced() -> None:
    old = make_registration(make_settings().event, state="checked-in")
    with pytest.raises(IllegalMove):
        substitute(old)


def test_a_substitution_is_taken_back_by_a_cancellation_and_taking_up_again() -> None:
    old, officer = make_registration(make_settings(capacity=1).event, state="approved"), make_staff()
    new = substitute(old)
    with pytest.raises(StillReplaced, match=new.reference):
        reinstate(fresh(old), by=officer)
    assert fresh(old).replaced_by == new
    cancel(new, by=officer)
    reinstate(old, by=officer)
    approve(old, by=officer)
    assert (fresh(old).state, fresh(old).replaced_by) == (State.APPROVED, None)
    assert [row.kind for row in old.messages.order_by("pk")][-2:] == ["reinstated", "approved"]


def test_a_double_that_was_merged_is_not_taken_up_again() -> None:
    own, other = doubles()
    merge(own, other, by=make_staff(), chosen={})
    with pytest.raises(StillReplaced):
        reinstate(fresh(other), by=make_staff())


def doubles() -> tuple[Registration, Registration]:
    event = make_settings().event
    same = {"given_name": "Ana", "family_name": "Ruiz", "organisation_name": "Red Norte"}
    own = make_registration(event, email="ana@example.org", phone="", **same)
    other = make_registration(event, email="a.ruiz@red-norte.example.org", phone="+34 900 000 000", **same)
    return own, other


def test_merging_keeps_one_with_what_was_chosen_and_tells_nobody() -> None:
    own, other = doubles()
    before = Message.objects.count()
    merge(own, other, by=make_staff(), chosen={"phone": other.phone, "email": other.email})
    kept = fresh(own)
    assert (kept.email, kept.phone, kept.state) == ("a.ruiz@red-norte.example.org", "+34 900 000 000", State.PENDING)
    assert (fresh(other).state, fresh(other).replaced_by) == (State.REPLACED, kept)
    assert Message.objects.count() == before


def test_two_doubles_can_be_merged_into_one() -> None:
    own, other = doubles()
    third = make_registration(own.event, email="third@example.org")
    merge(own, other, by=make_staff(), chosen={})
    merge(own, third, by=make_staff(), chosen={})
    assert own.replaces.count() == 2


def test_answers_needs_consents_and_mail_come_along_where_there_are_none() -> None:
    own, other = doubles()
    event = own.event
    gate, hotel = make_question(event, code="gate"), make_question(event, code="hotel")
    correct(own, by=make_staff(), answers={"gate": "Pregny"}, restricted={"diet": "vegan"})
    correct(
        other,
        by=make_staff(),
        answers={"gate": "Nations", "hotel": "Bel"},
        restricted={"diet": "x", "access_needs": "ramp"},
    )
    record_consent(other, Consent.Kind.LIST)
    conversation = make_conversation(event, registration=other)
    merge(own, other, by=make_staff(), chosen={})
    kept = {answer.question: answer.value for answer in own.answers.all()}
    assert kept == {gate: "Pregny", hotel: "Bel"}
    needs = RestrictedData.objects.get(registration=own)
    assert (needs.diet, needs.access_needs) == ("vegan", "ramp")
    assert own.consents.filter(kind="list", withdrawn_at=None).exists()
    conversation.refresh_from_db()
    assert conversation.registration == own


def test_what_is_not_of_one_meeting_or_has_ended_is_not_merged() -> None:
    own, other = doubles()
    elsewhere = make_registration(make_settings().event)
    with pytest.raises(NotMergeable):
        merge(own, elsewhere, by=make_staff(), chosen={})
    with pytest.raises(NotMergeable):
        merge(own, own, by=make_staff(), chosen={})
    cancel(own, by=make_staff())
    with pytest.raises(NotMergeable):
        merge(own, other, by=make_staff(), chosen={})
    assert fresh(other).state == State.PENDING


def address(own: Registration, other: Registration) -> str:
    return reverse("admin:registrations_registration_merge", args=[own.pk, other.pk])


def officer(client: Client) -> Client:
    client.force_login(
        make_staff(
            "registrations.view_registration",
            "registrations.change_registration",
            "registrations.decide_registration",
        )
    )
    return client


def test_the_page_shows_both_and_merges_what_was_chosen(client: Client) -> None:
    own, other = doubles()
    page = officer(client).get(address(own, other))
    assert page.status_code == 200
    chosen = {line.name: line.is_other for line in page.context["lines"] if line.differs}
    assert chosen == {"email": False, "phone": True}
    data = {"seen": page.context["seen"], "email": "own", "phone": "other"}
    client.post(address(own, other), data)
    assert (fresh(own).phone, fresh(own).email) == (other.phone, "ana@example.org")
    assert fresh(other).state == State.REPLACED


def test_a_page_drawn_before_a_colleague_changed_one_merges_nothing(client: Client) -> None:
    own, other = doubles()
    seen = officer(client).get(address(own, other)).context["seen"]
    approve(other, by=make_staff())
    page = client.post(address(own, other), {"seen": seen, "phone": "other"})
    assert page.status_code == 409
    assert fresh(other).state == State.APPROVED


def test_only_those_who_decide_may_merge(client: Client) -> None:
    own, other = doubles()
    client.force_login(make_staff("registrations.view_registration", "registrations.change_registration"))
    assert client.get(address(own, other)).status_code == 403
    assert client.post(address(own, other)).status_code == 403


def test_the_page_of_a_person_leads_to_the_merging(client: Client) -> None:
    own, other = doubles()
    page = officer(client).get(reverse("admin:registrations_registration_change", args=[own.pk]))
    assert address(own, other) in page.content.decode()


def test_a_full_category_is_not_passed_by_merging() -> None:
    own, other = doubles()
    narrow = make_category(own.event, quota=0)
    approve(own, by=make_staff())
    Registration.objects.filter(pk=other.pk).update(category=narrow)
    with pytest.raises(NoPlaceLeft, match="category"):
        merge(own, fresh(other), by=make_staff(), chosen={"category": narrow})
    assert fresh(other).state == State.PENDING


def test_the_filters_of_the_queue_go_along_with_doubles(client: Client) -> None:
    own = make_registration(family_name="Vega", email="vega@example.org")
    other = make_registration(own.event, family_name="Vega", email="other@example.org")
    client.force_login(make_staff(is_superuser=True))
    kept = "?_changelist_filters=event%3D1"
    row = f"/admin/registrations/registration/{own.pk}"
    queue = client.get(f"/admin/registrations/registration/?event={own.event_id}").content.decode()
    assert f"/{own.pk}/change/?_changelist_filters=event%3D{own.event_id}#duplicates" in queue
    page = client.get(f"{row}/change/{kept}").content.decode()
    for way in ("merge", "apart"):
        assert f"{row}/{way}/{other.pk}/{kept}" in page
    merging = client.get(f"{row}/merge/{other.pk}/{kept}")
    assert f'action="{row}/merge/{other.pk}/{kept}"' in merging.content.decode()
    sent = client.post(f"{row}/merge/{other.pk}/{kept}", {"seen": merging.context["seen"]})
    assert sent.headers["Location"] == f"{row}/change/{kept}"


def test_so_they_do_where_somebody_is_another_person(client: Client) -> None:
    own = make_registration(family_name="Vega")
    other = make_registration(own.event, family_name="Vega")
    client.force_login(make_staff(is_superuser=True))
    kept = "?_changelist_filters=event%3D1"
    sent = client.post(f"/admin/registrations/registration/{own.pk}/apart/{other.pk}/{kept}")
    assert sent.headers["Location"] == f"/admin/registrations/registration/{own.pk}/change/{kept}"
