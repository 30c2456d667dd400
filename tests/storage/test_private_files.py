"""Private files are there for the account that runs Atelier, and for no other of the machine."""

import os
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from pytest_django import Settings


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
