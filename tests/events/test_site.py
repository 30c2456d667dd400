"""The addresses without a language."""

from unittest.mock import patch
from xml.etree import ElementTree

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from events import sitemaps
from events.models import Event
from tests.factories import make_appearance, make_event, make_session, make_speaker, publish_agendas
from tests.reading import read_sitemap

XHTML = "{http://www.w3.org/1999/xhtml}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.mark.parametrize(
    ("accepted", "address"),
    [("fr-CH, fr;q=0.9, en;q=0.8", "/fr/"), ("es", "/es/"), ("de, en;q=0.5", "/en/"), ("de", "/en/"), ("", "/en/")],
)
def test_the_door_sends_readers_to_their_language(client: Client, accepted: str, address: str) -> None:
    response = client.get("/", headers={"accept-language": accepted})
    assert (response.status_code, response["Location"]) == (302, address)
    assert "Accept-Language" in response["Vary"]


@pytest.mark.django_db
def test_healthz_says_that_the_database_is_reached_and_nothing_else(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"database": "reached"})
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_healthz_is_asked_by_the_address_of_a_machine(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["events.example.org"]
    assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert client.get("/en/", headers={"host": "10.0.0.7:8000"}).status_code == 400


@pytest.mark.django_db
def test_healthz_fails_when_the_database_does_not_answer(client: Client) -> None:
    with patch("website.health.connection.cursor", side_effect=DatabaseError("no connection to db.internal")):
        response = client.get("/healthz")
    assert response.status_code == 503
    assert b"internal" not in response.content


def test_robots_are_kept_from_personal_links_and_shown_the_sitemap(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://events.example.org"
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /fr/r/" in text
    assert "Sitemap: https://events.example.org/sitemap.xml" in text


@pytest.mark.django_db
def test_the_sitemap_names_each_page_in_each_language_with_its_alternates(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://events.example.org"
    make_event(slug="return")
    pages = {}
    for text in read_sitemap(client).values():
        pages |= {url.findtext(f"{SITEMAP}loc"): url for url in ElementTree.fromstring(text)}  # noqa: S314  our own text
    page = pages["https://events.example.org/fr/events/return/"]
    alternates = {link.get("hreflang"): link.get("href") for link in page.iter(f"{XHTML}link")}
    assert set(alternates) == {"en", "fr", "es", "x-default"}
    assert alternates["es"] == "https://events.example.org/es/events/return/"


@pytest.mark.django_db
def test_the_sitemap_tells_nothing_of_drafts(client: Client) -> None:
    draft = make_event(slug="secret", status=Event.Status.DRAFT)
    make_appearance(make_session(draft), speaker=make_speaker(slug="hidden"))
    publish_agendas()
    text = str(read_sitemap(client))
    assert "secret" not in text
    assert "hidden" not in text


@pytest.mark.django_db
def test_the_sitemap_costs_a_query_a_part_however_many_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(8):
        make_appearance(make_session())
    publish_agendas()
    parts = [part for part in read_sitemap(client) if part != "/sitemap-home.xml"]
    kinds = {part.rpartition("-")[0] for part in parts}
    assert len(kinds) == 4  # no organisation, no series; how many parts a kind has hangs on the keys of its rows
    with django_assert_num_queries(6):  # the last key of each table
        client.get("/sitemap.xml")
    for part in parts:
        with django_assert_num_queries(1):
            client.get(part)


@pytest.mark.django_db
def test_each_row_stands_in_one_part_of_the_sitemap(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "ROWS", 2)
    for number in range(5):
        make_event(slug=f"event-{number}")
    parts = [text for name, text in read_sitemap(client).items() if "/sitemap-events-" in name]
    assert len(parts) >= 3
    for number in range(5):
        assert sum(f"/es/events/event-{number}/</loc>" in text for text in parts) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("part", "status"), [("nothing-0", 404), ("events-999999999999999999", 200)])
def test_parts_of_the_sitemap_that_nobody_named(client: Client, part: str, status: int) -> None:
    assert client.get(f"/sitemap-{part}.xml").status_code == status
