"""Django's SMTP backend, which in addition tells the moment before a message can have arrived.

A server takes a message when it has read the final dot (RFC 5321, 4.1.1.4). Until then a broken connection means: not
sent. From then on nobody but the server knows. So the moment is noted, and committed, just before the dot.
"""

import contextlib
import re
import smtplib
import socket
from collections.abc import Callable
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

from outbox.mime import OutgoingMail


class HandoverConnection(smtplib.SMTP):
    """A connection, plain or by STARTTLS, that calls `before_dot` when all but the last line of a message is sent."""

    before_dot: Callable[[], None] | None = None
    # What the server said to the message as a whole; None as long as it said nothing.
    final_reply: tuple[int, bytes] | None = None

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


def said(code: int, reply: bytes | str) -> str:
    """An answer of a server as text."""
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return f"{code} {text}".replace("\x00", "").strip()[:1000]
