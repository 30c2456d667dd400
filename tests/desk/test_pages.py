"""Pages of scans at the desk: beside the empty form, drawn for those who work there, in words where they cannot be."""

import io
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from desk.timeline import File, files
from filereader import pages
from inbox.models import Conversation, IncomingMessage
from inbox.receiving.intake import receive
from tests.desk.test_actions import DESK, OFFICER
from tests.factories import make_conversation, make_event, make_incoming, make_settings, make_staff
from tests.mails import papers

pytestmark = pytest.mark.django_db
NAME = "note-verbale.pdf"
UNSEEN = "This page cannot be shown. Download the file to look at it."


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff(*OFFICER))
    return client


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    pages._slow.clear()


def written(content: bytes, name: str = NAME, kind: str = "application/pdf") -> EmailMessage:
    """A mail with this file, about the only event that is open."""
    event = make_event()
    make_settings(event)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "mission@example.org", "dialogue@example.org", f"Note {event.code}"
    mail.set_content("Please find attached the note verbale nominating our participants.\n")
    mail.add_attachment(content, maintype=kind.split("/")[0], subtype=kind.split("/")[1], filename=name)
    return mail


def taken_in(content: bytes, name: str = NAME, kind: str = "application/pdf") -> IncomingMessage:
    """The same as it comes in."""
    return receive(written(content, name, kind).as_bytes(), source="imap").message


def at(mail: IncomingMessage, page: object, number: object = 0) -> str:
    return f"{DESK}{mail.conversation_id}/mail/{mail.pk}/files/{number}/pages/{page}/"


def shown(client: Client, mail: IncomingMessage) -> str:
    return client.get(f"{DESK}{mail.conversation_id}/").content.decode()


# Beside the form ------------------------------------------------------------------------------------------------------


def test_the_pages_of_a_scan_stand_beside_an_empty_form_in_their_order(desk: Client) -> None:
    mail = taken_in(papers.scan("red", "green", "blue"))
    html = shown(desk, mail)
    assert "Enter a person" in html
    assert html.index('<details class="file-text" open><summary>pages of note-verbale.pdf') > 0
    places = [html.index(f'loading="lazy" src="{at(mail, page)}"') for page in (1, 2, 3)]
    assert places == sorted(places)
    for page in (1, 2, 3):
        assert f'alt="Page {page} of 3 of note-verbale.pdf"' in html
        assert f'<a href="{at(mail, page)}" target="_blank"' in html
    assert "text of note-verbale.pdf" not in html


def test_a_page_is_a_picture_of_ours(desk: Client) -> None:
    mail = taken_in(papers.scan("red", "green"))
    response = desk.get(at(mail, 2))
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == "inline"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    picture = Image.open(io.BytesIO(response.content)).convert("RGB")
    red, green, _blue = picture.getpixel((picture.width // 2, picture.height // 2))  # type: ignore[misc]
    assert green > red


def test_a_fax_is_shown_too(desk: Client) -> None:
    mail = taken_in(papers.fax("red", "blue"), "fax.tif", "image/tiff")
    html = shown(desk, mail)
    assert 'alt="Page 2 of 2 of fax.tif"' in html
    assert "/picture/" not in html
    assert desk.get(at(mail, 2))["Content-Type"] == "image/jpeg"


def test_a_scan_in_a_mail_that_was_passed_on_whole_is_shown(desk: Client) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "desk@example.org", "Fwd: Note"
    mail.set_content("For the forum, please.\n")
    mail.add_attachment(b"%PDF-1.4 other", maintype="application", subtype="pdf", filename="cover.pdf")
    mail.add_attachment(written(papers.scan("red", "green")))
    received = receive(mail.as_bytes(), source="imap").message
    html = shown(desk, received)
    assert [file["filename"] for file in received.attachments] == ["cover.pdf", NAME]
    assert f'src="{at(received, 2, number=1)}" alt="Page 2 of 2 of {NAME}"' in html
    assert desk.get(at(received, 2, number=1))["Content-Type"] == "image/jpeg"
    assert desk.get(at(received, 1, number=0)).status_code == 422


def test_of_a_letter_with_text_the_text_is_open_and_the_pages_are_folded(desk: Client) -> None:
    event = make_event()
    make_settings(event)
    mail = make_incoming(make_conversation(event, kind="nomination-attached"), attachments=[fact(pages=2)])
    html = shown(desk, mail)
    assert '<details class="file-text"><summary>pages of note-verbale.pdf' in html
    assert '<details class="file-text" open><summary>text of note-verbale.pdf' in html


def test_of_a_long_file_the_first_pages_are_shown(desk: Client) -> None:
    mail = make_incoming(attachments=[fact(pages=23)])
    html = shown(desk, mail)
    assert html.count("data-drawn") == pages.MOST_PAGES == 8
    assert "The first 8 of 23 pages are shown" in html


def fact(**values: Any) -> dict[str, Any]:
    return {"filename": NAME, "content_type": "application/pdf", "size": 9000, "problems": [], **values}


@pytest.mark.parametrize(
    ("values", "number", "words"),
    [
        ({"pages": 2}, 2, ""),
        ({"pages": 8}, 8, ""),
        ({"pages": 9}, 8, "The first 8 of 9 pages"),
        ({}, 1, "How many pages it has is not known"),  # as mails were kept before pages were counted
        ({"pages": 0, "problems": ["document-cut"]}, 1, "How many pages it has is not known"),
        ({"pages": 2, "problems": ["damaged-document"]}, 2, ""),
        ({"pages": 0, "problems": ["damaged-document"]}, 0, "Its pages cannot be shown"),
        ({"pages": 0, "problems": ["locked-document"]}, 0, "Its pages cannot be shown"),
        ({"pages": 3, "size": 31_000_000}, 0, "Its pages cannot be shown"),
        ({"pages": "many"}, 1, "How many pages it has is not known"),
        ({"content_type": "image/heic"}, 0, "A picture of this kind or size cannot be shown"),
        ({"content_type": "image/png", "size": 11_000_000}, 0, "A picture of this kind or size cannot be shown"),
        ({"content_type": "image/png"}, 0, ""),
        ({"content_type": "application/zip"}, 0, ""),
    ],
)
def test_what_is_shown_and_what_is_said(desk: Client, values: dict[str, Any], number: int, words: str) -> None:
    mail = make_incoming(attachments=[fact(**values)])
    file: File = files(mail)[0]
    assert (len(file.pages), words in file.unshown, bool(file.unshown)) == (number, True, bool(words))
    assert words in shown(desk, mail)


def test_a_file_name_is_words_and_no_markup(desk: Client) -> None:
    mail = make_incoming(attachments=[fact(pages=1, filename='"><script>x</script>%(number)s\u202e.pdf')])
    html = shown(desk, mail)
    assert "<script>x" not in html
    assert "%(number)s" in html


# What cannot be drawn -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "page", "status", "words"),
    [
        (papers.scan("red"), 2, 404, "There is no such page in this file."),
        (papers.scan("red")[:4000], 1, 422, UNSEEN),
        (b"%PDF-1.4\n\x00\x00\x00", 1, 422, UNSEEN),
        (papers.locked(papers.scan("red")), 1, 422, "This file is locked with a password"),
    ],
    ids=["no-page", "cut", "nul", "locked"],
)
def test_what_cannot_be_drawn_is_said_in_words(
    desk: Client, content: bytes, page: int, status: int, words: str
) -> None:
    mail = taken_in(content)
    response = desk.get(at(mail, page))
    assert response.status_code == status
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert words in response.content.decode()
    assert f'files/0/" download>{NAME}' in shown(desk, mail)
    assert desk.get(f"{DESK}{mail.conversation_id}/mail/{mail.pk}/files/0/").status_code == 200


def test_when_too_much_is_drawn_one_is_asked_to_wait(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = taken_in(papers.scan("red"))
    monkeypatch.setattr(pages, "PATIENCE", 0.0)
    with pages._turn:
        response = desk.get(at(mail, 1))
    assert response.status_code == 429
    assert "Try again in a moment" in response.content.decode()
    assert desk.get(at(mail, 1)).status_code == 200


def test_a_page_that_takes_too_long_is_said_in_words(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SECONDS", 0.05)
    assert desk.get(at(taken_in(papers.scan("red")), 1)).content.decode() == UNSEEN


def test_a_page_for_which_no_process_can_be_started_is_said_in_words(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = taken_in(papers.scan("red"))
    monkeypatch.setattr(pages.sys, "executable", "/nowhere/python")
    response = desk.get(at(mail, 1))
    assert (response.status_code, response.content.decode()) == (422, UNSEEN)


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"words"])
def test_nothing_but_paper_is_drawn(desk: Client, content: bytes) -> None:
    assert desk.get(at(taken_in(content), 1)).status_code == 404


# Who may see it -------------------------------------------------------------------------------------------------------


def test_pages_are_for_those_who_work_at_the_desk(client: Client) -> None:
    mail = taken_in(papers.scan("red"))
    assert client.get(at(mail, 1)).status_code == 302
    client.force_login(make_staff("registrations.view_registration", "registrations.view_restricted"))
    assert client.get(at(mail, 1)).status_code == 403
    client.force_login(make_staff(*OFFICER))
    assert client.get(at(mail, 1)).status_code == 200
    assert client.post(at(mail, 1)).status_code == 405


def test_a_page_is_reached_through_its_own_conversation_alone(desk: Client) -> None:
    mail = taken_in(papers.scan("red"))
    other: Conversation = make_conversation(mail.conversation.event)
    assert desk.get(at(mail, 1).replace(f"/{mail.conversation_id}/mail", f"/{other.pk}/mail")).status_code == 404


@pytest.mark.parametrize("page", [0, 9, 10**30, -1, "1%00", "%00", "one", "1.0"])
def test_pages_that_are_not_there(desk: Client, page: object) -> None:
    assert desk.get(at(taken_in(papers.scan("red")), page)).status_code == 404


@pytest.mark.parametrize("number", [1, 10**30])
def test_files_that_are_not_there(desk: Client, number: int) -> None:
    assert desk.get(at(taken_in(papers.scan("red")), 1, number)).status_code == 404
