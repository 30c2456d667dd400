"""Fetchers killed at any moment: every mail is kept once, and none stays unmarked (laws 2, 3)."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from django.conf import settings

from registrations.models import IncomingMessage, MailProposal, RawMail
from tests.imap import ImapServer
from tests.registrations.mail.receiving.fetching import fetcher, kept, letter, mailbox, subjects

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

MAILS, KILLS = 500, 50


@pytest.fixture
def herd(
    database_url: str, imap_server: ImapServer, request: pytest.FixtureRequest
) -> Iterator["subprocess.Popen[str]"]:
    """What forks fetchers."""
    urls = imap_server.url(**request.param)
    environment = {**os.environ, "DATABASE_URL": database_url, "IMAP_URLS": urls, "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "tests.registrations.mail.receiving.herd"]
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


@pytest.mark.parametrize("herd", [{"done": "Done"}], indirect=True, ids=["moved"])
def test_fetchers_killed_fifty_times_keep_every_mail_once(
    herd: "subprocess.Popen[str]", imap_server: ImapServer
) -> None:
    assert herd.stdin
    assert herd.stdout
    chance = random.Random(20_270_615)  # noqa: S311
    imap_server.add(*(letter(number) for number in range(1, MAILS + 1)))
    cut_off = []
    for _time in range(KILLS):
        herd.stdin.write("--once\n")
        herd.stdin.flush()
        child = int(herd.stdout.readline())
        before = IncomingMessage.objects.count()
        began_at = time.monotonic()
        # From the moment at which it takes in its first mail: before, there is nothing to break off.
        while IncomingMessage.objects.count() == before and time.monotonic() - began_at < 5:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.25))
        os.kill(child, signal.SIGKILL)
        while herd.stdout.readline() != "ended\n":
            pass
        cut_off.append(len(kept()))
    assert len(set(cut_off)) > KILLS // 2, "most were killed at work"
    assert cut_off[-1] < MAILS, "there was work left to the end"

    last = fetcher(imap_server, done="Done")
    while last.once().left:
        pass
    assert Counter(kept()) == Counter(subjects(*range(1, MAILS + 1)))
    assert RawMail.objects.count() == MAILS
    assert IncomingMessage.objects.filter(conversation__isnull=False).count() == MAILS
    assert not MailProposal.objects.filter(message__isnull=True).exists()
    assert imap_server.flags() == []
    # Killed between the server's copy and our note of it, a mail is in the folder once all the same: MOVE is one step.
    assert len(imap_server.flags("Done")) == MAILS
    assert mailbox().failure == ""
