"""Secret links: a secret that the database alone does not give, nor any key that the settings no longer name."""

import hashlib
import hmac

from django.conf import settings

# Hexadecimal signs of a token that are its seal; before them stands the nonce by which its row is found.
SEAL = 40


def make_token(what: str, nonce: str) -> str:
    """The secret of a link to one of `what`: the nonce of its row, sealed with the site's key."""
    return nonce + _seal(settings.SECRET_KEY, what, nonce)


def nonce_of(token: str, what: str) -> str | None:
    """The nonce of the row that a token opens; None for one sealed with no key that holds."""
    nonce, seal = token[:-SEAL], token[-SEAL:].encode()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    is_ours = [hmac.compare_digest(seal, _seal(key, what, nonce).encode()) for key in keys]
    return nonce if any(is_ours) else None


def _seal(key: str, what: str, nonce: str) -> str:
    return hmac.new(key.encode(), f"{what} link {nonce}".encode(), hashlib.sha256).hexdigest()[:SEAL]
