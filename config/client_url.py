"""Addresses with a client's name and secret, checked when the settings load: `https://CLIENT:SECRET@host/path?x=y`."""

from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from config.imap_urls import Password, WrongAddress, is_loopback


class ClientUrl(NamedTuple):
    """What such an address says; `url` is without the secret and what stands behind the ?."""

    url: str
    host: str
    client_id: str
    client_secret: Password
    options: dict[str, str]


def cut(url: str, variable: str, example: str) -> ClientUrl:
    """The parts of the address in a variable. Raises WrongAddress, which repeats no secret."""
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    host = parts.hostname or ""
    if not host or not parts.username:
        raise WrongAddress(
            f"{variable} is no address such as {example}; signs like @ : / ? # % in the secret are written "
            "%40 %3A %2F %3F %23 %25."
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise WrongAddress(f"{variable} begins with https://: the secret goes there.")
    return ClientUrl(
        url=f"{parts.scheme}://{host}{port}{parts.path}",
        host=host,
        client_id=unquote(parts.username),
        client_secret=Password(unquote(parts.password or "")),
        options=dict(parse_qsl(parts.query)),
    )
