"""`manage.py receive_mail` in real processes: its exit code is what the mail server believes."""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from inbox.management.commands.receive_mail import as_sent
from inbox.models import IncomingMessage
from tests import forked
from tests.inbox.receiving.fetching import kept, letter, subjects

# Codes of sysexits.h, which Postfix and its like read.
OK, USAGE, DATAERR, NOINPUT, TEMPFAIL = 0, 64, 65, 66, 75
AWAY = "postgres://atelier:secret@127.0.0.1:1/atelier"


@dataclass
class Given:
    """What came of a mail that was handed over."""

    returncode: int
    stdout: bytes
    stderr: bytes


def give(*arguments: str, raw: bytes = b"", **environment: str) -> Given:
    with tempfile.TemporaryDirectory() as folder:
        mail, said, errors = (Path(folder) / name for name in ("mail", "said", "errors"))
        mail.write_bytes(raw)
        process = forked.start(
            "receive_mail", *arguments, environment=os.environ | environment, said=said, errors=errors, given=mail
        )
        return Given(process.wait(60), said.read_bytes(), errors.read_bytes())


class TestWithADatabase:
    """Kept, or kept before."""

    pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

    def test_a_mail_is_kept_once_and_the_mail_server_told_so(self, database_url: str) -> None:
        mail = letter(1)
        arguments = ("--mailbox", "Dialogue@events.example.org", "--sender=awa1@example.org")
        first = give(*arguments, raw=mail, DATABASE_URL=database_url)
        # The same mail, handed over again by another way of the mail server.
        again = give(raw=b"From awa1@example.org  Mon Feb  1 10:00:00 2027\n" + mail, DATABASE_URL=database_url)
        assert (first.returncode, again.returncode) == (OK, OK), first.stderr + again.stderr
        message = IncomingMessage.objects.get()
        assert f"standard input is kept in {message.conversation.mark}." in first.stdout.decode()
        assert f"standard input was kept before in {message.conversation.mark}." in again.stdout.decode()
        assert (message.source, str(message.mailbox)) == ("pipe", "dialogue@events.example.org")
        assert bytes(message.raw.content) == b"Return-Path: <awa1@example.org>\r\n" + mail

    def test_of_several_files_each_is_kept_that_can_be(self, database_url: str, tmp_path: Path) -> None:
        for number in (1, 2):
            (tmp_path / f"{number}.eml").write_bytes(letter(number))
        (tmp_path / "empty.eml").write_bytes(b"\r\n \r\n")
        names = [str(tmp_path / name) for name in ("1.eml", "empty.eml", "2.eml")]
        result = give(*names, DATABASE_URL=database_url)
        assert result.returncode == DATAERR
        assert "empty.eml is empty." in result.stderr.decode()
        assert kept() == subjects(1, 2)
        assert give(*names, str(tmp_path / "none.eml"), str(tmp_path), DATABASE_URL=database_url).returncode == NOINPUT

    def test_a_mail_of_any_bytes_is_kept(self, database_url: str) -> None:
        assert give("--sender=", raw=b"\x00\xff\xfe\x80" * 50, DATABASE_URL=database_url).returncode == OK
        message = IncomingMessage.objects.get()
        assert bytes(message.raw.content).startswith(b"Return-Path: <>\n\x00")


def test_nothing_is_no_mail() -> None:
    assert give(raw=b" \n", DATABASE_URL=AWAY).returncode == DATAERR


@pytest.mark.parametrize(
    "arguments", [("--sendre=x",), ("--mailbox", "nobody"), ("--mailbox",), ("--mailbox", "a@b@c")]
)
def test_wrong_arguments_are_the_operator_s_fault(arguments: tuple[str, ...]) -> None:
    result = give(*arguments, raw=letter(1), DATABASE_URL=AWAY)
    assert result.returncode == USAGE
    assert result.stderr.startswith(b"usage: ")


def test_while_the_database_is_away_the_mail_server_keeps_the_mail() -> None:
    result = give(raw=letter(1), DATABASE_URL=AWAY)
    assert result.returncode == TEMPFAIL
    assert result.stderr.startswith(b"standard input waits: the database is away (")
    assert b"secret" not in result.stderr
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"DATABASE_URL": "sqlite://:memory:"},  # a database without tables
        {"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"},
        {"DATABASE_URL": "nothing known://"},
        {"DATABASE_URL": AWAY, "DEBUG": "off", "SECRET_KEY": ""},
        {"DATABASE_URL": AWAY, "DJANGO_SETTINGS_MODULE": "config.nowhere"},
        {"DATABASE_URL": AWAY, "EMAIL_TIMEOUT": "long"},
        {"DATABASE_URL": AWAY, "IMAP_URLS": "imap://mail.example.org"},
    ],
    ids=lambda environment: " ".join(environment),
)
def test_whatever_is_wrong_here_is_no_reason_to_send_a_mail_back(environment: dict[str, str]) -> None:
    result = give(raw=letter(1), **environment)
    assert result.returncode == TEMPFAIL, result.stderr
    assert result.stderr.strip()


def test_the_sender_of_the_envelope_comes_first() -> None:
    assert as_sent(b"Return-Path: <b@example.org>\nA: b\n", "a@example.org") == (
        b"Return-Path: <a@example.org>\nReturn-Path: <b@example.org>\nA: b\n"
    )
    assert as_sent(b"A: b\r\n\r\n", "a@example.org\r\nX: y> ") == b"Return-Path: <a@example.orgX:y>\r\nA: b\r\n\r\n"
    assert as_sent(b"From awa Mon Feb 1\nFrom: a@example.org\n", None) == b"From: a@example.org\n"
    assert as_sent(b"From: a@example.org\n", None) == b"From: a@example.org\n"


WRONG_SETTINGS = {"none": None, "an open quote": "SECRET_KEY='", "a failing word": "atelier-is-away"}


@pytest.mark.parametrize(("said", "code"), [(0, OK), (DATAERR, TEMPFAIL), (1, TEMPFAIL)])
@pytest.mark.parametrize("settings_file", ["KEY='a b&c'", *WRONG_SETTINGS])
def test_as_the_documentation_has_it_every_failure_keeps_the_mail(
    tmp_path: Path, settings_file: str, said: int, code: int
) -> None:
    page = (Path(settings.BASE_DIR) / "docs" / "mailbox.md").read_text()
    [script] = re.findall(r"^    (#!/bin/sh\n(?:    .+\n)+)", page, re.MULTILINE)
    environment, python = tmp_path / "atelier.env", tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\nexit {said}\n")
    python.chmod(0o755)
    if (words := WRONG_SETTINGS.get(settings_file, settings_file)) is not None:
        environment.write_text(f"{words}\n")
    receive = tmp_path / "atelier-receive"
    receive.write_text(script.replace("/srv/atelier", str(tmp_path)).replace("/etc/atelier.env", str(environment)))
    done = subprocess.run(["/bin/sh", str(receive), "--mailbox=a@example.org"], capture_output=True, check=False)
    assert done.returncode == (code if settings_file not in WRONG_SETTINGS else TEMPFAIL), done.stderr
