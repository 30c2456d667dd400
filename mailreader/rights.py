"""By what right an address asks for something to be done with a registration; told by addresses alone."""

from collections.abc import Collection

# Mail for everybody: under these names in many countries, or under just these domains.
_OPEN_PROVIDERS = frozenset((
    "gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "ymail", "rocketmail", "icloud", "gmx",
    "aol", "protonmail", "zoho", "yandex",
))  # fmt: skip
_OPEN_DOMAINS = frozenset((
    "me.com", "mac.com", "proton.me", "pm.me", "mail.com", "mail.ru", "inbox.ru", "list.ru", "bk.ru", "qq.com",
    "163.com", "126.com", "sina.com", "naver.com", "rediffmail.com", "web.de", "t-online.de", "free.fr", "orange.fr",
    "wanadoo.fr", "laposte.net", "sfr.fr", "neuf.fr", "bluewin.ch", "libero.it", "telefonica.net", "terra.com",
    "uol.com.br", "bol.com.br", "tutanota.com", "tuta.com", "fastmail.com", "hey.com",
))  # fmt: skip


def right_of(writer: str, person: str, askers: Collection[str], houses: Collection[str] = ()) -> str:
    """The person, who asked for the registration, somebody at either's body, or a stranger.

    `askers` are the addresses that asked for it, `houses` the domains that are known to be the body's. An address at a
    provider that is open to everybody says nothing of a body.
    """
    writer = writer.strip().casefold()
    if not writer:
        return "asked_by_a_stranger"
    if writer == person.strip().casefold():
        return "asked_by_the_person"
    if writer in {asker.strip().casefold() for asker in askers}:
        return "asked_by_focal_point"
    house = house_of(writer)
    if house and house in {house_of(asker) for asker in askers if asker.strip().casefold() != person.casefold()}:
        return "asked_by_focal_points_house"
    return "asked_by_same_house" if house and house in {house_of(person), *houses} else "asked_by_a_stranger"


def house_of(address: str) -> str:
    """The domain of an address, in lower case; nothing where everybody can have one there."""
    domain = address.rpartition("@")[2].strip().casefold()
    is_open = domain in _OPEN_DOMAINS or domain.partition(".")[0] in _OPEN_PROVIDERS
    return "" if is_open else domain
