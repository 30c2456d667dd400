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


def with_address(page: str, email: str, reference: str = "") -> str:
    """The address of a page, which shows the e-mail address as it was typed, and the reference of what was sent."""
    carried = "\n".join([email.strip()[:LONGEST], reference])
    return f"{page}?{urlencode({'token': encrypt(_PURPOSE + carried)})}" if carried.strip() else page


def typed_address(request: HttpRequest) -> str:
    """The e-mail address that the page shows; empty where none was carried along."""
    return typed(request)[0]


def typed(request: HttpRequest) -> tuple[str, str]:
    """The e-mail address and the reference that the page shows; empty where none was carried along."""
    text = read_fresh(request.GET.get("token", "")[:1000], SECONDS)
    email, _line, reference = text.removeprefix(_PURPOSE).partition("\n") if text.startswith(_PURPOSE) else ("", "", "")
    return email, reference
