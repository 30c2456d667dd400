"""Importing this loads what every command loads, for `tests.forked`; no connection is made."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from inbox.management.commands import fetch_mail, receive_mail  # noqa: E402, F401
from outbox.management.commands import worker  # noqa: E402, F401
