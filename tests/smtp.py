"""A real mail server on loopback that keeps what it gets and can be told to misbehave."""

import asyncio
import base64
import email
import email.policy
import random
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

if TYPE_CHECKING:
    from collections.abc import Callable

OK = "250 OK"


@dataclass(frozen=True)
class Received:
    """One message the server took responsibility for."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


class LoopbackController(Controller):
    """Listens on a port the system chooses, and on that same one when it is started again."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class SmtpServer:
    """Commands that can be told what to do: CONNECT (EHLO), MAIL, RCPT, DATA (after the content has arrived).

    server.refuse("RCPT", "550 5.1.1 No such mailbox", address="bad@example.org")
    server.stall("DATA"); server.wait_for("DATA"); server.behave()
    server.stop(); server.start()
    """

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.slowness = 0.0  # the longest time, in seconds, that it thinks before each answer
        self.keeps_at_once = False  # as soon as the content is there, before it answers: a client may die in between
        self.port = 0
        # With a way to know good access tokens it takes mail from nobody else.
        self.takes_token: Callable[[str, str], bool] | None = None
        self._controller: LoopbackController | None = None
        self._refusals: dict[tuple[str, str | None], str] = {}
        self._stalled: set[str] = set()
        self._dropped: set[str] = set()
        self._seen: dict[str, threading.Semaphore] = {}

    # What a test tells it -----------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """EMAIL_URL for a process of its own."""
        return f"smtp://127.0.0.1:{self.port}"

    def refuse(self, command: str, answer: str, *, address: str | None = None) -> None:
        """Answer this command so (4xx: try later; 5xx: never); with an address, only for that sender or recipient."""
        self._refusals[command, address] = answer

    def stall(self, command: str) -> None:
        """Give no answer to this command until `behave` is called or the client goes away."""
        self._stalled.add(command)

    def drop(self, command: str) -> None:
        """Cut the connection in place of the answer; at DATA the message is kept: the client cannot know that."""
        self._dropped.add(command)

    def behave(self) -> None:
        """Forget all of that, and answer whoever still waits."""
        self._refusals.clear()
        self._stalled.clear()
        self._dropped.clear()

    def wait_for(self, command: str, seconds: float = 30, *, anew: bool = False) -> None:
        """Wait until a client has come to this command; each call waits for one more time, or for one from now on."""
        while anew and self._times(command).acquire(blocking=False):
            pass
        if not self._times(command).acquire(timeout=seconds):
            raise AssertionError(f"No client came to {command} within {seconds} seconds.")

    def messages_to(self, address: str) -> list[EmailMessage]:
        return [each.message for each in self.received if address in each.recipients]

    def start(self) -> None:
        controller = LoopbackController(
            self,
            hostname="127.0.0.1",
            port=self.port,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
        )
        controller.start()
        self.port = controller.port
        self._controller = controller

    def stop(self) -> None:
        """Go down: connections are refused until `start`."""
        self._stalled.clear()
        if self._controller:
            self._controller.stop()
            self._controller = None

    # What aiosmtpd asks -------------------------------------------------------------------------------------------

    def _times(self, command: str) -> threading.Semaphore:
        return self._seen.setdefault(command, threading.Semaphore(0))

    async def _answer(self, server: SMTP, command: str, address: str | None = None) -> str:
        self._times(command).release()
        if self.slowness:
            await asyncio.sleep(random.uniform(0, self.slowness))  # noqa: S311
        while command in self._stalled:
            await asyncio.sleep(0.02)
        if command in self._dropped and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return self._refusals.get((command, address)) or self._refusals.get((command, None)) or OK

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        """As Microsoft and Google do it: a refusal is a challenge, to be answered with nothing, and then a 535."""
        user, bearer = base64.b64decode(args[1]).decode().removesuffix("\1\1").split("\1")
        user, token = user.removeprefix("user="), bearer.removeprefix("auth=Bearer ")
        if self.takes_token is not None and self.takes_token(user, token):
            return AuthResult(success=True)
        assert await server.challenge_auth('{"status":"401"}') == b""
        return AuthResult(success=False, handled=False)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        answer = await self._answer(server, "CONNECT")
        return responses if answer == OK else [answer]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        answer = await self._answer(server, "MAIL", address)
        if self.takes_token is not None and not session.authenticated:
            answer = "530 5.7.0 Authentication required"
        if answer == OK:
            envelope.mail_from = address
        return answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        answer = await self._answer(server, "RCPT", address)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.keeps_at_once:
            self._keep(envelope)
        answer = await self._answer(server, "DATA")
        gone = server.transport is None or (server.transport.is_closing() and "DATA" not in self._dropped)
        if answer == OK and not gone and not self.keeps_at_once:
            self._keep(envelope)
        return answer

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content or b""
        assert isinstance(content, bytes)
        self.received.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
