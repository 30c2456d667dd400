"""Files of strangers are looked at by clamd before staff get them, where CLAMD says where it listens.

The protocol is clamd's own (INSTREAM): the bytes in pieces, each behind its length, then a length of nothing.
"""

import logging
import socket
import struct

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

SECONDS = 20
PIECE = 64 * 1024


class Infected(Exception):
    """The scanner knows something bad in it; `str()` is its name for that."""


class NotScanned(Exception):
    """The scanner gave no answer, or none that says that all is well: the file is not handed out meanwhile."""


def scan(content: bytes) -> None:
    """Do nothing where all is well, or no scanner is set. Raises Infected, NotScanned."""
    if not settings.CLAMD:
        return
    try:
        with _connect(settings.CLAMD) as line:
            line.sendall(b"zINSTREAM\0")
            for begin in range(0, len(content), PIECE):
                piece = content[begin : begin + PIECE]
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except OSError as error:
        raise NotScanned from error
    if answer.endswith(" FOUND"):
        raise Infected(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if answer != "stream: OK":
        raise NotScanned(answer)


def refused(content: bytes) -> HttpResponse | None:
    """Why a file is not handed out, as an answer in words; None where nothing is against it."""
    try:
        scan(content)
    except Infected as error:
        logger.warning("The scanner refuses a file: %s", error)
        return _said(
            403, _("The scanner found something bad in this file, so it is not handed out: %(what)s") % {"what": error}
        )
    except NotScanned:
        logger.exception("The scanner gives no answer.")
        return _said(
            503, _("The file cannot be scanned just now, so it is not handed out. Try again in a few minutes.")
        )
    return None


def _said(status: int, words: str) -> HttpResponse:
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def _connect(address: str) -> socket.socket:
    """`/run/clamav/clamd.ctl`, or `host:port`."""
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        line.connect(address)
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    found = b""
    while len(found) < 1000 and not found.endswith(b"\0"):
        piece = line.recv(1000)
        if not piece:
            break
        found += piece
    return found.rstrip(b"\0\n").decode("utf-8", "replace")
