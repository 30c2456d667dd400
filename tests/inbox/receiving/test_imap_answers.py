"""What mail servers may answer, line by line: the order is theirs, and they tell unasked of other things."""

import contextlib
import datetime
import re
import socket
import threading
import time
from collections.abc import Iterator
from typing import Self

import pytest

from config import imap_urls
from inbox.receiving import imap
from inbox.receiving.accounts import Account
from inbox.receiving.imap import Listed, MailboxFailed, NotGiven, Session

# What is said to a command, by its name; {tag} is the client's. Others are granted.
GRANTED = b"{tag} OK done\r\n"
HANG_UP = b"{hang up}"
USUAL = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n" + GRANTED,
    "SELECT": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] numbers\r\n" + GRANTED,
    "IDLE": b"+ idling\r\n",
    "DONE": b"IDLE0 OK done\r\n",
}


class ScriptedServer:
    """Says to each command what the test wrote down, in one piece, and hangs up where that ends in HANG_UP."""

    def __init__(self, **answers: bytes) -> None:
        self.answers = USUAL | answers
        self.commands: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.close()
        self._thread.join(10)

    def _serve(self) -> None:
        client, _address = self._listener.accept()
        with client, client.makefile("rb") as lines, contextlib.suppress(OSError):
            client.sendall(b"* OK at your service\r\n")
            for line in lines:
                tag, *words = line.decode().split()
                command = re.sub(r"^UID ", "", " ".join(words)).partition(" ")[0] or tag
                self.commands.append(command)
                answer = self.answers.get(command, GRANTED)
                client.sendall(answer.removesuffix(HANG_UP).replace(b"{tag}", tag.encode()))
                if answer.endswith(HANG_UP):
                    break


@contextlib.contextmanager
def session(**answers: bytes) -> Iterator[tuple[Session, ScriptedServer]]:
    """Logged in, with the folder open and looked through: nothing is new."""
    with ScriptedServer(**answers) as server:
        [mailbox] = imap_urls.parse(f"imap://awa:secret@127.0.0.1:{server.port}/INBOX?address=awa@example.org")
        with Session(Account(**mailbox), 60) as opened:
            opened.open_folder()
            assert opened.uids_above(0) == []
            yield opened, server


# Contents ------------------------------------------------------------------------------------------------------------

OURS = b"* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        OURS,
        b"* 1 FETCH (BODY[] {3}\r\nabc UID 5)\r\n",
        b"* 1 FETCH (body[] {3}\r\nabc FLAGS (\\Seen) UID 5)\r\n",
        b"* 2 FETCH (FLAGS (\\Seen))\r\n" + OURS,
        b"* 2 FETCH (UID 9 FLAGS (\\Seen))\r\n" + OURS,
        b"* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n" + OURS + b"* 1 FETCH (UID 5 FLAGS ())\r\n",
        b"* 2 FETCH (UID 9 BODY[] {3}\r\nxyz)\r\n" + OURS,
        b"* 2 FETCH (BODY[] {3}\r\nxyz UID 9)\r\n" + OURS,
        b"* 4 EXISTS\r\n" + OURS,
    ],
)
def test_the_content_of_a_message_is_found_wherever_its_number_stands(answer: bytes) -> None:
    with session(FETCH=answer + GRANTED) as (opened, _server):
        assert opened.fetch(5) == b"abc"


def test_an_empty_message_is_one() -> None:
    with session(FETCH=b"* 1 FETCH (UID 5 BODY[] {0}\r\n)\r\n" + GRANTED) as (opened, _server):
        assert opened.fetch(5) == b""


@pytest.mark.parametrize(
    "answer",
    [
        b"{tag} NO try later\r\n",
        b"* 1 FETCH (UID 5 BODY[] NIL)\r\n" + GRANTED,
        b"* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n" + GRANTED,
    ],
)
def test_a_message_that_is_there_and_is_not_given_is_told_from_one_that_is_gone(answer: bytes) -> None:
    with session(FETCH=answer) as (opened, _server), pytest.raises(NotGiven):
        opened.fetch(5)


@pytest.mark.parametrize("answer", [b"", b"* 2 FETCH (UID 9 BODY[] {3}\r\nxyz)\r\n"])
def test_of_a_message_that_is_gone_nothing_is_said(answer: bytes) -> None:
    with session(FETCH=answer + GRANTED) as (opened, _server):
        assert opened.fetch(5) is None


def test_sizes_are_read_in_any_order_and_not_out_of_contents() -> None:
    answer = (
        b'* 1 FETCH (RFC822.SIZE 70 INTERNALDATE " 1-Feb-2027 10:00:00 +0100" FLAGS (\\Seen AtelierKept) UID 5)\r\n'
        b"* 2 FETCH (UID 6 RFC822.SIZE 80)\r\n"
        b"* 3 FETCH (FLAGS ())\r\n"
        b"* 4 FETCH (UID 8 BODY[] {23}\r\nUID 6 RFC822.SIZE 99999)\r\n"
    )
    arrived_at = datetime.datetime.fromisoformat("2027-02-01T10:00:00+01:00")
    with session(FETCH=answer + GRANTED) as (opened, _server):
        assert opened.list([5, 6, 7, 8]) == {5: Listed(70, r"\Seen AtelierKept", arrived_at), 6: Listed(80, "")}


# Waiting -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (b"* 5 EXISTS\r\n+ idling\r\n", b""),
        (b"+ idling\r\n* 5 EXISTS\r\n", b""),
        (b"+ idling\r\n* 1 EXPUNGE\r\n* 5 exists\r\n", b""),
        (b"+ idling\r\n* 5 EXI", b"STS\r\n"),
        (b"+ idling\r\n* BYE until tomorrow\r\n", b""),
    ],
)
def test_news_end_a_wait_wherever_they_stand(begin: bytes, end: bytes) -> None:
    with session(IDLE=begin, DONE=end + USUAL["DONE"]) as (opened, server):
        began_at = time.monotonic()
        opened.idle(100, threading.Event())
        assert time.monotonic() - began_at < 50
        assert server.commands[-1] == "DONE"


def test_words_that_are_no_news_do_not_end_it() -> None:
    with session(IDLE=b"+ idling\r\n* OK still here\r\n* 1 FETCH (FLAGS (\\Seen))\r\n") as (opened, server):
        began_at = time.monotonic()
        opened.idle(0.6, threading.Event())
        assert time.monotonic() - began_at >= 0.6
        assert server.commands[-1] == "DONE"


def test_who_is_told_to_end_does_not_wait() -> None:
    stop = threading.Event()
    stop.set()
    with session() as (opened, server):
        began_at = time.monotonic()
        opened.idle(100, stop)
        assert time.monotonic() - began_at < 50
        assert server.commands[-1] == "DONE"


@pytest.mark.parametrize("answer", [HANG_UP, b"+ idling\r\n" + HANG_UP])
def test_a_server_that_hangs_up_is_not_taken_for_one_that_is_silent(answer: bytes) -> None:
    with session(IDLE=answer) as (opened, _server):
        began_at = time.monotonic()
        with pytest.raises(MailboxFailed, match=imap.BROKEN):
            opened.idle(100, threading.Event())
        assert time.monotonic() - began_at < 50


def test_a_server_that_refuses_to_call_is_asked_by_the_clock() -> None:
    with session(IDLE=b"{tag} NO not today\r\n") as (opened, server):
        assert opened.has_idle
        opened.idle(100, threading.Event())
        assert not opened.has_idle
        assert server.commands[-1] == "IDLE"
