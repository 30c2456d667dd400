"""Mail is fetched from a real server: kept once, then marked there; nothing is lost, nothing is removed."""

import datetime
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone, translation
from pytest_django import Settings

from inbox.models import IncomingMessage, Mailbox, RawMail
from inbox.receiving import imap, mailbox, mailbox_lock
from inbox.receiving.imap import KEYWORD, MailboxFailed, Session
from inbox.receiving.mailbox_lock import Turn
from tests.imap import PASSWORD, ImapServer
from tests.inbox.receiving.fetching import ADDRESS, fetcher, kept, letter, subjects, wait_until
from tests.inbox.receiving.fetching import mailbox as row

pytestmark = pytest.mark.django_db


def test_what_is_fetched_is_kept_as_it_came_and_marked(imap_server: ImapServer) -> None:
    imap_server.add(letter(1), letter(2))
    look = fetcher(imap_server).once()
    assert (look.kept, look.known, look.left) == (2, 0, [])
    assert kept() == subjects(1, 2)
    first = IncomingMessage.objects.get(subject="Question 1")
    assert bytes(first.raw.content) == letter(1)
    assert (first.source, first.mailbox, first.uid) == ("imap", row(), 1)
    assert imap_server.flags() == [{KEYWORD}, {KEYWORD}], "kept, and not read by anybody"
    assert (row().highest_uid, row().uidvalidity) == (2, first.uidvalidity)
    looked_at = row().looked_at
    assert looked_at is not None
    assert timezone.now() - looked_at < datetime.timedelta(seconds=10)


def test_what_is_done_is_moved_to_its_folder_which_is_made(imap_server: ImapServer) -> None:
    imap_server.add(letter(1), letter(2))
    fetcher(imap_server, done="Erledigt & für 日本").once()
    assert kept() == subjects(1, 2)
    assert imap_server.flags() == []
    assert imap_server.flags('"Erledigt &- f&APw-r &ZeVnLA-"') == [set(), set()]


def test_a_folder_below_another_is_looked_into(imap_server: ImapServer) -> None:
    with imap_server.client() as client:
        client.create("Shared")
        client.create('"Shared.Pour l\'&AOk-v&AOk-nement"')
        client.append('"Shared.Pour l\'&AOk-v&AOk-nement"', "", "", letter(3))
    fetcher(imap_server, folder="Shared.Pour l'événement").once()
    assert kept() == subjects(3)


def test_a_server_that_cannot_move_copies_and_removes_what_it_copied_alone(
    imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap_server.add(letter(1), letter(2), letter(3))
    with imap_server.client() as client:
        client.store("3", "+FLAGS", r"(\Deleted)")  # by a person, who may think again
    with_all = Session._ask

    def without_move(self: Session, *arguments: Any) -> list[Any]:
        return [
            re.sub(rb"\bMOVE\b", b"", part) if isinstance(part, bytes) else part for part in with_all(self, *arguments)
        ]

    monkeypatch.setattr(Session, "_ask", without_move)
    imap_server.add(letter(4))
    one = fetcher(imap_server, done="Done")
    one.once()
    assert kept() == subjects(1, 2, 3, 4)
    assert imap_server.flags() == []
    assert len(imap_server.flags("Done")) == 4


def test_what_people_marked_as_deleted_is_not_expunged(imap_server: ImapServer) -> None:
    imap_server.add(letter(1))
    fetcher(imap_server).once()
    with imap_server.client() as client:
        client.store("1", "+FLAGS", r"(\Deleted)")
    imap_server.add(letter(2))
    fetcher(imap_server).once()
    assert imap_server.flags() == [{"\\Deleted", KEYWORD}, {KEYWORD}]


def test_a_second_look_fetches_what_is_new_alone(imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    imap_server.add(letter(1))
    one = fetcher(imap_server)
    one.once()
    fetched: list[int] = []
    fetch = Session.fetch
    monkeypatch.setattr(Session, "fetch", lambda self, uid, **more: fetched.append(uid) or fetch(self, uid, **more))
    imap_server.add(letter(2))
    one.once()
    one.once()
    assert fetched == [2]


def test_what_was_kept_but_not_marked_is_marked_and_not_fetched_again(
    imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap_server.add(letter(1), letter(2))
    with monkeypatch.context() as broken:
        broken.setattr(Session, "mark", lambda *_arguments: (_ for _ in ()).throw(MailboxFailed(imap.BROKEN)))
        with pytest.raises(MailboxFailed):
            fetcher(imap_server, done="Done").once()
    assert (kept(), row().highest_uid) == (subjects(1), 0)
    fetched: list[int] = []
    fetch = Session.fetch
    monkeypatch.setattr(Session, "fetch", lambda self, uid, **more: fetched.append(uid) or fetch(self, uid, **more))
    fetcher(imap_server, done="Done").once()
    assert (kept(), fetched) == (subjects(1, 2), [2])
    assert (len(imap_server.flags("Done")), imap_server.flags()) == (2, [])


def test_a_mail_that_lies_there_twice_is_kept_once_and_marked_twice(imap_server: ImapServer) -> None:
    imap_server.add(letter(1), letter(1))
    look = fetcher(imap_server).once()
    assert (look.kept, look.known) == (1, 1)
    assert kept() == subjects(1)
    assert imap_server.flags() == [{KEYWORD}, {KEYWORD}]


def test_numbers_given_anew_double_nothing(imap_server: ImapServer) -> None:
    imap_server.add(letter(1), letter(2))
    fetcher(imap_server).once()
    before = row().uidvalidity
    imap_server.stop()
    imap_server.forget_numbers()
    imap_server.start()
    imap_server.add(letter(3))
    look = fetcher(imap_server).once()
    assert (look.kept, look.known) == (1, 2)
    assert kept() == subjects(1, 2, 3)
    assert row().uidvalidity != before
    assert row().highest_uid == 3


def test_another_folder_under_the_same_name_doubles_nothing(imap_server: ImapServer) -> None:
    with imap_server.client() as client:
        client.create("Box")
        for number in (1, 2):
            client.append("Box", "", "", letter(number))
    fetcher(imap_server, folder="Box").once()
    with imap_server.client() as client:
        client.rename("Box", "Old")
        client.create("Other")
        for number in (2, 3):
            client.append("Other", "", "", letter(number))
        client.rename("Other", "Box")
    fetcher(imap_server, folder="Box").once()
    assert sorted(kept()) == subjects(1, 2, 3)


def test_a_server_restored_from_a_backup_loses_nothing(imap_server: ImapServer) -> None:
    """It gives numbers a second time, under the same UIDVALIDITY: no server may, and those restored do."""
    imap_server.add(letter(1), letter(2), letter(3))
    fetcher(imap_server).once()
    rows = IncomingMessage.objects.order_by("uid")
    validity = row().uidvalidity
    with imap_server.client() as client:
        client.store("2:3", "+FLAGS", r"(\Deleted)")
        client.expunge()
    Mailbox.objects.update(highest_uid=900)  # the numbers that were there before the backup was brought back
    imap_server.add(letter(4, "Another one."))
    IncomingMessage.objects.filter(uid=2).update(uid=4)  # what had the number that is given anew
    fetcher(imap_server).once()
    assert sorted(rows.values_list("subject", flat=True)) == subjects(1, 2, 3, 4)
    assert row().uidvalidity == validity
    assert row().highest_uid == 4


def test_a_mail_removed_while_we_look_is_passed_over(imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    imap_server.add(letter(1), letter(2), letter(3))
    ask = Session.list

    def list_then_lose(self: Session, uids: Any) -> Any:
        listed = ask(self, uids)
        with imap_server.client() as client:
            client.store("2", "+FLAGS", r"(\Deleted)")
            client.expunge()
        return listed

    monkeypatch.setattr(Session, "list", list_then_lose)
    look = fetcher(imap_server).once()
    assert (kept(), look.left) == (subjects(1, 3), [])
    assert row().highest_uid == 3


def test_of_a_mail_too_large_the_head_is_kept_and_the_mail_left(imap_server: ImapServer, settings: Settings) -> None:
    settings.MAIL_MAX_BYTES = 2000
    kind = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary="x"\r\n'
    imap_server.add(letter(1), letter(2, "x" * 3000, kind), letter(3))
    one = fetcher(imap_server, done="Done")
    assert one.once().kept == 3
    large = IncomingMessage.objects.get(uid=2)
    assert (large.subject, large.from_email, large.text.strip()) == ("Question 2", "awa2@example.org", "")
    assert "too-large" in large.fact("problems")
    assert large.size == len(letter(2, "x" * 3000, kind))
    assert b"xxx" not in bytes(large.raw.content)
    assert (imap_server.flags(), len(imap_server.flags("Done"))) == ([set()], 2)
    assert (one.once().kept, one.once().known) == (0, 0)
    Mailbox.objects.update(highest_uid=0)
    assert (one.once().kept, RawMail.objects.count()) == (0, 3)


def test_a_mail_that_cannot_be_taken_in_stops_none_behind_it(
    imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.IMAP_PAUSES = (0.05,)
    receive = mailbox.receive

    def refuse(raw: bytes, **place: Any) -> Any:
        if b"Question 2" in raw:
            raise RuntimeError("nobody thought of this")
        return receive(raw, **place)

    imap_server.add(letter(1), letter(2), letter(3))
    one = fetcher(imap_server, done="Done")
    with monkeypatch.context() as broken:
        broken.setattr(mailbox, "receive", refuse)
        look = one.once()
        assert (kept(), look.left, row().highest_uid) == (subjects(1, 3), [2], 1)
        assert row().explain() == f"{mailbox.NOT_TAKEN} UID 2"
        assert len(imap_server.flags()) == 1
        imap_server.add(letter(4))
        assert one.once().left == [2], "not tried before its time"
    threading.Event().wait(0.2)
    assert one.once().left == []
    assert kept() == subjects(1, 2, 3, 4)
    assert (row().explain(), row().failed_at, row().highest_uid) == ("", None, 2)
    assert imap_server.flags() == []


def test_a_server_that_refuses_to_mark_keeps_no_mail_from_us(imap_server: ImapServer) -> None:
    (imap_server.folder / "mail" / ".Done").write_text("a file stands where the folder should be made")
    imap_server.add(letter(1), letter(2))
    look = fetcher(imap_server, done="Done").once()
    assert (kept(), look.left) == (subjects(1, 2), [1, 2])
    assert row().explain().startswith(imap.MARKING)
    (imap_server.folder / "mail" / ".Done").unlink()
    assert fetcher(imap_server, done="Done").once().known == 0
    assert (imap_server.flags(), len(imap_server.flags("Done"))) == ([], 2)
    assert row().explain() == ""


def test_a_second_process_keeps_away_until_the_first_is_done(imap_server: ImapServer) -> None:
    imap_server.add(letter(1))
    first, second = fetcher(imap_server), fetcher(imap_server)
    assert first._turn.take()
    assert first._turn.take(), "still"
    with pytest.raises(mailbox.Busy):
        second.once()
    first._turn.release()
    assert second.once().kept == 1


@pytest.mark.postgres
def test_a_turn_is_given_back_however_late_its_session_ends() -> None:
    first, second = Turn(ADDRESS), Turn(ADDRESS)
    assert first.take()
    session = first._session
    assert session is not None
    with mock.patch.object(session, "close"):
        first.release()
    assert second.take()
    second.release()
    session.close()


@pytest.mark.postgres
def test_a_holder_that_hangs_loses_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox_lock, "LOST_AFTER", 0.3)
    hung, other = Turn(ADDRESS), Turn(ADDRESS)
    assert hung.take()
    assert not other.take()
    wait_until(other.take)
    with pytest.raises((OperationalError, InterfaceError)):
        hung.take()
    other.release()


@pytest.mark.postgres
def test_a_holder_that_waits_for_mail_keeps_its_turn(monkeypatch: pytest.MonkeyPatch, imap_server: ImapServer) -> None:
    monkeypatch.setattr(mailbox_lock, "LOST_AFTER", 2)
    monkeypatch.setattr(mailbox, "SIGN", 0.1)
    taken: list[bool] = []
    take = Turn.take
    monkeypatch.setattr(Turn, "take", lambda turn: taken.append(take(turn)) or taken[-1])
    waiting = fetcher(imap_server)
    assert waiting._turn.take()
    with waiting._session() as session:
        session.open_folder()
        session.uids_above(0)
        session.idle(1, waiting.stop, waiting._keep_turn)
    assert len(taken) > 2
    assert all(taken)
    waiting._turn.release()


@pytest.mark.postgres
def test_the_database_ends_the_session_of_a_holder_whose_machine_is_gone() -> None:
    turn = Turn(ADDRESS)
    assert turn.take()
    assert turn._session is not None
    with turn._session.cursor() as cursor:
        cursor.execute("SHOW idle_session_timeout")
        assert cursor.fetchone() == ("80s",)
    turn.release()


def test_without_postgresql_a_locked_file_says_whose_turn_it_is(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(connection, "vendor", "sqlite")
    first, second, other = Turn(ADDRESS), Turn(ADDRESS), Turn("other@example.org")
    assert [first.take(), first.take(), second.take(), other.take()] == [True, True, False, True]
    first.release()
    assert second.take()
    for turn in (second, other):
        turn.release()


# What goes wrong ------------------------------------------------------------------------------------------------------


@pytest.fixture
def complaint(imap_server: ImapServer) -> Iterator[Any]:
    """What staff read after a look that fails; never the password."""

    def look(**options: Any) -> str:
        with pytest.raises(MailboxFailed) as caught:
            fetcher(imap_server, **options).once()
        said = f"{caught.value!r} {row().failure} {row().explain()}"
        assert options.get("password", PASSWORD) not in said
        assert row().failed_at is not None
        assert kept() == []
        return row().explain()

    imap_server.add(letter(1))
    return look


def test_a_login_refused_is_said(complaint: Any) -> None:
    assert complaint(password="wr0ng").startswith(imap.LOGIN)


def test_a_missing_folder_is_said(complaint: Any) -> None:
    assert complaint(folder="Nowhere").startswith(imap.FOLDER)


def test_a_server_that_is_away_is_said(complaint: Any, imap_server: ImapServer) -> None:
    imap_server.stop()
    assert complaint().startswith(imap.UNREACHABLE)


@pytest.mark.parametrize("scheme", ["imap+ssl", "imap+tls"])
def test_an_unknown_authority_is_not_trusted(complaint: Any, scheme: str) -> None:
    assert complaint(scheme=scheme).startswith(imap.CERTIFICATE)


@pytest.mark.parametrize("scheme", ["imap+ssl", "imap+tls"])
def test_a_named_authority_is_trusted(imap_server: ImapServer, scheme: str) -> None:
    imap_server.add(letter(1))
    fetcher(imap_server, scheme=scheme, cafile=imap_server.authority).once()
    assert kept() == subjects(1)


def test_another_host_s_certificate_is_not_trusted(complaint: Any, imap_server: ImapServer, monkeypatch: Any) -> None:
    url = imap_server.url("imap+ssl", cafile=imap_server.authority).replace("@localhost", "@127.0.0.1")
    monkeypatch.setattr(imap_server, "url", lambda **_options: url)
    assert complaint().startswith(imap.CERTIFICATE)


def test_a_failure_is_told_in_the_reader_s_language(complaint: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    complaint(password="wr0ng")
    monkeypatch.setattr("inbox.models.mailboxes.gettext", lambda text: f"({translation.get_language()}) {text}")
    with translation.override("fr"):
        assert row().explain().startswith(f"(fr) {imap.LOGIN}")


def test_a_failure_is_forgotten_when_all_is_well(complaint: Any, imap_server: ImapServer) -> None:
    complaint(password="wr0ng")
    fetcher(imap_server).once()
    assert (row().failure, row().failed_at, row().address) == ("", None, ADDRESS)
