"""Wherever a server breaks off or talks nonsense: nothing is kept twice, nothing is lost, and the next look ends it."""

import pytest
from pytest_django import Settings

from inbox.receiving.imap import MailboxFailed
from inbox.receiving.mailbox import Fetcher
from tests import proofs
from tests.imap import ImapServer
from tests.imap_proxy import Proxy
from tests.inbox.receiving.fetching import fetcher, kept, letter, mailbox, subjects

pytestmark = pytest.mark.django_db

NONSENSE = [
    b"* \xff\xfe 1 FETCH (UID {\r\n",
    b"* SEARCH one two\r\n",
    b"* 1 FETCH (UID 1 BODY[] {100}\r\nand no more",
    b"* 1 FETCH (UID 99999999999999999999 RFC822.SIZE 99999999999999999999 FLAGS (\xc3))\r\n",
    b"+ go on\r\n" * 3,
    b"no line at all",
    b"* BYE go away\r\n",
    b"\x00" * 3000,
]


def look_until_all_is_well(one: Fetcher) -> int:
    """How many looks failed."""
    failures = 0
    while True:
        try:
            if not one.once().left:
                return failures
        except MailboxFailed:
            failures += 1
        assert failures < 4


def test_a_server_that_breaks_off_at_any_command(imap_server: ImapServer, settings: Settings) -> None:
    settings.IMAP_PAUSES = (0.0,)
    proxy = Proxy(imap_server.port)
    number = broken_off = 0
    cuts = proofs.some(range(1, 18), 6)
    for cut_at in cuts:
        imap_server.add(letter(number + 1), letter(number + 2))
        number += 2
        proxy.cut_at = cut_at
        one = fetcher(imap_server, port=proxy.port, done="Done")
        try:
            one.once()
        except MailboxFailed:
            broken_off += 1
            assert mailbox().failure
        proxy.cut_at = 0
        look_until_all_is_well(one)
        assert sorted(kept()) == sorted(subjects(*range(1, number + 1)))
        assert imap_server.flags() == []
        assert mailbox().failure == ""
    proxy.close()
    assert len(imap_server.flags("Done")) == number
    assert broken_off >= len(cuts) - 7, "a look has about a dozen commands"


@pytest.mark.parametrize("nonsense", proofs.some(NONSENSE, 2), ids=lambda nonsense: nonsense[:12].decode("latin-1"))
def test_a_server_that_answers_nonsense_to_any_command(
    imap_server: ImapServer, settings: Settings, nonsense: bytes
) -> None:
    settings.IMAP_PAUSES, settings.EMAIL_TIMEOUT = (0.0,), 5
    proxy = Proxy(imap_server.port)
    proxy.spoiled = nonsense
    failed = 0
    for spoil_at in range(1, 12):
        imap_server.add(letter(spoil_at))
        proxy.spoil_at = spoil_at
        one = fetcher(imap_server, port=proxy.port, done="Done")
        try:
            one.once()
        except MailboxFailed:
            failed += 1
        proxy.spoil_at = 0
        look_until_all_is_well(one)
        assert sorted(kept()) == sorted(subjects(*range(1, spoil_at + 1)))
    proxy.close()
    assert failed >= 9, "a look has about ten commands"


def test_a_message_at_which_the_server_breaks_off_stops_none_behind_it(
    imap_server: ImapServer, settings: Settings
) -> None:
    settings.IMAP_PAUSES = (60.0,)
    imap_server.add(letter(1), letter(2), letter(3))
    proxy = Proxy(imap_server.port)
    one = fetcher(imap_server, port=proxy.port)
    one.once()
    at = next(number for number, command in enumerate(proxy.commands, 1) if b"BODY.PEEK" in command)
    imap_server.add(letter(4), letter(5))
    proxy.cut_at = at
    with pytest.raises(MailboxFailed):
        one.once()
    proxy.cut_at = 0
    assert one.once().left == [4], "the others first"
    assert sorted(kept()) == subjects(1, 2, 3, 5)
    again = fetcher(imap_server, port=proxy.port)
    assert again.once().kept == 1
    assert mailbox().highest_uid == 5
    proxy.close()
