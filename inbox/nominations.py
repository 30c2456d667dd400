"""The nomination document that came with a mail, copied for each person who is registered because of it."""

import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.db import transaction

from registrations.models import Registration


class Nomination(NamedTuple):
    """The document that nominates them: its bytes, and the ending that its content deserves."""

    content: bytes
    ending: str


def copy_on_commit(nomination: Nomination | None, number: int) -> list[str]:
    """The names of a copy for each person, which nobody can guess: each goes its own way later.

    They are written once the caller's transaction is committed: of one that is rolled back nothing is on the disk.
    """
    if nomination is None:
        return []
    names = [f"nominations/{secrets.token_hex(16)}.{nomination.ending}" for _number in range(number)]
    transaction.on_commit(lambda: _write(nomination, names))
    return names


def _write(nomination: Nomination, names: Sequence[str]) -> None:
    try:
        for name in names:
            _document_storage().save(name, ContentFile(nomination.content))
    except OSError:
        # Better a document that is said to be missing than one that is named and not there; the mail still has it.
        Registration.objects.filter(nomination_document__in=names).update(nomination_document="")
        raise


def _document_storage() -> Any:
    return Registration._meta.get_field("nomination_document").storage
