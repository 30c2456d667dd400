"""Documents are made in a process of their own, one at a time: a long one takes no memory of a web process for good."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
MOST_SECONDS = 30
# So long waits who asks while another document is made: a thread that waits answers nobody.
WAIT_SECONDS = 5
_one = threading.Lock()


class Busy(Exception):
    """Another document is being made."""


def made(program: str, asked: dict[str, Any]) -> bytes:
    """What a program of this folder writes for what it is asked.

    Raises Busy, and CalledProcessError or TimeoutExpired where it fails.
    """
    if not _one.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        command = [sys.executable, "-I", str(FOLDER / program)]
        sent = json.dumps(asked).encode()
        return subprocess.run(command, input=sent, capture_output=True, check=True, timeout=MOST_SECONDS).stdout
    finally:
        _one.release()
