"""Files of documents reach those who may have them, and nobody else by guessing."""

import datetime
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from events.models import Document, DocumentFile, Event
from tests.factories import make_appearance, make_document, make_event, make_staff, publish_agendas

pytestmark = pytest.mark.django_db


def make_file(document: Document, name: str = "Note de cadrage.pdf") -> DocumentFile:
    return DocumentFile.objects.create(document=document, language="fr", file=ContentFile(b"%PDF-1.7 words", name=name))


@pytest.mark.parametrize("storage", ["private", "default"])
def test_a_name_that_a_mac_took_apart_keeps_its_accents(storage: str) -> None:
    name = unicodedata.normalize("NFD", "Réunion d'été.pdf")
    assert storages[storage].generate_filename(name) == "Réunion_dété.pdf"


class Fetched(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch(client: Client, address: str) -> Fetched:
    """What is answered, read to the end: the client closes the file then, as a server does."""
    response = client.get(address)
    return Fetched(response.status_code, response.headers, response.getvalue())


def test_everybody_gets_a_public_file(client: Client) -> None:
    row = make_file(make_document())
    assert fetch(client, row.get_absolute_url()).body == b"%PDF-1.7 words"


def test_a_file_of_a_speaker_is_found_below_the_event(client: Client) -> None:
    appearance = make_appearance()
    row = make_file(make_document(appearance=appearance))
    assert f"/events/{appearance.session.event.slug}/documents/" in row.get_absolute_url()
    assert fetch(client, row.get_absolute_url()).status == 404, "who speaks is not published yet"
    publish_agendas()
    assert fetch(client, row.get_absolute_url()).status == 200


@pytest.mark.parametrize(
    "overrides",
    [
        {"audience": "staff"},
        {"audience": "participants"},
        {"published_from": timezone.now() + datetime.timedelta(hours=1)},
    ],
)
def test_what_is_not_public_is_not_there_for_a_stranger_and_is_for_staff(client: Client, overrides: dict) -> None:
    row = make_file(make_document(**overrides))
    assert fetch(client, row.get_absolute_url()).status == 404
    client.force_login(make_staff())
    assert fetch(client, row.get_absolute_url()).status == 404
    client.force_login(make_staff("events.view_document"))
    response = fetch(client, row.get_absolute_url())
    assert response.status == 200
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_file_of_a_draft_event_is_not_there(client: Client) -> None:
    row = make_file(make_document(event=make_event(status=Event.Status.DRAFT)))
    assert fetch(client, row.get_absolute_url()).status == 404


def test_a_file_is_not_found_below_another_event_or_name(client: Client) -> None:
    row, other = make_file(make_document()), make_event()
    address = row.get_absolute_url()
    assert fetch(client, address.replace(row.document.owner.slug, other.slug)).status == 404
    assert fetch(client, f"{address}x").status == 404


def test_what_might_be_active_is_saved_and_never_sniffed(client: Client) -> None:
    row = make_file(make_document(), "page.html")
    response = fetch(client, row.get_absolute_url())
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_gone_from_the_disk_is_not_found(client: Client) -> None:
    row = make_file(make_document())
    row.file.storage.delete(row.file.name)
    assert fetch(client, row.get_absolute_url()).status == 404


def test_nobody_in_between_keeps_a_file_past_its_withdrawal(client: Client) -> None:
    row = make_file(make_document())
    headers = fetch(client, row.get_absolute_url()).headers
    assert headers["Cache-Control"] == "public, no-cache"
    again = {"headers": {"If-None-Match": headers["ETag"]}}
    assert client.get(row.get_absolute_url(), **again).status_code == 304
    row.document.audience = "staff"
    row.document.save()
    assert client.get(row.get_absolute_url(), **again).status_code == 404


def test_a_file_is_fetched_and_nothing_else(client: Client) -> None:
    address = make_file(make_document()).get_absolute_url()
    assert [client.generic(method, address).status_code for method in ("OPTIONS", "POST", "TRACE")] == [405] * 3


def test_documents_do_not_lie_where_a_web_server_looks(client: Client, settings: Settings) -> None:
    row = make_file(make_document())
    assert fetch(client, f"/media/{row.file.name}").status == 404
    assert settings.MEDIA_ROOT not in settings.PRIVATE_ROOT.parents


def test_the_file_of_a_speaker_who_declined_is_not_there(client: Client) -> None:
    row = make_file(make_document(appearance=make_appearance(status="declined")))
    publish_agendas()
    assert fetch(client, row.get_absolute_url()).status == 404


READER = ("events.view_document", "events.view_documentfile")
EDITOR = (*READER, "events.change_document", "events.change_documentfile")


@pytest.mark.parametrize("permissions", [READER, EDITOR], ids=["reader", "editor"])
def test_staff_open_a_document_with_a_file_and_fetch_it_from_there(
    client: Client, permissions: tuple[str, ...]
) -> None:
    row = make_file(make_document(audience="staff"))
    client.force_login(make_staff(*permissions))
    page = client.get(f"/admin/events/document/{row.document_id}/change/")
    assert page.status_code == 200
    assert f'href="{row.get_absolute_url()}"' in page.content.decode()
    assert fetch(client, row.get_absolute_url()).status == 200
