"""The address that somebody has just typed, carried to the page that follows: there a slip of the finger is seen.

It stands encrypted in the address of that page, for an hour, and was asked of no table: a page that shows it says
nothing of whether it is known.
"""

from urllib.parse import urlencode

from django.http import HttpRequest

from storage.encrypted_fields import encrypt, read_fresh

SECONDS = 3600
_PURPOSE = "typed address: "
LONGEST = 254


def with_address(page: str, email: str) -> str:
    """The address of a page, which shows the e-mail address as it was typed."""
    typed = email.strip()[:LONGEST]
    return f"{page}?{urlencode({'token': encrypt(_PURPOSE + typed)})}" if typed else page


def typed_address(request: HttpRequest) -> str:
    """The e-mail address that the page shows; empty where none was carried along."""
    text = read_fresh(request.GET.get("token", "")[:1000], SECONDS)
    return text.removeprefix(_PURPOSE) if text.startswith(_PURPOSE) else ""
