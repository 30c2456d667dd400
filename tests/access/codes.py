"""Members of staff with a second factor, and the codes that their app shows."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.contrib.auth.models import User
from django.test import Client

SECRET = "JBSWY3DPEHPK3PXP"


def give_app(user: User) -> User:
    """The user has an app and recovery codes."""
    auth.TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def code(later: int = 0, secret: str = SECRET) -> str:
    """What the app shows now, or so many codes later."""
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30 + later))


def recovery_codes(user: User) -> list[str]:
    """Those that are left."""
    codes: list[str] = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    return codes


def sign_in(client: Client, user: User, password: str = "secret", **more: str) -> str:  # noqa: S107  of a test
    """Give name and password; where it leads."""
    response = client.post("/admin/login/", {"username": user.username, "password": password, **more})
    return str(getattr(response, "url", response.status_code))
