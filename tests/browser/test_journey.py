"""The whole journey: an event from nothing, a registration on a phone, a decision, a mail, and the place free again."""

import re
from email.message import EmailMessage

import icalendar
import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django import Settings

from events.models import Event
from outbox.models import Message
from registrations import capacity
from registrations.models import Registration
from tests.conftest import NewPage
from tests.factories import make_staff, make_venue
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "awa.traore@example.org"


def log_in(page: Page) -> None:
    page.goto("/admin/login/")
    page.fill("#id_username", make_staff(is_superuser=True).username)
    page.fill("#id_password", "secret")
    page.press("#id_password", "Enter")
    expect(page.locator("#user-tools")).to_be_visible()


def publish_an_event_with_one_place(page: Page) -> Event:
    page.get_by_role("link", name="New event").click()
    page.fill("#id_title_en", "Return and reintegration")
    page.fill("#id_title_fr", "Retour et réintégration")
    page.fill("#id_code", "RR-2030")
    page.fill("#id_starts_on", "2030-06-14")
    page.fill("#id_ends_on", "2030-06-15")
    page.locator("#id_venue-input").click()
    page.locator("#id_venue-input").press_sequentially("Palais")
    expect(page.get_by_role("option", name="Palais")).to_be_visible()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".sections").get_by_role("link", name="Registration").click()
    page.fill("#id_registration_settings-0-capacity", "1")
    page.fill("#id_registration_settings-0-notice_fr", "Nous gardons vos données pour la réunion.")
    page.locator(".sections").get_by_role("link", name="Basics").click()
    page.select_option("#id_status", "published")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".event-facts .tag").first).to_have_text("Published")
    return Event.objects.get(code="RR-2030")


def register_in_french(page: Page, event: Event) -> None:
    page.goto("/fr/")
    page.get_by_role("link", name="Retour et réintégration").click()
    page.get_by_role("link", name="Inscription").first.click()
    page.fill("#id_given_name", "Awa")
    page.fill("#id_family_name", "Traoré")
    page.fill("#id_email", ADDRESS)
    page.fill("#id_function", "Directrice")
    page.fill("#id_organisation_name", "Ministère du travail")
    page.select_option("#id_country", "CV")
    page.check("#id_consent-notice")
    page.locator("form.form button.button").click()
    expect(page).to_have_url(re.compile(r"/register/received/"))


def approve(page: Page) -> None:
    page.goto("/admin/registrations/registration/")
    page.get_by_role("link", name="Awa Traoré").click()
    page.get_by_role("link", name="Approve").click()
    page.get_by_role("button", name="Approve and send").click()
    expect(page.locator(".messagelist")).to_contain_text("approved")


def arrived(server: SmtpServer) -> list[EmailMessage]:
    """The mails to the participant, once the worker has done what is due."""
    call_command("worker", "--batch")
    return server.messages_to(ADDRESS)


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def invitation(mail: EmailMessage) -> icalendar.Calendar:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return icalendar.Calendar.from_ical(part.get_payload(decode=True))


def test_from_an_empty_desk_to_a_free_place(new_page: NewPage, smtp_server: SmtpServer, settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS = 0
    make_venue(name_en="Palais des Nations", city_en="Geneva", city_fr="Genève")
    desk = new_page(locale="en", viewport={"width": 1280, "height": 900})
    phone = new_page(locale="fr", viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    log_in(desk)
    event = publish_an_event_with_one_place(desk)

    register_in_french(phone, event)
    received = arrived(smtp_server)
    assert len(received) == 1
    assert "RR-2030-0001" in body(received[0], "plain")

    approve(desk)
    assert capacity.places(event.registration_settings).left == 0
    approval = arrived(smtp_server)[1]
    assert "Retour et réintégration" in body(approval, "plain")
    assert 'lang="fr"' in body(approval, "html")
    calendar = invitation(approval)
    assert calendar["METHOD"] == "REQUEST"
    assert str(calendar.walk("VEVENT")[0]["SUMMARY"]) == "Retour et réintégration"

    link = re.search(r"http://\S+/fr/r/[0-9a-f]+/", body(approval, "plain"))
    assert link
    phone.goto(link.group())
    phone.locator('a[href$="/cancel/"]').click()
    phone.locator('form[action$="/cancel/"] button').click()
    expect(phone).to_have_url(re.compile(r"/fr/r/[0-9a-f]+/$"))
    assert Registration.objects.get().state == "cancelled"
    assert capacity.places(event.registration_settings).left == 1
    cancellation = arrived(smtp_server)[2]
    assert invitation(cancellation)["METHOD"] == "CANCEL"
    assert {message.state for message in Message.objects.all()} == {"sent"}
    assert phone.context.cookies() == []
