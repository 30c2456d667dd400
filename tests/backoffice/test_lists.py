"""Lists with very many rows: what is counted of them, and what is looked at."""

import pytest
from django.test import Client

from backoffice import lists
from tests.factories import make_event, make_staff

pytestmark = pytest.mark.django_db
EVENTS = "/admin/events/event/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff(is_superuser=True))
    return client


@pytest.mark.parametrize(("rows", "words"), [(2, "2 events"), (3, "2+ events")])
def test_no_more_rows_are_counted_than_pages_are_turned(
    staff: Client, monkeypatch: pytest.MonkeyPatch, rows: int, words: str
) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTED", 2)
    for _row in range(rows):
        make_event()
    assert words in " ".join(staff.get(EVENTS).content.decode().split())


def test_an_export_says_the_whole_number(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTED", 2)
    for _row in range(3):
        make_event()
    assert "3 rows go into the file" in staff.get(f"{EVENTS}export/").content.decode()
