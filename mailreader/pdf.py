"""Text of a PDF, read by a process of its own: a PDF can be made to take for ever, a process can be ended."""

import resource
import signal
import subprocess
import sys
from pathlib import Path

from mailreader.limits import Budget
from mailreader.office import Unreadable

_READER = Path(__file__).with_name("pdf_process.py")


def read_pdf(content: bytes, budget: Budget) -> tuple[str, int]:
    """The text of the first pages, "" for a scan; and how many pages there are. Raises Unreadable."""
    limits = budget.limits
    seconds = min(limits.pdf_seconds, budget.seconds_left)
    if len(content) > limits.pdf or seconds < 0.1:
        raise Unreadable("document-cut")
    amounts = [str(limits.pdf_pages), str(limits.text), str(seconds)]
    command = [sys.executable, "-I", "-W", "ignore", str(_READER), *amounts]
    before = _computed_by_children()
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=limits.pdf_patience, check=False)
    except subprocess.TimeoutExpired as error:
        budget.note("document-cut")
        raise Unreadable("document-cut") from error
    except OSError as error:
        raise Unreadable("no-pdf-reader") from error
    finally:
        budget.spent_elsewhere += _computed_by_children() - before
    if done.returncode == -signal.SIGPROF:
        budget.note("document-cut")
        raise Unreadable("document-cut")
    if done.returncode:
        raise Unreadable("damaged-document")
    pages, _newline, text = done.stdout.decode("utf-8", "replace").partition("\n")
    return text[: limits.text], int(pages)


def _computed_by_children() -> float:
    """Seconds of all that have ended; if another thread's child took some meanwhile, that only hurries us."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
