"""The mailboxes named in IMAP_URLS: read and checked when the settings load, before anything of Django is there.

`imap+ssl://user%40x:password@host:993/INBOX?address=dialogue@events.example.org&done=Processed`
"""

import ipaddress
import re
import ssl
from pathlib import Path
from typing import TypedDict
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

# By the scheme of the address: the port where none is given.
PORTS = {"imap+ssl": 993, "imap+tls": 143, "imap": 143}
OPTIONS = ("address", "done", "cafile", "auth")
_ADDRESS = re.compile(r"[^@\s,<>\"]+@[^@\s,<>\"]+")


class WrongAddress(ValueError):
    """What is wrong with IMAP_URLS, in one sentence that holds no password."""


class Password(str):
    """A password that is not shown where settings are listed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'"


class Mailbox(TypedDict):
    """One mailbox and how to reach it; the fields of inbox.receiving.accounts.Account."""

    address: str
    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str
    done: str
    cafile: str
    auth: str


def parse(urls: str) -> list[Mailbox]:
    """The mailboxes of IMAP_URLS; raises WrongAddress for the first that cannot be used."""
    mailboxes: list[Mailbox] = []
    for number, url in enumerate((one.strip() for one in urls.split(",") if one.strip()), 1):
        try:
            mailbox = _mailbox(url)
        except WrongAddress as error:
            raise WrongAddress(f"IMAP_URLS, mailbox {number}: {error}") from None
        if mailbox["address"] in [other["address"] for other in mailboxes]:
            raise WrongAddress(f"IMAP_URLS, mailbox {number}: {mailbox['address']} is named twice.")
        mailboxes.append(mailbox)
    return mailboxes


def _mailbox(url: str) -> Mailbox:
    # Nothing of the address is repeated before its parts are known: whatever stands there may be of the password.
    parts = _split(url)
    options = _options(parts.query)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    is_by_token = options.get("auth") == "oauth"
    if not user or not (password or is_by_token):
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
    return {
        "address": address,
        "scheme": parts.scheme,
        "host": host,
        "port": parts.port or PORTS[parts.scheme],
        "user": user,
        "password": Password(password),
        "folder": folder,
        "done": done,
        "cafile": _cafile(options.get("cafile", "")),
        "auth": options.get("auth", ""),
    }


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
