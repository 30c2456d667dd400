"""A session with a mail server that speaks IMAP (RFC 9051): list, fetch, mark, wait for more.

Nothing here expunges a folder: what people have marked as deleted stays theirs to remove.

On `imaplib` itself, not on imap-tools (1.16): its `flag()` and `move()` expunge the folder, what it fetches is parsed,
whole and without the day of arrival, and its IDLE fails at news before the server's "+", misses those behind it, and
takes a closed connection for silence.
"""

import base64
import contextlib
import datetime
import imaplib
import itertools
import re
import select
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Self

from django.utils.translation import gettext_noop

from inbox.receiving.accounts import Account
from outbox import tokens

# What staff read when a mailbox cannot be looked into. Stored as they stand here, translated when shown.
UNREACHABLE = gettext_noop("The mail server cannot be reached.")
CERTIFICATE = gettext_noop("The mail server shows a certificate that cannot be trusted, so nothing was sent to it.")
LOGIN = gettext_noop("The mail server refuses the login: the user or the password in IMAP_URLS is wrong.")
NO_TOKEN = gettext_noop("The server of MAIL_OAUTH_URL gives no access token for this mailbox.")
TOKEN = gettext_noop("The mail server refuses the access token: the application may not open this mailbox.")
FOLDER = gettext_noop("The folder that IMAP_URLS names cannot be opened.")
BROKEN = gettext_noop("The mail server broke off, or answered what cannot be understood.")
MARKING = gettext_noop("All mail is kept here, but the mail server refuses to mark it as done.")

# Set on what is kept here, where no folder is named for it.
KEYWORD = "AtelierKept"
# A connection that only waits is renewed long before servers (29 minutes, RFC 2177) and routers forget it.
IDLE_SECONDS = 240.0
# How long it takes at most to see that somebody wants an end.
SLICE_SECONDS = 0.25
LONGEST_HEAD = 500_000
_IDLE_TAG = b"IDLE0"
_FAILURES = (imaplib.IMAP4.error, OSError, ValueError, EOFError)
# The longest line that is read: the answer to a search is one, with all numbers in it. The library's own limit is
# reached by some 150,000 messages.
imaplib._MAXLINE = 20_000_000  # type: ignore[attr-defined]


class MailboxFailed(Exception):
    """Nothing can be done with the mailbox now: a sentence for staff, and what the server said. No password."""

    def __init__(self, sentence: str, said: str = "") -> None:
        self.sentence, self.said = sentence, re.sub(r"[\x00-\x1f\x7f]+", " ", said).strip()[:300]
        super().__init__(f"{sentence} {self.said}".strip())


class NotGiven(Exception):
    """The server has this message, and would not give it."""


class Listed(NamedTuple):
    """What the server says of a message before it is fetched."""

    size: int
    flags: str
    arrived_at: datetime.datetime | None = None


class Session:
    """One connection, logged in. Any failure is a MailboxFailed; then the session is over."""

    def __init__(self, account: Account, timeout: float) -> None:
        self.account = account
        self.uidvalidity = 0
        self.uidnext: int | None = None
        self.can_flag = self.has_idle = self.is_read_only = False
        with self._explained(UNREACHABLE):
            self._client = _connect(account, timeout)
        try:
            with self._explained(LOGIN):
                self._log_in()
            with self._explained(BROKEN):
                capabilities = self._ask(BROKEN, self._client.capability)
                self._capabilities = set(_text(capabilities).upper().split())
        except BaseException:
            self.close()
            raise
        self.has_idle = "IDLE" in self._capabilities

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up. Never a failure."""
        with contextlib.suppress(*_FAILURES):
            self._client.shutdown()

    @contextlib.contextmanager
    def _explained(self, sentence: str) -> Iterator[None]:
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise MailboxFailed(CERTIFICATE, self.account.hide(error.verify_message or str(error))) from None
        except _FAILURES as error:
            is_refused = isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort)
            explained = sentence if is_refused or sentence == UNREACHABLE else BROKEN
            raise MailboxFailed(explained, self.account.hide(str(error))) from None

    def _ask(self, sentence: str, command: Callable[..., tuple[str, Any]], *arguments: str) -> list[Any]:
        kind, data = command(*arguments)
        if kind != "OK":
            raise MailboxFailed(sentence, self.account.hide(_text(data)))
        return list(data)

    def _log_in(self) -> None:
        if self.account.auth:
            self._log_in_by_token()
            return
        user, password = self.account.user, self.account.password
        if "AUTH=PLAIN" in self._client.capabilities:
            # By RFC 4616 any sign can be in a password; LOGIN knows ASCII alone.
            self._client.authenticate("PLAIN", lambda _challenge: f"\0{user}\0{password}".encode())
        else:
            self._client.login(user, password)

    def _log_in_by_token(self) -> None:
        user = self.account.user
        try:
            said = tokens.xoauth2(user, tokens.token_for(user, self.account.password)).encode()
            # A server that refuses says why in a challenge of its own, which wants an empty answer.
            self._client.authenticate("XOAUTH2", lambda challenge: b"" if challenge else said)
        except tokens.NoToken as error:
            raise MailboxFailed(NO_TOKEN, self.account.hide(str(error))) from None
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            hidden = self.account.hide(str(error))
            tokens.forget(user)
            raise MailboxFailed(TOKEN, hidden) from None

    def open_folder(self) -> None:
        """Select the folder, anew at each look: so its UIDVALIDITY is today's, and a folder that went is noticed."""
        with self._explained(BROKEN):
            try:
                self._ask(FOLDER, self._client.select, _quoted(self.account.folder))
            except imaplib.IMAP4.readonly:
                self.is_read_only = True
                self._client.select(_quoted(self.account.folder), readonly=True)
            permanent = _text(self._client.response("PERMANENTFLAGS")[1])
            self.can_flag = not self.is_read_only and (r"\*" in permanent or KEYWORD in permanent.split())
            self.uidvalidity = int(_text(self._client.response("UIDVALIDITY")[1]))
            self.uidnext = int(_text(self._client.response("UIDNEXT")[1]) or 0) or None

    def uids_above(self, uid: int) -> list[int]:
        """Those of the messages above this one, in order. What comes while we ask is asked for again."""
        found: set[int] = set()
        with self._explained(BROKEN):
            for _time in range(5):
                self._client.response("EXISTS")
                data = self._ask(BROKEN, self._client.uid, "SEARCH", f"UID {uid + 1}:*")
                found |= {int(word) for part in data if part for word in part.split()}
                if self._client.response("EXISTS")[1] == [None]:
                    break
        # “n:*” names the last message also where n is beyond it.
        return sorted(one for one in found if one > uid)

    def list(self, uids: Sequence[int]) -> dict[int, Listed]:
        """Size and flags of these messages; one that is gone is not in it."""
        found = {}
        with self._explained(BROKEN):
            data = self._ask(
                BROKEN, self._client.uid, "FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE FLAGS INTERNALDATE)"
            )
            for uid, line, _content in _answers(data):
                size, flags = re.search(rb"RFC822\.SIZE (\d+)", line), re.search(rb"FLAGS \(([^)]*)\)", line)
                if size:
                    found[uid] = Listed(int(size[1]), _text(flags[1]) if flags else "", _arrival(line))
        return found

    def fetch(self, uid: int, *, head_only: bool = False) -> bytes | None:
        """The bytes of a message, which stays unread; None if it is gone. Raises NotGiven if the server has it not."""
        part = f"BODY.PEEK[HEADER]<0.{LONGEST_HEAD}>" if head_only else "BODY.PEEK[]"
        with self._explained(BROKEN):
            kind, data = self._client.uid("FETCH", str(uid), f"(UID {part})")
            if kind != "OK":
                raise NotGiven(self.account.hide(_text(data)))
            # A server also tells, unasked, of the flags of this message and of others.
            answers = [(line, content) for number, line, content in _answers(data) if number == uid]
            contents = (content for line, content in answers if content is not None and b"BODY[" in line.upper())
            content = next(contents, None)
            if content is None and answers:
                raise NotGiven("no content")
            return content

    def mark(self, uid: int, flags: str) -> None:
        """Say on the server that the message is kept here: in the folder for what is done, else by a keyword."""
        with self._explained(BROKEN):
            if self.is_read_only:
                return
            if self.account.done:
                self._move(str(uid), _quoted(self.account.done))
            elif self.can_flag and KEYWORD not in flags.split():
                self._ask(MARKING, self._client.uid, "STORE", str(uid), "+FLAGS.SILENT", f"({KEYWORD})")

    def _move(self, uid: str, folder: str) -> None:
        command = "MOVE" if "MOVE" in self._capabilities else "COPY"
        kind, _data = self._client.uid(command, uid, folder)
        if kind != "OK":
            # The folder is not there yet, or not any more.
            self._client.create(folder)
            self._client.subscribe(folder)
            self._ask(MARKING, self._client.uid, command, uid, folder)
        if command == "COPY":
            self._ask(MARKING, self._client.uid, "STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
            if "UIDPLUS" in self._capabilities:
                self._ask(MARKING, self._client.uid, "EXPUNGE", uid)

    def idle(self, seconds: float, stop: threading.Event, meanwhile: Callable[[], object] = bool) -> None:
        """Wait until the server tells of something, the time is over or `stop` is set (RFC 2177).

        `meanwhile` is called again and again.
        """
        until = time.monotonic() + min(seconds, IDLE_SECONDS)
        with self._explained(BROKEN):
            # What it told since the search, among the answers to other commands, it tells no second time.
            has_news = self._client.response("EXISTS")[1] != [None]
            self._client.send(_IDLE_TAG + b" IDLE\r\n")
            while not (line := self._line()).startswith(b"+"):
                if line.startswith(_IDLE_TAG):
                    self.has_idle = False
                    return
                has_news = has_news or _is_news(line)
            while not has_news and not stop.is_set() and time.monotonic() < until:
                has_news = self._has_news()
                meanwhile()
            self._client.send(b"DONE\r\n")
            while not self._line().startswith(_IDLE_TAG):
                pass

    def _line(self) -> bytes:
        line = self._client.readline()
        if not line:
            raise EOFError("the connection was closed")
        return line

    def _has_news(self) -> bool:
        """A line of news within a moment. What was read ahead is seen first: the socket would say nothing of it."""
        line = self._line_at_hand()
        if not line:
            poller = select.poll()
            poller.register(self._client.socket(), select.POLLIN)
            line = self._line_at_hand(is_readable=True) if poller.poll(SLICE_SECONDS * 1000) else b""
        return bool(line) and _is_news(line)

    def _line_at_hand(self, *, is_readable: bool = False) -> bytes:
        """A line, or what there is of it, that can be had without waiting; empty if there is nothing."""
        socket = self._client.socket()
        timeout = socket.gettimeout()
        socket.settimeout(0)
        try:
            line = self._client.readline()
        except (BlockingIOError, ssl.SSLWantReadError):
            return b""
        finally:
            socket.settimeout(timeout)
        # Without an error nothing is the end; but a socket in the clear says so, too, when there is nothing yet.
        if not line and (is_readable or isinstance(socket, ssl.SSLSocket)):
            raise EOFError("the connection was closed")
        return line


def _connect(account: Account, timeout: float) -> imaplib.IMAP4:
    if account.scheme == "imap":
        return imaplib.IMAP4(account.host, account.port, timeout=timeout)
    context = ssl.create_default_context(cafile=account.cafile or None)
    if account.scheme == "imap+ssl":
        return imaplib.IMAP4_SSL(account.host, account.port, ssl_context=context, timeout=timeout)
    client = imaplib.IMAP4(account.host, account.port, timeout=timeout)
    try:
        client.starttls(context)
    except BaseException:
        with contextlib.suppress(OSError):
            client.shutdown()
        raise
    return client


def _answers(data: Sequence[Any]) -> Iterator[tuple[int, bytes, bytes | None]]:
    """What the answer to FETCH says of each message: its number, the words before and behind its content, the content.

    The library gives a pair for what comes before a content and the content, then what comes behind, which may have the
    number; a line for an answer without content.
    """
    for piece, rest in itertools.zip_longest(data, data[1:]):
        line, content = piece if isinstance(piece, tuple) else (piece or b"", None)
        if content is not None and isinstance(rest, bytes):
            line += b" " + rest
        if uid := re.search(rb"\bUID (\d+)", line):
            yield int(uid[1]), line, content


def _arrival(line: bytes) -> datetime.datetime | None:
    """When the server took the message (INTERNALDATE), whatever the sender's clock said; None if it does not say."""
    found = re.search(rb'INTERNALDATE "([^"]{20,30})"', line)
    try:
        return datetime.datetime.strptime(found[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z") if found else None
    except ValueError:
        return None


def _is_news(line: bytes) -> bool:
    """A message came, the server says good-bye, or the line is not whole."""
    return line.rstrip().upper().endswith(b" EXISTS") or line.startswith(b"* BYE") or not line.endswith(b"\n")


def _text(data: Any) -> str:
    """What came from a server, as text."""
    parts = data if isinstance(data, list | tuple) else [data]
    return " ".join(one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one or "") for one in parts)


def _quoted(folder: str) -> str:
    """A folder's name as IMAP wants it: modified UTF-7 (RFC 3501, 5.1.3), in quotes."""
    coded = re.sub(r"&|[^\x20-\x7e]+", lambda found: _coded(found[0]), folder)
    return '"' + coded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _coded(signs: str) -> str:
    if signs == "&":
        return "&-"
    return "&" + base64.b64encode(signs.encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"
