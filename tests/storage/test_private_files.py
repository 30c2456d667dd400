"""Private files are there for the account that runs Atelier, and for no other of the machine."""

import datetime
import errno
import os
import time
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from inbox.nominations import Nomination, copied
from registrations.models import Registration
from storage import private_files
from tests.factories import make_category, make_event, make_registration, make_settings
from tests.registrations.formdata import send


def test_neither_file_nor_folder_can_be_read_by_another_account(settings: Settings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    before = os.umask(0o022)
    try:
        name = storages["private"].save("documents/a/note.pdf", ContentFile(b"%PDF"))
    finally:
        os.umask(before)
    path = settings.PRIVATE_ROOT / name
    modes = [each.stat().st_mode & 0o777 for each in (path, *path.parents[:3])]
    assert modes == [0o600, 0o700, 0o700, 0o700]


@pytest.fixture
def private(settings: Settings, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "private"
    return tmp_path / "private"


def files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many file systems do, it says so when what was written is to be on the disk."""

    def no_room(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(private_files.os, "fsync", no_room)


def test_what_was_saved_is_on_the_disk_with_its_name(private: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    monkeypatch.setattr(private_files, "_sync", lambda path: synced.append(path.relative_to(private).as_posix()))
    name = storages["private"].save("documents/a/note.pdf", ContentFile(b"%PDF"))
    assert synced == [name, "documents/a", "documents", "."]


def test_of_what_could_not_be_saved_nothing_stays_behind(private: Path, full_disk: None) -> None:
    with pytest.raises(OSError, match="No space"):
        storages["private"].save("documents/a/note.pdf", ContentFile(b"%PDF"))
    assert files(private) == []


@pytest.mark.django_db
def test_who_sends_a_document_to_a_full_disk_is_told_and_nothing_is_half_stored(
    client: Client, settings: Settings, private: Path, full_disk: None
) -> None:
    settings.FORM_MINIMUM_SECONDS = 0
    event = make_settings(make_event()).event
    make_category(event, needs_nomination=True)
    response = send(client, event, nomination_document=SimpleUploadedFile("letter.pdf", b"%PDF-1.7"))
    assert response.status_code == 503
    html = response.content.decode()
    assert "no room" in html
    assert "not kept" in html
    assert not Registration.objects.exists()
    assert files(private) == []


def test_a_nomination_that_found_no_room_is_not_named(private: Path, full_disk: None) -> None:
    with pytest.raises(OSError, match="No space"), copied(Nomination(b"%PDF", "pdf"), 2):
        make_registration()
    assert files(private) == []


def make_old(path: Path, hours: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF")
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


@pytest.mark.django_db
def test_what_no_row_names_is_swept_after_a_day(private: Path) -> None:
    make_registration(nomination_document="nominations/named.pdf")
    for name, hours in (("named", 100), ("orphan", 25), ("young", 23)):
        make_old(private / "nominations" / f"{name}.pdf", hours)
    make_old(private / "documents" / "a" / "left.pdf", 25)
    make_old(private / "imports" / "theirs", 100)
    assert private_files.sweep() == 2
    assert files(private) == ["imports/theirs", "nominations/named.pdf", "nominations/young.pdf"]


@pytest.mark.django_db
@pytest.mark.parametrize("days", [400, -400])
def test_a_clock_that_is_wrong_sweeps_nothing_young(private: Path, days: int) -> None:
    make_old(private / "nominations" / "young.pdf", 1)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
        assert private_files.sweep() == 0
