"""OPENID_CONNECT_URL: the provider by which staff sign in, checked when the settings load.

`https://CLIENT:SECRET@login.example.org/tenant/v2.0?name=Example&match=email&groups=groups`
"""

import ipaddress
from collections.abc import Sequence
from typing import Any, NamedTuple, TypedDict
from urllib.parse import urlsplit

from config.client_url import cut
from config.imap_urls import WrongAddress

# Stands in the address to which the provider sends people back.
PROVIDER_ID = "house"
_EXAMPLE = "https://CLIENT:SECRET@login.example.org"
# The claims by which an identity that was never seen before may be found among the accounts.
MATCHES = ("email", "preferred_username")
# For what a role is given, if not for the whole house.
PLACES = ("event", "series")


class Provider(TypedDict):
    """Where staff sign in, and what of its words counts."""

    url: str
    client_id: str
    client_secret: str
    name: str
    match: str
    groups: str


class Grant(NamedTuple):
    """The role that a group gives, for the whole house or one place: an event's code, the address of a series."""

    group: str
    role: str
    kind: str
    code: str


def parse(url: str) -> Provider | None:
    """The provider of OPENID_CONNECT_URL; None where it is empty. Raises WrongAddress, which repeats no secret."""
    if not url.strip():
        return None
    found = cut(url, "OPENID_CONNECT_URL", _EXAMPLE)
    options = found.options
    if set(options) - {"name", "match", "groups"} or options.get("match", "email") not in MATCHES:
        raise WrongAddress(
            "OPENID_CONNECT_URL: behind the ? stand name=, groups= and match=email or match=preferred_username."
        )
    return {
        "url": found.url.rstrip("/"),
        "client_id": found.client_id,
        "client_secret": found.client_secret,
        "name": options.get("name", found.host),
        "match": options.get("match", "email"),
        "groups": options.get("groups", "groups"),
    }


def provider_settings(provider: Provider | None) -> dict[str, Any]:
    """The same as allauth wants it."""
    if provider is None:
        return {}
    app = {
        "provider_id": PROVIDER_ID,
        "name": provider["name"],
        "client_id": provider["client_id"],
        "secret": provider["client_secret"],
        "settings": {"server_url": provider["url"]},
    }
    return {"APPS": [app], "OAUTH_PKCE_ENABLED": True}


def roles(pairs: Sequence[str]) -> list[Grant]:
    """OPENID_CONNECT_ROLES: what each group of the provider gives. Raises WrongAddress."""
    found = []
    for pair in pairs:
        group, _sign, given = (part.strip() for part in pair.partition("="))
        role, has_place, place = (part.strip() for part in given.partition("@"))
        kind, _sign, code = (part.strip() for part in place.partition(":"))
        if not (group and role) or (has_place and not (kind in PLACES and code)):
            raise WrongAddress(
                "OPENID_CONNECT_ROLES names pairs such as idm-desk=Registration officers, with commas; for one event "
                "or series alone idm-desk=Registration officers@event:IDM-2027 or …@series:idm."
            )
        found.append(Grant(group, role, kind, code))
    return found


def passkey_site(site_url: str) -> str:
    """The name to which passkeys belong: browsers know none for an IP address, nor without encryption elsewhere than on
    this machine. Empty where there can be none."""
    parts = urlsplit(site_url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host if parts.scheme == "https" or host == "localhost" else ""
    return ""
