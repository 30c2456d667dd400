"""Files of an import between looking and confirming: in a folder of our own, for some hours."""

import time
from pathlib import Path

from django.conf import settings
from django.utils.crypto import get_random_string
from import_export.tmp_storages import BaseStorage

KEPT_SECONDS = 6 * 3600


class KeptUploads(BaseStorage):
    """One file. Whoever uploads the next takes away what nobody confirmed in time."""

    def save(self, data: bytes | str) -> None:
        """Write it, readable by ourselves alone."""
        folder = self._folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in folder.iterdir():
            if path.is_file() and time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink(missing_ok=True)
        self.name: str = self.name or get_random_string(32)
        path = folder / self.name
        path.touch(mode=0o600)
        path.write_bytes(data if isinstance(data, bytes) else data.encode(self.encoding or "utf-8"))

    def read(self) -> bytes | str:
        """Its content, as the format wants it."""
        content = self._path().read_bytes()
        return content if "b" in self.read_mode else content.decode(self.encoding or "utf-8")

    def remove(self) -> None:
        """It was confirmed."""
        self._path().unlink(missing_ok=True)

    def _folder(self) -> Path:
        return Path(settings.PRIVATE_ROOT) / "imports"

    def _path(self) -> Path:
        return self._folder() / Path(str(self.name)).name
