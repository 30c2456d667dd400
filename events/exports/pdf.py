"""PDF by Typst, tagged for those who read with the ears (PDF/UA-1): plain values in, bytes out."""

import json
import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)
PROGRAM = Path(__file__).with_name("typst_process.py")
MOST_SECONDS = 30
# So long waits who asks while another document is made: a thread that waits answers nobody.
WAIT_SECONDS = 5
_one = threading.Lock()


class Busy(Exception):
    """Another document is being made."""


def pdf(template: str, values: dict[str, Any]) -> bytes:
    """The document. Where a letter is in no font there is one all the same, which says so, and a line in the log.

    Raises Busy, and CalledProcessError or TimeoutExpired where none can be made.
    """
    if not _one.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        return _made(template, values, ["ua-1"])
    except subprocess.CalledProcessError as error:
        logger.warning("A document could not be made as PDF/UA-1: %s", error.stderr.decode(errors="replace")[-500:])
        missing = _("Some letters of this document are in no font of this site and are missing.")
        return _made(template, {**values, "missing": missing}, [])
    finally:
        _one.release()


def _made(template: str, values: dict[str, Any], standards: list[str]) -> bytes:
    asked = json.dumps({"template": template, "values": values, "standards": standards}).encode()
    command = [sys.executable, "-I", str(PROGRAM)]
    return subprocess.run(command, input=asked, capture_output=True, check=True, timeout=MOST_SECONDS).stdout
