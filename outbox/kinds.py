"""Kinds of message: what each is for, what may stand in its words, where its link leads.

Every app that writes to people declares its own in `ready()` of its AppConfig; nothing here knows which there are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What can be said in every mail, with what it stands for.
COMMON: dict[str, Promise] = {
    "salutation": _("how the person is addressed, by honorific: Excellency, Madam, Sir"),
    "closing": _("the closing formula that goes with the salutation"),
    "name": _("given and family name"),
    "event": _("title of the event"),
    "dates": _("dates of the event with the time zone"),
    "place": _("venue, city and country, or online"),
    "event_page": _("address of the public page of the event"),
    "mailbox": _("address that answers go to"),
}


class Sent(Protocol):
    """A message as the app that wrote it is asked about it."""

    pk: Any
    kind: str
    language: str
    to_email: str
    event: Any


@dataclass(frozen=True)
class Kind:
    """A kind of message.

    `code` is stored; `app` has the built-in words, in `templates/<app>/emails/<code>.<language>.txt`; `placeholders`
    are those besides COMMON, with what they stand for; without the `required` ones the mail would not do its work.
    `link` gives the address that {link} stands for when a message leaves. `address` gives today's address of its
    reader, or nothing where the one in the message stands. `is_reply`: it answers what somebody has just asked. `links`
    gives the Markdown that {links} stands for, where a mail has several of them. `is_edited`: staff may give it other
    words. `hindrance` says why a message shall not go any more when its turn has come, or nothing;
    `unsubscribe` gives the address that ends such mail (RFC 8058), or nothing; `attachments` the files that go with it,
    by name and bytes.
    """

    code: str
    label: str | Promise
    app: str
    placeholders: Mapping[str, Promise]
    required: tuple[str, ...]
    link: Callable[[Sent], str]
    address: Callable[[Sent], str]
    is_reply: bool = False
    links: Callable[[Sent], str] | None = None
    is_edited: bool = True
    hindrance: Callable[[Sent], str] | None = None
    unsubscribe: Callable[[Sent], str] | None = None
    attachments: Callable[[Sent], list[tuple[str, bytes]]] | None = None

    @property
    def known(self) -> dict[str, Promise]:
        """Every placeholder that has a value in mails of this kind."""
        return {**COMMON, **self.placeholders}


_declared: dict[str, Kind] = {}


def declare(*kinds: Kind) -> None:
    """Make kinds known; said twice, the later word counts."""
    _declared.update({kind.code: kind for kind in kinds})


def get(code: str) -> Kind:
    """The kind of a code; raises KeyError for one that nobody declared."""
    return _declared[code]


def every() -> list[Kind]:
    """All kinds, in the order in which they were declared."""
    return list(_declared.values())


def choices() -> list[tuple[str, str | Promise]]:
    """Codes and labels, for the columns that hold a kind."""
    return [(kind.code, kind.label) for kind in _declared.values()]


def edited() -> list[Kind]:
    """Those that staff may give words of their own."""
    return [kind for kind in _declared.values() if kind.is_edited]


def edited_choices() -> list[tuple[str, str | Promise]]:
    """Codes and labels of these."""
    return [(kind.code, kind.label) for kind in edited()]


def all_placeholders() -> dict[str, Promise]:
    """Every placeholder of any kind, with what it stands for."""
    return {name: words for kind in _declared.values() for name, words in kind.known.items()}
