"""Files of mails at the desk: downloads that nothing opens, frames without power, mail added by hand."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from desk import adding
from inbox.models import Conversation, IncomingMessage
from tests.desk.acting import DESK
from tests.factories import make_conversation, make_incoming

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>"
MAIL = (
    "From: Ana <ana@example.org>\r\nSubject: Files\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain\r\n\r\nPlease see.\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n"
    "Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fd%C3%A9l%C3%A9gation%22%0D%0A.html\r\n\r\n"
    f"{EVIL}\r\n--b--\r\n"
).encode()


@pytest.fixture
def mail() -> IncomingMessage:
    files = [{"filename": "délégation.html", "content_type": "text/html", "size": len(EVIL), "problems": []}]
    return make_incoming(make_conversation(), raw=MAIL, attachments=files, html="<p>Formatted <b>text</b></p>")


def at(mail: IncomingMessage, rest: str) -> str:
    return f"{DESK}{mail.conversation_id}/mail/{mail.pk}/{rest}/"


def content(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_an_attachment_is_saved_and_never_shown(desk: Client, mail: IncomingMessage) -> None:
    response = desk.get(at(mail, "files/0"))
    assert content(response).strip() == EVIL.encode()
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "d%C3%A9l%C3%A9gation" in disposition
    assert not [sign for sign in ("\r", "\n", "/", "%2F", "%0D") if sign in disposition]


def test_the_text_of_a_file_is_text_in_a_frame(desk: Client, mail: IncomingMessage) -> None:
    response = desk.get(at(mail, "files/0/text"))
    assert EVIL.encode() not in response.content
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "sandbox" in response["Content-Security-Policy"]


def test_the_html_of_a_mail_stands_at_an_address_of_its_own(desk: Client, mail: IncomingMessage) -> None:
    response = desk.get(at(mail, "html"))
    assert b"Formatted <b>text</b>" in response.content
    policy = response["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    page = desk.get(f"{DESK}{mail.conversation_id}/").content.decode()
    assert f'sandbox loading="lazy" src="{at(mail, "html")}"' in page


def test_the_mail_itself_is_saved_as_it_came(desk: Client, mail: IncomingMessage) -> None:
    response = desk.get(at(mail, "raw"))
    assert content(response) == MAIL
    assert response["Content-Type"] == "message/rfc822"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("rest", ["files/1", "files/99999999999999999999", "files/7/text"])
def test_a_file_that_is_not_there(desk: Client, mail: IncomingMessage, rest: str) -> None:
    assert desk.get(at(mail, rest)).status_code == 404


@pytest.mark.parametrize("rest", ["files/0", "files/0/text", "raw", "html"])
def test_a_mail_is_reached_through_its_own_conversation_alone(desk: Client, mail: IncomingMessage, rest: str) -> None:
    other = make_conversation()
    assert desk.get(f"{DESK}{other.pk}/mail/{mail.pk}/{rest}/").status_code == 404


# Mail added by hand ---------------------------------------------------------------------------------------------------


def add(client: Client, *files: tuple[str, bytes]) -> str:
    uploads = [SimpleUploadedFile(name, raw) for name, raw in files]
    return client.post(f"{DESK}add/", {"mails": uploads}).content.decode()


def test_several_mails_are_added_at_once_and_found_again(desk: Client, officer: User) -> None:
    second = MAIL.replace(b"Subject: Files", b"Subject: Others")
    html = add(desk, ("one.eml", MAIL), ("two.eml", second))
    rows = IncomingMessage.objects.order_by("pk")
    assert [(row.source, row.added_by, row.subject) for row in rows] == [
        ("staff", officer, "Files"), ("staff", officer, "Others"),
    ]  # fmt: skip
    for conversation in Conversation.objects.all():
        assert f"{DESK}{conversation.pk}/" in html
    assert "was here already" in add(desk, ("again.eml", MAIL))
    assert IncomingMessage.objects.count() == 2


@pytest.mark.parametrize(
    "raw", [b"%PDF-1.4 something", b"just words", b"\x00\x01\x02" * 50, b"", b"Subject: only\n\nx"]
)
def test_what_is_no_mail_is_said_in_words(desk: Client, raw: bytes) -> None:
    html = add(desk, ("bad.eml", raw), ("good.eml", MAIL))
    assert "This is not a mail." in html
    assert IncomingMessage.objects.count() == 1


def test_what_is_too_large_is_said_in_words(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "MOST_BYTES", 100)
    assert "This file is larger than 100" in add(desk, ("big.eml", MAIL))
    assert not IncomingMessage.objects.exists()


def test_the_page_says_the_limit_as_a_round_number(desk: Client) -> None:
    assert "40\u00a0MB" in desk.get(f"{DESK}add/").content.decode()


def test_no_file_and_too_many(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Choose at least one file." in add(desk)
    monkeypatch.setattr(adding, "MOST_FILES", 1)
    assert "At most 1 files at once" in add(desk, ("one.eml", MAIL), ("two.eml", MAIL))
