"""Whoever registered once registers for another meeting with what is known: by the personal link alone."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from events.models import Event, Series, SeriesEntry
from registrations.availability import open_besides
from registrations.models import Consent, Registration
from tests.factories import (
    make_category,
    make_event,
    make_organisation,
    make_question,
    make_registration,
    make_settings,
)
from tests.registrations.formdata import hidden

pytestmark = pytest.mark.django_db


def again(registration: Registration, event: Event, language: str = "en") -> str:
    return f"/{language}/r/{registration.token}/register/{event.slug}/"


def value(page: str, name: str) -> str:
    """What stands in a box of the form."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    return (re.search(r'value="([^"]*)"', found[0]) or ["", ""])[1] if found else ""


def a_person() -> Registration:
    event = make_settings(asked_consents=["photos"]).event
    make_question(event, code="passport", is_restricted=True)
    return make_registration(
        event,
        title="Dr",
        given_name="Ana",
        family_name="Lima",
        email="ana@example.org",
        function="Head of unit",
        organisation=make_organisation(name_en="Labour Office"),
        organisation_name="",
        language="es",
        phone="+238 1",
        answers={"passport": "X123"},
        restricted={"diet": "No nuts"},
        consents=["photos"],
    )


def test_the_form_holds_what_is_known_and_nothing_that_is_kept_apart(client: Client) -> None:
    registration = a_person()
    event = make_settings(asks_phone=True, asked_consents=["photos"], notice_en="We keep it.").event
    make_question(event, code="passport", is_restricted=True)
    response = client.get(again(registration, event))
    page = response.content.decode()
    known = {"title": "Dr", "given_name": "Ana", "family_name": "Lima", "email": "ana@example.org"}
    known |= {"function": "Head of unit", "organisation_name": "Labour Office", "phone": "", "question-passport": ""}
    assert {name: value(page, name) for name in known} == known
    for chosen in ("CV", "es"):
        assert f'<option value="{chosen}" selected>' in page
    assert "what you gave us for another registration" in page
    for secret in ("X123", "No nuts", "checked"):
        assert secret not in page
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


def test_what_is_sent_is_a_registration_as_any_other(client: Client, settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS = 0
    registration = a_person()
    event = make_settings(notice_en="We keep it.").event
    page = client.get(again(registration, event)).content.decode()
    assert f'action="{again(registration, event)}"' in page
    sent = {**hidden(page), "given_name": "Ana", "family_name": "Lima", "email": "ana@example.org", "language": "es"}
    sent |= {"function": "Head of unit", "organisation_name": "Labour Office", "country": "CV"}
    wrong = client.post(again(registration, event), {**sent, "function": ""})
    assert wrong.headers["Cache-Control"] == "private, no-store"
    assert value(wrong.content.decode(), "family_name") == "Lima"
    answer = client.post(again(registration, event), {**sent, "consent-notice": "on"})
    assert answer.status_code == 303
    assert "Lima" not in answer.headers["Location"]
    made = Registration.objects.get(event=event)
    assert (made.source, made.state, made.language, made.email) == ("web", "pending", "es", "ana@example.org")
    assert list(Consent.objects.filter(registration=made).values_list("kind", flat=True)) == ["notice"]
    assert made.token_nonce != registration.token_nonce


def test_a_code_and_a_category_are_asked_as_of_everybody(client: Client) -> None:
    registration = a_person()
    event = make_settings(how="invitation", invitation_code="blue 7").event
    make_category(event, code="member")
    make_question(event, code="press").categories.add(make_category(event, code="media"))
    address = again(registration, event)
    assert b"Code of the invitation" in client.get(address).content
    step = client.get(f"{address}?code=Blue7").content.decode()
    assert 'href="?category=media&amp;code=Blue7"' in step
    page = client.get(f"{address}?category=media&code=Blue7").content.decode()
    assert value(page, "family_name") == "Lima"
    step = client.post(address, {**hidden(page), "family_name": "Lima Reis", "only-category": ""}).content.decode()
    page = client.post(address, {**hidden(step), "only-category": "member"}).content.decode()
    assert value(page, "family_name") == "Lima Reis"
    by_mail = make_settings(how="mail").event
    assert b"<form class=" not in client.get(again(registration, by_mail)).content


def test_without_the_link_nothing_is_filled_in_and_kept_pages_stay_as_they_are(client: Client) -> None:
    registration = a_person()
    event = make_settings().event
    client.get(again(registration, event))
    public = client.get(f"/en/events/{event.slug}/register/").content.decode()
    assert "Lima" not in public
    assert client.get(f"/en/r/{'0' * 40}/register/{event.slug}/").status_code == 404
    draft = make_settings(make_event(status="draft")).event
    assert client.get(again(registration, draft)).status_code == 404


def test_the_page_offers_what_is_open_the_same_series_first(client: Client) -> None:
    today = timezone.localdate()
    registration = a_person()
    series = Series.objects.create(slug="dialogue", title_en="Dialogue")
    near, far, undated = (
        make_settings(make_event(title_en=title, starts_on=day, ends_on=None)).event
        for title, day in (
            ("Near", today + datetime.timedelta(3)),
            ("Far", today + datetime.timedelta(90)),
            ("Undated", None),
        )
    )
    for event in (registration.event, far):
        SeriesEntry.objects.create(series=series, event=event)
    make_settings(make_event(status="draft"))
    make_settings(make_event(starts_on=today - datetime.timedelta(9), ends_on=today - datetime.timedelta(8)))
    make_settings(make_event(starts_on=today + datetime.timedelta(9)), how="mail")
    make_event(starts_on=today + datetime.timedelta(9))
    assert open_besides(registration.event) == [far, near, undated]
    page = client.get(f"/en/r/{registration.token}/").content.decode()
    assert re.findall(r"/register/([^/]+)/", page) == [far.slug, near.slug, undated.slug]
