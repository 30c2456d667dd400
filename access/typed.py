"""What was typed survives signing in again: a form that was sent when the session had ended is kept and sent after it.

Until somebody has signed in it travels along in the page of the sign-in, signed; then it waits in the session,
encrypted, since it may hold what only few may see, and is shown once. Passwords and files are not kept.
"""

import json
from typing import Any, NamedTuple

from cryptography.fernet import InvalidToken
from django.core import signing
from django.http import HttpRequest

from storage.encrypted_fields import decrypt, encrypt
from website.database_away import typed_in

FIELD = "typed"
SALT = "access.typed"
LIFE_SECONDS = 12 * 3600
# In a form of ours, and worth nothing behind another sign-in.
CSRF = "csrfmiddlewaretoken"


class Typed(NamedTuple):
    """A form as it was sent."""

    address: str
    fields: list[tuple[str, str]]
    has_files: bool
    has_passwords: bool

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What a person typed, without the buttons and counts that belong to the form."""
        return [(name, value) for name, value in self.fields if value and name[:1] != "_" and "_FORMS" not in name]


def of(request: HttpRequest) -> Typed | None:
    """What this request was sent with; None where that is nothing but a button."""
    fields = [(name, value) for name, value in typed_in(request) if name != CSRF]
    has_passwords = any("password" in name for name in request.POST)
    if not (fields or request.FILES):
        return None
    return Typed(request.get_full_path(), fields, bool(request.FILES), has_passwords)


def sign(typed: Typed) -> str:
    """For a hidden field of the sign-in."""
    return signing.dumps(list(typed), salt=SALT, compress=True)


def keep(request: HttpRequest, typed: Typed | None) -> None:
    """In the session, for the page that sends it again."""
    if typed is not None:
        request.session[FIELD] = encrypt(json.dumps(list(typed)))


def signed_in(request: HttpRequest) -> Typed | None:
    """What the sign-in brought along, if it comes from us and not from long ago."""
    try:
        return _read(signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=LIFE_SECONDS))
    except signing.BadSignature:
        return None


def take(request: HttpRequest) -> Typed | None:
    """What was kept, once."""
    try:
        stored = decrypt(request.session.pop(FIELD, ""))
    except InvalidToken:
        return None
    return _read(json.loads(stored)) if stored else None


def _read(parts: list[Any]) -> Typed:
    address, fields, has_files, has_passwords = parts
    return Typed(address, [(name, value) for name, value in fields], has_files, has_passwords)
