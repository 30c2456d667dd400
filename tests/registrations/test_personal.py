"""The personal page: what it tells, what can be done there, and that nobody else gets in."""

import datetime
import re
from typing import Any

import icalendar
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from access import roles
from events.models import Document, DocumentFile
from outbox.mime import OutgoingMail
from outbox.models import Message
from outbox.salutations import formulas
from registrations.actions.correct import correct
from registrations.actions.decide import approve, ask_details
from registrations.actions.personal_link import answer_requests
from registrations.mails import preview
from registrations.models import Category, LinkRequest, QuestionChoice, Registration
from registrations.models.states import State
from tests.factories import (
    make_category,
    make_document,
    make_event,
    make_question,
    make_registration,
    make_session,
    make_settings,
    make_staff,
    publish_agenda,
)
from tests.registrations.formdata import ANSWERS, hidden

pytestmark = pytest.mark.django_db


def page_of(registration: Registration, what: str = "", language: str = "en") -> str:
    return f"/{language}/r/{registration.token}/{what}"


def in_state(state: str, **overrides: object) -> Registration:
    registration = make_registration(**overrides)
    Registration.objects.filter(pk=registration.pk).update(state=state)
    return Registration.objects.get(pk=registration.pk)


def text_of(client: Client, registration: Registration, what: str = "", language: str = "en") -> str:
    return client.get(page_of(registration, what, language)).content.decode()


# Who gets in ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "what", ["", "correct/", "cancel/", "confirm/", "consents/photos/", "event.ics", "documents/1/"]
)
@pytest.mark.parametrize("token", ["0" * 40, "x", "%00", "é"])
def test_without_the_secret_there_is_one_page_that_offers_a_new_link(client: Client, token: str, what: str) -> None:
    make_registration()
    for response in (client.get(f"/fr/r/{token}/{what}"), client.post(f"/fr/r/{token}/{what}")):
        assert response.status_code == 404
        assert 'action="/fr/r/"' in response.content.decode()


def test_the_old_link_is_dead_once_a_new_one_was_made(client: Client) -> None:
    registration = make_registration()
    old = page_of(registration)
    registration.renew_link()
    assert client.get(old).status_code == 404
    assert client.get(page_of(registration)).status_code == 200


@pytest.mark.parametrize("what", ["", "correct/", "cancel/", "event.ics"])
def test_nothing_of_it_is_kept_searched_or_told_to_other_sites(client: Client, what: str) -> None:
    registration = in_state("approved" if what == "event.ics" else "pending")
    headers = client.get(page_of(registration, what)).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("what", ["confirm/", "consents/photos/"])
def test_looking_changes_nothing(client: Client, what: str) -> None:
    assert client.get(page_of(in_state("approved"), what)).status_code == 405


# What it tells --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("state", State.values)
def test_every_state_is_told_in_every_language(client: Client, state: str, language: str) -> None:
    page = text_of(client, in_state(state), language=language)
    assert f'<html lang="{language}"' in page
    assert '<h2 id="state">' in page


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
@pytest.mark.parametrize("state", ["pending", "incomplete", "waiting", "approved"])
def test_of_a_meeting_that_was_called_off_nothing_is_asked_or_promised(client: Client, state: str, status: str) -> None:
    event = make_settings(make_event(status=status), asks_confirmation=True).event
    make_question(event, code="topic", is_required=True, label_en="Which group?")
    registration = in_state(state, event=event)
    page = text_of(client, registration)
    assert f"This meeting is {status}." in page
    assert ("registration ends with the meeting" in page) == (status == "cancelled")
    assert ("as soon as the new dates are known" in page) == (status == "postponed")
    assert "What happens" not in page
    assert "<li>Which group?</li>" not in page
    for what in ("correct/", "confirm/", "event.ics"):
        assert f'"{page_of(registration, what)}"' not in page
    assert (page_of(registration, "cancel/") in page) == (status == "postponed")


@pytest.mark.parametrize("state", ["pending", "incomplete", "waiting", "approved", "confirmed"])
def test_after_the_meeting_nothing_is_asked_promised_or_cancelled(client: Client, state: str) -> None:
    event = make_settings(asks_confirmation=True).event
    registration = in_state(state, event=event)
    event.starts_on, event.ends_on = datetime.date(2026, 3, 2), datetime.date(2026, 3, 3)
    event.save()
    text = text_of(client, registration)
    assert "The meeting is over." in text
    for words in ("We look forward", "Cancel my registration", "Correct my data", "What happens", "I confirm"):
        assert words not in text
    assert page_of(registration, "correct/") not in text
    for what in ("cancel/", "correct/"):
        client.post(page_of(registration, what), {**ANSWERS, "function": "Chair"})
    registration.refresh_from_db()
    assert (registration.state, registration.function) == (state, "Head of unit")


@pytest.mark.parametrize("state", ["waiting", "approved"])
def test_after_the_meeting_no_answer_is_stored(client: Client, state: str) -> None:
    event = make_settings(make_event(starts_on=datetime.date(2026, 3, 2), ends_on=None)).event
    registration = in_state(state, event=event)
    client.post(page_of(registration, "correct/"), {"diet": "No nuts"})
    assert not registration.history.filter(reason__contains="diet")
    assert "No nuts" not in text_of(client, registration)


def test_after_the_meeting_nobody_is_welcomed_or_told_to_register_again(client: Client) -> None:
    before = make_settings().event
    past = make_settings(make_event(starts_on=datetime.date(2026, 3, 2), ends_on=None)).event
    for event, is_over in ((before, False), (past, True)):
        cancelled, here = (in_state(state, event=event) for state in ("cancelled", "checked-in"))
        page = text_of(client, cancelled)
        assert "Your registration is cancelled." in page
        assert ("You may register again." in page) == (not is_over)
        assert (f"register/{event.slug}/" in page) == (not is_over)
        page = text_of(client, here)
        assert ("You are here. Welcome." in page) == (not is_over)
        assert ("Thank you for having been with us." in page) == is_over


def test_it_shows_what_is_stored_in_words(client: Client) -> None:
    event = make_event(mode="hybrid")
    make_settings(event)
    category = make_category(event)
    question = make_question(event, code="topic", type="choices", label_fr="Quels groupes ?")
    for code, label in (("a", "Visas"), ("b", "Données")):
        QuestionChoice.objects.create(question=question, code=code, label_fr=label)
    make_question(event, code="arrival", type="date")
    make_question(event, code="floor", type="yes-no")
    make_question(event, code="passport", is_restricted=True)
    answers = {"topic": ["a", "b"], "arrival": "2027-06-13", "floor": False, "passport": "X1"}
    registration = make_registration(event, category=category, answers=answers, restricted={"diet": "Pas de noix"})
    page = text_of(client, registration, language="fr")
    for words in ("Visas, Données", "État membre", "Cabo Verde", "X1", "Pas de noix", registration.reference):
        assert words in page


def test_it_says_what_the_secretariat_asked_and_what_is_missing(client: Client) -> None:
    event = make_settings().event
    make_question(event, code="topic", is_required=True, label_en="Which group?")
    registration = make_registration(event)
    ask_details(registration, make_staff(), "Tell us <b>your group</b>.")
    page = text_of(client, registration)
    assert "Tell us &lt;b&gt;your group&lt;/b&gt;." in page
    assert "<li>Which group?</li>" in page


def test_what_staff_note_for_themselves_is_not_there(client: Client) -> None:
    assert "secret remark" not in text_of(client, make_registration(note="secret remark"))


def test_what_was_typed_cannot_become_markup(client: Client) -> None:
    assert "<script>" not in text_of(client, make_registration(function="<script>alert(1)</script>"))


def test_the_page_costs_the_same_queries_however_much_there_is_to_show(
    client: Client, django_assert_num_queries: pytest.FixtureDef
) -> None:
    event = make_settings().event
    registration = make_registration(event, state="approved")
    for size in (1, 10):
        while event.questions.count() < size:
            question = make_question(event, type="choice")
            QuestionChoice.objects.create(question=question, code="a", label_en="A")
            correct(registration, by=make_staff(), answers={question.code: "a"})
            document = make_document(event=event, audience="participants")
            DocumentFile.objects.create(document=document, language="en", url="https://example.org/a")
        with django_assert_num_queries(13):
            assert client.get(page_of(registration)).status_code == 200


# Correct --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State.values)
def test_data_are_corrected_until_somebody_decided(client: Client, state: str) -> None:
    registration = in_state(state)
    is_open = state in ("submitted", "pending", "incomplete")
    assert ("Correct my data" in text_of(client, registration) or state == "incomplete") == is_open
    response = client.post(page_of(registration, "correct/"), {**ANSWERS, "family_name": "Silva"})
    assert response.status_code == 303
    registration.refresh_from_db()
    assert (registration.family_name == "Silva") == is_open


@pytest.mark.parametrize("state", ["waiting", "approved", "confirmed"])
def test_answers_and_needs_change_after_the_decision_and_nothing_else(client: Client, state: str) -> None:
    event = make_settings().event
    make_question(event, code="arrival", type="date")
    registration = in_state(state, event=event, family_name="Pérez")
    assert "Change my answers and needs" in text_of(client, registration)
    form = text_of(client, registration, "correct/")
    assert 'name="diet"' in form
    assert 'name="family_name"' not in form
    day = registration.event.starts_on.isoformat()
    client.post(page_of(registration, "correct/"), {"diet": "No nuts", "question-arrival": day, "function": "Chair"})
    registration = Registration.objects.get(pk=registration.pk)
    assert (registration.restricted.diet, registration.answers.get().value) == ("No nuts", day)
    assert (registration.state, registration.family_name) == (state, "Pérez")
    assert registration.function != "Chair"
    assert registration.history.latest("pk").actor == "participant"


def test_a_whole_form_drawn_before_the_decision_stores_nothing_after_it(client: Client) -> None:
    registration = in_state("approved")
    page = client.post(page_of(registration, "correct/"), {**ANSWERS, "diet": "No nuts"}, follow=True).content.decode()
    assert not registration.history.filter(reason__contains="diet")
    assert "Your corrections are stored" not in page
    assert "What you sent is not stored" in page
    looked = client.get(page_of(in_state("cancelled"), "correct/"), follow=True).content.decode()
    assert "What you sent is not stored" not in looked


def test_after_the_decision_the_questions_are_those_of_ones_own_category(client: Client) -> None:
    event = make_settings().event
    member, media = make_category(event, code="member"), make_category(event, code="media")
    for category in (member, media):
        make_question(event, code=f"of-{category.code}").categories.add(category)
    registration = in_state("approved", event=event, category=member)
    sent = {"only-category": "media", "chosen": "media"}
    page = client.post(page_of(registration, "correct/"), sent).content.decode()
    assert 'name="question-of-member"' in page
    assert 'name="question-of-media"' not in page


def test_who_has_nothing_to_answer_is_led_to_no_empty_form(client: Client) -> None:
    event = make_settings(asks_diet=False, asks_access=False).event
    registration = in_state("approved", event=event)
    form, words = page_of(registration, "correct/"), "Change my answers and needs"
    for question in (
        lambda: make_question(event, code="group", type="choice"),
        lambda: make_question(event, code="press").categories.add(make_category(event)),
    ):
        question()
        assert words not in text_of(client, registration)
        assert client.get(form).status_code == 303
    make_question(event, code="hotel")
    assert words in text_of(client, registration)
    assert 'name="question-hotel"' in client.get(form).content.decode()


@pytest.mark.parametrize("asked", ["asks_diet", "asks_access"])
def test_one_need_alone_can_be_told_after_the_decision(client: Client, asked: str) -> None:
    settings = {"asks_diet": False, "asks_access": False, asked: True}
    registration = in_state("approved", event=make_settings(**settings).event)
    assert "Change my answers and needs" in text_of(client, registration)
    assert client.get(page_of(registration, "correct/")).status_code == 200


@pytest.mark.parametrize("state", ["approved", "cancelled"])
def test_the_page_says_where_to_write_for_corrections(client: Client, state: str) -> None:
    event = make_settings(mailbox="workshop@example.org").event
    registration = in_state(state, event=event)
    assert f'href="mailto:workshop@example.org?subject={registration.reference}"' in text_of(client, registration)


def test_a_correction_keeps_the_address_whatever_is_sent(client: Client) -> None:
    registration = make_registration(email="ana@example.org")
    client.post(page_of(registration, "correct/"), {**ANSWERS, "email": "victim@example.org"})
    registration.refresh_from_db()
    assert (registration.email, registration.function) == ("ana@example.org", "Head of unit")


def test_a_correction_begins_with_what_is_stored(client: Client) -> None:
    event = make_settings().event
    make_question(event, code="floor", type="yes-no")
    make_question(event, code="passport", is_restricted=True)
    registration = make_registration(event, answers={"floor": False, "passport": "X1"}, restricted={"diet": "No nuts"})
    page = text_of(client, registration, "correct/")
    assert f'value="{registration.family_name}"' in page
    assert '<option value="CV" selected>' in page
    assert 'value="X1"' in page
    assert "No nuts</textarea>" in page
    assert re.search(r'value="no"[^>]*checked', page)


def test_a_correction_with_a_mistake_stores_nothing_and_keeps_what_was_typed(client: Client) -> None:
    registration = make_registration()
    response = client.post(page_of(registration, "correct/"), {**ANSWERS, "family_name": "", "function": "Minister"})
    assert b'href="#id_family_name"' in response.content
    assert b'value="Minister"' in response.content
    registration.refresh_from_db()
    assert registration.family_name


def test_the_form_marks_what_is_missing_and_leads_to_it(client: Client) -> None:
    event = make_settings().event
    make_question(event, code="topic", is_required=True, label_en="Which group?")
    make_question(event, code="floor", type="yes-no", is_required=True, label_en="Will you speak?")
    make_question(event, code="hotel")
    registration = make_registration(event, function="", answers={})
    ask_details(registration, make_staff(), "Tell us more.")
    page = text_of(client, registration, "correct/")
    assert re.findall('<a href="(#id_[^"]+)">', page) == ["#id_function", "#id_question-topic", "#id_question-floor_0"]
    assert page.count(">Please complete<") == 3
    for target in ("id_function", "id_question-topic", "id_question-floor_0"):
        assert f'id="{target}"' in page
    address = page_of(registration, "correct/")
    shown = client.post(address, {**ANSWERS, "question-topic": "A", "only-language": "en"}).content.decode()
    assert re.findall('<a href="(#id_[^"]+)">', shown) == ["#id_question-floor_0"], "what was typed is not missing"
    assert shown.count(">Please complete<") == 1
    sent = client.post(address, ANSWERS).content.decode()
    assert "error-summary" in sent
    assert ">Please complete<" not in sent


def test_details_given_bring_it_back_to_the_secretariat(client: Client) -> None:
    registration = make_registration()
    ask_details(registration, make_staff(), "Which day do you arrive?")
    client.post(page_of(registration, "correct/"), {**ANSWERS, "remarks": "On Monday."})
    registration.refresh_from_db()
    assert (registration.state, registration.remarks) == ("pending", "On Monday.")


def test_a_category_is_corrected_with_what_it_asks(client: Client) -> None:
    event = make_settings().event
    member, media = make_category(event, code="member"), make_category(event, code="media")
    make_question(event, code="press", is_required=True).categories.add(media)
    registration = make_registration(event, category=member)
    address = page_of(registration, "correct/")
    assert 'id="id_question-press"' not in text_of(client, registration, "correct/?category=media")
    assert 'id="id_question-press"' in client.post(address, ANSWERS | {"only-category": "media"}).content.decode()
    assert client.post(address, {**ANSWERS, "chosen": "media"}).status_code == 200
    assert client.post(address, {**ANSWERS, "chosen": "media", "question-press": "P1"}).status_code == 303
    registration.refresh_from_db()
    assert registration.category == media


def test_what_is_stored_stays_when_another_category_was_looked_at(client: Client) -> None:
    event = make_settings().event
    member, media = make_category(event, code="member"), make_category(event, code="media")
    facts: dict[str, tuple[Category, str, Any, bool]] = {
        "delegation": (member, "text", "Head", False),
        "floor": (member, "yes-no", True, False),
        "groups": (member, "choices", ["a", "b"], False),
        "passport": (member, "text", "X1", True),
        "nights": (media, "number", 2.5, False),
    }
    for code, (category, kind, _value, is_restricted) in facts.items():
        question = make_question(event, code=code, type=kind, is_restricted=is_restricted)
        question.categories.add(category)
        if kind == "choices":
            for each in "ab":
                QuestionChoice.objects.create(question=question, code=each, label_en=each)
    answers = {code: value for code, (_category, _kind, value, _is_restricted) in facts.items()}
    registration = make_registration(event, category=member, answers=answers)
    address = page_of(registration, "correct/")

    page = client.get(address).content.decode()
    assert not re.search("<label[^>]*>[^<]*nights", page)
    sent = ANSWERS | {"question-delegation": "Head", "question-floor": "yes", "question-groups": ["a", "b"]}
    sent |= {"question-passport": "X1"}
    other = client.post(address, sent | hidden(page) | {"only-category": "media"}).content.decode()
    assert '<input type="text" name="question-nights" value="2.5"' in other
    groups = {"question-groups": re.findall('type="hidden" name="question-groups" value="(.)"', other)}
    again = ANSWERS | {"question-nights": "2.5"} | hidden(other) | groups
    own = client.post(address, again | {"only-category": "member"}).content.decode()
    assert 'name="question-delegation" value="Head"' in own
    assert own.count(" checked") == 3
    assert client.post(address, sent | hidden(own)).status_code == 303
    assert registration.restricted.answers == {"passport": "X1"}
    kept = {answer.question.code: answer.value for answer in registration.answers.all()}
    assert kept == {code: value for code, value in answers.items() if code != "passport"}


def test_what_was_stored_stays_when_it_is_sent_as_the_page_shows_it(client: Client) -> None:
    event = make_settings().event
    member, media = make_category(event, code="member"), make_category(event, code="media")
    make_question(event, code="delegation").categories.add(member)
    make_question(event, code="press").categories.add(media)
    registration = make_registration(event, category=member, answers={"delegation": "Head"})
    address = page_of(registration, "correct/")
    other = client.post(address, {**ANSWERS, "question-delegation": "Head", "only-category": "media"}).content.decode()
    assert client.post(address, {**ANSWERS, **hidden(other), "question-press": "P1"}).status_code == 303
    kept = {answer.question.code: answer.value for answer in registration.answers.all()}
    assert kept == {"delegation": "Head", "press": "P1"}, "nothing is forgotten that this category does not ask"


def test_a_category_that_staff_gave_is_kept(client: Client) -> None:
    event = make_settings().event
    make_category(event, code="media")
    make_category(event, code="member")
    guest = make_category(event, code="guest", is_offered=False)
    registration = make_registration(event, category=guest)
    client.post(page_of(registration, "correct/"), {**ANSWERS, "category": "media", "chosen": "media"})
    registration.refresh_from_db()
    assert (registration.category, registration.function) == (guest, "Head of unit")


def test_a_document_that_is_there_need_not_be_sent_again(client: Client) -> None:
    event = make_settings().event
    category = make_category(event, needs_nomination=True)
    registration = make_registration(event, category=category, nomination_document="nominations/a.pdf")
    assert client.post(page_of(registration, "correct/"), ANSWERS).status_code == 303
    registration.refresh_from_db()
    assert registration.nomination_document.name == "nominations/a.pdf"


# Cancel, confirm, consents --------------------------------------------------------------------------------------------


def test_cancelling_asks_first_and_then_tells_by_mail(client: Client) -> None:
    registration = in_state("approved")
    assert client.get(page_of(registration, "cancel/")).status_code == 200
    assert Registration.objects.get(pk=registration.pk).state == "approved"
    assert client.post(page_of(registration, "cancel/")).headers["Location"] == page_of(registration)
    assert Registration.objects.get(pk=registration.pk).state == "cancelled"
    assert registration.messages.latest("pk").kind == "cancelled"
    client.post(page_of(registration, "cancel/"))
    assert registration.messages.filter(kind="cancelled").count() == 1


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_what_cancelling_ends_is_said_truly_on_the_page_and_in_the_mail(client: Client, language: str) -> None:
    said = set()
    for state in ("pending", "incomplete", "waiting", "approved", "confirmed"):
        registration = in_state(state, language=language)
        page = text_of(client, registration, "cancel/", language)
        staff = preview(registration, "cancelled").body
        client.post(page_of(registration, "cancel/"))
        mail = registration.messages.latest("pk").body
        assert mail == staff, "staff see what goes"
        part = {"approved": "seated", "confirmed": "seated", "waiting": "waiting"}.get(state, "undecided")
        ended = formulas(language, "registrations")["ended"]
        assert [ended[each] in mail for each in ("seated", "waiting", "undecided")] == [
            each == part for each in ("seated", "waiting", "undecided")
        ]
        said.add((part, re.search(r'class="lede">.*?</p><p>(.*?)</p>', page, re.DOTALL)[1]))  # type: ignore[index]
    assert len(said) == 3


def test_a_day_far_from_the_meeting_is_questioned_and_not_refused(client: Client) -> None:
    event = make_settings().event
    make_question(event, code="arrival", type="date")
    make_question(event, code="birth", type="date", is_restricted=True)
    registration = make_registration(event)
    address = page_of(registration, "correct/")
    sent = {**ANSWERS, "question-arrival": "2026-06-13", "question-birth": "1970-01-01"}
    page = client.post(address, sent).content.decode()
    assert 'href="#id_question-arrival"' in page
    assert "Yes, 13 June 2026 is right." in page
    assert "question-birth.sure" not in page
    assert client.post(address, sent | {"question-arrival.sure": "2026-06-13"}).status_code == 303
    assert registration.answers.get().value == "2026-06-13"
    assert client.post(address, sent | {"function": "Minister"}).status_code == 303, "what is kept is not asked again"
    assert client.post(address, sent | {"question-arrival": "2027-05-01"}).status_code == 200
    for near in ("2027-06-13", "2027-05-20", "2027-06-15", ""):
        assert client.post(address, sent | {"question-arrival": near}).status_code == 303


@pytest.mark.parametrize(
    ("code", "day", "is_asked"),
    [
        ("arrival", "2027-06-21", True),
        ("arrival", "2027-06-16", True),
        ("departure", "2027-06-21", False),
        ("departure", "2027-06-13", True),
        ("departure", "2027-06-14", False),
        ("visit", "2027-06-21", False),
        ("visit", "2027-07-20", True),
    ],
)
def test_an_arrival_after_the_meeting_and_a_departure_before_it_are_questioned(
    client: Client, code: str, day: str, is_asked: bool
) -> None:
    event = make_settings().event
    make_question(event, code=code, type="date")
    address = page_of(make_registration(event), "correct/")
    page = client.post(address, {**ANSWERS, f"question-{code}": day}).content.decode()
    assert ("This day does not fit those of the meeting." in page) == is_asked


@pytest.mark.parametrize("state", ["declined", "revoked", "attended", "no-show"])
def test_what_is_over_is_not_cancelled(client: Client, state: str) -> None:
    registration = in_state(state)
    client.post(page_of(registration, "cancel/"))
    assert Registration.objects.get(pk=registration.pk).state == state


@pytest.mark.parametrize(("asks", "state"), [(True, "confirmed"), (False, "approved")])
def test_a_place_is_confirmed_where_that_is_asked(client: Client, asks: bool, state: str) -> None:
    event = make_settings(asks_confirmation=asks).event
    registration = make_registration(event, state="approved")
    assert (page_of(registration, "confirm/") in text_of(client, registration)) == asks
    client.post(page_of(registration, "confirm/"))
    assert Registration.objects.get(pk=registration.pk).state == state


def test_a_consent_is_taken_back_and_given_again(client: Client) -> None:
    event = make_settings(asked_consents=["photos"], notice_en="We keep it.").event
    registration = make_registration(event, consents=["notice", "photos"])
    in_force = registration.consents.filter(withdrawn_at=None, kind="photos")
    client.post(page_of(registration, "consents/photos/"), {"answer": "take-back"})
    assert not in_force.exists()
    client.post(page_of(registration, "consents/photos/", "fr"), {"answer": "give"})
    assert in_force.get().language == "fr"


@pytest.mark.parametrize("kind", ["news", "notice", "unheard-of"])
def test_a_consent_that_is_not_asked_is_not_given(client: Client, kind: str) -> None:
    registration = make_registration(make_settings(asked_consents=["photos"]).event)
    client.post(page_of(registration, f"consents/{kind}/"), {"answer": "give"})
    assert not registration.consents.exists()


def test_the_page_says_that_something_was_done_where_it_was_and_nowhere_else(client: Client) -> None:
    registration, other = (make_registration() for _number in range(2))
    address = client.post(page_of(registration, "correct/"), ANSWERS).headers["Location"]
    words = "Your corrections are stored."
    assert words in client.get(address).content.decode()
    proof = address.partition("?")[2]
    for query in ("done=corrected", "token=corrected", "done=data", "done=email"):
        assert 'role="status"' not in client.get(f"{page_of(registration)}?{query}").content.decode()
    assert words not in client.get(f"{page_of(other)}?{proof}").content.decode()


def test_the_page_after_asking_for_links_says_nothing_where_nobody_asked(client: Client) -> None:
    for query in ("", "?token=abc"):
        answer = client.get(f"/en/r/sent/{query}")
        assert answer.status_code == 404
        assert "mail is on its way" not in answer.content.decode()
        assert 'href="/en/r/"' in answer.content.decode()


# Calendar and documents -----------------------------------------------------------------------------------------------


def test_the_calendar_file_is_the_entry_of_the_invitation(client: Client) -> None:
    registration = make_registration()
    approve(registration, make_staff())
    invitation = icalendar.Calendar.from_ical(registration.messages.get(kind="approved").calendar).walk("VEVENT")[0]
    response = client.get(page_of(registration, "event.ics", "fr"))
    assert response.headers["Content-Type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(response.content)
    entry = calendar.walk("VEVENT")[0]
    assert calendar["METHOD"] == "PUBLISH"
    assert (entry["UID"], entry["SEQUENCE"]) == (invitation["UID"], invitation["SEQUENCE"])
    assert entry["DTSTART"].dt == registration.event.starts_on
    assert str(entry["SUMMARY"]).startswith("Atelier")
    assert "ATTENDEE" not in entry


def test_the_calendar_file_names_the_organiser_as_the_invitation_does(client: Client) -> None:
    event = make_settings(make_event(title_en="<Dialogue> on the many words of a long title " * 3)).event
    registration = make_registration(event)
    approve(registration, make_staff())
    invitation = registration.messages.get(kind="approved").calendar
    found = [
        icalendar.Calendar.from_ical(text).walk("VEVENT")[0]["ORGANIZER"]
        for text in (invitation, client.get(page_of(registration, "event.ics")).content)
    ]
    assert found[0].params["CN"] == found[1].params["CN"]
    assert found[0] == found[1]


@pytest.mark.parametrize("state", ["pending", "waiting", "declined", "cancelled"])
def test_there_is_no_calendar_file_without_a_place(client: Client, state: str) -> None:
    assert client.get(page_of(in_state(state), "event.ics")).status_code == 404


def participants_file(**document: object) -> DocumentFile:
    row = make_document(audience="participants", label_en="For participants only", **document)
    file = DocumentFile(document=row, language="en")
    file.file.save("paper.pdf", ContentFile(b"%PDF-1.7 text"))
    return file


def test_documents_for_participants_come_as_downloads(client: Client) -> None:
    registration = in_state("approved")
    file = participants_file(session=make_session(registration.event))
    assert "For participants only" not in text_of(client, registration), "the item is not published yet"
    assert client.get(page_of(registration, f"documents/{file.pk}/")).status_code == 404
    publish_agenda(registration.event)
    assert "For participants only" in text_of(client, registration)
    response = client.get(page_of(registration, f"documents/{file.pk}/"))
    assert b"".join(response.streaming_content) == b"%PDF-1.7 text"
    assert response.headers["Content-Disposition"] == 'attachment; filename="paper.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("state", ["pending", "waiting", "cancelled", "revoked"])
def test_documents_for_participants_are_for_those_with_a_place(client: Client, state: str) -> None:
    registration = in_state(state)
    file = participants_file(event=registration.event)
    assert "For participants only" not in text_of(client, registration)
    assert client.get(page_of(registration, f"documents/{file.pk}/")).status_code == 404


def test_no_other_document_comes_by_guessing(client: Client) -> None:
    registration = in_state("approved")
    other_event = participants_file(event=make_event())
    later = participants_file(event=registration.event, published_from=timezone.now() + datetime.timedelta(days=1))
    staff = participants_file(event=registration.event)
    Document.objects.filter(pk=staff.document_id).update(audience="staff")
    for file in (other_event, later, staff):
        assert client.get(page_of(registration, f"documents/{file.pk}/")).status_code == 404


def without_token(page: str) -> str:
    """The page without what tells two sendings apart."""
    return re.sub(r"token=[^\"&]*", "", page)


# My links -------------------------------------------------------------------------------------------------------------


def ask(client: Client, email: str, language: str = "fr") -> HttpResponse:
    return client.post(f"/{language}/r/", {"email": email})


def sent_to(email: str) -> list[str]:
    """The plain text of the mails with links that leave for an address."""
    return [OutgoingMail(row).body for row in Message.objects.filter(kind="links", to_email__iexact=email)]


def test_one_mail_lists_every_registration_of_an_address_and_kills_no_link(client: Client) -> None:
    first = make_registration(make_event(title_fr="Atelier [un]"), email="Ana@example.org")
    second = make_registration(email="ana@example.org", given_name="Ben", state="cancelled")
    other = make_registration(email="other@example.org")
    before = page_of(first)
    ask(client, " ana@EXAMPLE.org")
    assert answer_requests() == 1
    [text] = sent_to("ana@example.org")
    for registration in (first, second):
        assert f"/fr/r/{registration.token}/" in text
        assert registration.reference in text
    assert "Atelier [un]" in text
    lines = [re.sub(" +", " ", line) for line in text.splitlines() if "reçue le" in line]
    assert ["annulée" in line for line in lines] == [True, False]
    assert ["en attente" in line for line in lines] == [False, True]
    assert "Voici les liens" in text
    assert other.token not in text
    assert client.get(before).status_code == 200


def test_the_database_holds_none_of_these_links(client: Client) -> None:
    registration = make_registration(email="ana@example.org")
    ask(client, "ana@example.org")
    answer_requests()
    assert registration.token not in Message.objects.get(kind="links").body


def test_whether_an_address_is_known_is_told_to_nobody(client: Client) -> None:
    make_registration(email="ana@example.org")
    answers, statements = [], []
    for email in ("ana@example.org", "other@example.org"):
        with CaptureQueriesContext(connection) as captured:
            answers.append(ask(client, email))
        statements.append([re.sub(r"'[^']*'", "?", query["sql"]) for query in captured])
    pages = {(answer.status_code, answer.headers["Location"].partition("?")[0], answer.content) for answer in answers}
    assert pages == {(303, "/fr/r/sent/", b"")}
    assert statements[0] == statements[1]
    shown = [without_token(client.get(answer.headers["Location"]).content.decode()) for answer in answers]
    assert "<strong>ana@example.org</strong>" in shown[0]
    assert shown[0].replace("ana@example.org", "other@example.org") == shown[1]
    assert answer_requests() == 2
    assert not LinkRequest.objects.exists()
    assert [len(sent_to(email)) for email in ("ana@example.org", "other@example.org")] == [1, 0]


def test_who_asks_with_a_slip_in_the_address_is_told_without_a_look_at_who_is_known(client: Client) -> None:
    make_registration(email="ana@gmial.com")
    for email, likely in (("ana@gmial.com", "ana@gmail.com"), ("awa@gmial.com", "awa@gmail.com")):
        answer = client.post("/en/r/", {"email": email})
        assert f"Did you mean <strong>{likely}</strong>?" in client.get(answer.headers["Location"]).content.decode()
    answer = client.post("/en/r/", {"email": "ana@gmail.com"})
    assert "Did you mean" not in client.get(answer.headers["Location"]).content.decode()


def test_an_address_gets_three_such_mails_a_day(client: Client) -> None:
    make_registration(email="ana@example.org")
    for _number in range(5):
        ask(client, "ana@example.org")
        answer_requests()
        Message.objects.filter(kind="links").update(state="failed")
    assert len(sent_to("ana@example.org")) == 3


def test_who_asks_twice_at_once_gets_one_mail(client: Client) -> None:
    make_registration(email="ana@example.org")
    for _number in range(2):
        ask(client, "ana@example.org")
    assert answer_requests() == 2
    assert len(sent_to("ana@example.org")) == 1


def test_a_request_that_cannot_be_answered_holds_up_no_other(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_registration(email="ana@example.org")
    ask(client, "ana@example.org")
    monkeypatch.setattr("registrations.mails.write", lambda *_args, **_more: 1 / 0)
    assert answer_requests() == 1
    assert not LinkRequest.objects.exists()


def test_links_cannot_be_asked_for_without_end(client: Client, settings: Settings) -> None:
    settings.REGISTRATION_RATE_LIMIT = 1
    assert [ask(client, "ana@example.org").status_code for _number in range(2)] == [303, 429]


def test_the_form_for_ones_links_says_what_is_wrong(client: Client) -> None:
    page = ask(client, "nonsense", "en").content.decode()
    assert 'href="#id_email"' in page
    assert 'value="nonsense"' in page


def test_staff_send_the_links_of_those_chosen_one_mail_an_address(client: Client) -> None:
    event = make_settings().event
    people = [make_registration(event, email=email) for email in ("a@example.org", "a@example.org", "b@example.org")]
    client.force_login(make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS])))
    data = {"action": "send_personal_links", "_selected_action": [row.pk for row in people]}
    answer = client.post("/admin/registrations/registration/", data, follow=True)
    assert "2 messages are on their way" in answer.content.decode()
    assert [len(sent_to(email)) for email in ("a@example.org", "b@example.org")] == [1, 1]
    page = client.get(f"/admin/outbox/message/{Message.objects.filter(kind='links').first().pk}/change/")
    assert "[personal links]" in page.content.decode()
