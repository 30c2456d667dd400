"""Damaged and hostile mails through the intake: every one is kept as it came, none raises, none costs much."""

import logging
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse

from inbox.models import IncomingMessage, Mailbox, RawMail
from inbox.receiving import intake
from inbox.receiving.context import DatabaseContext
from inbox.receiving.intake import receive
from registrations.models import Registration
from tests.inbox.receiving.world import make_world, now
from tests.mailreader.mails import SAMPLES
from tests.mailreader.test_hostile import BUILDERS, damaged, zip_bomb
from tests.proofs import DAMAGED_MAILS, SEED

pytestmark = pytest.mark.django_db
# All of them where nothing may be left out; every fourth else, for each goes the whole way through the database.
AT_ONCE = 40
SECONDS = 6.0


@pytest.fixture
def box() -> Mailbox:
    """The mailbox of the samples, in their world."""
    return make_world()


@pytest.fixture
def one_context(monkeypatch: pytest.MonkeyPatch, box: Mailbox) -> None:
    """What the desk knows is read once for all: each mail is undone before the next one comes."""
    known = DatabaseContext(now(), box)
    monkeypatch.setattr(intake, "DatabaseContext", lambda *_args: known)


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the intake wrote into the log: a mail that could not be filed as understood, or not be answered."""
    found: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(f"{record.getMessage()} {record.exc_info[1]!r}" if record.exc_info else record.getMessage())

    listener = Listener(logging.ERROR)
    intake.logger.addHandler(listener)
    yield found
    intake.logger.removeHandler(listener)


def mutated(content: bytes, dice: random.Random) -> bytes:
    """Damaged, put into other parts, or with a head that says everything twice."""
    kind = dice.randrange(8)
    head, _gap, body = content.partition(b"\r\n\r\n")
    if kind == 0:
        depth = dice.randrange(1, 15)
        opened = b"".join(
            b"Content-Type: multipart/mixed; boundary=n%d\r\n\r\n--n%d\r\n" % (n, n) for n in range(depth)
        )
        return (
            b"From: x@example.org\r\nSubject: Fwd: y\r\n"
            + opened
            + dice.choice([b"", b"Content-Type: message/rfc822\r\n\r\n"])
            + content
        )
    if kind == 1:
        lines = head.split(b"\r\n")
        doubled = [line for line in lines for _turn in range(dice.choice([1, 2]))]
        dice.shuffle(doubled)
        return b"\r\n".join(doubled) + b"\r\n\r\n" + body
    if kind == 2:
        return damaged(head, dice) + b"\r\n\r\n" + body
    twice = damaged(content, dice)
    return damaged(twice, dice) if kind == 3 and twice else twice


@pytest.mark.parametrize("start", range(0, DAMAGED_MAILS, AT_ONCE))
@pytest.mark.usefixtures("one_context")
def test_damaged_mails_are_all_kept(start: int, box: Mailbox, complaints: list[str]) -> None:
    folders = (SAMPLES, SAMPLES.parent / "more")
    samples = [path.read_bytes() for folder in folders for path in sorted(folder.glob("*.eml"))]
    before = Registration.objects.count()
    for number in range(start, start + AT_ONCE):
        content = mutated(samples[number % len(samples)], random.Random(SEED + number))  # noqa: S311  # repeatable, no secret
        with transaction.atomic():
            message = receive(content, source="imap", mailbox=box, now=now()).message
            assert bytes(RawMail.objects.get(message=message).content) == content, number
            transaction.set_rollback(True)
        assert not complaints, (number, complaints)
    assert Registration.objects.count() == before


@pytest.mark.usefixtures("one_context")
def test_what_fails_behind_a_mail_is_heard(
    box: Mailbox, complaints: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise ValueError("nobody foresaw this")

    monkeypatch.setattr(intake.automatic, "answer_automatically", fail)
    content = next(SAMPLES.glob("01*.eml")).read_bytes()
    receive(content, source="imap", mailbox=box, now=now())
    assert len(complaints) == 1


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
def test_a_hostile_mail_is_kept_and_shown_harmless_at_a_bounded_price(
    build: Callable[[], bytes], box: Mailbox, complaints: list[str], client: Client
) -> None:
    content = build()
    client.force_login(User.objects.create_superuser("all"))
    began_at = time.process_time()
    message = receive(content, source="imap", mailbox=box, now=now()).message
    received_at = time.process_time()
    page = client.get(reverse("admin:inbox_conversation_change", args=[message.conversation_id]))
    shown = client.get(reverse("admin:inbox_conversation_html", args=[message.conversation_id, message.pk]))
    assert received_at - began_at < SECONDS
    assert time.process_time() - received_at < SECONDS
    assert complaints == []
    assert bytes(RawMail.objects.get(message=message).content) == content
    row = IncomingMessage.objects.get(pk=message.pk)
    assert len(row.text) + len(row.html) + len(str(row.facts)) < 2_000_000
    assert page.status_code == 200
    assert len(page.content) + len(shown.content) < 6_000_000
    if row.html:
        assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
        assert b"<script" not in shown.content


def test_a_zip_bomb_takes_little_memory(box: Mailbox) -> None:
    content = zip_bomb()
    tracemalloc.start()
    receive(content, source="imap", mailbox=box, now=now())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 80_000_000
