"""Mail larger than MAIL_MAX_BYTES: its head is kept, the mail itself stays on the mail server."""

import re

from inbox.models import IncomingMessage

# Shown to staff beside the mail, among the problems of reading.
PROBLEM = "too-large"
_ABOUT_THE_BODY = re.compile(rb"(?:content-[a-z-]+|mime-version)[ \t]*:", re.IGNORECASE)


def without_body(head: bytes) -> bytes:
    """A mail of this head and no text: what the head says of the text is left out."""
    kept, is_left_out = [], False
    for line in head.rstrip(b"\r\n").splitlines(keepends=True):
        if line[:1] not in (b" ", b"\t"):
            is_left_out = bool(_ABOUT_THE_BODY.match(line))
        if not is_left_out:
            kept.append(line)
    return b"".join(kept).rstrip(b"\r\n") + b"\r\n\r\n"


def note(message: IncomingMessage, size: int) -> None:
    """Say how large the mail is, and that only its head is here."""
    problems = [*message.facts.get("problems", []), PROBLEM]
    message.facts["problems"], message.size = problems, min(size, 2**31 - 1)
    message.save(update_fields=["facts", "size"])
