"""The mailboxes named in IMAP_URLS: read and checked at the start, before anything of Django is there.

`imap+ssl://user%40x:password@host:993/INBOX?address=dialogue@events.example.org&done=Processed`
"""

import base64
import ipaddress
import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

# By the scheme of the address: the port where none is given.
PORTS = {"imap+ssl": 993, "imap+tls": 143, "imap": 143}
OPTIONS = ("address", "done", "cafile")
_ADDRESS = re.compile(r"[^@\s,<>\"]+@[^@\s,<>\"]+")


class WrongAddress(ValueError):
    """What is wrong with IMAP_URLS, in one sentence that holds no password."""


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

    def hide(self, text: str) -> str:
        """The text without the password, in whatever form a server or a library may repeat it."""
        plain = base64.b64encode(f"\0{self.user}\0{self.password}".encode()).decode()
        escaped = self.password.replace("\\", "\\\\").replace('"', '\\"')
        for secret in (plain, escaped, self.password, quote(self.password, safe="")):
            text = text.replace(secret, "…")
        return text


def parse(urls: str) -> tuple[Account, ...]:
    """The mailboxes of IMAP_URLS; raises WrongAddress for the first that cannot be used."""
    accounts: list[Account] = []
    for number, url in enumerate((one.strip() for one in urls.split(",") if one.strip()), 1):
        try:
            account = _account(url)
        except WrongAddress as error:
            raise WrongAddress(f"IMAP_URLS, mailbox {number}: {error}") from None
        if account.address in [other.address for other in accounts]:
            raise WrongAddress(f"IMAP_URLS, mailbox {number}: {account.address} is named twice.")
        accounts.append(account)
    return tuple(accounts)


def _account(url: str) -> Account:
    # Nothing of the address is repeated before its parts are known: whatever stands there may be of the password.
    parts = _split(url)
    options = _options(parts.query)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not user or not password:
        raise WrongAddress("a user and a password are needed, as in imap+ssl://user:password@host/INBOX.")
    if re.search(r"[\x00-\x1f\x7f]", user + password):
        raise WrongAddress("the user or the password holds a control character.")
    host = (parts.hostname or "").lower()
    if parts.scheme == "imap" and not is_loopback(host):
        raise WrongAddress(
            f"imap:// sends the password in the clear and is for this machine alone; use imap+ssl:// for {host}."
        )
    address = options.get("address", user).lower()
    if not _ADDRESS.fullmatch(address):
        raise WrongAddress("say whose mail it is with ?address=dialogue@events.example.org, where the user is none.")
    folder, done = unquote(parts.path.strip("/")) or "INBOX", options.get("done", "")
    if done == folder:
        raise WrongAddress(f"done= names {folder}, the folder that is looked into: name another.")
    port = parts.port or PORTS[parts.scheme]
    return Account(address, parts.scheme, host, port, user, password, folder, done, _cafile(options.get("cafile", "")))


def _split(url: str) -> SplitResult:
    """The parts of an address, of which scheme, host and port are sound."""
    try:
        parts = urlsplit(url)
        is_sound = bool(parts.hostname) and (parts.port is None or parts.port > 0) and not parts.fragment
    except ValueError:
        is_sound = False
    if not is_sound:
        raise WrongAddress(
            "this is no address such as imap+ssl://user:password@host:993/INBOX; signs like @ : / ? # % , "
            "in the user or the password are written %40 %3A %2F %3F %23 %25 %2C."
        )
    if parts.scheme not in PORTS:
        raise WrongAddress(f"the address begins with {', '.join(f'{scheme}://' for scheme in PORTS)} and nothing else.")
    return parts


def _options(query: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in OPTIONS or name in options or not value.strip():
            raise WrongAddress(f"behind the ? stand {', '.join(f'{known}=' for known in OPTIONS)}, each once or not.")
        options[name] = value.strip()
    return options


def _cafile(path: str) -> str:
    if path:
        try:
            ssl.create_default_context(cafile=path)
        except (OSError, ValueError):  # an SSLError is an OSError
            raise WrongAddress(f"cafile={path} is no file of certificates that can be read here.") from None
    return str(Path(path).absolute()) if path else ""


def is_loopback(host: str) -> bool:
    """This very machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
