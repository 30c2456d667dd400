"""Files of strangers are scanned before staff get them, by a scanner on loopback that speaks as clamd does."""

import socket
import struct
import threading
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import Settings

from access import roles
from storage.scanner import Infected, NotScanned, scan
from tests.factories import make_registration, make_staff

BAD = b"this-is-bad"


def _exactly(line: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        piece = line.recv(size - len(found))
        assert piece, "the line broke"
        found += piece
    return found


def _serve(server: socket.socket) -> None:
    while True:
        try:
            line, _address = server.accept()
        except OSError:
            return
        with line:
            assert _exactly(line, 10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack("!L", _exactly(line, 4))[0]:
                content += _exactly(line, size)
            line.sendall(b"stream: Eicar-Test FOUND\0" if BAD in content else b"stream: OK\0")


@pytest.fixture
def clamd(settings: Settings) -> Iterator[socket.socket]:
    server = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD = "127.0.0.1:%d" % server.getsockname()[1]  # noqa: UP031
    threading.Thread(target=_serve, args=(server,), daemon=True).start()
    yield server
    server.close()


def test_what_is_clean_passes_and_what_is_not_has_a_name(clamd: socket.socket) -> None:
    scan(b"clean" * 100_000)
    with pytest.raises(Infected, match=r"^Eicar-Test$"):
        scan(b"x" * 70_000 + BAD)


def test_without_a_scanner_nothing_is_asked(settings: Settings) -> None:
    settings.CLAMD = ""
    scan(BAD)


@pytest.mark.django_db
def test_staff_get_no_bad_file_and_none_that_was_not_scanned(
    clamd: socket.socket, settings: Settings, client: Client
) -> None:
    client.force_login(make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS])))
    files = [ContentFile(content, name="note.pdf") for content in (b"%PDF-1.4 clean", b"%PDF-1.4 " + BAD)]
    addresses = [make_registration(nomination_document=file).nomination_document.url for file in files]
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert "Eicar-Test" in answers[1].content.decode()
    assert b"".join(answers[0].streaming_content) == b"%PDF-1.4 clean"  # type: ignore[attr-defined]
    clamd.close()
    settings.CLAMD = "127.0.0.1:9"
    assert client.get(addresses[0]).status_code == 503
    with pytest.raises(NotScanned):
        scan(b"clean")
