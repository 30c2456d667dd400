"""Who was erased, kept beside the database: one that is restored from a dump knows nothing of later erasures.

A line of JSON for each: the reference of the registration and the instant at which it was made, the keyed hash of its
address, and the day of the erasure. No name. The instant tells it from one that got the same number after a restore.
"""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from registrations.models import Registration
from registrations.models.erased import digests_of

logger = logging.getLogger(__name__)


def path() -> Path:
    """The file; it is kept, and backed up, apart from the database."""
    return Path(settings.PRIVATE_ROOT) / "erasures.jsonl"


def note(registration: Registration) -> None:
    """Add a line when the erasure is committed."""
    line = {
        "reference": registration.reference,
        "made_at": registration.created_at.isoformat(),
        "address": digests_of(registration.email_key)[0],
        "on": timezone.localdate().isoformat(),
    }
    transaction.on_commit(lambda: _append(json.dumps(line) + "\n"))


def _append(line: str) -> None:
    """On the disk before anything is said to be done. One write, so that two processes do not mix their lines."""
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode())
        os.fsync(file)
    finally:
        os.close(file)


def come_back() -> Iterator[Registration]:
    """Registrations of people who were erased and are there again, with the address that was erased."""
    noted: dict[str, set[tuple[str, str]]] = {}
    for line in _lines():
        noted.setdefault(str(line.get("reference")), set()).add((str(line.get("made_at")), str(line.get("address"))))
    rows = Registration.objects.filter(reference__in=noted).exclude(email="").order_by("pk")
    for row in rows.iterator():
        made_at = row.created_at.isoformat()
        if noted[row.reference] & {(made_at, digest) for digest in digests_of(row.email_key)}:
            yield row


def _lines() -> Iterator[dict[str, str]]:
    try:
        text = path().read_text("utf-8")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            logger.error("A line of %s cannot be read: %.40r", path().name, line)
