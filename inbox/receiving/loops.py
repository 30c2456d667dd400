"""The threads that fetch mail, one for each mailbox of IMAP_URLS."""

import threading

from django.conf import settings


def start(stop: threading.Event) -> list[threading.Thread]:
    """Fetch until told to stop. Without a mailbox, nothing that reads mail is even loaded."""
    if not settings.IMAP_ACCOUNTS:
        return []
    from inbox.receiving import accounts, mailbox

    return mailbox.start(stop, accounts.configured())
