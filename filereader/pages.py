"""A PDF or a fax: how many pages it has, their text, and each as a picture, by a process of its own for each question.

The process has no settings, no secrets, no files to write and little time (`pages_process.py`); what it gives back is
read up to a limit. A web process draws one page at a time, and no more of a file that was slow, for a minute.
"""

import re
import resource
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import IO, cast

from filereader.pages_process import LOCKED, NO_PAGE

# How many pages of a file are shown; the rest is looked at in the file.
MOST_PAGES = 8
DRAWN = ("application/pdf", "image/tiff")
MOST_BYTES = 4_000_000
LARGEST = 30_000_000
# Of the processor for a page; by the clock for whatever is asked.
SECONDS = 3.0
CLOCK = 10.0
# How long a page waits while another is drawn: that is over before. After how long what gave no picture counts as slow.
PATIENCE = 12.0
SLOW = 2.0
REST = 60.0
_CODES = {LOCKED: "locked", NO_PAGE: "no-page", -signal.SIGPROF: "late", -signal.SIGKILL: "late"}
_PROCESS = Path(__file__).with_name("pages_process.py")

_turn = threading.BoundedSemaphore(1)
_slow: dict[str, float] = {}


class NotDrawn(Exception):
    """Nothing came of it; `str()` is a code: failed, late, locked, no-page, busy, away (no process can be started)."""


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
        return _ask(content, SECONDS, number)
    except NotDrawn:
        if monotonic() - began_at > SLOW:
            _slow[key] = monotonic()
        raise


def look_into(content: bytes, seconds: float, texts: int = 0) -> tuple[int, str]:
    """How many pages there are, and the text of so many; "" for a scan. Raises NotDrawn."""
    count, _newline, text = _ask(content, seconds, 0, texts).decode("utf-8", "replace").partition("\n")
    if not re.fullmatch("[0-9]{1,6}", count):
        raise NotDrawn("failed")
    return int(count), text


def _ask(content: bytes, seconds: float, number: int, texts: int = 0) -> bytes:
    """What the process writes."""
    if len(content) > LARGEST:
        raise NotDrawn("failed")
    command = [sys.executable, "-I", "-W", "ignore", str(_PROCESS), str(seconds), str(number), str(texts)]
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env={}, cwd="/")
    except OSError as error:
        raise NotDrawn("away") from error
    with process:
        end = threading.Timer(CLOCK, process.kill)
        end.start()
        try:
            written = _converse(process, content)
        finally:
            end.cancel()
            process.kill()
    if not written or len(written) > MOST_BYTES or process.returncode:
        raise NotDrawn("failed" if written else _CODES.get(process.returncode, "failed"))
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


def computed() -> float:
    """Seconds of all processes that have ended; if another thread's took some meanwhile, that only hurries us."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
