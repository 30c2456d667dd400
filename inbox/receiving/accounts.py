"""The mailboxes that mail is fetched from, as IMAP_URLS names them."""

import base64
from dataclasses import dataclass, field
from urllib.parse import quote

from django.conf import settings

from outbox import tokens


@dataclass(frozen=True, slots=True)
class Account:
    """One mailbox and how to reach it. The password is shown nowhere."""

    address: str
    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    done: str = ""
    cafile: str = ""
    # "oauth": an access token in place of the password, which is then a refresh token or nothing.
    auth: str = ""

    def hide(self, text: str) -> str:
        """The text without the password, in whatever form a server or a library may repeat it."""
        plain = base64.b64encode(f"\0{self.user}\0{self.password}".encode()).decode()
        escaped = self.password.replace("\\", "\\\\").replace('"', '\\"')
        for secret in filter(None, (plain, escaped, self.password, quote(self.password, safe=""))):
            text = text.replace(secret, "…")
        return tokens.hide(text)


def configured() -> list[Account]:
    """All of them, in the order of IMAP_URLS."""
    return [Account(**mailbox) for mailbox in settings.IMAP_ACCOUNTS]
