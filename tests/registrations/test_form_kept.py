"""The form under load: its page and what it reads are kept while nothing changes, and nobody notices."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from outbox.models import MessageTemplate
from registrations.models import Category, Registration, RegistrationSettings
from tests.factories import make_category, make_event, make_question, make_settings
from tests.registrations.formdata import address_of, hidden, send
from website.models import PublicChange

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS = 0
    settings.PUBLIC_PAGE_CACHE = True
    settings.PUBLIC_PAGE_CHECK_SECONDS = 0


def token_of(page: bytes) -> str:
    return hidden(page.decode())["form_token"]


def test_two_readers_share_the_page_but_not_the_token(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = make_settings().event
    first = client.get(address_of(event))
    with django_assert_num_queries(1):  # did anything change?
        second = client.get(address_of(event))
    tokens = [token_of(page.content) for page in (first, second)]
    assert tokens[0] != tokens[1]
    assert first.content.replace(tokens[0].encode(), tokens[1].encode()) == second.content
    assert second.headers["Cache-Control"] == "no-store"
    assert "ETag" not in second.headers


def test_a_shared_page_can_be_filled_in(client: Client) -> None:
    event = make_settings().event
    client.get(address_of(event))
    assert send(client, event).status_code == 303
    assert send(client, event, given_name="Bob").status_code == 303
    assert Registration.objects.count() == 2


def test_a_new_question_is_asked_at_once(client: Client) -> None:
    event = make_settings().event
    client.get(address_of(event))
    make_question(event, code="topic", is_required=True)
    assert b"question-topic" in client.get(address_of(event)).content
    assert b"question-topic" in send(client, event).content  # refused: it must be answered


def test_the_form_is_gone_at_the_moment_at_which_it_closes(client: Client) -> None:
    event = make_settings(closes_at=timezone.now() + datetime.timedelta(hours=1)).event
    client.get(address_of(event))
    # An hour passes, by the clocks of both.
    RegistrationSettings._base_manager.update(closes_at=timezone.now())
    PublicChange.objects.filter(at__gt=timezone.now()).update(at=timezone.now() - datetime.timedelta(seconds=1))
    assert b"<form" not in client.get(address_of(event)).content


def test_what_the_form_says_of_places_is_old_by_seconds(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr("registrations.views.register.PLACES_SECONDS", 0)
    unlimited, limited = make_settings().event, make_settings(how="open", capacity=1).event
    for event in (unlimited, limited):
        client.get(address_of(event))
    send(client, limited)
    with django_assert_num_queries(1):  # did anything change?
        client.get(address_of(unlimited))
    assert "All places are taken" in client.get(address_of(limited, "en")).content.decode()


def test_nobody_asks_what_changed_while_others_wait_for_the_lock(client: Client) -> None:
    event = make_settings(how="open", asks_confirmation=True).event
    category = make_category(event, quota_per_organisation=1)
    with CaptureQueriesContext(connection) as captured:
        assert send(client, event, chosen=category.code).status_code == 303
    statements = [query["sql"] for query in captured]
    lock = next(number for number, sql in enumerate(statements) if "last_number + 1" in sql)
    assert any("website_publicchange" in sql for sql in statements[:lock])
    assert not any("website_publicchange" in sql or "MAX(" in sql for sql in statements[lock:])


def test_a_form_that_was_invited_to_is_not_shared(client: Client) -> None:
    event = make_settings(how="invitation", invitation_code="letter").event
    assert b"form_token" in client.get(f"{address_of(event)}?code=letter").content
    RegistrationSettings._base_manager.update(invitation_code="other")  # told to nobody
    assert b"form_token" not in client.get(f"{address_of(event)}?code=letter").content


def test_a_page_with_mistakes_is_nobody_elses(client: Client) -> None:
    event = make_settings().event
    send(client, event, email="", family_name="Secret")
    assert b"Secret" not in client.get(address_of(event)).content


def test_a_quota_that_was_lowered_unseen_holds_all_the_same(client: Client) -> None:
    event = make_event()
    make_settings(event, how="open", has_waiting_list=True)
    make_category(event, quota=5)
    send(client, event)
    Category._base_manager.update(quota=1)  # told to nobody
    send(client, event, given_name="Bob")
    assert list(Registration.objects.order_by("pk").values_list("state", flat=True)) == ["approved", "waiting"]


def test_new_words_of_a_mail_are_used_at_once(client: Client) -> None:
    event = make_settings().event
    send(client, event)
    MessageTemplate.objects.create(event=event, kind="acknowledgement", subject_fr="Neuf", body_fr="{reference} {link}")
    send(client, event, given_name="Bob")
    assert Registration.objects.get(given_name="Bob").messages.get().subject == "Neuf"
