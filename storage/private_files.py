"""Where files are kept that not everybody may fetch."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages


class PrivateStorage(FileSystemStorage):
    """A folder without an address: what lies there is fetched only through views that ask who wants it."""

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


def private_storage() -> Storage:
    """For a field of a model: where files lie that not everybody may fetch."""
    return storages["private"]
