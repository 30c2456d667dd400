"""The messages that go to the person of a registration, with what may stand in their words."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outbox import kinds


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
    "notice": _("the data-protection notice"),
    "standing": _("where the registration stands: a place is reserved, waiting list, not yet confirmed"),
    "replaced": _("of a substitution: who had the place before"),
    "replacement": _("of a substitution: who has the place now"),
}
_REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.ACKNOWLEDGEMENT: ("reference", "link"),
    Kind.DETAILS_ASKED: ("link",),
    Kind.REMINDER: ("link",),
    Kind.LINK: ("link",),
    Kind.SUBSTITUTED: ("reference", "link"),
    Kind.REPLACED: ("reference",),
}
# What the person asked for a moment ago.
REPLIES = (Kind.ACKNOWLEDGEMENT, Kind.LINK)


def declare() -> None:
    """Make them known to the outbox."""
    kinds.declare(
        *(
            kinds.Kind(
                code=kind.value,
                label=kind.label,
                room="registrations",
                placeholders=PLACEHOLDERS,
                required=_REQUIRED.get(kind, ()),
                link=_personal_link,
                address=_address,
                is_reply=kind in REPLIES,
            )
            for kind in Kind
        )
    )


def link_to(registration: Any, language: str) -> str:
    """The personal page."""
    return f"{settings.SITE_URL}/{language}/r/{registration.token}/"


def _personal_link(message: Any) -> str:
    return link_to(message.registration_link.registration, message.language)


def _address(message: Any) -> str:
    return str(message.registration_link.registration.email)
