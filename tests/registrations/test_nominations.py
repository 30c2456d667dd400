"""Nomination documents: judged by content, kept where no web server looks, seen by staff who may."""

import io
import zipfile

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from registrations.forms.uploads import LARGEST_BYTES
from registrations.models import Registration
from tests.factories import make_category, make_registration, make_settings, make_staff
from tests.registrations.formdata import send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _patient(settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS = 0


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, kind)
    return buffer.getvalue()


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return buffer.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")
GOOD = {
    "letter.pdf": (b"%PDF-1.7 and so on", ".pdf"),
    "letter.docx": (archive(*WORD), ".docx"),
    "letter.jpg": (picture("JPEG"), ".jpg"),
    "letter.png": (picture("PNG"), ".png"),
    "../../évil name.exe": (b"%PDF-1.7 and so on", ".pdf"),
}
BAD = {
    "program.pdf": b"MZ\x90\x00",
    "page.pdf": b"<html><script>alert(1)</script>",
    "picture.png": picture("GIF"),
    "archive.docx": archive("a.txt"),
    "macros.docx": archive(*WORD, "word/vbaProject.bin"),
    "broken.docx": b"PK\x03\x04 nothing more",
    "empty.pdf": b"",
    "cut.png": picture("PNG")[:30],
}


def send_document(client: Client, name: str, content: bytes, **changes: str):
    event = make_settings().event
    make_category(event, needs_nomination=True)
    return send(client, event, nomination_document=SimpleUploadedFile(name, content), **changes)


@pytest.mark.parametrize("name", GOOD)
def test_a_document_is_kept_under_a_name_that_cannot_be_guessed(client: Client, name: str) -> None:
    content, ending = GOOD[name]
    assert send_document(client, name, content).status_code == 303
    document = Registration.objects.get().nomination_document
    assert document.name.startswith("nominations/")
    assert document.name.endswith(ending)
    assert "letter" not in document.name
    assert document.path.startswith(str(site.PRIVATE_ROOT.resolve()))
    with document.open() as file:
        assert file.read() == content


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_document_is_refused_by_its_content(client: Client, name: str) -> None:
    response = send_document(client, name, BAD[name])
    assert b'href="#id_nomination_document"' in response.content
    assert not Registration.objects.exists()


def test_a_document_of_more_than_ten_megabytes_is_refused(client: Client) -> None:
    response = send_document(client, "big.pdf", b"%PDF-1.7" + b"x" * LARGEST_BYTES)
    assert b'href="#id_nomination_document"' in response.content
    assert not Registration.objects.exists()


def test_a_category_that_needs_it_does_not_go_without(client: Client) -> None:
    event = make_settings().event
    make_category(event, needs_nomination=True)
    assert b'href="#id_nomination_document"' in send(client, event).content


def test_whoever_must_correct_something_else_is_told_to_choose_the_document_again(client: Client) -> None:
    response = send_document(client, "letter.pdf", b"%PDF-1.7", email="")
    assert b'href="#id_nomination_document"' in response.content
    assert b'href="#id_email"' in response.content


def test_no_document_is_left_behind_by_a_request_that_was_not_stored(client: Client) -> None:
    event = make_settings().event
    make_category(event, needs_nomination=True)
    make_registration(event, email="ana@example.org", given_name="Ana", family_name="Pérez")
    send(client, event, nomination_document=SimpleUploadedFile("letter.pdf", b"%PDF-1.7"))
    assert Registration.objects.count() == 1
    assert not list(site.PRIVATE_ROOT.rglob("*.pdf"))


def test_the_document_is_for_staff_who_may_see_registrations(client: Client) -> None:
    send_document(client, "letter.pdf", b"%PDF-1.7 text")
    address = Registration.objects.get().nomination_document.url
    assert client.get(address).status_code == 404
    client.force_login(make_staff())
    assert client.get(address).status_code == 404
    client.force_login(make_staff("registrations.view_registration"))
    response = client.get(address)
    assert b"".join(response.streaming_content) == b"%PDF-1.7 text"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(address.replace(".pdf", "x.pdf")).status_code == 404
    assert client.get("/en/private-files/../settings.py").status_code == 404
