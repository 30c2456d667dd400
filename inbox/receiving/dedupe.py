"""When two mails are the same one: all but the trace that relays and filters leave in the head is equal.

Relays leave more than is known here, and encode anew: under one Message-ID it is enough that the letter is the same,
which is known when it has been read (`IncomingMessage.letter_key`).
"""

import hashlib
import re

# What is written into the head on the way (RFC 5322, 3.6.7; RFC 8601), so that one mail by two ways differs in it.
_TRACE = re.compile(
    rb"(?:received|return-path|delivered-to|x-original-to|envelope-to|delivery-date|x-received|received-spf|lines|"
    rb"authentication-results|arc-[a-z-]+|status|x-status|x-uid|x-keywords|x-spam-[a-z-]+|x-virus-[a-z-]+|"
    rb"x-(?:ms-exchange|microsoft|forefront)-[a-z-]+)[ \t]*:",
    re.IGNORECASE,
)
_END_OF_HEAD = re.compile(rb"\n[ \t]*\n")


def content_key(raw: bytes) -> str:
    """The hash of a mail without its trace, in any kind of line ends; 64 hexadecimal signs."""
    text = raw.replace(b"\r\n", b"\n").lstrip(b"\n")
    end = _END_OF_HEAD.search(text)
    head, body = (text[: end.start()], text[end.end() :]) if end else (text, b"")
    kept, is_trace = [], False
    for line in head.split(b"\n"):
        if line[:1] not in (b" ", b"\t"):
            # The line with which a mailbox file separates mails is no header.
            is_trace = bool(_TRACE.match(line)) or line.startswith((b"From ", b">From "))
        if not is_trace:
            kept.append(line.rstrip())
    digest = hashlib.sha256(b"\n".join(kept))
    digest.update(b"\n\n")
    digest.update(body.rstrip())
    return digest.hexdigest()
