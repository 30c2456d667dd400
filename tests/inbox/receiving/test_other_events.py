"""Mail for an event that takes no registrations: filed under none, and staff read which it names."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Event
from inbox.models import Mailbox
from inbox.receiving.intake import receive
from tests.desk.acting import DESK, OFFICER
from tests.factories import make_event, make_settings, make_staff
from tests.mailreader.mails import mail

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_draft", [True, False])
def test_a_draft_and_an_event_without_registration(client: Client, is_draft: bool) -> None:
    soon = timezone.localdate() + datetime.timedelta(days=40)
    make_settings(make_event(code="IDM-2030", starts_on=soon, ends_on=soon))
    other = make_event(code="LUGANO-TALKS", starts_on=soon, ends_on=soon)
    if is_draft:
        make_settings(other)
        Event.objects.filter(pk=other.pk).update(status=Event.Status.DRAFT)
    raw = mail("Please register Ms Ana Pérez, Director, ana@example.org, for LUGANO-TALKS.", subject="Registration")
    conversation = receive(raw, source="pipe").message.conversation
    assert conversation is not None
    assert conversation.event is None
    client.force_login(make_staff(*OFFICER))
    html = client.get(f"{DESK}{conversation.pk}/").content.decode()
    assert "names LUGANO-TALKS, which takes no registrations here or is not known" in html
    assert "Choose the event first, above." in html


@pytest.mark.parametrize(
    ("own", "others", "is_meant"),
    [
        ("", None, True),  # nothing else is open
        ("", "", False),
        ("", "forum@example.org", False),  # its mail goes elsewhere, but who knows that?
        ("desk@example.org", "forum@example.org", True),  # the mailbox is its own
        ("DESK@example.org", "forum@example.org", True),  # written otherwise, the same mailbox
        ("desk@example.org", "", False),
        ("desk@example.org", "desk@example.org", False),
    ],
)
def test_of_mail_that_says_nothing_no_event_is_guessed_where_two_take_registrations(
    own: str, others: str | None, is_meant: bool
) -> None:
    mailbox = Mailbox.objects.create(address="Desk@example.org")
    soon = timezone.localdate() + datetime.timedelta(days=40)
    event = make_settings(make_event(starts_on=soon, ends_on=soon), mailbox=own).event
    if others is not None:
        make_settings(make_event(starts_on=soon, ends_on=soon), mailbox=others)
    empty = b"From: Ana <ana@example.org>\r\nTo: desk@example.org\r\nMessage-ID: <e@example.org>\r\n\r\n\r\n"
    conversation = receive(empty, source="pipe", mailbox=mailbox).message.conversation
    assert conversation is not None
    assert conversation.event == (event if is_meant else None)
