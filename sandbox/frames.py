"""What the process that reads and whoever asked it say to each other: frames, each behind its length (4 bytes)."""

import json
import socket
import struct
from time import monotonic
from typing import Any

_LENGTH = struct.Struct("!I")
_AT_ONCE = 1_000_000


class Broken(Exception):
    """The other side is gone, says nothing in time, or says too much."""


class Channel:
    """One end of a conversation."""

    def __init__(self, end: socket.socket, seconds: float) -> None:
        self._end = end
        # The names of countries as they were said to the other side.
        self.countries: dict[str, list[str]] = {}
        self.allow(seconds)

    def allow(self, seconds: float) -> None:
        """So long, by the clock, may all that follows take."""
        self._until = monotonic() + seconds

    def close(self) -> None:
        """The other side learns of it."""
        self._end.close()

    def send(self, *contents: bytes) -> None:
        """A frame each. Raises Broken."""
        self._wait()
        try:
            # At once, so that the other side is woken once.
            self._end.sendall(b"".join(each for one in contents for each in (_LENGTH.pack(len(one)), one)))
        except OSError as error:
            raise Broken(str(error)) from error

    def receive(self, most: int) -> bytes:
        """A frame of no more than so many bytes. Raises Broken."""
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        if length > most:
            raise Broken(f"{length} bytes are too many")
        return self._exactly(length)

    def say(self, value: Any) -> None:
        """Plain data as JSON. Raises Broken."""
        self.send(as_json(value))

    def hear(self, most: int) -> Any:
        """Plain data. Raises Broken."""
        try:
            return json.loads(self.receive(most))
        except (ValueError, RecursionError) as error:
            raise Broken("no JSON") from error

    def _exactly(self, length: int) -> bytes:
        content = bytearray()
        while len(content) < length:
            self._wait()
            try:
                more = self._end.recv(min(length - len(content), _AT_ONCE))
            except OSError as error:
                raise Broken(str(error)) from error
            if not more:
                raise Broken("it has ended")
            content += more
        return bytes(content)

    def _wait(self) -> None:
        """No longer than what is left."""
        left = self._until - monotonic()
        if left <= 0:
            raise Broken("it took too long")
        self._end.settimeout(left)


def as_json(value: Any) -> bytes:
    """Half a pair of surrogates, which a mail may hold, goes as it is."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
