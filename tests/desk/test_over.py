"""What is still to do for an event that is over: tagged, after the others, and done by itself long after, undoably."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from access import roles
from inbox import retention
from inbox.actions import handle
from inbox.models import Conversation, IncomingMessage
from tests.factories import make_conversation, make_event, make_incoming, make_settings, make_staff

pytestmark = pytest.mark.django_db
DESK = "/admin/inbox/conversation/"


@pytest.fixture(autouse=True)
def _days(settings: Settings) -> None:
    settings.OVER_MAIL_DAYS = 30


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS])))
    return client


def make(name: str, *, ended: int | None, days: float, state: str = "open", is_one_day: bool = False) -> Conversation:
    """A conversation of an event that ended so many days ago; its last mail came so many days ago."""
    event = None
    if ended is not None:
        day = timezone.localdate() - datetime.timedelta(days=ended)
        event = make_event(starts_on=day, ends_on=None if is_one_day else day)
        make_settings(event)
    received = timezone.now() - datetime.timedelta(days=days)
    return make_conversation(event, name=name, last_received_at=received, state=state)


def names(client: Client, query: str = "") -> list[str]:
    html = client.get(f"{DESK}{query}").content.decode()
    return re.findall(r'<p class="mail-who"><a [^>]+>([^<]+)</a>', html)


# The list -------------------------------------------------------------------------------------------------------------


def test_they_come_after_the_others_with_a_tag_and_a_view_of_their_own(desk: Client) -> None:
    make("Over", ended=1, days=90)
    make("Over, one day", ended=1, days=80, is_one_day=True)
    make("Last day", ended=0, days=5)
    make("No event", ended=None, days=4)
    make("Done", ended=50, days=60, state="done")
    assert names(desk) == ["Last day", "No event", "Over", "Over, one day"]
    assert names(desk, "?show=over") == ["Over", "Over, one day"]
    assert names(desk, "?show=all") == ["Last day", "No event", "Over", "Over, one day", "Done"]
    html = desk.get(DESK).content.decode()
    assert html.count('<span class="flag flag-warn">event over</span>') == 2
    assert re.search(r"show=over[^>]*>event over <b>2</b>", html)


def test_the_page_says_it_too(desk: Client) -> None:
    assert "event over</span>" in desk.get(f"{DESK}{make('A', ended=3, days=4).pk}/").content.decode()
    assert "event over</span>" not in desk.get(f"{DESK}{make('B', ended=-3, days=4).pk}/").content.decode()


# The worker -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended", "days", "state", "is_closed"),
    [
        (31, 31, "open", True),
        (29, 90, "open", False),  # the event was over not long ago
        (90, 29, "open", False),  # somebody wrote not long ago
        (None, 900, "open", False),  # of no event
        (-5, 900, "open", False),  # still to come
        (90, 90, "done", False),
        (90, 90, "junk", False),
    ],
)
def test_each_is_done_when_both_are_long_over(ended: int | None, days: int, state: str, is_closed: bool) -> None:
    row = make("A", ended=ended, days=days, state=state)
    assert retention.close_over() == int(is_closed)
    row.refresh_from_db()
    assert row.state == ("done" if is_closed else state)
    assert [line.kind for line in row.actions.all()] == (["over"] if is_closed else [])


def test_the_history_says_so_and_undoing_opens_it_for_good(desk: Client) -> None:
    row = make("A", ended=90, days=90)
    make_incoming(row)
    IncomingMessage.objects.update(created_at=timezone.now() - datetime.timedelta(days=90))
    retention.close_over()
    html = desk.get(f"{DESK}{row.pk}/").content.decode()
    assert "Done by itself: the event was over" in html
    assert "by itself ·" in html
    row.refresh_from_db()
    desk.post(f"{DESK}{row.pk}/undo/", {"seen": row.seen_mark()})
    row.refresh_from_db()
    assert (row.state, row.closed_at) == ("open", None)
    assert retention.close_over() == 0


def test_what_staff_opened_again_stays_open_until_somebody_writes(desk: Client) -> None:
    row = make("A", ended=90, days=90)
    retention.close_over()
    row.refresh_from_db()
    handle.reopen(row, make_staff(), row.seen_mark())
    assert retention.close_over() == 0
    later = timezone.now() + datetime.timedelta(days=100)
    assert retention.close_over(later) == 0
    Conversation.objects.update(last_received_at=timezone.now() + datetime.timedelta(days=1))
    assert retention.close_over(later) == 1
