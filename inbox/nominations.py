"""The nomination document that came with a mail, copied for each person who is registered because of it."""

import secrets
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.files.base import ContentFile

from registrations.models import Registration


class Nomination(NamedTuple):
    """The document that nominates them: its bytes, and the ending that its content deserves."""

    content: bytes
    ending: str


def keep_copies(nomination: Nomination | None, number: int) -> list[str]:
    """A copy of the document for each person, under names that nobody can guess: each goes its own way later."""
    if nomination is None:
        return []
    storage = _document_storage()
    return [
        storage.save(f"nominations/{secrets.token_hex(16)}.{nomination.ending}", ContentFile(nomination.content))
        for _number in range(number)
    ]


def forget(names: Iterable[str]) -> None:
    """Delete such copies: nobody was registered."""
    for name in names:
        _document_storage().delete(name)


def _document_storage() -> Any:
    return Registration._meta.get_field("nomination_document").storage
