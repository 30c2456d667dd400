"""The guides for staff inside the back office."""

from html import unescape

import pytest
from django.test import Client

from config import guides
from events.admin import sections
from tests.factories import make_event, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", guides.GUIDES)
def test_a_guide_is_read_by_who_is_signed_in_alone(client: Client, name: str) -> None:
    address = f"/admin/guide/{name}/"
    assert "/admin/login/" in client.get(address).url  # type: ignore[attr-defined]
    client.force_login(make_staff())
    page = client.get(address).content.decode()
    assert page.count("<h2 id=") >= 5
    assert "<img" not in page
    assert client.get("/admin/guide/other/").status_code == 404


def test_every_part_that_a_page_leads_to_is_there() -> None:
    anchors = {name: {part.anchor for part in guides.read(name).parts} for name in guides.GUIDES}
    places = [*((name, anchor) for _view, name, anchor in guides.PARTS if anchor), *sections.GUIDES.values()]
    wrong = [(name, anchor) for name, anchor in places if anchor not in anchors[name]]
    assert not wrong


@pytest.mark.parametrize(
    ("page", "guide"),
    [
        ("/admin/", "programme/"),
        ("/admin/events/event/add/", "programme/#an-event-from-nothing-to-the-public-page"),
        ("/admin/events/event/{event}/agenda/", "programme/#the-agenda"),
        ("/admin/events/event/{event}/agenda/paste/", "programme/#pasting-an-agenda"),
        ("/admin/registrations/registration/", "registration/#the-queue"),
        ("/admin/mailings/mailing/", "registration/#writing-to-participants"),
        ("/admin/inbox/conversation/", "mailbox/#the-queue"),
    ],
)
def test_a_page_leads_to_what_the_guide_says_of_it(client: Client, page: str, guide: str) -> None:
    client.force_login(make_staff(is_superuser=True))
    shown = client.get(page.format(event=make_event().pk)).content.decode()
    assert f'href="/admin/guide/{guide}"' in shown


@pytest.mark.parametrize("language", ["fr", "es"])
@pytest.mark.parametrize("name", guides.GUIDES)
def test_every_part_is_translated_as_the_english_one_is_now(name: str, language: str) -> None:
    """Where one is not: translate it anew in docs/*.<language>.md, and put the mark named here below its heading."""
    assert guides.stale(name, language) == []
    english, parts = guides.parts_of(name), guides.parts_of(name, language)
    assert [part.count("\n| ") for part in parts] == [part.count("\n| ") for part in english], "all rows of tables"


def test_a_guide_is_in_the_readers_language_and_a_part_that_has_changed_since_in_english(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(make_staff())
    client.cookies["django_language"] = "fr"
    page = client.get("/admin/guide/mailbox/").content.decode()
    assert '<h1 lang="fr" dir="ltr">La boîte commune' in page
    assert '<section lang="en"' not in page
    assert "M-000123" in page
    assert "\u00a0: " in unescape(page).partition("guide-text")[2]
    assert '<h2 id="the-queue">' in page, "links lead there in every language"
    known = guides.translations("mailbox", "fr")
    monkeypatch.setattr(guides, "translations", lambda *_args: dict(list(known.items())[1:]))
    page = client.get("/admin/guide/mailbox/").content.decode()
    assert '<h1 lang="en" dir="ltr">The shared mailbox' in page
    assert page.count('<section lang="en" dir="ltr">') == 1
