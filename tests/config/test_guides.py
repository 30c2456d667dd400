"""The guides for staff inside the back office."""

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
    anchors = {name: {anchor for anchor, _words in guides.read(name).parts} for name in guides.GUIDES}
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
        ("/admin/inbox/conversation/", "mailbox/#the-queue"),
    ],
)
def test_a_page_leads_to_what_the_guide_says_of_it(client: Client, page: str, guide: str) -> None:
    client.force_login(make_staff(is_superuser=True))
    shown = client.get(page.format(event=make_event().pk)).content.decode()
    assert f'href="/admin/guide/{guide}"' in shown
