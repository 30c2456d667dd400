"""Django's SMTP backend, which in addition tells the moment before a message can have arrived.

A server takes a message when it has read the final dot (RFC 5321, 4.1.1.4). Until then a broken connection means: not
sent. From then on nobody but the server knows. So the moment is noted, and committed, just before the dot.
"""

import contextlib
import re
import smtplib
import socket
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from outbox import tokens
from outbox.mime import OutgoingMail
from outbox.models.sign_on import SignOn

# A login by token that was refused is tried again after so many seconds, without a message.
PAUSE = 60.0


class HandoverConnection(smtplib.SMTP):
    """A connection, plain or by STARTTLS, that calls `before_dot` when all but the last line of a message is sent."""

    before_dot: Callable[[], None] | None = None
    # What the server said to the message as a whole; None as long as it said nothing.
    final_reply: tuple[int, bytes] | None = None

    def login(self, user: str, password: str, **kwargs: Any) -> tuple[int, bytes]:
        """By password, or where EMAIL_URL says so by an access token (XOAUTH2)."""
        if not settings.EMAIL_AUTH:
            return super().login(user, password, **kwargs)
        self.ehlo_or_helo_if_needed()
        said = tokens.xoauth2(user, password)
        # A server that refuses says why in a challenge of its own, which wants an empty answer.
        return self.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")

    def data(self, msg: Any) -> tuple[int, bytes]:
        """DATA of RFC 5321, in two steps."""
        self.final_reply = None
        code, reply = self.docmd("data")
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        content = re.sub(rb"(?m)^\.", b"..", msg)
        self.send(content if content.endswith(b"\r\n") else content + b"\r\n")
        if self.before_dot is not None:
            self.before_dot()
        if self.sock is not None:
            # The dot is a packet of its own: without this it would wait 40 ms for the acknowledgement of the content.
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send(b".\r\n")
        code, reply = self.getreply()
        self.final_reply = (code, reply)
        # smtplib knows no success but 250; every 2yz is one.
        return (250, reply) if 200 <= code < 300 else (code, reply)


class EncryptedHandoverConnection(HandoverConnection, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


class HandoverBackend(EmailBackend):
    """Sends one message and tells when it is about to be handed over."""

    connection: HandoverConnection | None
    _partial_connection: HandoverConnection | None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """As Django chooses, with the dot sent by itself."""
        return EncryptedHandoverConnection if self.use_ssl else HandoverConnection

    def open(self) -> bool | None:
        """Connect and sign on, with a token of today where EMAIL_URL says so."""
        if not settings.EMAIL_AUTH or self.connection is not None:
            return super().open()
        try:
            self.password = tokens.token_for(self.username, settings.EMAIL_HOST_PASSWORD or "")
            opened = super().open()
        except (tokens.NoToken, smtplib.SMTPAuthenticationError) as error:
            tokens.forget(self.username)
            _sign_on.note_refusal(self.username, error)
            raise
        _sign_on.note_success(self.username)
        return opened

    def send_one(self, mail: OutgoingMail, before_dot: Callable[[], None]) -> str:
        """Send over the open connection; what the server said at the end."""
        if self.connection is None:
            raise smtplib.SMTPServerDisconnected("open() comes first")
        self.connection.before_dot = before_dot
        content = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # of Django's class, not of Python's
        self.connection.sendmail(mail.from_email, mail.recipients(), content)
        return said(*self.connection.final_reply) if self.connection.final_reply else ""

    @property
    def final_reply(self) -> tuple[int, bytes] | None:
        """The server's word on the message as a whole, if it said one."""
        return self.connection.final_reply if self.connection is not None else None

    def hang_up(self, *, politely: bool) -> None:
        """Close the connection. Never a failure: by now the message is sent or it is not."""
        connection, self.connection = self.connection or self._partial_connection, None
        self._partial_connection = None
        if connection is None:
            return
        with contextlib.suppress(OSError):
            if politely:
                connection.quit()
        with contextlib.suppress(OSError):
            connection.close()


class _SignOnByToken:
    """Whether this process may sign on, as far as it knows."""

    def __init__(self) -> None:
        self.next_at: float | None = None

    def note_refusal(self, user: str, error: OSError) -> None:
        words = str(error)
        if isinstance(error, smtplib.SMTPResponseException):
            words = said(error.smtp_code, error.smtp_error)
        self.next_at = monotonic() + PAUSE
        SignOn.objects.note_failure(user, tokens.hide(words))

    def note_success(self, user: str) -> None:
        self.next_at = None
        SignOn.objects.note_success(user)


_sign_on = _SignOnByToken()


def try_to_sign_on() -> bool:
    """Whether the mail server takes our token; after a refusal a login without a message must succeed.

    Tried before a message is taken up: so a refusal is no try of any message, and none is given up, however long it
    lasts.
    """
    if not settings.EMAIL_AUTH:
        return True
    backend = HandoverBackend()
    try:
        if _sign_on.next_at is None:
            tokens.token_for(backend.username, settings.EMAIL_HOST_PASSWORD or "")
        elif monotonic() < _sign_on.next_at:
            return False
        else:
            backend.open()
    except tokens.NoToken as error:
        _sign_on.note_refusal(backend.username, error)
        return False
    except OSError:
        _sign_on.next_at = monotonic() + PAUSE
        return False
    finally:
        backend.hang_up(politely=True)
    return True


def said(code: int, reply: bytes | str) -> str:
    """An answer of a server as text."""
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return f"{code} {text}".replace("\x00", "").strip()[:1000]
