"""Django's SMTP backend, which in addition tells the moment before a message can have arrived.

A server takes a message when it has read the final dot (RFC 5321, 4.1.1.4). Until then a broken connection means: not
sent. From then on nobody but the server knows. So the moment is noted, and committed, just before the dot.
"""

import contextlib
import re
import smtplib
from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend


class _DotMixin:
    """An SMTP connection that calls `before_dot` when all but the last line of a message is sent."""

    before_dot: Callable[[], None] | None = None
    # What the server said to the message as a whole; None as long as it said nothing.
    final_reply: tuple[int, bytes] | None = None

    def data(self: Any, msg: bytes) -> tuple[int, bytes]:
        """DATA of RFC 5321, in two steps."""
        self.final_reply = None
        code, reply = self.docmd("data")
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        content = re.sub(rb"(?m)^\.", b"..", msg)
        self.send(content if content.endswith(b"\r\n") else content + b"\r\n")
        if self.before_dot is not None:
            self.before_dot()
        self.send(b".\r\n")
        code, reply = self.getreply()
        self.final_reply = (code, reply)
        # smtplib knows no success but 250; every 2yz is one.
        return (250, reply) if 200 <= code < 300 else (code, reply)


class _Connection(_DotMixin, smtplib.SMTP):
    """Plain, or encrypted by STARTTLS."""


class _EncryptedConnection(_DotMixin, smtplib.SMTP_SSL):
    """Encrypted from the start."""


class TellingBackend(EmailBackend):
    """Sends one message and tells when it is about to be handed over."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """As Django chooses, with the dot apart."""
        return _EncryptedConnection if self.use_ssl else _Connection

    def send_one(self, mail: EmailMessage, before_dot: Callable[[], None]) -> str:
        """Send over the open connection; what the server said at the end."""
        self.connection.before_dot = before_dot
        self._send(mail)
        return said(*self.connection.final_reply)

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


def said(code: int, reply: bytes | str) -> str:
    """An answer of a server as text."""
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return f"{code} {text}".replace("\x00", "").strip()[:1000]
