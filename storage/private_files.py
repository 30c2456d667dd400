"""Where files are kept, above all those that not everybody may fetch, and the sweeping of what no row names."""

import errno
import itertools
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db.models import FileField
from django.db.models.fields.files import FieldFile

from storage.clock import database_now
from storage.encrypted_fields import decrypt_bytes, encrypt_bytes

# What lies below PRIVATE_ROOT and belongs to rows.
FOLDERS = ("documents", "events", "identity", "nominations", "templates", "imports/large")
SECONDS_KEPT = 24 * 3600


def is_no_room(error: BaseException) -> bool:
    """Whether the disk is full, or our share of it."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


class NamedStorage(FileSystemStorage):
    """A folder of files whose names keep their accents: a Mac sends é as e and an accent, which would be taken off."""

    def get_valid_name(self, name: str) -> str:
        """The name as a file of ours has it, each letter in one sign."""
        return super().get_valid_name(unicodedata.normalize("NFC", name))


class PrivateStorage(NamedStorage):
    """A folder without an address: what lies there is fetched only through views that ask who wants it.

    What was saved is on the disk, and not only on its way there; of what could not be saved nothing stays behind.
    """

    # For the account that runs Atelier alone, whatever its umask says.
    file_permissions_mode = 0o600
    directory_permissions_mode = 0o700

    @property
    def base_location(self) -> Path:
        """The folder, as the settings have it now."""
        return Path(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        """The folder, as an absolute path."""
        return str(self.base_location.resolve())

    def url(self, name: str | None) -> str:
        """Refuse: what lies here has no address of its own."""
        raise ValueError("A private file has no address: link to the view that asks who may have it.")

    def _save(self, name: str, content: File[Any] | IO[Any]) -> str:
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc]
            path = Path(self.path(saved))
            above = Path(self.location).parent
            for each in (path, *itertools.takewhile(lambda folder: folder != above, path.parents)):
                _sync(each)
        except OSError:
            Path(self.path(name)).unlink(missing_ok=True)
            raise
        return saved


class EncryptedStorage(PrivateStorage):
    """The same, encrypted with RESTRICTED_KEYS as columns are: whoever has the disk, or a copy of it, reads nothing."""

    def _save(self, name: str, content: File[Any] | IO[Any]) -> str:
        content.seek(0)
        return super()._save(name, ContentFile(encrypt_bytes(content.read())))

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        """The file as it was given. Raises FileNotFoundError where it is gone, or no key of today opens it."""
        with super()._open(name, "rb") as file:  # type: ignore[misc]
            stored = file.read()
        try:
            return ContentFile(decrypt_bytes(stored), name=name)
        except InvalidToken as error:
            raise FileNotFoundError(errno.ENOENT, "No key of RESTRICTED_KEYS opens this file", name) from error

    def encrypt_anew(self, name: str) -> bool:
        """With the first key; False where no key opens it. The old file stays until the new one is on the disk."""
        try:
            content = self.open(name).read()
        except FileNotFoundError:
            return False
        beside = Path(self.path(super()._save(f"{name}.new", ContentFile(encrypt_bytes(content)))))
        beside.replace(self.path(name))
        return True


def private_storage() -> Storage:
    """For a field of a model: where files lie that not everybody may fetch."""
    return storages["private"]


class KeptFile(FieldFile):
    """A private file of a row; its address is that of the view which asks who may have it, as the row says."""

    @property
    def url(self) -> str:
        """Where it is fetched."""
        address: str = self.instance.address_of(self)  # type: ignore[attr-defined]  # each model with one says it
        return address


class KeptFileField(FileField):
    """A file that not everybody may fetch. Its model says by `address_of(file)` where it is fetched."""

    attr_class = KeptFile


def _sync(path: Path) -> None:
    """Wait until the disk has it; of a folder, the names in it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep() -> int:
    """Delete files that no row names and that are older than a day, as the worker does; returns how many.

    They are left by a transaction that was undone, by a row that was deleted, by a process that died while it wrote.
    Old is what is old by the database's clock and by that of the disk: one of them may be wrong.
    """
    root = Path(settings.PRIVATE_ROOT)
    if not root.is_dir():
        return 0
    with tempfile.NamedTemporaryFile(dir=root, prefix=".clock-") as probe:
        now = min(database_now().timestamp(), Path(probe.name).stat().st_mtime)
    # First the files, then the rows: who is stored meanwhile has its row by then, or is young.
    old = [path for path in _files_below(root) if now - path.stat().st_mtime > SECONDS_KEPT]
    named = {root / name for name in _names_in_rows()} if old else set()
    orphans = [path for path in old if path not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _files_below(root: Path) -> Iterator[Path]:
    return (path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file())


def _names_in_rows() -> Iterator[str]:
    """What any row has in a private file's column."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField) and isinstance(field.storage, PrivateStorage):
                yield from model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True).iterator()
