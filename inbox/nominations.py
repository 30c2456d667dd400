"""The nomination document that came with a mail, copied for each person who is registered because of it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.core.files.base import ContentFile

from registrations.models import Registration


class Nomination(NamedTuple):
    """The document that nominates them: its bytes, and the ending that its content deserves."""

    content: bytes
    ending: str


def names_of_copies(nomination: Nomination | None, number: int) -> list[str]:
    """The names of a copy for each person, which nobody can guess: each goes its own way later."""
    if nomination is None:
        return []
    return [f"nominations/{secrets.token_hex(16)}.{nomination.ending}" for _number in range(number)]


@contextmanager
def copied(nomination: Nomination | None, number: int) -> Iterator[list[str]]:
    """The names of copies that are on the disk before anything names them; where that fails, none is left.

    Around the transaction and not inside it: nobody else waits for the disk, and all is there when it commits.
    """
    names = names_of_copies(nomination, number)
    storage = _document_storage()
    try:
        for name in names:
            storage.save(name, ContentFile(nomination.content if nomination else b""))
        yield names
    except BaseException:
        for name in names:
            storage.delete(name)
        raise


def _document_storage() -> Any:
    return Registration._meta.get_field("nomination_document").storage
