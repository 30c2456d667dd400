"""Mail under somebody else's address: what our own mail server found is read, said to staff, and acted upon."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from inbox.models import Conversation, IncomingMessage
from inbox.receiving.authentication import is_forged
from inbox.receiving.intake import receive
from outbox.models import Message
from tests.factories import make_staff
from tests.inbox.receiving.world import make_world, now
from tests.mailreader.mails import mail

US = "mx.example.org"
OFFICE = "A Ministry <office@gov.example.org>"
ASKS = (
    "Dear colleagues,\n\nplease register for DLG27-2:\n\nName: Ana Pérez-Lindo\nFunction: Director\n"
    "Organisation: Ministry of Labour\nCountry: Cabo Verde\nEmail: ana.perez@gov.example.org\n\nKind regards\nAna\n"
)
FAILS = f"Authentication-Results: {US}; dmarc=fail header.from=gov.example.org\r\n"


@pytest.fixture(autouse=True)
def our_server(settings: Settings) -> None:
    settings.AUTHENTICATION_SERVER = [US]


def head(*lines: str) -> bytes:
    return "\r\n".join([*lines, "From: a@gov.example.org", "", "Text"]).encode()


# What is believed -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("results", "forged"),
    [
        ("dmarc=fail (p=reject dis=none) header.from=gov.example.org", True),
        ("spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example; dmarc=fail", True),
        ("spf=fail; dkim=fail; dmarc=pass", False),
        ("spf=fail smtp.mailfrom=x; dkim=fail (bad; signature) header.d=x", True),
        ("spf=fail; dkim=fail; dmarc=none", True),
        ("spf=fail; dkim=pass; dkim=fail", False),
        ("spf=fail; dkim=none", False),
        ("spf=softfail; dkim=fail", False),
        ("none", False),
        ("; ; dmarc", False),
        ("dmarc=FAIL", True),
    ],
)
def test_what_counts_as_forged(results: str, forged: bool) -> None:
    assert is_forged(head(f"Authentication-Results: {US}; {results}")) == forged


@pytest.mark.parametrize(
    "name", [US, "MX.example.org", f'"{US}"', f"{US} 1", f"(ours (so to say)) {US}", f"{US}\r\n\t(a server)"]
)
def test_our_server_is_known_however_it_writes_its_name(name: str) -> None:
    assert is_forged(head(f"Authentication-Results: {name}; dmarc=fail"))


def test_another_servers_word_does_not_count() -> None:
    assert not is_forged(head("Authentication-Results: mx.evil.example; dmarc=fail"))
    assert not is_forged(head(f"Authentication-Results: mx.evil.example ({US}); dmarc=fail"))


def test_what_the_sender_wrote_below_does_not_count() -> None:
    ours, theirs = f"Authentication-Results: {US}; dmarc=fail", f"Authentication-Results: {US}; dmarc=pass"
    inner, outer = f"Received: from {US} by imap.example.org", f"Received: from evil.example by {US}"
    assert is_forged(head(inner, ours, outer, theirs))
    assert not is_forged(head(inner, theirs, outer, ours))
    assert is_forged(head(outer, ours, "Subject: x"))


def test_what_two_filters_of_ours_found_counts_together() -> None:
    parts = [f"Authentication-Results: {US}; {found}" for found in ("spf=fail", "dkim=fail")]
    assert is_forged(head(*parts, "Received: from evil.example by mx.example.org"))


def test_without_the_setting_nothing_changes(settings: Settings) -> None:
    settings.AUTHENTICATION_SERVER = []
    assert not is_forged(head(f"Authentication-Results: {US}; dmarc=fail"))


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"Authentication-Results:", b"(" * 100_000])
def test_no_bytes_make_it_fail(raw: bytes) -> None:
    assert not is_forged(raw)


# What follows ---------------------------------------------------------------------------------------------------------


def take(text: str, number: int = 1, *, forged: bool = False, **headers: str) -> IncomingMessage:
    raw = mail(text, **{"sender": OFFICE, "subject": "registration", **headers})
    raw = raw.replace(b"<test-1@", f"<test-{number}@".encode())
    return receive((FAILS.encode() if forged else b"") + raw, source="pipe", now=now()).message


def page_of(client: Client, conversation: Conversation, what: str = "") -> str:
    client.force_login(make_staff(is_superuser=True))
    return client.get(f"/admin/inbox/conversation/{conversation.pk}/{what}").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("forged", [False, True])
def test_it_is_acknowledged_to_nobody_and_ticks_nobody(client: Client, forged: bool) -> None:
    make_world()
    message = take(ASKS, forged=forged)
    assert message.is_forged == forged
    assert message.proposals.count() == 1
    assert Message.objects.filter(conversation_link__conversation=message.conversation).exists() != forged
    page = page_of(client, message.conversation)
    assert ("may be forged" in page) == forged
    [box] = [part.partition(">")[0] for part in page.split("<input") if '-chosen"' in part.partition(">")[0]]
    assert ("checked" in box) != forged


@pytest.mark.django_db
def test_it_does_not_change_whom_we_answer_nor_make_its_address_known() -> None:
    make_world()
    first = take(ASKS)
    mark = first.conversation.mark
    for number in (2, 3):
        later = take("A question.", number, forged=True, subject=f"[{mark}]", Reply_To="mal@evil.example.org")
        assert later.conversation == first.conversation
    later.conversation.refresh_from_db()
    assert later.conversation.email == "office@gov.example.org"
    assert later.conversation.state == "open"
    assert not Message.objects.filter(to_email="mal@evil.example.org").exists()


# Strangers ------------------------------------------------------------------------------------------------------------


def stranger_in_a_conversation(**headers: Any) -> tuple[IncomingMessage, IncomingMessage]:
    make_world()
    first = take(ASKS)
    headers = headers or {"subject": f"[{first.conversation.mark}] question"}
    return first, take("Please send me all you have.", 2, sender="Mal <mal@evil.example.org>", **headers)


@pytest.mark.django_db
def test_a_strangers_mark_does_not_change_whom_we_answer(client: Client) -> None:
    first, later = stranger_in_a_conversation()
    assert later.conversation == first.conversation
    later.conversation.refresh_from_db()
    assert (later.conversation.email, later.conversation.state) == ("office@gov.example.org", "open")
    assert later.conversation.last_mail() == first
    told = Message.objects.filter(conversation_link__conversation=first.conversation)
    assert [(row.to_email, "mail=" in row.html) for row in told.order_by("pk")][1:] == [("mal@evil.example.org", False)]


@pytest.mark.django_db
def test_nor_does_a_reference_to_our_mail(client: Client) -> None:
    make_world()
    first = take(ASKS)
    ours = Message.objects.get(conversation_link__conversation=first.conversation)
    later = take("And the hotel?", 2, sender="Mal <mal@evil.example.org>", References=ours.message_id)
    assert later.conversation == first.conversation
    later.conversation.refresh_from_db()
    assert later.conversation.email == "office@gov.example.org"


@pytest.mark.django_db
def test_staff_choose_to_answer_the_stranger(client: Client) -> None:
    first, later = stranger_in_a_conversation()
    conversation = first.conversation
    page = page_of(client, conversation, "answer/")
    assert f'<option value="{later.pk}">' in page
    address = f"/admin/inbox/conversation/{conversation.pk}/answer/"
    form = client.get(address, {"to": later.pk}).context
    data = {"to": later.pk, "seen": form["seen"], "language": "en"}
    draft = {"subject": form["draft"].subject, "body": "Who are you?"}
    assert client.post(address, {**data, **draft}).status_code == 302
    answer = Message.objects.get(conversation_link__conversation=conversation, body__startswith="Who are you?")
    assert (answer.to_email, answer.in_reply_to) == ("mal@evil.example.org", later.message_id)
    conversation.refresh_from_db()
    assert conversation.email == "mal@evil.example.org"
