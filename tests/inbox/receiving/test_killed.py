"""Fetchers killed at any moment: every mail is kept and answered once, and none stays unmarked (rules 2, 3)."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path

import pytest

from inbox.models import IncomingMessage, RawMail
from inbox.receiving.imap import KEYWORD
from outbox.models import Message
from tests import forked, proofs
from tests.forked import Program
from tests.imap import ImapServer
from tests.inbox.receiving.fetching import fetcher, kept, letter, mailbox, subjects, wait_until
from tests.proofs import SEED

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


Start = Callable[[], Program]


@pytest.fixture
def start(database_url: str, imap_server: ImapServer, tmp_path: Path, request: pytest.FixtureRequest) -> Start:
    """Starts fetchers of the test's mailbox that look into it once."""
    urls = imap_server.url(**request.param)
    environment = {**os.environ, "DATABASE_URL": database_url, "IMAP_URLS": urls, "LOG_LEVEL": "ERROR"}
    return lambda: forked.start("fetch_mail", "--once", environment=environment, said=tmp_path / "log")


def written_now(number: int) -> bytes:
    """A mail of its own writer, of today: to an old one no answer goes by itself."""
    return letter(number).replace(b"Mon, 1 Feb 2027 10:00:00 +0100", formatdate().encode())


def kill_at_work(start: Start, mails: int, kills: int) -> list[int]:
    """How many mails were kept each time that a fetcher was killed: after some, within the time that one of them takes.

    Counted in mails, so that a quick machine comes no nearer to the end than a slow one.
    """
    chance = random.Random(SEED)  # noqa: S311
    cut_off = []
    for _time in range(kills):
        before, some = IncomingMessage.objects.count(), chance.randint(1, mails // kills - 3)
        process = start()
        wait_until(lambda before=before: IncomingMessage.objects.count() > before)  # before, nothing is to break off
        seconds = wait_until(lambda goal=before + 1 + some: IncomingMessage.objects.count() >= goal)
        time.sleep(chance.uniform(0, seconds / some))
        process.kill()
        process.wait()
        cut_off.append(len(kept()))
    return cut_off


@pytest.mark.parametrize(
    ("start", "mails", "kills"),
    [({"done": "Done"}, *proofs.FETCHED_AND_MOVED), ({}, *proofs.FETCHED_AND_MARKED)],
    indirect=["start"],
    ids=["moved", "marked"],
)
def test_fetchers_killed_again_and_again_keep_and_answer_every_mail_once(
    start: Start, imap_server: ImapServer, mails: int, kills: int, request: pytest.FixtureRequest
) -> None:
    options = request.node.callspec.params["start"]
    imap_server.add(*map(written_now, range(1, mails + 1)))
    cut_off = kill_at_work(start, mails, kills)
    assert len(set(cut_off)) > kills // 2, "most were killed at work"
    assert cut_off[-1] < mails, "there was work left to the end"

    last = fetcher(imap_server, **options)
    while last.once().left:
        pass
    assert Counter(kept()) == Counter(subjects(*range(1, mails + 1)))
    assert RawMail.objects.count() == mails
    assert IncomingMessage.objects.count() == mails
    told = Counter(Message.objects.values_list("to_email", flat=True))
    assert told == Counter(f"awa{number}@example.org" for number in range(1, mails + 1)), "each has one answer"
    # Killed between the server's copy and our note of it, a mail is in the folder once all the same: MOVE is one step.
    assert imap_server.flags() == ([] if options else [{KEYWORD}] * mails)
    assert len(imap_server.flags("Done")) == (mails if options else 0)
    assert mailbox().failure == ""
