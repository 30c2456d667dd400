"""The security log: sign-ins, failures, refusals, exports and changes to how somebody signs in leave a line each."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest

from access.kinds import PASSWORD_RESET, SIGN_IN_CHANGED
from access.models import SecurityEvent
from outbox.models import Message
from storage.clock import database_now
from website.antispam import network_address

Kind = SecurityEvent.Kind


def write(kind: str, request: HttpRequest | None, user: Any = None, detail: str = "") -> None:
    """A line. `user`: whom it concerns, where that is not who is signed in; no account of ours counts as nobody."""
    if user is None and request is not None:
        user = request.user
    known = user if isinstance(user, User) or getattr(user, "is_authenticated", False) else None
    SecurityEvent.objects.create(
        kind=kind,
        user=known,
        account=known.get_username() if known else "",
        network=network_address(request) if request is not None else "",
        detail=detail[:300],
    )


def forget_old() -> int:
    """Delete lines that are old enough, as the worker does once an hour; returns how many.

    Mails about signing in, too.
    """
    limit = database_now() - datetime.timedelta(days=settings.SECURITY_LOG_DAYS)
    lines = SecurityEvent.objects.filter(at__lt=limit).delete()[0]
    Message.objects.filter(kind__in=(PASSWORD_RESET, SIGN_IN_CHANGED), created_at__lt=limit).delete()
    return lines
