"""Fetchers killed at any moment: every mail is kept and answered once, and none stays unmarked (rules 2, 3)."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from email.utils import formatdate

import pytest
from django.conf import settings

from inbox.models import IncomingMessage, RawMail
from inbox.receiving.imap import KEYWORD
from outbox.models import Message
from tests.imap import ImapServer
from tests.inbox.receiving.fetching import fetcher, kept, letter, mailbox, subjects

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def herd(
    database_url: str, imap_server: ImapServer, request: pytest.FixtureRequest
) -> Iterator["subprocess.Popen[str]"]:
    """What forks fetchers."""
    urls = imap_server.url(**request.param)
    environment = {**os.environ, "DATABASE_URL": database_url, "IMAP_URLS": urls, "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "tests.inbox.receiving.herd"]
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    yield process
    process.communicate()


def written_now(number: int) -> bytes:
    """A mail of its own writer, of today: to an old one no answer goes by itself."""
    return letter(number).replace(b"Mon, 1 Feb 2027 10:00:00 +0100", formatdate().encode())


def kill_at_work(herd: "subprocess.Popen[str]", kills: int) -> list[int]:
    """How many mails were kept each time that a fetcher was killed."""
    chance = random.Random(20_270_615)  # noqa: S311
    assert herd.stdin
    assert herd.stdout
    cut_off = []
    for _time in range(kills):
        herd.stdin.write("--once\n")
        herd.stdin.flush()
        child = int(herd.stdout.readline())
        before = IncomingMessage.objects.count()
        began_at = time.monotonic()
        # From the moment at which it takes in its first mail: before, there is nothing to break off.
        while IncomingMessage.objects.count() == before and time.monotonic() - began_at < 30:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.25))
        os.kill(child, signal.SIGKILL)
        while herd.stdout.readline() != "ended\n":
            pass
        cut_off.append(len(kept()))
    return cut_off


@pytest.mark.parametrize(
    ("herd", "mails", "kills"),
    [({"done": "Done"}, 500, 50), ({}, 100, 10)],
    indirect=["herd"],
    ids=["moved", "marked"],
)
def test_fetchers_killed_again_and_again_keep_and_answer_every_mail_once(
    herd: "subprocess.Popen[str]", imap_server: ImapServer, mails: int, kills: int, request: pytest.FixtureRequest
) -> None:
    options = request.node.callspec.params["herd"]
    imap_server.add(*map(written_now, range(1, mails + 1)))
    cut_off = kill_at_work(herd, kills)
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
