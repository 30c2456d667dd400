"""What tests of fetching share: mails that differ, and a fetcher of a server."""

import threading
import time
from collections.abc import Callable
from typing import Any

from config import imap_urls
from inbox.models import IncomingMessage, Mailbox
from inbox.receiving.accounts import Account
from inbox.receiving.mailbox import Fetcher
from tests.imap import ImapServer

ADDRESS = "dialogue@events.example.org"


def letter(number: int, text: str = "I should like to come.", more: str = "") -> bytes:
    """A mail of its own."""
    head = (
        f"From: Awa Example <awa{number}@example.org>\r\nTo: {ADDRESS}\r\nSubject: Question {number}\r\n"
        f"Date: Mon, 1 Feb 2027 10:00:00 +0100\r\nMessage-ID: <letter-{number}@example.org>\r\n{more}"
    )
    return f"{head}\r\n{text}\r\n".encode()


def fetcher(server: ImapServer, stop: threading.Event | None = None, **options: Any) -> Fetcher:
    """Of the server's mailbox."""
    [mailbox] = imap_urls.parse(server.url(**options))
    return Fetcher(Account(**mailbox), stop or threading.Event())


def kept() -> list[str]:
    """The subjects of all mail in the database, in the order of their numbers."""
    return list(IncomingMessage.objects.order_by("uidvalidity", "uid", "pk").values_list("subject", flat=True))


def subjects(*numbers: int) -> list[str]:
    return [f"Question {number}" for number in numbers]


def mailbox() -> Mailbox:
    return Mailbox.objects.get(address=ADDRESS)


def wait_until(is_so: Callable[[], object], seconds: float = 200) -> float:
    """How long it took. Who gives up after the usual time has waited longer than any machine takes."""
    began_at = time.monotonic()
    while not is_so():
        assert time.monotonic() - began_at < seconds, "waited in vain"
        time.sleep(0.01)
    return time.monotonic() - began_at
