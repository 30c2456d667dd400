"""Personal links: a secret that the database alone does not give."""

import hashlib
import hmac

from django.conf import settings


def make_token(nonce: str) -> str:
    """The secret of a personal link. Computed from a nonce and the site's key: the database alone does not give it."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"registration link " + nonce.encode(), hashlib.sha256).hexdigest()[:40]


def hash_token(token: str) -> str:
    """What is stored of a token, and looked up."""
    return hashlib.sha256(token.encode()).hexdigest()
