"""The registration form: what it asks, what it stores, what it says when something is wrong."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from events.models import EventOrganisation
from inbox.receiving.context import DatabaseContext
from registrations.actions.register import reference_of_another
from registrations.models import Answer, QuestionChoice, Registration, RegistrationSettings
from storage.encrypted_fields import encrypt
from storage.models import RateCount
from tests.factories import (
    make_category,
    make_event,
    make_organisation,
    make_question,
    make_registration,
    make_settings,
    make_staff,
)
from tests.registrations.formdata import ANSWERS, address_of, hidden, send

REQUEST_ID = "X-Request-ID"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _patient(settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS = 0


def names(page: bytes) -> set[str]:
    """The names of what the form asks."""
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page.decode()))


PERSON = {"title", "given_name", "family_name", "email", "function", "organisation_name", "country", "language"}
MACHINERY = {"form_token", "homepage"}


# What is asked --------------------------------------------------------------------------------------------------------


def test_nothing_is_asked_that_the_settings_do_not_need(client: Client) -> None:
    event = make_settings(asks_diet=False, asks_access=False).event
    assert names(client.get(address_of(event)).content) == PERSON | MACHINERY


@pytest.mark.parametrize(("language", "title"), [("en", "Registration: "), ("fr", "Inscription\N{NO-BREAK SPACE}: ")])
def test_the_title_has_the_spaces_of_its_language(client: Client, language: str, title: str) -> None:
    page = client.get(f"/{language}/events/{make_settings().event.slug}/register/").content.decode()
    assert f"<title>{title}" in page


def test_what_the_settings_need_is_asked(client: Client) -> None:
    event = make_event(mode="hybrid")
    make_settings(event, asks_phone=True, asked_consents=["photos", "news"], notice_en="We keep it.")
    make_category(event, code="member")
    make_category(event, code="media")
    make_question(event, code="topic")
    asked = names(client.get(address_of(event)).content) - PERSON - MACHINERY
    consents = {"consent-notice", "consent-photos", "consent-news"}
    assert asked == {"phone", "mode", "category", "diet", "access_needs", "question-topic"} | consents


def test_an_arrival_a_year_early_is_asked_about_on_the_form(client: Client) -> None:
    event = make_settings().event
    make_question(event, code="arrival", type="date")
    far = {"question-arrival": "2026-06-13"}
    page = send(client, event, read_in="en", **far).content.decode()
    assert "If it is right, please tick the box below." in page
    assert page.index('name="question-arrival"') < page.index('name="question-arrival.sure"') < page.index("id_diet")
    other = {"question-arrival.sure": "2025-06-13"}
    assert "please tick the box" in send(client, event, read_in="en", **far, **other).content.decode()
    send(client, event, **far, **{"question-arrival.sure": "2026-06-13"})
    assert Registration.objects.get().answers.get().value == "2026-06-13"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ana@gmial.com", "Ana@gmail.com"),
        ("ana@hotmial.fr", "ana@hotmail.fr"),
        ("ana@outlok.es", "ana@outlook.es"),
        ("ana@yahooo.co.uk", "ana@yahoo.co.uk"),
        ("ana@gamil.con", "ana@gmail.com"),
        ("ana@gmail.co", "ana@gmail.com"),
        ("ana@labour.example.con", "ana@labour.example.com"),
    ],
)
def test_an_address_that_is_likely_a_slip_is_asked_about_and_not_refused(
    client: Client, typed: str, meant: str
) -> None:
    event = make_settings().event
    page = send(client, event, email=typed, read_in="en").content.decode()
    assert f"Did you mean {meant}?" in page
    assert page.index('name="email"') < page.index('name="email.sure"') < page.index('name="function"')
    assert f'name="email.sure" value="{typed}"' in page
    send(client, event, email=typed, **{"email.sure": typed})
    assert Registration.objects.get().email == typed


@pytest.mark.parametrize("ticked", ["on", "x@", "over.carry@gamil.com"])
def test_a_tick_beside_one_address_says_nothing_of_another(client: Client, ticked: str) -> None:
    answers = {"email": "over.carry@gmial.com", "email.sure": ticked}
    page = send(client, make_settings().event, read_in="en", **answers).content.decode()
    assert "Did you mean over.carry@gmail.com?" in page
    assert not re.search('name="email.sure"[^>]*checked', page)


@pytest.mark.parametrize(
    "domain", ["mail.com", "ymail.com", "email.cz", "gmail.com", "yahoo.com.co", "gmaik.example.org"]
)
def test_an_address_that_may_well_be_right_is_not_asked_about(client: Client, domain: str) -> None:
    send(client, make_settings().event, email=f"ana@{domain}")
    assert Registration.objects.get().email == f"ana@{domain}"


@pytest.mark.parametrize("typed", ["", "aissatou@", "gmial.com", "@gmial.com", "ana@localhost"])
def test_what_is_no_address_is_refused_and_no_box_says_that_it_is_right(client: Client, typed: str) -> None:
    page = send(client, make_settings().event, email=typed, read_in="en").content.decode()
    assert "id_email_error" in page
    assert "email.sure" not in page
    assert "Did you mean" not in page


@pytest.mark.parametrize(
    ("typed", "is_taken"),
    [("call me", False), ("12", False), ("+238 260 0000 ext. 12", True), ("٠٢٢ ٧٩٩ ٦١١١", True), ("", True)],
)
def test_a_telephone_is_a_number(client: Client, typed: str, is_taken: bool) -> None:
    page = send(client, make_settings(asks_phone=True).event, phone=typed, read_in="en").content.decode()
    assert ("Write the number in digits" in page) != is_taken
    assert Registration.objects.exists() == is_taken


def test_no_consent_is_ticked_before(client: Client) -> None:
    event = make_settings(asked_consents=["list", "public-list", "photos", "news"], notice_en="We keep it.").event
    page = client.get(address_of(event)).content.decode()
    assert page.count('type="checkbox"') == 5
    assert "checked" not in page


def test_the_notice_stands_on_the_page_with_its_version(client: Client) -> None:
    event = make_settings(notice_en="We keep it.", notice_fr="Nous **gardons**.", notice_version="7b").event
    page = client.get(address_of(event)).content.decode()
    assert "<strong>gardons</strong>" in page
    assert "7b" in page


def test_a_category_that_changes_what_is_asked_is_chosen_first(client: Client) -> None:
    event = make_settings().event
    member = make_category(event, code="member")
    make_category(event, code="media", label_fr="Médias")
    make_question(event, code="floor").categories.add(member)
    step = client.get(address_of(event))
    assert b"<form" not in step.content
    assert b'href="?category=media"' in step.content
    assert "question-floor" in names(client.get(address_of(event) + "?category=member").content)
    assert "question-floor" not in names(client.get(address_of(event) + "?category=media").content)
    assert b"<form" not in client.get(address_of(event) + "?category=nobody").content


def test_a_category_that_is_not_offered_is_not_had_by_its_address(client: Client) -> None:
    event = make_settings().event
    for code in ("member", "media"):
        make_question(event).categories.add(make_category(event, code=code))
    make_category(event, code="staff", is_offered=False)
    assert b"<form" not in client.get(address_of(event) + "?category=staff").content
    send(client, event, query="?category=media", chosen="staff")
    assert not Registration.objects.exists()


def test_countries_stand_in_the_order_of_the_readers_language(client: Client) -> None:
    event = make_settings().event
    french = client.get(address_of(event, "fr")).content.decode()
    assert french.index(">Égypte<") < french.index(">Finlande<") < french.index(">Zambie<")
    english = client.get(address_of(event, "en")).content.decode()
    assert english.index(">Egypt<") < english.index(">Finland<")


def test_bodies_of_the_event_are_offered_and_no_others(client: Client) -> None:
    event = make_settings().event
    EventOrganisation.objects.create(event=event, organisation=make_organisation(name_fr="Bureau du travail"))
    make_organisation(name_fr="Corps secret")
    page = client.get(address_of(event)).content.decode()
    assert '<option value="Bureau du travail">' in page
    assert "Corps secret" not in page


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_form_is_there_in_every_language_and_says_where_a_text_fell_back(client: Client, language: str) -> None:
    event = make_settings().event
    make_category(event, code="a")
    make_question(event, code="q", is_required=True).categories.add(make_category(event, code="b"))
    page = client.get(address_of(event, language)).content.decode()
    assert f'<html lang="{language}"' in page
    assert ('<span lang="en">Member State</span>' in page) == (language == "es")


def test_the_form_sets_no_cookie_and_is_kept_by_nobody(client: Client) -> None:
    event = make_settings().event
    for response in (client.get(address_of(event)), send(client, event), send(client, event, email="")):
        assert not response.cookies
        assert response.headers["Cache-Control"] == "no-store"


def test_the_page_costs_the_same_queries_with_thirty_questions(
    client: Client, django_assert_num_queries: pytest.FixtureDef
) -> None:
    event = make_settings(capacity=100).event
    for size in (1, 30):
        while event.questions.count() < size:
            question = make_question(event, type="choice")
            QuestionChoice.objects.create(question=question, code="a", label_en="A")
            make_category(event)
        with django_assert_num_queries(8):
            assert client.get(address_of(event)).status_code == 200


# What is stored -------------------------------------------------------------------------------------------------------


def test_what_was_typed_is_stored_acknowledged_and_thanked_for(client: Client) -> None:
    event = make_settings(asked_consents=["photos", "news"], notice_en="We keep it.").event
    answers = {"diet": "No nuts", "consent-notice": "on", "consent-photos": "on"}
    response = send(client, event, **answers)
    assert response.status_code == 303
    assert response.headers["Location"].startswith(f"/fr/events/{event.slug}/register/received/?token=")
    registration = Registration.objects.get()
    assert (registration.title, registration.name) == ("Ms", "Ana Pérez")
    assert (registration.email, registration.function) == ("ana@example.org", "Head of unit")
    assert (registration.organisation_name, registration.country_id) == ("Ministry of Labour", "CV")
    assert (registration.source, registration.language, registration.state) == ("web", "fr", "pending")
    assert registration.restricted.diet == "No nuts"
    assert sorted(registration.consents.values_list("kind", flat=True)) == ["notice", "photos"]
    assert registration.messages.get().kind == "acknowledgement"
    assert registration.messages.get().language == "fr"


def test_answers_of_all_types_are_stored_as_what_they_are(client: Client) -> None:
    event = make_settings().event
    for kind in ("text", "long-text", "choice", "choices", "yes-no", "number", "date"):
        question = make_question(event, code=kind, type=kind, is_required=True)
        if question.has_choices:
            for code in ("a", "b"):
                QuestionChoice.objects.create(question=question, code=code, label_en=code)
    typed = {
        "text": " one  line ",
        "long-text": "two\r\nlines",
        "choice": "b",
        "choices": ["a", "b"],
        "yes-no": "no",
        "number": "2,5",
        "date": "2027-06-14",
    }
    assert send(client, event, **{f"question-{code}": value for code, value in typed.items()}).status_code == 303
    stored = {answer.question.code: answer.value for answer in Registration.objects.get().answers.all()}
    assert stored == {
        "text": "one line",
        "long-text": "two\nlines",
        "choice": "b",
        "choices": ["a", "b"],
        "yes-no": False,
        "number": 2.5,
        "date": "2027-06-14",
    }


def test_questions_left_open_store_nothing(client: Client) -> None:
    event = make_settings().event
    for kind in ("text", "choice", "choices", "yes-no", "number", "date"):
        make_question(event, code=kind, type=kind)
    make_question(event, code="apart", is_restricted=True)
    assert send(client, event).status_code == 303
    registration = Registration.objects.get()
    assert not registration.answers.exists()
    assert not hasattr(registration, "restricted")


def test_a_restricted_answer_is_kept_apart(client: Client) -> None:
    event = make_settings().event
    make_question(event, code="passport", is_restricted=True)
    send(client, event, **{"question-passport": "X1"})
    registration = Registration.objects.get()
    assert registration.restricted.answers == {"passport": "X1"}
    assert not registration.answers.exists()


@pytest.mark.parametrize("typed", ["BUREAU DU TRAVAIL", "bit", "Labour Office", "Office of old"])
def test_a_known_organisation_is_recognised_by_its_names_whatever_their_accents(client: Client, typed: str) -> None:
    known = make_organisation(
        name_en="Labour Office", name_fr="Büreau du travail", acronym_fr="BIT", other_names="Office of old"
    )
    make_organisation(name_en="Labour Office of elsewhere")
    send(client, make_settings().event, organisation_name=typed)
    registration = Registration.objects.get()
    assert registration.organisation == known
    assert registration.organisation_name == typed


def test_an_acronym_that_two_bodies_have_means_neither(client: Client) -> None:
    for _number in range(2):
        make_organisation(acronym_en="ILO")
    send(client, make_settings().event, organisation_name="ILO")
    assert Registration.objects.get().organisation is None


def test_who_attends_how_is_asked_of_hybrid_meetings_and_known_of_others(client: Client) -> None:
    for mode, typed, stored in (
        ("online", None, "online"),
        ("in-person", None, "in-person"),
        ("hybrid", "online", "online"),
    ):
        event = make_settings(make_event(mode=mode)).event
        assert send(client, event, mode=typed).status_code == 303
        assert Registration.objects.get(event=event).mode == stored


def test_marks_that_turn_the_writing_and_control_characters_are_left_out(client: Client) -> None:
    send(client, make_settings().event, family_name="Pé\u202erez\x07", function="Head\nof\tunit")
    registration = Registration.objects.get()
    assert (registration.family_name, registration.function) == ("Pérez", "Head of unit")


# Errors ---------------------------------------------------------------------------------------------------------------


def test_errors_stand_beside_the_field_and_on_top_and_nothing_typed_is_lost(client: Client) -> None:
    event = make_settings().event
    response = send(client, event, read_in="en", email="no address", family_name="", diet="No nuts")
    page = response.content.decode()
    assert response.status_code == 200
    assert re.search('<div class="error-summary"[^>]* autofocus', page)
    assert '<a href="#id_family_name">' in page
    assert '<a href="#id_email">' in page
    assert 'id="id_family_name_error"' in page
    assert re.search(r'<input[^>]*name="family_name"[^>]*aria-invalid="true"', page)
    assert 'value="no address"' in page
    assert "No nuts</textarea>" in page
    assert '<option value="CV" selected>' in page
    assert not Registration.objects.exists()


@pytest.mark.parametrize("missing", ["family_name", "email", "function", "organisation_name", "country", "language"])
def test_what_must_be_known_is_asked_for_again(client: Client, missing: str) -> None:
    assert f'href="#id_{missing}"' in send(client, make_settings().event, **{missing: ""}).content.decode()
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("family_name", "x" * 121),
        ("family_name", "…—."),
        ("organisation_name", "x" * 251),
        ("diet", "x" * 1001),
        ("email", f"{'x' * 260}@example.org"),
        ("country", "XX"),
        ("language", "xx"),
        ("question-number", "many"),
        ("question-date", "2027-02-30"),
        ("question-choice", "c"),
        ("question-text", "x" * 301),
    ],
)
def test_what_is_too_long_or_makes_no_sense_is_refused(client: Client, field: str, typed: str) -> None:
    event = make_settings().event
    for kind in ("number", "date", "choice", "text"):
        make_question(event, code=kind, type=kind)
    QuestionChoice.objects.create(question=event.questions.get(code="choice"), code="a", label_en="A")
    response = send(client, event, **{field: typed})
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert not Registration.objects.exists()


def test_the_notice_must_be_confirmed_and_the_rest_need_not(client: Client) -> None:
    event = make_settings(asked_consents=["photos"], notice_en="We keep it.").event
    assert b'href="#id_consent-notice"' in send(client, event).content
    assert send(client, event, **{"consent-notice": "on"}).status_code == 303


def turn(client: Client, address: str, **answers: Any) -> str:
    """The page of a form after a press of the button of another language."""
    page = client.get(address).content.decode()
    there = re.search(r'formaction="(/fr/[^"]*)"', page)[1]  # type: ignore[index]
    assert 'form="kept-form" tabindex="-1"' in page.partition("formaction")[0], "Enter sends"
    return client.post(there, {**hidden(page), **answers, "only-language": "fr"}).content.decode()


def test_another_language_loses_nothing_that_was_typed_and_says_nothing_of_mistakes(
    client: Client, settings: Settings
) -> None:
    settings.REGISTRATION_RATE_LIMIT = 0
    event = make_settings().event
    make_question(event, code="topic", is_required=True)
    page = turn(client, address_of(event, "en"), **{**ANSWERS, "family_name": "", "email": "ana@", "diet": "No nuts"})
    assert '<html lang="fr"' in page
    assert "error" not in page.partition("<main")[2]
    assert 'value="ana@"' in page
    assert "No nuts</textarea>" in page
    assert '<option value="CV" selected>' in page
    assert not Registration.objects.exists()


def test_a_form_whose_language_was_changed_is_sent_as_any_other(client: Client) -> None:
    event = make_settings().event
    page = turn(client, address_of(event, "en"), **ANSWERS)
    assert client.post(address_of(event), {**ANSWERS, **hidden(page)}).status_code == 303
    assert Registration.objects.get().email == ANSWERS["email"]


def test_after_another_language_a_chosen_document_is_asked_for_again(client: Client) -> None:
    event = make_settings().event
    make_category(event, needs_nomination=True)
    document = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    page = turn(client, address_of(event, "en"), **ANSWERS, nomination_document=document)
    assert "id_nomination_document_error" in page
    assert page.count('class="error"') == 1


@pytest.mark.parametrize("what", ["correct/", "email/", "register/other/", ""])
def test_the_other_forms_keep_what_was_typed_in_another_language_too(client: Client, what: str) -> None:
    make_settings(make_event(slug="other"))
    address = f"/en/r/{make_registration().token}/{what}" if what else "/en/r/"
    page = turn(client, address, **{**ANSWERS, "email": "awa@", "function": "Minister"})
    assert '<html lang="fr"' in page
    assert ('value="awa@"' if what in ("email/", "") else 'value="Minister"') in page
    assert "error" not in page.partition("<main")[2]


def test_a_tick_is_not_asked_for_again_after_another_language(client: Client) -> None:
    event = make_settings().event
    make_question(event, code="arrival", type="date")
    doubtful = {"email": "ana@gmial.com", "question-arrival": "2026-06-13"}
    ticks = {"email.sure": "ana@gmial.com", "question-arrival.sure": "2026-06-13"}
    page = turn(client, address_of(event, "en"), **ANSWERS | ticks | doubtful)
    assert ".sure</label>" not in page.lower()
    assert ticks.items() <= hidden(page).items()
    assert client.post(address_of(event), {**ANSWERS, **hidden(page), **doubtful}).status_code == 303


def test_a_tick_kept_beside_one_address_says_nothing_of_the_next(client: Client) -> None:
    event = make_settings().event
    page = turn(client, address_of(event, "en"), **ANSWERS | {"email": "ana@gmial.com", "email.sure": "ana@gmial.com"})
    sent = client.post(address_of(event), {**ANSWERS, **hidden(page), "email": "ana@gamil.com"})
    assert 'name="email.sure" value="ana@gamil.com"' in sent.content.decode()
    assert not Registration.objects.exists()


def test_another_category_loses_nothing_that_was_typed(client: Client) -> None:
    event = make_settings().event
    for code in ("member", "media"):
        make_category(event, code=code, needs_nomination=code == "media", label_en=code.title())
    topics = make_question(event, code="topics", type="choices")
    for code in "ab":
        QuestionChoice.objects.create(question=topics, code=code, label_en=code)
    first = client.get(address_of(event, "en") + "?category=media").content.decode()
    typed = {**ANSWERS, "email": "ana@", "question-topics": ["a", "b"], "email.sure": "x@y.example.org"}
    document = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    step = client.post(
        address_of(event, "en"),
        {**hidden(first), **typed, "nomination_document": document, "only-category": ""},
    ).content.decode()
    assert "Please choose the document again." not in step, "nobody knows yet whether the next one asks for it"
    assert 'value="member"' in step
    assert re.findall('name="question-topics" value="(.)"', step) == ["a", "b"]
    kept = {**hidden(step), "question-topics": ["a", "b"]}
    page = client.post(address_of(event, "en"), {**kept, "only-category": "member"}).content.decode()
    assert 'name="chosen" value="member"' in page
    assert 'value="ana@"' in page
    assert page.count(" checked") == 2
    assert "error" not in page.partition("<main")[2]
    turned = client.post(address_of(event), {**kept, "only-language": "fr"}).content.decode()
    assert '<html lang="fr"' in turned
    assert 'name="family_name" value="Pérez"' in turned
    back = client.post(address_of(event, "en"), {**kept, **hidden(page), "only-category": "media"}).content.decode()
    assert back.count("Please choose the document again.") == 2, "above the form and beside the field"
    turned = client.post(address_of(event), {**typed, **hidden(back), "only-language": "fr"}).content.decode()
    assert "id_nomination_document_error" in turned
    assert not Registration.objects.exists()


def test_a_correction_for_another_category_loses_nothing_that_was_typed(client: Client) -> None:
    event = make_settings().event
    own = make_category(event, code="member")
    make_category(event, code="media", needs_nomination=True)
    address = f"/en/r/{make_registration(event=event, category=own).token}/correct/"
    page = client.get(address).content.decode()
    assert 'name="only-category" value="media"' in page
    page = client.post(address, {**ANSWERS, **hidden(page), "function": "Editor", "only-category": "media"})
    assert "nomination_document" in page.content.decode()
    assert 'value="Editor"' in page.content.decode()
    assert "error" not in page.content.decode().partition("<main")[2]


def test_what_only_the_category_before_asks_is_there_again_with_it(client: Client) -> None:
    event = make_settings().event
    member, media = (make_category(event, code=code) for code in ("member", "media"))
    make_question(event, code="press").categories.add(media)
    topics = make_question(event, code="topics", type="choices")
    topics.categories.add(member)
    for code in "ab":
        QuestionChoice.objects.create(question=topics, code=code, label_en=code)
    first = client.get(address_of(event, "en") + "?category=member").content.decode()
    assert "question-press" not in first
    sent = {**ANSWERS, **hidden(first), "question-topics": ["a", "b"], "only-category": "media"}
    page = client.post(address_of(event, "en"), sent).content.decode()
    assert re.findall('<input type="hidden" name="question-topics" value="(.)"', page) == ["a", "b"]
    sent = {**ANSWERS, **hidden(page), "question-topics": ["a", "b"], "question-press": "P1"}
    page = client.post(address_of(event, "en"), {**sent, "only-category": "member"}).content.decode()
    assert page.count(" checked") == 2
    sent = {**ANSWERS, **hidden(page), "question-topics": ["b"]}
    assert client.post(address_of(event), sent).status_code == 303
    assert {answer.question.code: answer.value for answer in Answer.objects.all()} == {"topics": ["b"]}


def test_a_question_whose_key_ends_as_a_tick_does_is_asked_in_another_language_too(client: Client) -> None:
    event = make_settings().event
    make_question(event, code="are-you-sure", label_en="Are you sure?")
    page = turn(client, address_of(event, "en"), **ANSWERS, **{"question-are-you-sure": "Quite"})
    assert '<input type="text" name="question-are-you-sure" value="Quite"' in page


def test_a_tick_kept_for_later_is_not_seen_where_a_link_is_asked_for(client: Client) -> None:
    page = turn(client, "/en/r/", email="awa@", **{"email.sure": "awa@"})
    assert '<input type="hidden" name="email.sure"' in page
    assert page.count("<label") == 1


def test_a_restored_answer_cannot_become_markup(client: Client) -> None:
    page = send(client, make_settings().event, email="", family_name='"><script>alert(1)</script>').content.decode()
    assert "<script>" not in page


# When there is no form ------------------------------------------------------------------------------------------------


def test_the_page_says_when_registration_opens_by_the_events_clock(client: Client) -> None:
    opens = datetime.datetime(2126, 5, 14, 16, 0, tzinfo=datetime.UTC)
    event = make_event(timezone="Africa/Dakar", starts_on=datetime.date(2126, 6, 1), ends_on=None)
    make_settings(event, opens_at=opens)
    page = client.get(address_of(event, "en")).content.decode()
    assert "14 May 2126, 16:00 (Africa/Dakar, UTC)" in page
    assert "<form" not in page


def test_a_form_that_closed_with_the_last_day_says_so(client: Client) -> None:
    event = make_event(timezone="Africa/Dakar", starts_on=datetime.date(2016, 6, 1), ends_on=datetime.date(2016, 6, 3))
    make_settings(event)
    page = client.get(address_of(event, "en")).content.decode()
    assert "3 June 2016, 24:00 (Africa/Dakar, UTC)" in page


@pytest.mark.parametrize(
    ("event_fields", "settings_fields"),
    [
        ({}, {"closes_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)}),
        ({"starts_on": datetime.date(2008, 7, 7), "ends_on": None}, {}),
        ({"status": "cancelled"}, {}),
        ({"status": "postponed"}, {}),
        ({}, {"capacity": 0, "has_waiting_list": False}),
        ({}, {"opens_at": datetime.datetime(2126, 1, 1, tzinfo=datetime.UTC), "closes_at": None}),
    ],
)
def test_a_closed_form_is_neither_shown_nor_taken(client: Client, event_fields: dict, settings_fields: dict) -> None:
    if "opens_at" in settings_fields:
        event_fields = {"starts_on": datetime.date(2126, 6, 1), "ends_on": None}
    event = make_settings(make_event(**event_fields), **settings_fields).event
    shown = client.get(address_of(event))
    assert shown.status_code == 200
    assert b"<form" not in shown.content
    assert client.post(address_of(event), ANSWERS).status_code == 409
    assert not Registration.objects.exists()


def test_by_mail_only_the_address_stands_in_place_of_the_form_and_staff_still_register(client: Client) -> None:
    settings = make_settings(how="mail", mailbox="workshop@example.org")
    shown = client.get(address_of(settings.event, "en"))
    assert shown.status_code == 200
    assert "mailto:workshop@example.org" in shown.content.decode()
    assert b"<form" not in shown.content
    assert client.post(address_of(settings.event), ANSWERS).status_code == 409
    assert not Registration.objects.exists()
    assert make_registration(settings.event, source="mail").state == "pending"


def test_an_event_that_takes_no_registrations_says_so(client: Client) -> None:
    response = client.get(address_of(make_event()))
    assert response.status_code == 200
    assert b"<form" not in response.content


def test_a_draft_has_no_form_for_the_public(client: Client) -> None:
    assert client.get(address_of(make_settings(make_event(status="draft")).event)).status_code == 404


def test_a_full_event_with_a_waiting_list_says_so_and_takes_people_onto_it(client: Client) -> None:
    event = make_settings(how=RegistrationSettings.How.OPEN, capacity=0).event
    assert "notice-warn" in client.get(address_of(event)).content.decode()
    assert send(client, event).status_code == 303
    assert Registration.objects.get().state == "waiting"


def test_the_last_place_lost_while_typing_is_told_and_nothing_is_stored(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = make_settings(capacity=0, has_waiting_list=False).event
    monkeypatch.setattr("registrations.availability.Availability.closed", "")
    monkeypatch.setattr("registrations.availability.Availability.is_full_for", lambda *_args: False)
    answer = send(client, event, read_in="en")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "All places are taken. There is no waiting list for this meeting. Nothing was stored." in page
    assert f'value="{ANSWERS["email"]}"' in page
    assert not Registration.objects.exists()


def test_a_form_sent_when_all_places_were_seen_to_be_taken_comes_back_as_it_was_typed(client: Client) -> None:
    settings = make_settings(capacity=1, has_waiting_list=False)
    token = hidden(client.get(address_of(settings.event)).content.decode())["form_token"]
    make_registration(settings.event, state="approved")
    answer = client.post(address_of(settings.event), {**ANSWERS, "form_token": token})
    assert answer.status_code == 409
    assert f'value="{ANSWERS["email"]}"' in answer.content.decode()


def test_a_hybrid_event_says_which_of_its_modes_is_full(client: Client) -> None:
    settings = make_settings(make_event(mode="hybrid"), capacity=0, capacity_online=5)
    page = client.get(address_of(settings.event, "en")).content.decode()
    assert "In person – full, with a waiting list" in page
    assert "Online – full" not in page
    assert "notice-warn" not in page


def test_the_mode_that_is_full_is_refused_with_all_that_was_typed_and_the_other_taken(client: Client) -> None:
    event = make_settings(make_event(mode="hybrid"), capacity=0, has_waiting_list=False).event
    refused = send(client, event, mode="in-person", read_in="en")
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "All places in the room are taken." in page
    assert f'value="{ANSWERS["email"]}"' in page
    assert send(client, event, mode="online").status_code == 303


@pytest.mark.parametrize(
    ("how", "needs_approval", "state"),
    [("approval", False, "pending"), ("open", True, "pending"), ("open", False, "waiting")],
)
def test_the_waiting_list_is_promised_to_whom_it_takes(
    client: Client, how: str, needs_approval: bool, state: str
) -> None:
    event = make_settings(how=how, capacity=0).event
    make_category(event, needs_approval=needs_approval)
    page = client.get(address_of(event, "en")).content.decode()
    assert "All places are taken" in page
    assert ("you are then on the waiting list" in page) == (state == "waiting")
    assert ("the secretariat looks at your registration" in page) == (state == "pending")
    send(client, event)
    assert Registration.objects.get().state == state


@pytest.mark.parametrize(("how", "is_said"), [("approval", True), ("open", False)])
def test_the_form_says_who_decides_and_until_when_it_is_open(client: Client, how: str, is_said: bool) -> None:
    closes_at = datetime.datetime(2027, 3, 1, 17, tzinfo=datetime.UTC)
    event = make_settings(how=how, closes_at=closes_at).event
    page = client.get(address_of(event, "en")).content.decode()
    assert ("The secretariat decides on each registration" in page) == is_said
    assert "The form is open until 1 March 2027, 18:00 (Europe/Zurich, UTC+1)." in page
    assert "hasta el 1 de marzo de 2027" in client.get(address_of(event, "es")).content.decode()
    assert re.search(r"hasta el\s+<time[^>]*>\s*1 de marzo", client.get(f"/es/events/{event.slug}/").content.decode())


@pytest.mark.parametrize(("language", "words"), [("fr", "Les inscriptions sont closes"), ("es", "La inscripción está")])
def test_a_closed_form_says_so_in_words_of_the_language(client: Client, language: str, words: str) -> None:
    event = make_settings(closes_at=datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)).event
    page = client.get(address_of(event, language)).content.decode()
    assert words in page
    assert "<h2>Close</h2>" not in page


def test_by_invitation_the_code_of_the_letter_is_asked_first(client: Client) -> None:
    event = make_settings(how="invitation", invitation_code="GVA 27").event
    assert "email" not in names(client.get(address_of(event)).content)
    wrong = client.get(address_of(event) + "?code=GVA28")
    assert "email" not in names(wrong.content)
    assert b"id_code_error" in wrong.content
    assert "email" in names(client.get(address_of(event) + "?code=gva27").content)


def test_by_invitation_nothing_is_taken_without_the_code(client: Client) -> None:
    event = make_settings(how="invitation", invitation_code="GVA27").event
    token = hidden(client.get(address_of(event) + "?code=GVA27").content.decode())["form_token"]
    client.post(address_of(event), {**ANSWERS, "form_token": token})
    assert not Registration.objects.exists()
    assert send(client, event, query="?code=GVA27").status_code == 303


def test_codes_of_invitations_cannot_be_tried_without_end(client: Client, settings: Settings) -> None:
    settings.REGISTRATION_RATE_LIMIT = 2
    event = make_settings(how="invitation", invitation_code="GVA27").event
    tries = [client.get(address_of(event) + f"?code={number}").status_code for number in range(4)]
    assert tries == [200, 200, 429, 429]
    assert client.get(address_of(event) + "?code=GVA27").status_code == 429, "the right one is no different"
    assert RateCount.objects.exists()


def test_who_has_the_code_is_not_kept_out_by_many_who_have_it_too(client: Client, settings: Settings) -> None:
    settings.REGISTRATION_RATE_LIMIT = 2
    event = make_settings(how="invitation", invitation_code="GVA27").event
    assert [client.get(address_of(event) + "?code=GVA27").status_code for _time in range(4)] == [200] * 4


# A stranger learns nothing --------------------------------------------------------------------------------------------


def test_a_known_address_gets_the_same_answer_and_its_owner_a_mail(client: Client) -> None:
    known = make_registration(email="ana@example.org", given_name="Ana", family_name="Pérez", language="es")
    first, second = send(client, known.event), send(client, known.event, email="new@example.org")
    plain = [response.headers["Location"].partition("?token=") for response in (first, second)]
    assert [page for page, _mark, _token in plain] == [f"/fr/events/{known.event.slug}/register/received/"] * 2
    assert len(plain[0][2]) == len(plain[1][2])
    assert (first.status_code, first.content) == (second.status_code, second.content)
    pages = [client.get(response.headers["Location"]) for response in (first, second)]
    what_differs = rf'token=[^"&]*|{known.event.code}-\d{{4}}'
    first_page, second_page = (re.sub(what_differs, "", page.content.decode()) for page in pages)
    assert first_page.replace("ana@example.org", "new@example.org") == second_page
    headers = [{name: value for name, value in page.headers.items() if name != REQUEST_ID} for page in pages]
    assert headers[0] == headers[1]
    assert Registration.objects.filter(email_key="ana@example.org").count() == 1
    message = known.messages.latest("pk")
    assert (message.kind, message.language, message.to_email) == ("link", "es", "ana@example.org")


def test_a_form_with_an_error_is_the_same_page_for_a_known_address(client: Client) -> None:
    known = make_registration(email="ana@example.org", given_name="Ana", family_name="Pérez")
    pages = [
        send(client, known.event, email=email, country="").content.decode().replace(email, "")
        for email in ("ana@example.org", "new@example.org")
    ]
    bare = [re.sub(r'name="form_token" value="[^"]*"', "", page) for page in pages]
    assert bare[0] == bare[1]


def test_the_owner_of_an_address_is_not_flooded(client: Client, settings: Settings) -> None:
    settings.STRANGER_MAIL_LIMIT = 2
    known = make_registration(email="ana@example.org", given_name="Ana", family_name="Pérez")
    assert {send(client, known.event).status_code for _number in range(4)} == {303}
    assert known.messages.filter(kind="link").count() == 2


def test_a_full_category_says_the_same_to_strangers_and_to_who_is_registered(client: Client) -> None:
    settings = make_settings(has_waiting_list=False)
    full = make_category(settings.event, code="cities", quota=1)
    make_category(settings.event, code="others")
    names = {"given_name": ANSWERS["given_name"], "family_name": ANSWERS["family_name"]}
    known = make_registration(settings.event, category=full, state="approved", email="ana@example.org", **names)
    own, strange = (
        send(client, settings.event, category="cities", email=email) for email in (known.email, "unknown@example.org")
    )
    assert own.status_code == strange.status_code == 409
    pages = [
        re.sub(r'name="form_token" value="[^"]*"', "", answer.content.decode()).replace(email, "")
        for answer, email in ((own, known.email), (strange, "unknown@example.org"))
    ]
    assert pages[0] == pages[1]
    assert known.messages.filter(kind="link").count() == 1


def test_a_full_category_without_a_waiting_list_shows_no_form(client: Client) -> None:
    settings = make_settings(has_waiting_list=False)
    make_category(settings.event, code="cities", quota=0)
    asked = make_category(settings.event, code="others", needs_nomination=True)
    page = client.get(address_of(settings.event) + "?category=cities")
    assert b'name="email"' not in page.content
    assert b'name="email"' in client.get(address_of(settings.event) + f"?category={asked.code}").content


def test_a_mailbox_is_not_filled_by_many_invented_names(client: Client, settings: Settings) -> None:
    settings.FIRST_MAIL_LIMIT = 2
    event = make_settings().event
    for name in ("One", "Two", "Three"):
        assert send(client, event, family_name=name, email="victim@example.org").status_code == 303
    states = Registration.objects.order_by("pk").values_list("message_links__message__state", flat=True)
    assert list(states) == ["queued", "queued", "failed"]  # stored all the same; staff see what did not go


@pytest.mark.parametrize("how", ["open", "invitation"])
def test_staff_see_the_form_of_a_draft_and_nothing_is_stored(client: Client, how: str) -> None:
    opens = timezone.now() + datetime.timedelta(days=30)
    event = make_settings(make_event(status="draft"), how=how, opens_at=opens, invitation_code="X").event
    client.force_login(make_staff("events.view_event"))
    page = client.get(address_of(event, "en")).content.decode()
    assert names(page.encode()) >= PERSON
    assert "Registration closed" not in page
    assert "Send the registration" not in page
    answer = client.post(address_of(event, "en"), {**hidden(page), **ANSWERS})
    assert answer.status_code == 409
    assert "This is the form of a draft" in answer.content.decode()
    assert not Registration.objects.exists()


def test_a_question_without_choices_is_not_asked(client: Client) -> None:
    event = make_settings().event
    make_question(event, code="empty", type="choice", is_required=True)
    asked = make_question(event, code="hotel", type="choices")
    QuestionChoice.objects.create(question=asked, code="one", label_en="One")
    found = names(client.get(address_of(event)).content)
    assert "question-hotel" in found
    assert "question-empty" not in found
    assert send(client, event).status_code == 303


def test_the_page_that_thanks_shows_the_address_as_it_was_typed_for_an_hour(client: Client) -> None:
    event = make_settings().event
    page = send(client, event, email="Ana@exmaple.org", read_in="en").headers["Location"]
    assert "exmaple" not in page
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert "<strong>Ana@exmaple.org</strong>" in client.get(page).content.decode()
        clock.shift(3700)
        assert "exmaple" not in client.get(page).content.decode()
    bare = page.partition("?")[0]
    links = client.post("/en/r/", {"email": "ana@example.org"}).headers["Location"].partition("token=")[2]
    for token in ("", "done: x@example.org", encrypt("other"), "é" * 2000, links):
        shown = client.get(bare, {"token": token})
        assert shown.status_code == 404
        main = shown.content.decode().partition("<main")[2]
        assert "<strong>" not in main
        assert "nothing to show" in main
        assert f'href="{address_of(event, "en")}"' in main
        assert "received your registration" not in main


def test_the_page_that_thanks_does_so_in_every_language(client: Client) -> None:
    page = send(client, make_settings().event, read_in="en").headers["Location"]
    for language in ("en", "fr", "es"):
        assert "ana@example.org" in client.get(f"/{language}{page[3:]}").content.decode()


def test_the_page_that_thanks_names_a_reference_and_does_not_tell_who_was_registered_already(client: Client) -> None:
    event = make_settings().event

    def thanked(**data: str) -> tuple[str, str]:
        page = client.get(send(client, event, read_in="en", **data).headers["Location"]).content.decode()
        named = re.findall(rf"{event.code}-\d{{4}}", page)
        return named[0], re.sub(r'token=[^"&]*', "", page.replace(named[0], ""))

    first, page = thanked(email="ana@example.org")
    ana = Registration.objects.get()
    assert first == ana.reference
    again, same_page = thanked(email="ana@example.org")
    other, _page = thanked(email="zoe@example.org")
    assert [reference[-4:] for reference in (first, again, other)] == ["0001", "0002", "0003"]
    assert same_page == page
    assert list(Registration.objects.matching(again)) == [ana], "staff find the person by it"
    found = DatabaseContext().registration(again)
    assert found is not None
    assert found.reference == ana.reference, "and so does a mail that names it"
    client.force_login(make_staff(is_superuser=True))
    shown = client.get(f"/admin/registrations/registration/{ana.pk}/change/").content.decode()
    assert f"form sent again: {again}" in shown


def test_one_sending_of_somebody_known_has_one_reference() -> None:
    ana = make_registration(make_settings().event)
    assert reference_of_another(ana, "x") == reference_of_another(ana, "x") != reference_of_another(ana, "y")


def test_no_consent_is_asked_for_a_list_that_nobody_makes(client: Client) -> None:
    kinds = ["list", "public-list", "photos", "news"]
    event = make_settings(asked_consents=kinds, has_lists_by_hand=False).event
    asked = [name for name in names(client.get(address_of(event)).content) if name.startswith("consent-")]
    assert asked == ["consent-news"], "these are sent"
    event.registration_settings.has_lists_by_hand = True
    event.registration_settings.save()
    asked = {name for name in names(client.get(address_of(event)).content) if name.startswith("consent-")}
    assert asked == {f"consent-{kind}" for kind in kinds}


def test_where_staff_decide_on_one_category_alone_the_form_does_not_say_that_they_decide_on_all(client: Client) -> None:
    event = make_settings(how="open", capacity=100).event
    member, media = make_category(event, code="member"), make_category(event, code="media", needs_approval=True)
    words = "The secretariat decides on each registration"
    assert words not in client.get(address_of(event, "en")).content.decode()
    make_question(event, code="press").categories.add(media)  # from now on the category is chosen first
    for category, is_said in ((member, False), (media, True)):
        page = client.get(f"{address_of(event, 'en')}?category={category.code}").content.decode()
        assert (words in page) == is_said


def test_who_has_not_said_as_what_is_not_promised_the_waiting_list_that_one_category_has_not(client: Client) -> None:
    event = make_settings(how="open", capacity=0).event
    make_category(event, code="member")
    make_category(event, code="media", needs_approval=True)
    page = client.get(address_of(event, "en")).content.decode()
    assert "the secretariat looks at your registration" in page
    assert "you are then on the waiting list" not in page
