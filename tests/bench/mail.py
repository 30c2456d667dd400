"""The shared mailbox measured: thousands of mails on a real IMAP server, through the whole intake."""

import contextlib
import os
import re
import sys
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import connections

from inbox.models import IncomingMessage
from scripts import processes
from tests.bench.measure import Row
from tests.bench.numbers import most
from tests.bench.site import cpu_seconds, memory
from tests.imap import ImapServer
from tests.inbox.receiving.world import make_world
from tests.mailreader.mails import SAMPLES

# So many rounds of the samples answer mails of ours; those after them answer mails that nobody knows.
KNOWN_ROUNDS = 20


def mails(count: int) -> Iterator[bytes]:
    """The samples again and again, each time from another person under another Message-ID."""
    samples = [path.read_bytes() for path in sorted(SAMPLES.glob("*.eml"))]
    for number in range(count):
        turn, which = divmod(number, len(samples))
        head, blank, body = re.split(rb"(\r?\n\r?\n)", samples[which], maxsplit=1)
        head = re.sub(rb"(?im)^(message-id:\s*<)", rb"\g<1>%d." % number, head)
        head = re.sub(rb"(?im)^(from:.*?)([\w.+-]+@)", rb"\g<1>n%d.\2" % turn, head)
        if turn >= KNOWN_ROUNDS:
            head = re.sub(rb"(?im)^((?:in-reply-to|references):\s*<)", rb"\g<1>%d." % number, head)
        yield head + blank + body


def taken_in(count: int) -> Iterator[Row]:
    """A full mailbox, fetched by one process, moved to the folder for what is done."""
    make_world()
    before = IncomingMessage.objects.count()
    connections.close_all()
    server = ImapServer()
    try:
        server.empty()
        server.add(*mails(count))
        os.environ["IMAP_URLS"] = server.url(done="Done")
        command = [sys.executable, settings.BASE_DIR / "manage.py", "fetch_mail", "--once"]
        began_at = time.perf_counter()
        fetcher = processes.start(command)
        peak = computed = 0.0
        while fetcher.poll() is None:
            with contextlib.suppress(OSError, IndexError, ValueError):  # it may end while it is asked
                peak, computed = max(peak, memory(fetcher.pid)["VmHWM"]), max(computed, cpu_seconds(fetcher.pid))
            time.sleep(0.05)
        spent = time.perf_counter() - began_at
        left, done = len(server.flags()), len(server.flags("Done"))
    finally:
        server.remove()
    stored = IncomingMessage.objects.count() - before
    is_whole = (stored, left, done) == (count, 0, count) and fetcher.returncode == 0
    lost = "" if is_whole else f"; exit code {fetcher.returncode}, {left} left on the server, {done} moved"
    each = computed * 1000 / max(stored, 1)
    detail = f"{stored:,} of {count:,} kept in {spent:.0f} s{lost}; {each:.0f} ms computed for each"
    yield Row("mail fetched and taken in", stored / spent, "/s", None, "", detail)
    yield Row("memory of the fetcher, at most", peak, "MiB", most(200, "MiB"))
