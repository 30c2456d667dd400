"""`manage.py fetch_mail`: fetches the mail of the mailboxes of IMAP_URLS, once or until it is stopped."""

import logging
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from inbox.receiving import mailbox
from inbox.receiving.accounts import Account, configured
from inbox.receiving.imap import MailboxFailed

logger = logging.getLogger(__name__)

# What a message in hand is given to come to its end. Cut off later, it is kept and marked the next time.
LAST_SECONDS = 5.0


class Command(BaseCommand):
    """The worker does the same beside its other work; this is for whoever wants it by itself, or by the clock."""

    help = "Fetch the mail of the mailboxes of IMAP_URLS. SIGTERM or Ctrl-C ends it after the message in hand."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Once or for ever, one or all."""
        parser.add_argument("--once", action="store_true", help="look once into each mailbox, then end")
        parser.add_argument("--mailbox", metavar="ADDRESS", help="only the mailbox of this address")

    def handle(self, *, once: bool, mailbox: str | None, **_options: Any) -> None:
        """End quickly when asked to, wherever a server keeps us waiting."""
        accounts = self._chosen(mailbox)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_arguments: stop.set())
        if once:
            self._once(accounts, stop)
        else:
            self._stay(accounts, stop)

    def _chosen(self, address: str | None) -> Sequence[Account]:
        accounts = configured()
        if not accounts:
            raise CommandError("IMAP_URLS names no mailbox: docs/mailbox.md says how to connect one.")
        chosen = [account for account in accounts if address in (None, account.address)]
        if not chosen:
            known = ", ".join(account.address for account in accounts)
            raise CommandError(f"IMAP_URLS names no mailbox {address}, but {known}.")
        return chosen

    def _stay(self, accounts: Sequence[Account], stop: threading.Event) -> None:
        threads = mailbox.start(stop, accounts)
        stop.wait()
        for thread in threads:
            thread.join(LAST_SECONDS)

    def _once(self, accounts: Sequence[Account], stop: threading.Event) -> None:
        """One after the other; a failure of one keeps no other from being looked into."""
        failed = []
        for account in accounts:
            try:
                look = mailbox.Fetcher(account, stop).once()
            except mailbox.Busy:
                self.stdout.write(f"{account.address}: another process is fetching already.")
            except MailboxFailed as failure:
                failed.append(f"{account.address}: {failure}")
            except (OperationalError, InterfaceError) as error:
                failed.append(f"{account.address}: the database is away ({str(error).strip()}).")
            else:
                self.stdout.write(
                    f"{account.address}: {look.kept} kept, {look.known} kept before, {len(look.left)} left."
                )
        if failed:
            raise CommandError("\n".join(failed))
