"""`manage.py receive_mail < mail.eml`: takes in a mail that the mail server hands over, or that lies in a file.

The exit code is the answer to the mail server (sysexits.h): it forgets a mail only when this one is kept.
"""

import os
import re
import sys
import traceback
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.core.validators import validate_email
from django.db import InterfaceError, OperationalError

from inbox.models import IncomingMessage, Mailbox
from inbox.receiving.intake import receive

EX_OK, EX_USAGE, EX_DATAERR, EX_NOINPUT, EX_TEMPFAIL = 0, 64, 65, 66, 75
# The line of a mailbox file that local(8) puts before a mail; it holds the time of delivery and is no part of the mail.
_SEPARATOR = re.compile(rb"\A>?From [^\n]*\n")


class Parser(CommandParser):
    """Wrong arguments are EX_USAGE."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong."""
        self.print_usage(sys.stderr)
        self.exit(EX_USAGE, f"{message}\n")


class Command(BaseCommand):
    """What Postfix pipes into (docs/mailbox.md)."""

    help = (
        "Take in a mail from standard input, or mails from files. Ends with 0 when they are kept, 75 when they cannot "
        "be kept now, 66 for a file that cannot be read, 65 for an empty one, 64 for wrong arguments."
    )
    # Started for every mail.
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """As Django's, with our exit code for wrong arguments."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = Parser
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The mail, and what its envelope says."""
        parser.add_argument("files", metavar="FILE", nargs="*", type=Path, help="a mail as it was sent (.eml)")
        parser.add_argument("--mailbox", metavar="ADDRESS", type=mailbox_address, help="the mailbox that it came for")
        parser.add_argument("--sender", metavar="ADDRESS", help="of the envelope; empty for a report of a mail server")

    def handle(self, *, files: list[Path], mailbox: str | None, sender: str | None, **_options: Any) -> None:
        """Take in every mail that can be; the exit code is that of the worst."""
        os.environ.setdefault("PGCONNECT_TIMEOUT", "20")
        sources: list[Path | None] = [*files] or [None]
        codes = {self._take(source, mailbox, sender) for source in sources}
        worst = next((code for code in (EX_TEMPFAIL, EX_NOINPUT, EX_DATAERR) if code in codes), EX_OK)
        if worst:
            sys.exit(worst)

    def _take(self, file: Path | None, mailbox: str | None, sender: str | None) -> int:
        name = str(file) if file else "standard input"
        try:
            raw = file.read_bytes() if file else sys.stdin.buffer.read()
        except OSError as error:
            self.stderr.write(f"{name} cannot be read: {error.strerror}.")
            return EX_NOINPUT
        if not raw.strip():
            self.stderr.write(f"{name} is empty.")
            return EX_DATAERR
        try:
            row = Mailbox.objects.get_or_create(address=mailbox)[0] if mailbox else None
            message, is_new = receive(as_sent(raw, sender), source=IncomingMessage.Source.PIPE, mailbox=row)
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(f"{name} waits: the database is away ({str(error).strip()}).")
            return EX_TEMPFAIL
        except Exception:  # noqa: BLE001  whatever it is, the mail server must keep the mail
            traceback.print_exc()
            return EX_TEMPFAIL
        self.stdout.write(f"{name} {'is kept' if is_new else 'was kept before'} in {message.conversation.mark}.")
        return EX_OK


def mailbox_address(text: str) -> str:
    """An address of a mailbox, in small letters."""
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValueError(text) from error
    return text.lower()


def as_sent(raw: bytes, sender: str | None) -> bytes:
    """The mail without the separator of a mailbox file, and with the sender of the envelope as its Return-Path."""
    raw = _SEPARATOR.sub(b"", raw)
    if sender is None:
        return raw
    # The first one counts: whoever wrote the mail may have put another into it.
    address = re.sub(r"[\x00-\x20\x7f<>]", "", sender).encode("utf-8", "replace")
    return b"Return-Path: <" + address + b">" + (b"\r\n" if b"\r\n" in raw[:2000] else b"\n") + raw
