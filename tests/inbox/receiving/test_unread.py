"""A mail that cannot be read within its bounds: kept, filed, shown, answered by nobody but people."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from inbox.models import Conversation, IncomingMessage, MailProposal
from inbox.receiving.intake import receive
from outbox.models import Message
from sandbox import child
from sandbox.child import Away, Bounds, Helper
from tests.desk.acting import DESK, OFFICER
from tests.factories import make_conversation, make_incoming, make_staff
from tests.mailreader.mails import mail

pytestmark = pytest.mark.django_db
# More than is read in two tenths of a second on any machine; its head takes a hundredth of that.
LONG = "".join(f"{number}. Ms Ana Ruiz {number}, Head of Unit, Ministry of Labour\n" for number in range(8000))


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Callable[..., bytes]:
    """A mail that is only long, and a time that is not enough for it, but for its head."""
    monkeypatch.setattr(child, "BOUNDS", Bounds(seconds=0.2))
    return lambda **head: mail(f"Please register:\n\n{LONG}", sender="Awa <awa@example.org>", **head)


def take(raw: bytes, **values: Any) -> IncomingMessage:
    return receive(raw, source=IncomingMessage.Source.IMAP, **values).message


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff(*OFFICER))
    return client


def test_it_is_kept_and_filed_and_nobody_answers_it(hostile: Callable[..., bytes]) -> None:
    raw = hostile(subject="Our delegation")
    message = take(raw)
    assert bytes(message.raw.content) == raw
    assert (message.subject, message.from_email, message.message_id) == (
        "Our delegation", "awa@example.org", "<test-1@mail.example.org>",
    )  # fmt: skip
    assert (message.conversation.state, message.conversation.email) == ("open", "awa@example.org")
    assert message.facts["problems"] == ["unreadable"]
    assert (message.text, message.attachments) == ("", [])
    assert not MailProposal.objects.exists()
    assert not Message.objects.exists()
    assert not message.is_auto_reply_allowed


def test_the_next_one_is_read_and_answered(hostile: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    take(hostile())
    monkeypatch.setattr(child, "BOUNDS", Bounds())
    other = mail("Which gate is it?", subject="Gate", sender="Eva <eva@example.org>").replace(b"<test-1@", b"<test-2@")
    message = take(other)
    assert message.text == "Which gate is it?"
    assert "unreadable" not in message.facts["problems"]
    assert Message.objects.get().to_email == "eva@example.org"


def test_taken_in_again_it_is_known(hostile: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    message = take(hostile())
    monkeypatch.setattr(child, "BOUNDS", Bounds())
    again = receive(hostile(), source=IncomingMessage.Source.PIPE)
    assert (again.message.pk, again.is_new) == (message.pk, False)


def test_it_is_filed_by_what_it_answers(hostile: Callable[..., bytes]) -> None:
    earlier = make_incoming(make_conversation(state="done"))
    message = take(hostile(In_Reply_To=earlier.message_id))
    assert message.conversation == earlier.conversation
    assert message.conversation.state == Conversation.State.OPEN


@pytest.mark.parametrize(
    ("language", "words"), [("en", "could not be read"), ("fr", "n’a pas pu être lu"), ("es", "no se pudo leer")]
)
def test_staff_read_that_it_could_not_be_read(
    language: str, words: str, hostile: Callable[..., bytes], desk: Client
) -> None:
    message = take(hostile(subject="Our delegation"))
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = desk.get(f"{DESK}{message.conversation_id}/")
    page = response.content.decode()
    assert words in page
    assert "Our delegation" in page
    raw = desk.get(f"{DESK}{message.conversation_id}/mail/{message.pk}/raw/")
    assert b"".join(raw.streaming_content) == hostile(subject="Our delegation")  # type: ignore[attr-defined]


def test_one_that_staff_add_is_kept_likewise(hostile: Callable[..., bytes], desk: Client) -> None:
    raw = hostile(subject="Our delegation")
    desk.post(f"{DESK}add/", {"mails": SimpleUploadedFile("a.eml", raw)})
    message = IncomingMessage.objects.get()
    assert (message.subject, message.source) == ("Our delegation", "staff")
    assert message.facts["problems"] == ["unreadable"]


def test_where_nothing_can_be_read_nothing_is_kept_and_the_caller_knows(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = Helper("sandbox.no_such_module")
    monkeypatch.setattr(child, "helper", helper)
    with pytest.raises(Away):
        take(mail("Please register me."))
    page = desk.post(f"{DESK}add/", {"mails": SimpleUploadedFile("a.eml", mail("x"))}).content.decode()
    assert "No mail can be read just now. Try again in a moment." in page
    assert not IncomingMessage.objects.exists()
    helper.stop()


def test_nothing_that_serves_pages_or_files_mail_loads_what_reads() -> None:
    code = (
        "import os, sys\nos.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'\nimport django\ndjango.setup()\n"
        "from django.urls import get_resolver\nget_resolver().url_patterns\n"
        "import desk.documents, inbox.receiving.mailbox\n"
        "print([name for name in sys.modules if 'reader.' in name or name.startswith(('sandbox.', 'lexicon.'))])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, check=True)
    assert b"'sandbox.child'" in done.stdout
    for name in (
        b"mailreader.reader", b"mailreader.understanding", b"agendareader.reader", b"lexicon.restricted",
        b"lexicon.sentences", b"filereader.html", b"filereader.sheets", b"filereader.pdf",
    ):  # fmt: skip
        assert b"'%s'" % name not in done.stdout
