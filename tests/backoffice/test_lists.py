"""Lists with very many rows: what is counted of them, and what is looked at."""

import datetime

import pytest
from django.test import Client

from backoffice import lists
from tests.factories import make_event, make_session

pytestmark = pytest.mark.django_db
EVENTS = "/admin/events/event/"


@pytest.mark.parametrize(("rows", "words"), [(2, "2 events"), (3, "2+ events")])
def test_no_more_rows_are_counted_than_pages_are_turned(
    superuser: Client, monkeypatch: pytest.MonkeyPatch, rows: int, words: str
) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTED", 2)
    for _row in range(rows):
        make_event()
    assert words in " ".join(superuser.get(EVENTS).content.decode().split())


def test_an_export_says_the_whole_number(superuser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTED", 2)
    for _row in range(3):
        make_event()
    assert "3 rows go into the file" in superuser.get(f"{EVENTS}export/").content.decode()


@pytest.mark.parametrize(
    ("query", "is_offered"), [("", True), ("?q=cities", False), ("?q=cities&day__year=2027", True)]
)
def test_years_are_offered_of_all_rows_and_not_of_those_found(superuser: Client, query: str, is_offered: bool) -> None:
    for month in (1, 2):
        make_session(title_en="Cities", day=datetime.date(2027, month, 1))
    assert ("toplinks" in superuser.get(f"/admin/events/session/{query}").content.decode()) == is_offered
