"""Fetches the mail of a mailbox: kept in the database first, only then marked on the server.

Killed at any moment it has either kept a message or not touched it. What was kept and not yet marked is known by the
database the next time, and marked then. `highest_uid` moves over what is kept and marked, never over what is not.
"""

import contextlib
import logging
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from inbox.models import IncomingMessage, Mailbox
from inbox.receiving import imap, oversize
from inbox.receiving.accounts import Account
from inbox.receiving.imap import Listed, MailboxFailed, NotGiven, Session
from inbox.receiving.intake import receive
from inbox.receiving.mailbox_lock import Turn

logger = logging.getLogger(__name__)

# Messages of which size and flags are asked at once; their contents are fetched one by one.
AT_ONCE = 100
# Seconds between signs that the turn is still ours: well below mailbox_lock.LOST_AFTER.
SIGN = 15
NOT_TAKEN = gettext_noop("Some mails could not be taken in. They are still on the mail server, and are tried again.")
UNFORESEEN = gettext_noop("Something unforeseen happened; what it was stands in the log of the worker.")


class Busy(Exception):
    """Another process looks into this mailbox already."""


@dataclass(slots=True)
class Look:
    """One look into the mailbox, and what came of it."""

    session: Session
    mailbox: Mailbox
    kept: int = 0
    known: int = 0
    # Of messages that are still to be taken in, or to be marked.
    left: list[int] = field(default_factory=list)
    # Why the server would not mark; it is not asked again in this look.
    refusal: MailboxFailed | None = None


class Fetcher:
    """One mailbox, until `stop` is set."""

    def __init__(self, account: Account, stop: threading.Event) -> None:
        self.account, self.stop = account, stop
        self._turn = Turn(account.address)
        self._sign_at = time.monotonic()
        self._failures = 0
        self._fruitless = 0
        # By UID: how often a message could not be taken in, and from when on (monotonic) it is tried again.
        self._postponed: dict[int, tuple[int, float]] = {}

    def run(self) -> None:
        """Look, wait for more, look again; through times in which the server or the database is away."""
        try:
            while not self.stop.is_set():
                self.stop.wait(self._attempt())
        finally:
            self._turn.release()
            connection.close()

    def once(self) -> Look:
        """One look. Raises Busy, MailboxFailed, OperationalError or InterfaceError."""
        try:
            if not self._turn.take():
                raise Busy
            with self._session() as session:
                return self.look(session)
        except MailboxFailed as failure:
            self._note(failure)
            raise
        finally:
            self._turn.release()

    def _session(self) -> Session:
        return Session(self.account, settings.EMAIL_TIMEOUT)

    def _attempt(self) -> float:
        """Stay with the mailbox as long as it goes well; the seconds until the next attempt."""
        close_old_connections()
        try:
            if self._turn.take():
                self._stay()
            return float(settings.IMAP_POLL_SECONDS)
        except MailboxFailed as failure:
            logger.warning("%s: %s", self.account.address, failure)
            self._note(failure)
        except (OperationalError, InterfaceError) as error:
            logger.warning("%s waits: the database is away (%s).", self.account.address, str(error).strip())
            connection.close()
            self._turn.release()
        except Exception:
            # Whatever it was must not end the thread: mail would lie there in silence.
            logger.exception("%s could not be looked into.", self.account.address)
            self._note(MailboxFailed(UNFORESEEN))
            connection.close()
        self._failures += 1
        return pause(self._failures) * random.uniform(0.8, 1.2)  # noqa: S311

    def _stay(self) -> None:
        with self._session() as session:
            while not self.stop.is_set() and self._turn.take():
                close_old_connections()
                look = self.look(session)
                self._failures = 0
                self._wait(session, is_fruitless=not look.kept)

    def _wait(self, session: Session, *, is_fruitless: bool) -> None:
        """Until there may be something to do. A server that calls for nothing, again and again, is heard less often."""
        due = min((at for _tries, at in self._postponed.values()), default=float("inf"))
        seconds = max(0.1, due - time.monotonic())
        if not session.has_idle:
            self._pause(min(seconds, settings.IMAP_POLL_SECONDS))
            return
        began_at = time.monotonic()
        session.idle(seconds, self.stop, self._keep_turn)
        is_sudden = is_fruitless and time.monotonic() - began_at < 1
        self._fruitless = self._fruitless + 1 if is_sudden else 0
        if self._fruitless > 3:
            self._pause(min(2.0 ** (self._fruitless - 5), settings.IMAP_POLL_SECONDS))

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.stop.is_set() and (left := until - time.monotonic()) > 0:
            self.stop.wait(min(left, SIGN))
            self._keep_turn()

    def _keep_turn(self) -> None:
        """Give a sign now and then. Raises OperationalError or InterfaceError if the turn was taken from us."""
        if time.monotonic() - self._sign_at > SIGN:
            self._turn.take()
            self._sign_at = time.monotonic()

    # One look --------------------------------------------------------------------------------------------------------

    def look(self, session: Session) -> Look:
        """Take in what is new, one message after the other, and mark it."""
        session.open_folder()
        mailbox = self._mailbox(session)
        look = Look(session, mailbox)
        uids = session.uids_above(mailbox.highest_uid)
        try:
            for begin in range(0, len(uids), AT_ONCE):
                some = uids[begin : begin + AT_ONCE]
                listed, known = session.list(some), self._known(mailbox, some[0], some[-1])
                for uid in some:
                    if self.stop.is_set():
                        return look
                    self._keep_turn()
                    if not self._take(look, uid, listed.get(uid), known.get(uid)):
                        look.left.append(uid)
                    elif not look.left:
                        mailbox.highest_uid = uid
                self._note_progress(mailbox)
        finally:
            with contextlib.suppress(DatabaseError):
                self._note_progress(mailbox)
        self._note_look(look)
        return look

    def _mailbox(self, session: Session) -> Mailbox:
        """The row of the mailbox. Where the server counts anew, everything in it is looked at again."""
        mailbox, _is_new = Mailbox.objects.get_or_create(address=self.account.address)
        is_restored = session.uidnext is not None and session.uidnext <= mailbox.highest_uid
        if mailbox.uidvalidity != session.uidvalidity or is_restored:
            if mailbox.uidvalidity is not None:
                logger.warning("%s counts its messages anew; all are looked at again.", self.account.address)
            mailbox.uidvalidity, mailbox.highest_uid = session.uidvalidity, 0
            mailbox.save(update_fields=["uidvalidity", "highest_uid"])
            self._postponed.clear()
        return mailbox

    def _known(self, mailbox: Mailbox, first: int, last: int) -> dict[int | None, int]:
        """The sizes of the messages with these numbers that are here already."""
        rows = IncomingMessage.objects.filter(mailbox=mailbox, uidvalidity=mailbox.uidvalidity)
        return dict(rows.filter(uid__gte=first, uid__lte=last).values_list("uid", "size"))

    def _take(self, look: Look, uid: int, listed: Listed | None, known_size: int | None) -> bool:
        """Keep one message and mark it. False if it is to be come back to."""
        if listed is None:
            return True  # somebody removed it meanwhile
        if known_size != listed.size and not (self._is_due(uid) and self._keep(look, uid, listed, known_size)):
            return False
        return listed.size > settings.MAIL_MAX_BYTES or self._mark(look, uid, listed)

    def _keep(self, look: Look, uid: int, listed: Listed, known_size: int | None) -> bool:
        """Fetch one message and hand it to the intake. What fails is tried later and does not stop those behind it."""
        mailbox, is_large = look.mailbox, listed.size > settings.MAIL_MAX_BYTES
        # A number that stands here with another message is that of a server restored from a backup: it names nothing.
        is_free = known_size is None
        try:
            raw = look.session.fetch(uid, head_only=is_large)
            if raw is None:
                return True
            with transaction.atomic() if is_large else contextlib.nullcontext():
                message, is_new = receive(
                    oversize.without_body(raw) if is_large else raw,
                    source=IncomingMessage.Source.IMAP,
                    mailbox=mailbox,
                    uidvalidity=mailbox.uidvalidity if is_free else None,
                    uid=uid if is_free else None,
                    arrived_at=listed.arrived_at,
                )
                if is_large and is_new:
                    oversize.note(message, listed.size)
        except MailboxFailed:
            # Perhaps it is this message at which the server breaks off: those behind it come first the next time.
            self._postpone(uid)
            raise
        except Exception as error:
            if isinstance(error, DatabaseError) and is_database_away():
                raise
            self._postpone(uid)
            reason = "is not given by the server" if isinstance(error, NotGiven) else "could not be taken in"
            logger.exception("%s: message %s %s; it is tried again later.", self.account.address, uid, reason)
            return False
        look.kept += is_new
        look.known += not is_new
        self._postponed.pop(uid, None)
        return True

    def _mark(self, look: Look, uid: int, listed: Listed) -> bool:
        if look.refusal is None:
            try:
                look.session.mark(uid, listed.flags)
            except MailboxFailed as failure:
                if failure.sentence != imap.MARKING:
                    raise
                look.refusal = failure
        return look.refusal is None

    def _is_due(self, uid: int) -> bool:
        return uid not in self._postponed or time.monotonic() >= self._postponed[uid][1]

    def _postpone(self, uid: int) -> None:
        """Later than the next attempt at the whole mailbox, so that this one is begun with the others."""
        tries = self._postponed.get(uid, (0, 0.0))[0] + 1
        self._postponed[uid] = tries, time.monotonic() + 3 * pause(tries)

    # Notes for staff -------------------------------------------------------------------------------------------------

    def _note_progress(self, mailbox: Mailbox) -> None:
        same = Mailbox.objects.filter(pk=mailbox.pk, uidvalidity=mailbox.uidvalidity)
        same.update(highest_uid=mailbox.highest_uid)

    def _note_look(self, look: Look) -> None:
        now = timezone.now()
        failure = look.refusal
        if failure is None and look.left:
            failure = MailboxFailed(NOT_TAKEN, f"UID {', '.join(map(str, look.left[:20]))}")
        words = {"failed_at": now, "failure": in_lines(failure)} if failure else {"failed_at": None, "failure": ""}
        Mailbox.objects.filter(pk=look.mailbox.pk).update(looked_at=now, **words)
        if look.kept or look.known or failure:
            logger.info(
                "%s: %s mails taken in, %s were here before, %s left.",
                self.account.address,
                look.kept,
                look.known,
                len(look.left),
            )

    def _note(self, failure: MailboxFailed) -> None:
        with contextlib.suppress(DatabaseError):
            values = {"failed_at": timezone.now(), "failure": in_lines(failure)}
            Mailbox.objects.update_or_create(address=self.account.address, defaults=values)


def start(stop: threading.Event, accounts: Sequence[Account]) -> list[threading.Thread]:
    """A thread for each mailbox."""
    threads = [
        threading.Thread(target=Fetcher(account, stop).run, name=f"mail of {account.address}", daemon=True)
        for account in accounts
    ]
    for thread in threads:
        thread.start()
    return threads


def pause(failures: int) -> float:
    """Seconds to wait after so many failures in a row."""
    pauses: tuple[float, ...] = settings.IMAP_PAUSES
    return pauses[min(failures, len(pauses)) - 1]


def in_lines(failure: MailboxFailed) -> str:
    """As it is stored: the sentence, by which it is translated, and what the server said on a line of its own."""
    return f"{failure.sentence}\n{failure.said}".strip()


def is_database_away() -> bool:
    """Whether it is the database that fails, and not what was asked of it."""
    connection.close()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return True
    return False
