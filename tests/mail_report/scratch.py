"""A database of its own for the report, removed at its end: the one that Atelier works with is never touched."""

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings

from access.roles import sync_roles


@contextlib.contextmanager
def scratch_database() -> Iterator[None]:
    """On the server of DATABASE_URL, under a name that nobody else has; in memory where that is SQLite."""
    real = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite":
        connection.settings_dict["TEST"]["NAME"] = f"mail_report_{secrets.token_hex(6)}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(real, verbosity=0)


@contextlib.contextmanager
def scratch_house(staff_domain: str, mailbox: str) -> Iterator[None]:
    """The settings of the house whose mail it is; files in a folder that goes away, no mail out of the process."""
    with (
        TemporaryDirectory(prefix="mail-report-") as folder,
        override_settings(
            STAFF_MAIL_DOMAINS=[staff_domain.lower()] if staff_domain else [],
            DEFAULT_FROM_EMAIL=mailbox,
            MEDIA_ROOT=Path(folder) / "media",
            PRIVATE_ROOT=Path(folder) / "private",
            EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
            ALLOWED_HOSTS=["*"],
            STORAGES=_storages(),
        ),
    ):
        sync_roles()
        yield


def _storages() -> dict[str, dict[str, str]]:
    """As they are, but pages need no collected static files."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {**settings.STORAGES, "staticfiles": plain}
