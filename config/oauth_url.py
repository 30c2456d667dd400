"""MAIL_OAUTH_URL: where access tokens for the mail server come from, checked when the settings load.

`https://CLIENT:SECRET@login.example.org/token?scope=https%3A%2F%2Fmail.example.org%2F.default`
"""

import datetime
from typing import TypedDict

from config.client_url import cut
from config.imap_urls import WrongAddress

_EXAMPLE = "https://CLIENT:SECRET@login.example.org/token"


class Client(TypedDict):
    """Who we are to the server that gives out tokens."""

    url: str
    client_id: str
    client_secret: str
    scope: str


def parse(url: str) -> Client | None:
    """The client of MAIL_OAUTH_URL; None where it is empty. Raises WrongAddress, which repeats no secret."""
    if not url.strip():
        return None
    found = cut(url, "MAIL_OAUTH_URL", _EXAMPLE)
    if set(found.options) - {"scope"}:
        raise WrongAddress("MAIL_OAUTH_URL: behind the ? stands scope= and nothing else.")
    return {
        "url": found.url,
        "client_id": found.client_id,
        "client_secret": found.client_secret,
        "scope": found.options.get("scope", ""),
    }


def day(text: str) -> datetime.date | None:
    """The day of MAIL_OAUTH_SECRET_ENDS. Raises WrongAddress."""
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongAddress("MAIL_OAUTH_SECRET_ENDS is a day such as 2027-05-31.") from None


def auth(wanted: str, variable: str, client: Client | None) -> str:
    """What stands behind auth= in an address of mail: nothing, or "oauth", which needs a client."""
    if wanted not in ("", "oauth"):
        raise WrongAddress(f"{variable}: auth=oauth, or nothing, says how to sign on.")
    if wanted and client is None:
        raise WrongAddress(f"{variable} says auth=oauth: set MAIL_OAUTH_URL, such as {_EXAMPLE}.")
    return wanted
