"""Registering in a browser: on a phone, in French, without JavaScript; and what axe-core says of the pages."""

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from events.models import Event
from mailings.kinds import end_of_news
from outbox import kinds
from outbox.models import Message
from registrations.actions.change_email import ask_for_email
from registrations.actions.consents import record_consent
from registrations.actions.decide import approve, ask_details
from registrations.models import QuestionChoice, Registration
from registrations.views.carried import carrying
from tests.factories import make_category, make_event, make_question, make_registration, make_settings, make_staff

pytestmark = pytest.mark.django_db(transaction=True)

NewPage = Callable[..., Page]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def event() -> Event:
    """A hybrid meeting that asks all that can be asked."""
    event = make_event(mode="hybrid", title_fr="Forum sur la main-d’œuvre", contact_email="forum@example.org")
    make_settings(
        event,
        asks_phone=True,
        asks_confirmation=True,
        asked_consents=["list", "photos"],
        notice_en="We keep it.",
        notice_fr="Nous gardons vos **données**.",
    )
    member = make_category(event, code="member", label_fr="État membre", needs_nomination=True)
    make_category(event, code="media", label_fr="Médias")
    kinds = {"text": "Sujet", "long-text": "Attentes", "yes-no": "Parole", "number": "Exemplaires", "date": "Arrivée"}
    for kind, label in kinds.items():
        make_question(event, code=kind, type=kind, label_fr=label, is_required=kind == "yes-no")
    for kind, label in {"choice": "Groupe", "choices": "Jours"}.items():
        question = make_question(event, code=kind, type=kind, label_fr=label)
        for code in ("a", "b"):
            QuestionChoice.objects.create(question=question, code=code, label_fr=f"{label} {code}")
    make_question(event, code="passport", label_fr="Passeport", is_restricted=True).categories.add(member)
    return event


@pytest.fixture(autouse=True)
def _patient(settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS = 0


def assert_no_sideways_scrolling(page: Page) -> None:
    box = page.locator("body").bounding_box()
    assert box is not None
    for element in page.locator("main :is(input, select, textarea, a, p, h1, h2, legend)").all():
        place = element.bounding_box()
        hidden = "trap" in (element.locator("xpath=..").get_attribute("class") or "")
        assert place is None or hidden or place["x"] + place["width"] <= PHONE["width"] + 1, element.inner_html()


def fill_in(page: Page, document: Path) -> None:
    page.locator("#id_given_name").fill("Awa")
    page.locator("#id_family_name").fill("Traoré")
    page.locator("#id_email").fill("awa@example.org")
    page.locator("#id_phone").fill("+238 260 0000")
    page.locator("#id_function").fill("Directrice")
    page.locator("#id_organisation_name").fill("Ministère du travail")
    page.locator("#id_country").select_option("CV")
    page.locator('input[name="mode"][value="in-person"]').check()
    page.get_by_label("Sujet").fill("Visas")
    page.get_by_label("Attentes").fill("Apprendre.\nÉchanger.")
    page.locator('input[name="question-yes-no"][value="yes"]').check()
    page.get_by_label("Exemplaires").fill("2,5")
    page.get_by_label("Arrivée").fill("2027-06-13")
    page.get_by_label("Groupe b").check()
    page.get_by_label("Jours a").check()
    page.get_by_label("Passeport").fill("X1")
    page.locator("#id_diet").fill("Sans arachide")
    page.locator("#id_nomination_document").set_input_files(document)
    page.locator("#id_consent-photos").check()


def confirm_the_notice_after_all(page: Page, letter: Path) -> None:
    """All that was typed is there, but the file, which a browser does not give back."""
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.locator('a[href="#id_consent-notice"]')).to_be_visible()
    expect(summary.locator('a[href="#id_nomination_document"]')).to_be_visible()
    expect(page.locator("#id_family_name")).to_have_value("Traoré")
    expect(page.get_by_label("Groupe b")).to_be_checked()
    expect(page.get_by_label("Exemplaires")).to_have_value("2,5")
    summary.locator('a[href="#id_consent-notice"]').click()
    page.locator("#id_consent-notice").check()
    page.locator("#id_nomination_document").set_input_files(letter)
    assert_no_sideways_scrolling(page)
    page.locator("form.form button.button").click()


def assert_all_was_stored(registration: Registration) -> None:
    assert (registration.state, registration.language) == ("pending", "fr")
    assert registration.restricted.answers == {"passport": "X1"}
    assert {row.question.code: row.value for row in registration.answers.all()} == {
        "text": "Visas",
        "long-text": "Apprendre.\nÉchanger.",
        "yes-no": True,
        "number": 2.5,
        "date": "2027-06-13",
        "choice": "b",
        "choices": ["a"],
    }


def correct_the_function(page: Page) -> None:
    page.locator('a[href$="/correct/"]').click()
    page.locator("#id_function").fill("Ministre")
    page.locator("form.form button.button").first.click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_text("Ministre")).to_be_visible()


def test_another_language_keeps_what_was_typed_and_enter_sends_without_javascript(
    new_page: NewPage, event: Event
) -> None:
    page = new_page(java_script_enabled=False, viewport=PHONE)
    page.goto(f"/en/events/{event.slug}/register/?category=member")
    page.locator("#id_family_name").fill("Traoré")
    page.get_by_role("button", name="FR").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#id_family_name")).to_have_value("Traoré")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.locator("#id_family_name").press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#id_family_name")).to_have_value("Traoré")


def test_a_participant_registers_corrects_and_cancels_on_a_phone_in_french_without_javascript(
    new_page: NewPage, event: Event, tmp_path: Path
) -> None:
    letter = tmp_path / "lettre.pdf"
    letter.write_bytes(b"%PDF-1.7 lettre")
    page = new_page(java_script_enabled=False, viewport=PHONE, locale="fr-FR", is_mobile=True, has_touch=True)
    page.goto(f"/fr/events/{event.slug}/register/")
    page.get_by_role("link", name="État membre").click()
    fill_in(page, letter)
    assert_no_sideways_scrolling(page)
    page.locator("form.form button.button").click()

    confirm_the_notice_after_all(page, letter)

    expect(page).to_have_url(re.compile(rf"/fr/events/{event.slug}/register/received/"))
    assert page.context.cookies() == []
    registration = Registration.objects.get()
    assert_all_was_stored(registration)

    page.goto(f"/fr/r/{registration.token}/")
    expect(page.get_by_text(registration.reference).first).to_be_visible()
    correct_the_function(page)

    page.locator('a[href$="/cancel/"]').click()
    page.locator('form[action$="/cancel/"] button').click()
    expect(page).to_have_url(re.compile(rf"/fr/r/{registration.token}/$"))
    registration.refresh_from_db()
    assert registration.state == "cancelled"
    assert registration.messages.order_by("pk").values_list("kind", flat=True)[1] == "cancelled"
    assert page.context.cookies() == []


def test_back_from_the_thanks_leads_to_the_form_though_something_was_corrected_before(new_page: NewPage) -> None:
    event = make_settings(make_event()).event
    page = new_page()
    page.goto(f"/en/events/{event.slug}/register/")
    send = page.locator("form.form button.button")
    page.locator("#id_family_name").fill("Traoré")
    send.click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("#id_given_name").fill("Awa")
    page.locator("#id_email").fill("awa@example.org")
    page.locator("#id_function").fill("Mayor")
    page.locator("#id_organisation_name").fill("City of Example")
    page.locator("#id_country").select_option("CV")
    send.click()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert Registration.objects.get().email == "awa@example.org"
    page.go_back()
    expect(page.locator("#id_family_name")).to_have_value("")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_page_that_ends_news_is_accessible(new_page: NewPage, assert_accessible: Callable[[Page], None]) -> None:
    registration = make_registration()
    record_consent(registration, "news")
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto(urlsplit(end_of_news(registration.pk, "es")).path)
    assert_accessible(page)
    assert_no_sideways_scrolling(page)
    page.get_by_role("main").get_by_role("button").click()
    assert_accessible(page)


def test_one_long_word_widens_no_page_of_ones_own(new_page: NewPage) -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüssel"
    registration = make_registration(family_name=word, function=word, email=f"{'a' * 60}@example.org")
    page = new_page(viewport={"width": 360, "height": 740})
    for address in ("", "correct/", "cancel/", "email/"):
        page.goto(f"/fr/r/{registration.token}/{address}")
        assert_no_sideways_scrolling(page)


def test_the_form_can_be_filled_in_and_sent_by_keyboard_alone(new_page: NewPage) -> None:
    event = make_settings(asks_diet=False, asks_access=False).event
    page = new_page()
    page.goto(f"/en/events/{event.slug}/register/")
    page.locator("#id_title").focus()
    typed = ["Ms", "Ana", "Silva", "ana@example.org", "Minister", "Ministry", "Cabo", ""]
    for text in typed:
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/received/"))
    registration = Registration.objects.get()
    assert (registration.name, registration.country_id, registration.organisation_name) == (
        "Ana Silva",
        "CV",
        "Ministry",
    )


def test_the_pages_of_registration_are_accessible(
    new_page: NewPage, event: Event, assert_accessible: Callable[[Page], None]
) -> None:
    """Each once, in one of the languages."""
    pending, approved = (make_registration(event, category=event.categories.get(code="media")) for _number in range(2))
    ask_details(pending, make_staff(), "Which day?")
    approve(approved, make_staff())
    record_consent(approved, "photos")
    other = make_settings().event
    page = new_page(viewport=PHONE)

    form = f"events/{event.slug}/register/"
    own = [f"r/{row.token}/" for row in (pending, approved)]
    addresses = [form, f"{form}received/", "r/unknown/", *own, f"{own[0]}correct/", f"{own[1]}cancel/"]
    ask_for_email(pending, "new@example.org")
    asked = Message.objects.get(kind="email-confirm")
    addresses += [
        f"{own[0]}email/",
        f"{own[0]}register/{other.slug}/",
        kinds.get(asked.kind).link(asked).split("/", 4)[4],
    ]
    addresses += [
        carrying(f"/en/{form}received/", "ana@example.org", "WS-1-0001").removeprefix("/en/"),
        carrying("/en/r/sent/", "ana@gmial.com").removeprefix("/en/"),
    ]
    languages = itertools.cycle(["fr", "en", "es"])
    for address, language in zip([*addresses, f"{form}?category=member"], languages, strict=False):
        page.goto(f"/{language}/{address}")
        assert_accessible(page)
    page.locator("form.form button.button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)


def test_closed_doors_are_accessible(new_page: NewPage, assert_accessible: Callable[[Page], None]) -> None:
    full = make_settings(capacity=0, has_waiting_list=False).event
    invited = make_settings(how="invitation", invitation_code="GVA27").event
    page = new_page(viewport=PHONE)
    for event, query in ((full, ""), (invited, ""), (invited, "?code=wrong")):
        page.goto(f"/en/events/{event.slug}/register/{query}")
        assert_accessible(page)
