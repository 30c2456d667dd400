"""Fields that are encrypted in the database: a copy of it, or a backup, tells nobody's diet or passport.

The keys come from RESTRICTED_KEYS: the first encrypts, all are tried to decrypt. What no key opens stays as it is: it
is shown as a sentence, kept when the row is saved, and never overwritten.
"""

import base64
import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

# How every token of Fernet begins. What does not begin so was stored before its field was encrypted: read as it is.
_MARK = "gAAAA"


class UnreadableText(str):
    """A text that no key of today opens. Reads as a sentence; `token` is what the database holds."""

    __slots__ = ("token",)
    token: str

    def __new__(cls, token: str) -> "UnreadableText":
        """The sentence, in the reader's language."""
        self = super().__new__(cls, _("(cannot be read at present)"))
        self.token = token
        return self


class UnreadableDict(dict[str, Any]):
    """Values that no key of today opens. Looks empty."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token


class UnreadableBytes(bytes):
    """Bytes that no key of today opens. Looks empty; `token` is what the database holds."""

    token: bytes

    def __new__(cls, token: bytes) -> "UnreadableBytes":
        """Empty."""
        self = super().__new__(cls)
        self.token = token
        return self


def is_unreadable(value: Any) -> bool:
    """No key of today opens this."""
    return isinstance(value, UnreadableText | UnreadableDict | UnreadableBytes)


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    """Each setting is a long random text of any form; Fernet wants 32 bytes."""
    digests = (hmac.new(b"atelier: restricted data", key.encode(), hashlib.sha256).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(text: str) -> str:
    """The text as the database holds it; of nothing, nothing."""
    return _box(tuple(settings.RESTRICTED_KEYS)).encrypt(text.encode()).decode() if text else ""


def decrypt(stored: str) -> str:
    """The text again. Raises InvalidToken if no key opens it."""
    return _box(tuple(settings.RESTRICTED_KEYS)).decrypt(stored).decode() if stored.startswith(_MARK) else stored


def encrypt_bytes(content: bytes) -> bytes:
    """The bytes as they are stored."""
    return _box(tuple(settings.RESTRICTED_KEYS)).encrypt(content)


def decrypt_bytes(stored: bytes) -> bytes:
    """The bytes again. Raises InvalidToken if no key opens them."""
    return _box(tuple(settings.RESTRICTED_KEYS)).decrypt(stored) if stored.startswith(_MARK.encode()) else stored


class EncryptedBinaryField(models.BinaryField):
    """Bytes, encrypted."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        """The bytes, or what remembers that they cannot be read."""
        if value is None:
            return None
        try:
            return decrypt_bytes(bytes(value))
        except InvalidToken:
            return UnreadableBytes(bytes(value))

    def get_prep_value(self, value: Any) -> Any:
        """The token."""
        if isinstance(value, UnreadableBytes):
            return value.token
        return value if value is None else encrypt_bytes(bytes(value))


def read_fresh(token: str, seconds: int) -> str:
    """The text of a token that is not older; empty for any other, and for what is none."""
    try:
        return _box(tuple(settings.RESTRICTED_KEYS)).decrypt(token, ttl=seconds).decode()
    except (InvalidToken, ValueError):
        return ""


class EncryptedTextField(models.TextField):
    """A text, encrypted. Cannot be searched, filtered or sorted by."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """The text, or what says that it cannot be read."""
        if value is None:
            return None
        try:
            return decrypt(value)
        except InvalidToken:
            return UnreadableText(value)

    def get_prep_value(self, value: Any) -> Any:
        """The token."""
        if isinstance(value, UnreadableText):
            return value.token
        return value if value is None else encrypt(str(value))


class EncryptedJSONField(models.TextField):
    """A dictionary of plain values, or a list of words, encrypted as one."""

    # For mypy: what the attribute of a row is.
    _pyi_private_set_type: dict[str, Any] | list[str]  # type: ignore[assignment]  # a TextField by its column alone
    _pyi_private_get_type: dict[str, Any]  # type: ignore[assignment]

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> dict[str, Any] | None:
        """The dictionary, or an empty one that remembers what it could not open."""
        if value is None:
            return None
        try:
            found: dict[str, Any] = json.loads(decrypt(value) or "{}")
        except InvalidToken:
            return UnreadableDict(value)
        return found

    def get_prep_value(self, value: Any) -> Any:
        """The token."""
        if isinstance(value, UnreadableDict):
            return value.token
        return value if value is None else encrypt(json.dumps(value) if value else "")
