"""Pages of a PDF or a fax as pictures, drawn by a process of its own: what comes from strangers costs a bounded amount.

The process has no settings, no secrets, no files to write and little time (`drawing_process.py`); what it gives back is
read up to a limit. A web process draws one page at a time, and no more of a file that was slow, for a minute.
"""

import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import IO, cast

from mailreader.drawing_process import LOCKED, NO_PAGE

# How many pages of a file are shown; the rest is looked at in the file.
MOST_PAGES = 8
DRAWN = ("application/pdf", "image/tiff")
MOST_BYTES = 4_000_000
LARGEST = 30_000_000
SECONDS = 5.0
# How long a page waits while another is drawn, and after how long a file that gave no picture counts as slow.
PATIENCE = 12.0
SLOW = 2.0
REST = 60.0
_ARTIST = Path(__file__).with_name("drawing_process.py")

_turn = threading.BoundedSemaphore(1)
_slow: dict[str, float] = {}


class NotDrawn(Exception):
    """No picture came of it; `str()` is a code: failed, locked, no-page, busy."""


def draw(content: bytes, number: int, key: str) -> bytes:
    """A page, counted from 1, as JPEG. `key` is the file's own, for instance its hash. Raises NotDrawn."""
    if not _turn.acquire(timeout=PATIENCE):
        raise NotDrawn("busy")
    try:
        return _draw(content, number, key)
    finally:
        _turn.release()


def _draw(content: bytes, number: int, key: str) -> bytes:
    began_at = monotonic()
    for each, since in list(_slow.items()):
        if began_at - since > REST:
            del _slow[each]
    if key in _slow:
        raise NotDrawn("failed")
    try:
        return _ask(content, number, SECONDS)
    except NotDrawn:
        if monotonic() - began_at > SLOW:
            _slow[key] = monotonic()
        raise


def count_pages(content: bytes, seconds: float = SECONDS) -> int:
    """How many pages there are. Raises NotDrawn."""
    said = _ask(content, 0, seconds)
    if not said.isdigit() or len(said) > 6:
        raise NotDrawn("failed")
    return int(said)


def _ask(content: bytes, number: int, seconds: float) -> bytes:
    """What the process writes."""
    if len(content) > LARGEST:
        raise NotDrawn("failed")
    command = [sys.executable, "-I", "-W", "ignore", str(_ARTIST), str(number)]
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env={}, cwd="/")
    except OSError as error:
        raise NotDrawn("failed") from error
    with process:
        end = threading.Timer(seconds, process.kill)
        end.start()
        try:
            written = _converse(process, content)
        finally:
            end.cancel()
            process.kill()
    if process.returncode or not written or len(written) > MOST_BYTES:
        raise NotDrawn({LOCKED: "locked", NO_PAGE: "no-page"}.get(process.returncode, "failed"))
    return written


def _converse(process: "subprocess.Popen[bytes]", content: bytes) -> bytes:
    """All in, then what comes out, up to the limit; whoever writes more is ended."""
    into, out = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    with suppress(BrokenPipeError):
        into.write(content)
        into.close()
    written = out.read(MOST_BYTES + 1)
    if len(written) <= MOST_BYTES:
        process.wait()
    return written
