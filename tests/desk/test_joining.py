"""A sender who writes anew about the same: proposed with the reason, joined by a click, put back by one."""

import datetime
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access import roles
from events.models import Event
from inbox.actions import handle, merge_conversations
from inbox.actions import undo as undoing
from inbox.errors import CannotBeUndone, DeskError
from inbox.models import Conversation, ConversationMessage, IncomingMessage
from inbox.receiving.intake import receive
from tests.factories import (
    make_conversation,
    make_event,
    make_incoming,
    make_proposal,
    make_registration,
    make_settings,
    make_staff,
)
from tests.mailreader.mails import mail
from tests.registrations.formdata import address_of

pytestmark = pytest.mark.django_db
DESK = "/admin/inbox/conversation/"
WRITER = "ana@example.org"


@pytest.fixture
def officer() -> User:
    return make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS]))


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def event() -> Event:
    event = make_event()
    make_settings(event)
    return event


def wrote(event: Event | None, *, days: float = 1, email: str = WRITER, **overrides: Any) -> Conversation:
    received = timezone.now() - datetime.timedelta(days=days)
    row = make_conversation(event, email=email, last_received_at=received, **overrides)
    make_incoming(row, received_at=received)
    return row


def offered(client: Client, row: Conversation) -> list[str]:
    html = client.get(f"{DESK}{row.pk}/").content.decode()
    return re.findall(r'name="into" value="\d+">Join<span class="visually-hidden">: (M-\d+)', html)


# What is offered ------------------------------------------------------------------------------------------------------


def test_an_earlier_one_of_the_sender_is_offered_with_subject_and_age(desk: Client, event: Event) -> None:
    first = wrote(event, days=3, email="Ana@Example.org", subject="My registration")
    second = wrote(event)
    html = " ".join(desk.get(f"{DESK}{second.pk}/").content.decode().split())
    assert "Perhaps this belongs to:" in html
    assert re.search(rf"{first.mark}</a> My registration .*last mail 3 days ago", html)
    assert offered(desk, second) == [first.mark]
    assert offered(desk, first) == []
    assert f"perhaps belongs to {first.mark}" in desk.get(DESK).content.decode()


@pytest.mark.parametrize(
    ("overrides", "is_offered"),
    [
        ({}, True),
        ({"days": 300}, True),
        ({"event": None}, True),
        ({"state": "done", "days": 29}, True),
        ({"state": "done", "days": 31}, False),
        ({"state": "junk"}, False),
        ({"kind": "auto-reply"}, False),
        ({"email": "else@example.org"}, False),
        ({"email": ""}, False),
        ({"event": "another"}, False),
    ],
)
def test_only_one_that_may_go_on(desk: Client, event: Event, overrides: dict[str, Any], is_offered: bool) -> None:
    where = make_event() if overrides.get("event") == "another" else overrides.get("event", event)
    first = wrote(where, **{name: value for name, value in overrides.items() if name != "event"})
    second = wrote(event, email=overrides.get("email", WRITER) and WRITER)
    assert offered(desk, second) == ([first.mark] if is_offered else [])
    assert (f"perhaps belongs to {first.mark}" in desk.get(DESK).content.decode()) is is_offered


def test_without_an_event_any_of_the_sender_is_offered(desk: Client, event: Event) -> None:
    first, second = wrote(event), wrote(None)
    assert offered(desk, second) == [first.mark]
    assert f"perhaps belongs to {first.mark}" in desk.get(DESK).content.decode()


def test_at_most_three_the_open_and_the_latest_first(desk: Client, event: Event) -> None:
    rows = [wrote(event, days=days) for days in (9, 8, 7, 6)]
    done = wrote(event, days=2, state="done")
    last = wrote(event)
    assert offered(desk, last) == [row.mark for row in reversed(rows[1:])]
    assert f"perhaps belongs to {rows[3].mark}" in desk.get(DESK).content.decode()
    assert done.pk


def test_the_list_and_the_page_ask_no_more_for_many(desk: Client, event: Event) -> None:
    counts = []
    for size in (2, 30):
        while Conversation.objects.count() < size:
            last = wrote(event)
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(DESK).content.decode().count("perhaps belongs to") == size - 1
            desk.get(f"{DESK}{last.pk}/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Joining --------------------------------------------------------------------------------------------------------------


def join(client: Client, row: Conversation, earlier: Conversation) -> str:
    data = {"seen": row.seen_mark(), "into": earlier.pk}
    response = client.post(f"{DESK}{row.pk}/join/", data, follow=True)
    for each in (row, earlier):
        each.refresh_from_db()
    return str(response.content.decode())


def undo(client: Client, row: Conversation) -> str:
    return str(client.post(f"{DESK}{row.pk}/undo/", {"seen": row.seen_mark()}, follow=True).content.decode())


def test_all_mail_moves_and_undoing_moves_it_back(desk: Client, event: Event) -> None:
    first = wrote(None, days=3, state="done", language="en", kind="question")
    second = wrote(event, language="fr", kind="cancellation")
    told = make_registration(event).messages.get()
    ConversationMessage.objects.create(message=told, conversation=second)
    mails = list(second.incoming.all())
    before = Conversation.objects.values().get(pk=first.pk)
    html = join(desk, second, first)
    assert f"The mails of {second.mark} are in {first.mark} now." in html
    assert list(first.incoming.order_by("pk"))[1:] == mails
    assert list(first.outgoing.all()) == [told]
    assert (first.state, first.event, first.language, first.kind) == ("open", event, "fr", "cancellation")
    assert first.last_received_at == second.last_received_at
    assert (second.state, second.joined_to) == ("done", first)
    assert f"{first.mark} {first.subject}" in desk.get(f"{DESK}{second.pk}/").content.decode()
    assert "Undone: joined with another conversation." in undo(desk, first)
    second.refresh_from_db()
    assert list(second.incoming.all()) == mails
    assert list(second.outgoing.all()) == [told]
    assert (second.state, second.joined_to, second.closed_at) == ("open", None, None)
    after = Conversation.objects.values().get(pk=first.pk)
    assert {**after, "updated_at": 0} == {**before, "updated_at": 0}


def test_nothing_is_undone_where_the_mails_are_not(event: Event, officer: User) -> None:
    first, second = wrote(event), wrote(event)
    merge_conversations.join(second, officer, second.seen_mark(), first)
    with pytest.raises(CannotBeUndone, match=f"Its mails are in {first.mark}. Undo it there."):
        undoing.undo(second, officer, second.seen_mark())
    with pytest.raises(DeskError, match=f"Its mails are in {first.mark}."):
        handle.reopen(second, officer, second.seen_mark())


def test_it_is_never_done_by_itself_and_never_unseen(desk: Client, event: Event, officer: User) -> None:
    first, second = wrote(event), wrote(event)
    seen = second.seen_mark()
    make_incoming(second)
    data = {"seen": seen, "into": first.pk}
    html = desk.post(f"{DESK}{second.pk}/join/", data, follow=True).content.decode()
    assert "Meanwhile another mail came in." in html
    second.refresh_from_db()
    assert second.joined_to is None
    assert desk.get(f"{DESK}{second.pk}/join/").status_code == 405


@pytest.mark.parametrize("which", ["later", "stranger", "junk", "joined", "itself", "none"])
def test_what_is_not_offered_cannot_be_chosen(desk: Client, event: Event, officer: User, which: str) -> None:
    root, junk = wrote(event), wrote(event, state="junk")
    joined = wrote(event)
    merge_conversations.join(joined, officer, joined.seen_mark(), root)
    stranger = wrote(event, email="else@example.org")
    row = wrote(event)
    later = wrote(event)
    rows = {"later": later, "stranger": stranger, "junk": junk, "joined": joined, "itself": row}
    into = rows[which].pk if which in rows else "9" * 30
    html = desk.post(f"{DESK}{row.pk}/join/", {"seen": row.seen_mark(), "into": into}, follow=True).content.decode()
    assert "These two cannot be joined." in html
    row.refresh_from_db()
    assert row.joined_to is None


def test_only_those_who_work_at_the_mailbox_join(client: Client, event: Event) -> None:
    first, second = wrote(event), wrote(event)
    client.force_login(make_staff("registrations.view_registration"))
    data = {"seen": second.seen_mark(), "into": first.pk}
    assert client.post(f"{DESK}{second.pk}/join/", data).status_code == 403


# What comes afterwards ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["mark", "reference"])
def test_a_later_mail_is_filed_where_the_mails_are(event: Event, officer: User, by: str) -> None:
    first, second = wrote(event), wrote(event)
    old = second.incoming.get()
    merge_conversations.join(second, officer, second.seen_mark(), first)
    third = wrote(event)
    merge_conversations.join(third, officer, third.seen_mark(), first)
    how = {"subject": f"Re: [{second.mark}]"} if by == "mark" else {"In_Reply_To": old.message_id}
    raw = mail("Thank you.", sender=WRITER, **how)
    assert receive(raw, source="pipe").message.conversation == first
    second.refresh_from_db()
    assert second.state == "done"


def test_a_chain_leads_to_its_end(event: Event, officer: User) -> None:
    first, second, third = wrote(event), wrote(event), wrote(event)
    merge_conversations.join(third, officer, third.seen_mark(), second)
    second.refresh_from_db()
    merge_conversations.join(second, officer, second.seen_mark(), first)
    third.refresh_from_db()
    assert third.where_mails_are() == first
    assert IncomingMessage.objects.filter(conversation=first).count() == 3


def test_the_link_to_the_form_still_opens_it(client: Client, event: Event, officer: User) -> None:
    first, second = wrote(event), wrote(event)
    make_proposal(second.incoming.get(), data={"family_name": "Sarr"})
    address = f"{address_of(event)}?mail={second.token}"
    assert "Sarr" in client.get(address).content.decode()
    merge_conversations.join(second, officer, second.seen_mark(), first)
    assert "Sarr" in client.get(address).content.decode()
