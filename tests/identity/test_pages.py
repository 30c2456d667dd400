"""What readers see of whose site it is: in three languages, and where nothing is set."""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import Settings

from identity.models import Identity
from tests.factories import make_event

pytestmark = pytest.mark.django_db
TITLES = {"en": "Privacy notice", "fr": "Protection des données", "es": "Protección de datos"}


@pytest.fixture
def drawing(house: Identity) -> str:
    """The address of a logo."""
    house.logo.save("logo.svg", ContentFile(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'))
    return house.logo.url


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_where_nothing_is_set_pages_are_as_they_come_with_the_software(client: Client) -> None:
    page = html(client, "/fr/")
    assert "– Atelier</title>" in page
    assert "img/favicon.svg" in page
    assert 'aria-label="Atelier, page d’accueil"' in page
    assert "/house/" not in page
    assert "/admin/" not in page, "the door of staff is no business of readers"
    assert "<address>" not in page
    for name in ("privacy", "legal", "accessibility"):
        assert f"/{name}/" not in page
        assert client.get(f"/fr/{name}/").status_code == 404
    assert client.get("/house/0a5f50-7fd4bd.css").content == b""


@pytest.mark.parametrize(
    ("language", "short", "name", "home"),
    [
        ("en", "LO", "Lakes Organization", "LO, home page"),
        ("fr", "OL", "Organisation des lacs", "OL, page d’accueil"),
        ("es", "OLA", "Organización de los Lagos", "OLA, página de inicio"),
    ],
)
def test_pages_say_whose_they_are(
    client: Client, house: Identity, language: str, short: str, name: str, home: str
) -> None:
    event = make_event(title_en="Return")
    page = html(client, f"/{language}/events/{event.slug}/")
    assert f"– {short}</title>" in page
    assert f'<meta property="og:site_name" content="{short}">' in page
    assert f'aria-label="{home}"' in page
    assert f'<span class="brand-name">{short}</span>' in page
    assert f"<strong>{name}</strong>" in page
    assert 'href="mailto:info@lakes.example.org"' in page
    assert language == "fr" or "Atelier" not in page  # a workshop, in French
    assert "/admin/" not in page, "the back office is no business of the public's"


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_privacy_notice_has_a_page_and_a_link(client: Client, house: Identity, language: str) -> None:
    address = f"/{language}/privacy/"
    assert f'<a href="{address}">{TITLES[language]}</a>' in html(client, f"/{language}/")
    page = html(client, address)
    assert f"<h1>{TITLES[language]}</h1>" in page
    assert ("Nous gardons" if language == "fr" else "We keep <strong>little</strong>") in page
    # Without Spanish, the reader gets English and is told so.
    assert ('<div class="prose" lang="en">' in page) == (language == "es")
    assert re.search(r'<link rel="alternate" hreflang="fr" href="[^"]*/fr/privacy/">', page)


def test_only_pages_that_have_a_text_are_in_the_sitemap(client: Client, house: Identity) -> None:
    found = html(client, "/sitemap-home.xml")
    assert "/es/privacy/</loc>" in found
    assert "/legal/" not in found


def test_a_change_shows_at_the_next_page_view(client: Client, house: Identity, settings: Settings) -> None:
    settings.PUBLIC_PAGE_CACHE, settings.PUBLIC_PAGE_CHECK_SECONDS = True, 0
    assert "– LO</title>" in html(client, "/en/")
    house.short_name_en = "ILO-L"
    house.save()
    assert "– ILO-L</title>" in html(client, "/en/")


def test_the_logo_is_an_image_and_nothing_else(client: Client, drawing: str) -> None:
    assert f'<img class="logo" src="{drawing}" alt="LO">' in html(client, "/en/")
    answer = client.get(drawing)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]


def test_what_the_head_of_a_page_asks_for_right_after_it_was_saved_is_there(
    client: Client, drawing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = Identity.objects.get()
    saved.accent = "#7a1f3d"
    saved.save()
    monkeypatch.setattr("identity.views.current", Identity)  # what is kept for half a second more
    assert client.get(drawing).status_code == 200
    assert "#7a1f3d" in html(client, saved.style_address)
    assert "immutable" in client.get(f"/house/icon-{saved.icon_version}.svg").headers["Cache-Control"]


def test_no_other_private_file_is_had_by_the_address_of_the_logo(client: Client, drawing: str) -> None:
    assert client.get("/house/other.svg").status_code == 404
    assert client.get("/house/..%2Fdocuments%2Fx.png").status_code == 404


def test_colours_come_as_a_style_sheet_at_an_address_of_their_own(client: Client, house: Identity) -> None:
    address = house.style_address
    assert f'<link rel="stylesheet" href="{address}">' in html(client, "/en/")
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "--accent:#0069b4;" in answer.content.decode()
    assert client.get("/house/000000-ffffff.css").headers["Cache-Control"] == "no-store"
    house.accent = "#a01c2c"
    assert house.style_address != address  # nothing kept of it is asked any more


def test_the_icon_has_the_first_letter_and_can_hold_no_mark_up(client: Client, house: Identity) -> None:
    house.short_name_en = "<b>"
    house.save()
    assert ">&lt;</text>" in client.get("/house/icon-x.svg").content.decode()


def test_sign_in_and_back_office_bear_the_name(client: Client, house: Identity) -> None:
    page = html(client, "/admin/login/")
    assert "LO</title>" in page
    assert '<span class="brand-name">LO</span>' in page
    assert "Atelier" not in page


def test_a_page_without_a_text_in_the_language_says_so(client: Client, house: Identity) -> None:
    house.privacy_en, house.privacy_es, house.privacy_fr = "", "", "Vos données"
    house.save()
    said = "This text is not available in your language. It is shown in:"
    page = html(client, "/en/privacy/")
    assert said in page
    assert '<span lang="fr">français</span>' in page
    assert '<p class="notice">' not in html(client, "/fr/privacy/")
