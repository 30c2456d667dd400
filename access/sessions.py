"""The sessions of staff: where and when each began, how it is ended, and that those which are over are forgotten."""

import datetime
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from access.second_factor import SEEN_AT
from storage.clock import database_now
from website.antispam import network_address

# In the session: when, from which network and with which browser somebody signed in.
BEGAN_AT, NETWORK, BROWSER = "began_at", "network", "browser"
# What browsers and systems are called, and how they are known: the first that fits, since most bear several names.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS": "macOS", "Linux": "Linux",
}  # fmt: skip


class SessionStore(db.SessionStore):
    """Django's; SESSION_HOURS after the sign-in it is over, however much somebody works."""

    def get_session_cookie_age(self) -> int:
        """Seconds from now: the idle time, or what is left of the day."""
        began = self.get(BEGAN_AT)
        left = settings.SESSION_COOKIE_AGE
        return left if began is None else max(0, min(left, int(began + settings.SESSION_HOURS * 3600 - time.time())))


@dataclass(frozen=True)
class Open:
    """A session that lets somebody in. `mark` stands for it on a page: whoever has the key itself is let in."""

    key: str
    mark: str
    is_this: bool
    began_at: datetime.datetime | None
    seen_at: datetime.datetime | None
    network: str
    browser: str


def note_began(request: HttpRequest) -> None:
    """Somebody has signed in just now."""
    request.session[BEGAN_AT] = time.time()
    request.session[NETWORK] = network_address(request)
    request.session[BROWSER] = browser_of(request.headers.get("User-Agent", ""))


def browser_of(agent: str) -> str:
    """Browser and system, as far as a person needs to know the own one again."""
    found = (next((name for sign, name in names.items() if sign in agent), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)


def opened(user: User, this_key: str | None = None) -> list[Open]:
    """The sessions by which somebody is let in, the one used last first; that of this request is marked."""
    hashes = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    rows = ((row.pk, row.get_decoded()) for row in Session.objects.filter(expire_date__gt=database_now()).iterator())
    found = [
        _open(key, data, this_key)
        for key, data in rows
        if data.get(SESSION_KEY) == str(user.pk) and data.get(HASH_SESSION_KEY) in hashes
    ]
    return sorted(
        found, key=lambda row: (row.is_this, row.seen_at is not None and row.seen_at.timestamp()), reverse=True
    )


def _open(key: str, data: dict[str, Any], this_key: str | None) -> Open:
    return Open(
        key=key,
        mark=salted_hmac("access.sessions", key).hexdigest(),
        is_this=key == this_key,
        began_at=_moment(data.get(BEGAN_AT)),
        seen_at=_moment(data.get(SEEN_AT)),
        network=data.get(NETWORK, ""),
        browser=data.get(BROWSER, ""),
    )


def _moment(seconds: float | None) -> datetime.datetime | None:
    return None if seconds is None else datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def end(rows: list[Open]) -> int:
    """They let nobody in any more; returns how many there were."""
    return Session.objects.filter(pk__in=[row.key for row in rows]).delete()[0]


def forget_expired() -> int:
    """Delete sessions that let nobody in any more, as the worker does once an hour; returns how many."""
    return Session.objects.filter(expire_date__lt=database_now()).delete()[0]
