"""Whether our own mail server found a sender to be who it says (RFC 8601): what others write of it is not believed.

AUTHENTICATION_SERVER has the names (authserv-id) under which our servers write `Authentication-Results`. They put it on
top, so only the topmost ones under such a name count, and those that follow before the next `Received`: below that
stands what the other side sent along, and it may say anything.
"""

import email.parser
import re
from collections.abc import Iterator

from django.conf import settings

LONGEST_HEAD = 200_000
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*(spf|dkim|dmarc)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)


def is_forged(raw: bytes) -> bool:
    """Our server says that the sender's domain disowns it: DMARC fails or, where that says nothing, SPF and DKIM."""
    if not settings.AUTHENTICATION_SERVER:
        return False
    found: dict[str, set[str]] = {}
    for method, result in _results(raw):
        found.setdefault(method, set()).add(result)
    if said := found.get("dmarc", set()) - {"none", "temperror", "permerror"}:
        return "pass" not in said
    return found.get("spf") == {"fail"} and found.get("dkim") == {"fail"}


def _results(raw: bytes) -> Iterator[tuple[str, str]]:
    """What our servers found: pairs such as ("spf", "pass")."""
    for value in _own_headers(raw):
        for part in _without_comments(value).split(";")[1:]:
            if match := _RESULT.match(part):
                yield match[1].lower(), match[2].lower()


def _own_headers(raw: bytes) -> Iterator[str]:
    head = _END_OF_HEAD.split(raw[:LONGEST_HEAD], maxsplit=1)[0]
    is_found = False
    for name, value in email.parser.BytesHeaderParser().parsebytes(head).raw_items():
        if name.lower() == "received" and is_found:
            return
        if name.lower() == "authentication-results" and _server(str(value)) in settings.AUTHENTICATION_SERVER:
            is_found = True
            yield str(value)


def _server(value: str) -> str:
    """The authserv-id: the first word, perhaps in quotation marks, before a version."""
    words = _without_comments(value).partition(";")[0].split()
    return words[0].strip('"').lower() if words else ""


def _without_comments(value: str) -> str:
    """Comments may stand within comments."""
    for _depth in range(5):
        value = _COMMENT.sub(" ", value)
    return value
