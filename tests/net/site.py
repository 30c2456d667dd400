"""The site that is walked: a database of its own with the demo in it, a clock that stands still, dice that repeat."""

import datetime
import gc
import logging
import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import time_machine

NOON = datetime.datetime(2027, 5, 12, 13, 0, tzinfo=datetime.UTC)
SETTINGS = {
    "SECRET_KEY": "a-secret-of-the-net-that-guards-nothing-0123456789",
    "ALLOWED_HOSTS": "testserver",
    "SITE_URL": "http://testserver",
    "EMAIL_URL": "memorymail://",
    "STAFF_MAIL_DOMAINS": "events.example.org",
    "PUBLIC_PAGE_CHECK_SECONDS": "0",
    "LOG_LEVEL": "CRITICAL",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}
UNSET = ("DEBUG", "IMAP_URLS", "RESTRICTED_KEYS", "TIME_ZONE", "REGISTRATION_RATE_LIMIT", "STRANGER_MAIL_LIMIT")


class Clock:
    """Stands still until it is moved."""

    def __init__(self, traveller: Any) -> None:
        self.traveller = traveller

    def on(self, **later: float) -> None:
        """Move it by minutes, days …"""
        self.traveller.shift(datetime.timedelta(**later))


def repeat_dice() -> None:
    """Every secret, key and identifier comes from one row of numbers, the same in each run."""
    dice = random.Random(os.environ.get("NET_SEED", "net"))  # noqa: S311
    os.urandom = random._urandom = dice.randbytes  # type: ignore[attr-defined]
    random.seed(1)


@contextmanager
def demo() -> Iterator[Clock]:
    """The demo as `seed_demo` makes it, at a fixed moment, in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="net-") as name, time_machine.travel(NOON, tick=False) as traveller:
        folder = Path(name)
        for unset in UNSET:
            os.environ.pop(unset, None)
        os.environ.update(SETTINGS, DATABASE_URL=f"sqlite:///{folder / 'net.sqlite3'}")
        os.environ.update({f"{kind}_ROOT": str(folder / kind.lower()) for kind in ("MEDIA", "PRIVATE", "STATIC")})
        repeat_dice()
        import django
        from django.conf import settings

        django.setup()
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        settings.WHITENOISE_AUTOREFRESH = True  # else each client looks at all static files first
        logging.disable(logging.CRITICAL)
        from django.core import mail
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("seed_demo", stdout=StringIO())
        settings.DEBUG = False  # pages of errors as readers get them
        mail.outbox = []
        gc.freeze()
        gc.set_threshold(100_000)
        yield Clock(traveller)
