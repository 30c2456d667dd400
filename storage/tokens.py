"""Secret links: a secret that the database alone does not give, nor any key that the settings no longer name."""

import datetime
import hashlib
import hmac

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

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


def make_seal(what: str, nonce: str) -> str:
    """What opens `what` of a row for a while from now on: see is_fresh()."""
    return TimestampSigner(salt=what).sign(nonce).removeprefix(f"{nonce}:")


def is_fresh(seal: str, what: str, nonce: str, age: datetime.timedelta) -> bool:
    """Whether a seal is ours, for this row, and not older."""
    try:
        TimestampSigner(salt=what).unsign(f"{nonce}:{seal}", max_age=age)
    except BadSignature:
        return False
    return True


def _seal(key: str, what: str, nonce: str) -> str:
    return hmac.new(key.encode(), f"{what} link {nonce}".encode(), hashlib.sha256).hexdigest()[:SEAL]
