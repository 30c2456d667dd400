"""Deciding: the mail is shown before it goes, each person is decided on once, and who was slower is told."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from access import roles
from outbox.models import Message
from registrations.actions.correct import correct
from registrations.actions.decide import decline
from registrations.decisions import DECISIONS, decisions_for
from registrations.models import Registration, StateChange
from registrations.models.states import State
from tests.factories import make_category, make_event, make_registration, make_settings, make_staff

pytestmark = pytest.mark.django_db
PERMISSIONS = sorted(roles.ROLES[roles.REGISTRATION_OFFICERS])


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_staff(*PERMISSIONS))
    return client


def address(code: str) -> str:
    return reverse("admin:registrations_registration_decide", args=[code])


def form_of(client: Client, code: str, *people: Registration) -> dict[str, Any]:
    """What the browser would send from the page as it is drawn now."""
    context = client.get(address(code), {"id": [person.pk for person in people]}).context
    allowed = [person for person in context["people"] if person.is_allowed]
    data: dict[str, Any] = {
        "id": [person.registration.pk for person in allowed],
        "seen": [f"{person.registration.pk}:{person.seen}" for person in allowed],
        "reason": "",
    }
    for mail in context["mails"]:
        data |= {f"subject_{mail.language}": mail.subject, f"body_{mail.language}": mail.body}
    return data


def mails(registration: Registration, kind: str) -> list[Message]:
    return list(registration.messages.filter(kind=kind))


def test_looking_changes_nothing(officer: Client) -> None:
    person = make_registration()
    before = Message.objects.count()
    assert officer.get(address("approve"), {"id": person.pk}).status_code == 200
    person.refresh_from_db()
    assert (person.state, Message.objects.count()) == (State.PENDING, before)


def test_the_mail_is_shown_filled_in_but_for_the_reason_and_the_link(officer: Client) -> None:
    person = make_registration(make_event(code="IDM-2027"), given_name="Awa", family_name="Traoré", language="fr")
    (mail,) = officer.get(address("decline"), {"id": person.pk}).context["mails"]
    assert mail.words_language == "fr"
    assert "IDM-2027-0001" in mail.subject + mail.body
    assert "{reason}" in mail.body
    assert person.token not in mail.body


def test_the_edited_mail_goes_with_the_decision(officer: Client) -> None:
    person = make_registration()
    data = form_of(officer, "approve", person) | {"subject_en": "You are in", "body_en": "Bring **boots**.\n\n{link}"}
    officer.post(address("approve"), data)
    person.refresh_from_db()
    (mail,) = mails(person, "approved")
    assert person.state == State.APPROVED
    assert mail.subject == "You are in"
    assert "Bring boots." in mail.text
    assert "{link}" in mail.text  # put in when it leaves


def test_the_reason_goes_into_the_mail_and_the_history(officer: Client) -> None:
    person = make_registration()
    officer.post(address("decline"), form_of(officer, "decline", person) | {"reason": "The list is for cities."})
    (mail,) = mails(person, "declined")
    assert "The list is for cities." in mail.text
    change = person.history.latest("pk")
    assert (change.reason, change.message, change.to_state) == ("The list is for cities.", mail, State.DECLINED)


@pytest.mark.parametrize("code", ["decline", "revoke"])
def test_a_refusal_needs_a_reason(officer: Client, code: str) -> None:
    state = State.PENDING if code == "decline" else State.APPROVED
    person = make_registration(state=state)
    response = officer.post(address(code), form_of(officer, code, person))
    person.refresh_from_db()
    assert "Give the reason" in response.content.decode()
    assert person.state == state


def test_an_unknown_placeholder_stops_the_mail(officer: Client) -> None:
    person = make_registration()
    data = form_of(officer, "approve", person) | {"body_en": "Dear {nmae}"}
    response = officer.post(address("approve"), data)
    person.refresh_from_db()
    assert "Did you mean {name}?" in response.content.decode()
    assert person.state == State.PENDING


def test_a_strange_name_is_no_obstacle(officer: Client) -> None:
    person = make_registration(given_name="{link}", family_name="[x](https://evil.example)")
    officer.post(address("approve"), form_of(officer, "approve", person))
    (mail,) = mails(person, "approved")
    assert 'href="https://evil.example' not in mail.html


def test_a_second_click_writes_no_second_mail_and_is_no_error(officer: Client) -> None:
    person = make_registration()
    data = form_of(officer, "approve", person)
    officer.post(address("approve"), data)
    response = officer.post(address("approve"), data, follow=True)
    assert len(mails(person, "approved")) == 1
    assert "You have done this already" in response.content.decode()


def test_the_second_of_two_officers_is_told_and_does_nothing(officer: Client) -> None:
    person = make_registration()
    data = form_of(officer, "approve", person)
    colleague = make_staff(*PERMISSIONS)
    decline(person, colleague, "Not this time")
    response = officer.post(address("approve"), data, follow=True)
    person.refresh_from_db()
    assert person.state == State.DECLINED  # though the rules allow to approve the declined
    assert mails(person, "approved") == []
    assert f"Meanwhile changed by {colleague.username}" in response.content.decode()


def test_what_the_participant_corrected_meanwhile_is_looked_at_first(officer: Client) -> None:
    person = make_registration()
    data = form_of(officer, "approve", person)
    correct(person, function="Minister")
    officer.post(address("approve"), data)
    person.refresh_from_db()
    assert person.state == State.PENDING


def test_without_a_place_the_waiting_list_is_offered(officer: Client) -> None:
    event = make_event()
    make_settings(event, capacity=1)
    make_registration(event, state=State.APPROVED)
    person = make_registration(event)
    response = officer.post(address("approve"), form_of(officer, "approve", person), follow=True)
    person.refresh_from_db()
    assert person.state == State.PENDING
    assert response.redirect_chain[-1][0] == f"{address('waiting-list')}?id={person.pk}"
    assert "All places are taken." in response.content.decode()


def test_many_are_decided_each_for_himself(officer: Client) -> None:
    event = make_event()
    make_settings(event, capacity=2)
    languages = ("en", "fr", "en")
    people = [make_registration(event, family_name=f"P{n}", language=language) for n, language in enumerate(languages)]
    data = form_of(officer, "approve", *people)
    assert {"body_en", "body_fr"} <= set(data)
    page = officer.post(address("approve"), data, follow=True)
    states = [Registration.objects.get(pk=person.pk).state for person in people]
    assert states == [State.APPROVED, State.APPROVED, State.PENDING]
    assert [len(mails(person, "approved")) for person in people] == [1, 1, 0]
    html = page.content.decode()
    assert "2 persons done" in html
    assert "no place left" in html
    assert f"{address('waiting-list')}?id={people[2].pk}" in html


def test_places_go_to_the_waiting_list_and_then_by_the_date_of_registration(officer: Client) -> None:
    event = make_settings(capacity=2).event
    names = ("Zúñiga", "Adeyemi", "Moreau")
    last, first, second = (make_registration(event, family_name=name, given_name="") for name in names)
    waiting = make_registration(event, family_name="Wu", given_name="", state="waiting")
    Registration.objects.filter(pk=last.pk).update(created_at=timezone.now())
    context = officer.get(address("approve"), {"id": [last.pk, second.pk, first.pk, waiting.pk]}).context
    assert [person.registration for person in context["people"]] == [waiting, first, second, last]
    assert context["left_without"] == {second.pk, last.pk}
    page = officer.post(address("approve"), form_of(officer, "approve", last, second, first, waiting), follow=True)
    assert event.registrations.filter(state="approved").count() == 2
    assert {row for row, _outcome in page.context["done"]} == {waiting, first}


def test_a_full_quota_of_an_organisation_is_seen_before(officer: Client) -> None:
    event = make_settings().event
    category = make_category(event, quota_per_organisation=1)
    people = [make_registration(event, category=category, organisation_name="ARD") for _number in range(2)]
    html = officer.get(address("approve"), {"id": [person.pk for person in people]}).content.decode()
    assert "first the waiting list, then by the date of registration" in html
    assert html.count("no place left") == 1


def test_a_mail_to_many_is_filled_in_for_each(officer: Client) -> None:
    event = make_event()
    people = [make_registration(event, given_name=name, family_name="X") for name in ("Awa", "Luis")]
    data = form_of(officer, "approve", *people) | {"subject_en": "For {name}", "body_en": "Dear {name}: {reason}"}
    officer.post(address("approve"), data | {"reason": "Welcome."})
    assert [mails(person, "approved")[0].subject for person in people] == ["For Awa X", "For Luis X"]
    assert mails(people[0], "approved")[0].text.strip() == "Dear Awa X: Welcome."


def test_the_report_on_many_can_be_loaded_again(officer: Client) -> None:
    event = make_event()
    people = [make_registration(event) for _ in range(2)]
    officer.post(address("approve"), form_of(officer, "approve", *people))
    report = reverse("admin:registrations_registration_decided")
    assert [b"2 persons done" in officer.get(report).content for _time in range(2)] == [True, True]
    assert Message.objects.filter(kind="approved").count() == 2


def test_those_whose_state_does_not_allow_it_are_left_out(officer: Client) -> None:
    event = make_event()
    fits, over = make_registration(event), make_registration(event, state=State.CANCELLED)
    assert form_of(officer, "approve", fits, over)["id"] == [fits.pk]


def test_somebody_without_an_address_is_decided_on_and_staff_are_told_to_tell(officer: Client) -> None:
    person = make_registration(email="")
    response = officer.post(address("approve"), form_of(officer, "approve", person), follow=True)
    person.refresh_from_db()
    assert person.state == State.APPROVED
    assert "There is no address" in response.content.decode()


def test_the_preview_has_no_working_link_and_cannot_run_anything(officer: Client) -> None:
    person = make_registration(given_name="Awa")
    data = form_of(officer, "approve", person) | {"preview": "en", "body_en": "Hello **Awa** [yours]({link})"}
    response = officer.post(reverse("admin:registrations_registration_preview", args=["approve"]), data)
    html = response.content.decode()
    assert "<strong>Awa</strong>" in html
    assert person.token not in html
    assert "{link}" not in html
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert mails(person, "approved") == []


@pytest.mark.parametrize("role", [roles.READERS, roles.EVENT_MANAGERS, roles.TRAVEL_OFFICERS, roles.AGENDA_EDITORS])
def test_only_the_registration_officer_decides(client: Client, role: str) -> None:
    person = make_registration()
    client.force_login(make_staff(*sorted(roles.ROLES[role])))
    for code in DECISIONS:
        assert client.get(address(code), {"id": person.pk}).status_code == 403
        assert client.post(address(code), {"id": person.pk, "reason": "x"}).status_code == 403
    assert not StateChange.objects.filter(registration=person).exclude(from_state="").exists()


def test_only_what_the_state_allows_is_offered() -> None:
    offered = {state: [decision.code for decision in decisions_for(state)] for state in State}
    assert offered[State.PENDING] == ["approve", "waiting-list", "ask-details", "decline", "cancel", "withdraw"]
    assert offered[State.APPROVED] == ["cancel", "withdraw", "revoke"]
    assert offered[State.DECLINED] == ["approve", "waiting-list", "reopen"]
    assert "complete" in offered[State.INCOMPLETE]
    assert offered[State.CANCELLED] == ["reinstate"]
    assert offered[State.NO_SHOW] == []
    assert offered[State.WITHDRAWN] == []


def test_a_verb_that_does_not_exist_is_not_found(officer: Client) -> None:
    assert officer.get(address("delete"), {"id": make_registration().pk}).status_code == 404
    assert officer.get(address("approve"), {"id": 0}).status_code == 404


def test_places_left_are_those_of_the_persons_own_category_and_mode(officer: Client) -> None:
    event = make_event(mode="hybrid")
    make_settings(event, capacity=31, capacity_online=9)
    full = make_category(event, quota=1, label_en="Press")
    make_registration(event, category=full, state=State.APPROVED)
    person = make_registration(event, category=full)
    shown = officer.get(address("approve"), {"id": person.pk})
    notice = " ".join(shown.content.decode().partition('class="notice')[2].partition("</p>")[0].split())
    assert "In the room: 30 places are left." in notice
    assert "Press: no place left." in notice
    assert "Online" not in notice
    assert "notice-warn" in 'class="notice' + notice


def test_after_a_decision_the_next_of_the_same_part_of_the_queue_is_offered(officer: Client) -> None:
    event = make_settings(make_event()).event
    media, state = (make_category(event, label_en=label, code=label.lower()) for label in ("Media", "State"))
    people = [
        make_registration(event, family_name=name, category=category)
        for name, category in (("Adams", media), ("Brown", state), ("Clark", media), ("Davis", media))
    ]
    make_registration(family_name="Elsewhere")
    filters = urlencode({"_changelist_filters": urlencode({"event": event.pk, "category": media.pk})})
    pages = "/admin/registrations/registration/"

    def offered(person: Registration) -> str:
        html = officer.get(f"{pages}{person.pk}/change/?{filters}").content.decode()
        found = re.search(r'person-next">\s*<a\s+href="([^"]*)"[^>]*>\s*Next to decide:\s*(.*?)\s*→', html, re.DOTALL)
        assert found, html[:200]
        assert "_changelist_filters" in found[1]
        return " ".join(found[2].split())

    assert "Clark" in offered(people[3])
    assert "Adams" in offered(people[2])
    assert "Davis" in offered(people[0]), "from the top again"
    sent = form_of(officer, "decline", people[3]) | {"reason": "No."}
    answer = officer.post(f"{address('decline')}?{filters}", sent)
    assert answer["Location"] == f"{pages}{people[3].pk}/change/?{filters}"
    assert "Clark" in offered(people[3])
