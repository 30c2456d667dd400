"""The messages that go to the person of a registration, with what may stand in their words."""

import datetime
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from multilingual.texts import translated
from outbox import kinds
from outbox.placeholders import disarm, escape
from storage.tokens import is_fresh, make_seal

# In one mail: the newest.
MOST_LINKS = 100
# The purpose of a seal.
NEW_EMAIL = "new email"
# So long a link to one's own data, or to a new address, opens its page.
FRESH = datetime.timedelta(days=1)


class Kind(models.TextChoices):
    """What a message about a registration is for."""

    ACKNOWLEDGEMENT = "acknowledgement", _("acknowledgement")
    DETAILS_ASKED = "details-asked", _("details asked for")
    APPROVED = "approved", _("approved")
    WAITING = "waiting", _("waiting list")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("cancelled")
    WITHDRAWN = "withdrawn", _("withdrawn by the delegation")
    REVOKED = "revoked", _("approval revoked")
    REINSTATED = "reinstated", _("cancellation undone")
    EVENT_CANCELLED = "event-cancelled", _("event cancelled")
    EVENT_POSTPONED = "event-postponed", _("event postponed")
    LINK = "link", _("your link")
    LINKS = "links", _("links of an address")
    OWN_DATA = "own-data", _("link to one's own data")
    EMAIL_CONFIRM = "email-confirm", _("new address, to be confirmed")
    EMAIL_ASKED = "email-asked", _("note to the old address that another was asked for")
    EMAIL_CHANGED = "email-changed", _("the link at the new address")
    CHANGED = "changed", _("change of date or place")
    SUBSTITUTED = "substituted", _("substitution confirmed")
    REPLACED = "replaced", _("substitution confirmed to who had the place")
    REMINDER = "reminder", _("reminder of what is missing")


PLACEHOLDERS: dict[str, Promise] = {
    "function": _("function of the person"),
    "organisation": _("organisation of the person"),
    "country": _("country of the person"),
    "category": _("category of the person"),
    "reference": _("reference of the registration, such as IDM-2015-0042"),
    "reason": _("the reason given with the decision"),
    "missing": _("list of what is missing"),
    "confirmation": _("asks the person to confirm, where the event asks for it"),
    "calendar": _("says that a calendar invitation or its cancellation is attached"),
    "link": _("the personal link; write [words]({link})"),
    "links": _("of an address: the list of its registrations, each with its link"),
    "notice": _("the data-protection notice"),
    "standing": _("where the registration stands: a place is reserved, waiting list, not yet confirmed"),
    "replaced": _("of a substitution: who had the place before"),
    "replacement": _("of a substitution: who has the place now"),
}


@dataclass(frozen=True)
class Facts:
    """What is to be known of a kind besides its words.

    `required`: placeholders without which the mail would not do its work. `is_reply`: answers what the person asked
    for a moment ago. `is_asked`: belongs to the request, and so into its thread; what goes to many at once, or was
    asked for on a page, does not. `is_first`: can answer a form that somebody sent in another's name: it is limited.
    `is_automatic`: no person of the secretariat writes it, whoever causes it. `asks_missing`: says what is missing.
    `calendar`: what it does to the entry in the reader's calendar.
    """

    required: tuple[str, ...] = ()
    is_reply: bool = False
    is_asked: bool = True
    is_first: bool = False
    is_automatic: bool = False
    asks_missing: bool = False
    calendar: Literal["", "invites", "invites who has a place", "ends"] = ""


FACTS: dict[str, Facts] = {
    Kind.ACKNOWLEDGEMENT: Facts(required=("reference", "link"), is_reply=True, is_first=True, is_automatic=True),
    Kind.DETAILS_ASKED: Facts(required=("link",), asks_missing=True),
    Kind.APPROVED: Facts(is_first=True, calendar="invites"),
    Kind.WAITING: Facts(is_first=True),
    Kind.DECLINED: Facts(),
    Kind.CANCELLED: Facts(calendar="ends"),
    Kind.WITHDRAWN: Facts(calendar="ends"),
    Kind.REVOKED: Facts(calendar="ends"),
    Kind.REINSTATED: Facts(),
    # Of a postponed meeting too: the dates it had are no longer true.
    Kind.EVENT_CANCELLED: Facts(is_asked=False, calendar="ends"),
    Kind.EVENT_POSTPONED: Facts(is_asked=False, calendar="ends"),
    Kind.LINK: Facts(required=("link",), is_reply=True, is_asked=False, is_automatic=True),
    Kind.LINKS: Facts(required=("links",), is_reply=True, is_asked=False, is_automatic=True),
    Kind.OWN_DATA: Facts(required=("link",), is_reply=True, is_asked=False, is_automatic=True),
    Kind.EMAIL_CONFIRM: Facts(required=("link",), is_reply=True, is_asked=False, is_automatic=True),
    Kind.EMAIL_ASKED: Facts(is_reply=True, is_asked=False, is_automatic=True),
    Kind.EMAIL_CHANGED: Facts(required=("link",), is_reply=True, is_asked=False, is_automatic=True),
    Kind.CHANGED: Facts(is_asked=False, is_automatic=True, calendar="invites who has a place"),
    Kind.SUBSTITUTED: Facts(required=("reference", "link"), calendar="invites who has a place"),
    Kind.REPLACED: Facts(required=("reference",), calendar="ends"),
    Kind.REMINDER: Facts(required=("link",), asks_missing=True),
}


def facts_of(kind: str) -> Facts:
    """What is to be known of a kind of message; of one that a room above writes there is nothing besides its words."""
    return FACTS.get(kind, Facts())


def declare() -> None:
    """Make them known to the outbox."""
    kinds.declare(
        *(
            kinds.Kind(
                code=kind.value,
                label=kind.label,
                app="registrations",
                placeholders=PLACEHOLDERS,
                required=FACTS[kind].required,
                link=_LINKS.get(kind, personal_link),
                links=_links,
                address=_stays if kind in (Kind.EMAIL_CONFIRM, Kind.EMAIL_ASKED) else address_of,
                is_reply=FACTS[kind].is_reply,
            )
            for kind in Kind
        ),
    )


def link_to(registration: Any, language: str) -> str:
    """The personal page."""
    return f"{settings.SITE_URL}/{language}/r/{registration.token}/"


def personal_link(message: Any) -> str:
    """The personal page for the registration's own address; whoever reads at another may ask for a link there."""
    link = getattr(message, "registration_link", None)  # none of a test that staff sent to themselves
    if link is None or message.to_email.casefold() != link.registration.email_key:
        return f"{settings.SITE_URL}/{message.language}/r/"
    return link_to(link.registration, message.language)


def _own_data_link(message: Any) -> str:
    """The page of one's own data, for a day from when the mail leaves; at another address the page of lost links."""
    link = personal_link(message)
    registration = message.registration_link.registration
    is_own = link == link_to(registration, message.language)
    return f"{link}data/{make_seal('own data', registration.token_nonce)}/" if is_own else link


def _confirm_email_link(message: Any) -> str:
    """The page on which the reader of a new address confirms it: for a day, and dead with the personal link of now.

    It holds nothing by which that link could be guessed: nobody knows yet who reads there.
    """
    seal = make_email_seal(message.registration_link.registration, message)
    return f"{settings.SITE_URL}/{message.language}/r/email/{message.pk}/{seal}/"


def make_email_seal(registration: Any, message: Any) -> str:
    """What opens that page."""
    return make_seal(NEW_EMAIL, f"{message.pk}.{registration.token_nonce}")


def is_email_seal(seal: str, registration: Any, message: Any) -> bool:
    """Whether a seal opens that page today."""
    return is_fresh(seal, NEW_EMAIL, f"{message.pk}.{registration.token_nonce}", FRESH)


# Where {link} leads, where that is not the personal page.
_LINKS = {Kind.OWN_DATA: _own_data_link, Kind.EMAIL_CONFIRM: _confirm_email_link}


def _links(message: Any) -> str:
    """The registrations of the address to which the message goes, as a list of Markdown: a line each, newest first."""
    registration = message.registration_link.registration
    is_own = message.to_email.casefold() == registration.email_key
    lines = []
    for row in registration.of_same_address()[:MOST_LINKS] if is_own else ():
        title = escape(translated(row.event, "title", message.language).value or row.event.code)
        name = escape(disarm(row.name))
        line = f"- [{title}]({link_to(row, message.language)}) – {row.reference} {name}".rstrip()
        lines.append(f"{line} – {_received(row, message.language)}")
    return "\n".join(lines)


def _received(registration: Any, language: str) -> str:
    """When it came and where it stands: one may have ended, and another of the same meeting live."""
    from events.templatetags.dates import day  # here, since kinds are declared before there are models

    with override(language):
        words = {"day": day(timezone.localdate(registration.created_at)), "state": registration.get_state_display()}
        return gettext("received on %(day)s – %(state)s") % words


def address_of(message: Any) -> str:
    """That of the registration; a copy, or a test that staff sent to themselves, stays where it was addressed to."""
    link = getattr(message, "registration_link", None)
    return str(link.registration.email) if link is not None else ""


def _stays(_message: Any) -> str:
    """It is for who reads at the address to which it went."""
    return ""
