"""Since when a mail waits: when a server took it, not when the worker came to fetch it."""

import datetime
import imaplib
from email.utils import format_datetime

import pytest
from django.test import Client
from django.utils import timezone

from inbox import retention
from inbox.models import Conversation, IncomingMessage
from inbox.receiving.intake import receive
from registrations.actions.remind import send_due_reminders
from registrations.models import Registration
from registrations.models.states import State
from tests.desk.acting import DESK, OFFICER
from tests.factories import make_conversation, make_event, make_incoming, make_registration, make_settings, make_staff
from tests.imap import ImapServer
from tests.inbox.receiving.fetching import fetcher

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def ago(**some: float) -> datetime.datetime:
    return (timezone.now() - datetime.timedelta(**some)).replace(microsecond=0)


def written(at: datetime.datetime, *, received: datetime.datetime | None = None, more: str = "") -> bytes:
    """A question with the sender's own date, and the line of our relay if there is one."""
    relay = "Received: from mx.example.org by mail.events.example.org with ESMTP;\r\n\t"
    line = f"{relay}{format_datetime(received)}\r\n" if received else ""
    return (
        f"{line}From: Awa Example <awa@example.org>\r\nSubject: A question\r\nDate: {format_datetime(at)}\r\n"
        f"Message-ID: <{at.timestamp()}@example.org>\r\n{more}\r\nIs there a fee?\r\n"
    ).encode()


def fetched(imap_server: ImapServer, raw: bytes, arrived_at: datetime.datetime) -> IncomingMessage:
    with imap_server.client() as client:
        client.append("INBOX", "", imaplib.Time2Internaldate(arrived_at), raw)
    fetcher(imap_server).once()
    return IncomingMessage.objects.get()


def test_a_mail_that_waited_for_the_worker_is_as_old_as_it_is(imap_server: ImapServer, client: Client) -> None:
    at = ago(days=2, hours=3)
    message = fetched(imap_server, written(at), at)
    conversation = message.conversation
    assert conversation is not None
    assert (message.received_at, conversation.last_received_at) == (at, at)
    assert conversation.outgoing.count() == 1  # acknowledged all the same
    client.force_login(make_staff(*OFFICER))
    assert ">2\xa0days</time>" in client.get(DESK).content.decode()


def test_what_lay_there_for_longer_than_a_week_is_not_answered(imap_server: ImapServer) -> None:
    message = fetched(imap_server, written(ago(days=8)), ago(days=8))
    assert message.conversation is not None
    assert not message.conversation.outgoing.exists()


def test_the_clock_of_a_sender_makes_no_mail_older(imap_server: ImapServer) -> None:
    at = ago(hours=2)
    assert fetched(imap_server, written(ago(days=3)), at).received_at == at


def test_nothing_comes_from_the_future(imap_server: ImapServer) -> None:
    message = fetched(imap_server, written(ago(days=-2)), ago(days=-1))
    assert timezone.now() - message.received_at < datetime.timedelta(minutes=1)


def test_what_postfix_held_back_is_as_old_as_its_line_says() -> None:
    at = ago(days=1)
    assert receive(written(ago(days=2), received=at), source="pipe").message.received_at == at
    direct = receive(written(ago(days=3)), source="pipe").message
    assert timezone.now() - direct.received_at < datetime.timedelta(minutes=1)


@pytest.mark.parametrize("line", ["", "by mail; when pigs fly", "by mail; Mon, 99 Feb 2027 99:00:00 +9999", ";" * 5000])
def test_a_line_that_says_nothing_is_passed_over(line: str) -> None:
    raw = f"Received: {line}\r\n".encode() + written(ago(days=1))
    assert timezone.now() - receive(raw, source="pipe").message.received_at < datetime.timedelta(minutes=1)


def test_a_file_that_staff_add_came_when_it_was_written() -> None:
    at = ago(days=3)
    assert receive(written(at), source="staff", added_by=make_staff()).message.received_at == at


def test_a_mail_that_was_long_on_its_way_makes_no_conversation_older() -> None:
    first = receive(written(ago(hours=1)), source="pipe").message
    late = written(ago(days=2), received=ago(days=2), more=f"In-Reply-To: {first.message_id}\r\n")
    assert receive(late, source="pipe").message.conversation == first.conversation
    conversation = Conversation.objects.get()
    assert conversation.last_received_at == first.received_at


@pytest.mark.parametrize("state", ["junk", "done"])
def test_old_mail_that_came_today_is_not_forgotten_today(state: str) -> None:
    old = ago(days=4000)
    conversation = make_conversation(state=state, closed_at=timezone.now(), last_received_at=old)
    mail = make_incoming(conversation)
    Conversation.objects.update(last_received_at=old, event=None)
    assert retention.forget_old() == 0
    IncomingMessage.objects.filter(pk=mail.pk).update(created_at=old)
    assert retention.forget_old() == 1


def test_nor_is_it_done_by_itself_before_anybody_saw_it() -> None:
    day = timezone.localdate() - 90 * DAY
    conversation = make_conversation(make_event(starts_on=day, ends_on=day))
    mail = make_incoming(conversation)
    Conversation.objects.update(last_received_at=ago(days=90))
    assert retention.close_over() == 0
    IncomingMessage.objects.filter(pk=mail.pk).update(created_at=ago(days=90))
    assert retention.close_over() == 1


def test_who_wrote_before_but_was_fetched_after_is_not_reminded() -> None:
    coming = timezone.localdate() + 90 * DAY
    event = make_event(starts_on=coming, ends_on=coming)
    make_settings(event)
    person = make_registration(event, state=State.INCOMPLETE, country=None)
    Registration.objects.update(state_changed_at=ago(days=30))
    mail = make_incoming(make_conversation(event, registration=person), received_at=ago(days=31))
    Conversation.objects.update(last_received_at=ago(days=31))
    assert send_due_reminders() == 0
    IncomingMessage.objects.filter(pk=mail.pk).update(created_at=ago(days=31))
    assert send_due_reminders() == 1
