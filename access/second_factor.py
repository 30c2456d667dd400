"""The second factor: who has one, and how long ago a person last proved to be there."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from storage.encrypted_fields import decrypt, encrypt

# What of an authenticator is secret: an app's key, and what the recovery codes are made from.
SECRETS = ("secret", "seed")
# In the session: when the person last proved to be there, and when a page was last opened (access/gate.py).
CONFIRMED_AT = "confirmed_at"
SEEN_AT = "seen_at"


def has_factor(user: Any) -> bool:
    """An app that gives codes, or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def note_confirmed(request: HttpRequest) -> None:
    """The person has signed in just now, or has given a code or passkey again."""
    request.session[CONFIRMED_AT] = request.session[SEEN_AT] = time.time()


def is_fresh(request: HttpRequest) -> bool:
    """That was not longer ago than FRESH_SECONDS."""
    return time.time() - request.session.get(CONFIRMED_AT, 0) < settings.FRESH_SECONDS


def reencrypt() -> tuple[int, int]:
    """Encrypt the secrets of all anew with the first key; how many were, and how many no key opens."""
    keys = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk").values_list("pk", flat=True)
    found = [_reencrypt_one(pk) for pk in list(keys)]
    return found.count(True), found.count(False)


@transaction.atomic
def _reencrypt_one(pk: int) -> bool | None:
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        return None
    try:
        row.data |= {name: encrypt(decrypt(row.data[name])) for name in SECRETS if name in row.data}
    except InvalidToken:
        return False
    row.save(update_fields=["data"])
    return True
