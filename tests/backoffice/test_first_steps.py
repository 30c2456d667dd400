"""Lists with nothing in them."""

import pytest
from django.test import Client

from events.models import Series
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

FIRST = 'class="first-step"'


@pytest.mark.parametrize(
    "listed",
    [
        "events/event",
        "events/series",
        "events/venue",
        "events/document",
        "speakers/speaker",
        "speakers/organisation",
        "mailings/mailing",
        "registrations/category",
        "registrations/question",
        "outbox/messagetemplate",
    ],
)
def test_an_empty_list_says_what_to_do_first(client: Client, listed: str) -> None:
    client.force_login(make_staff(is_superuser=True))
    assert FIRST in client.get(f"/admin/{listed}/").content.decode()


def test_a_list_with_rows_or_of_a_search_says_nothing_of_it(client: Client) -> None:
    client.force_login(make_staff(is_superuser=True))
    assert FIRST not in client.get("/admin/events/series/?q=nowhere").content.decode()
    Series.objects.create(slug="idm", title_en="Dialogue")
    assert FIRST not in client.get("/admin/events/series/").content.decode()


def test_who_may_add_nothing_is_not_told_to(client: Client) -> None:
    client.force_login(make_staff("events.view_series"))
    assert FIRST not in client.get("/admin/events/series/").content.decode()
