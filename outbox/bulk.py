"""What staff do with many messages at once: first a page that says what will happen, then each by its own rules."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.base import BackOfficeAdmin
from backoffice.rights import staff
from outbox.models import Message
from outbox.models.messages import SENT_AGAIN, NotHeld, NotToBeSentAgain

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django_stubs_ext import StrPromise

# So many are named on the page before the rest is a number.
NAMED = 50


@dataclass(frozen=True)
class Decision:
    """One that staff take on many messages: which of the chosen it concerns, and what it does with each."""

    name: str
    title: "StrPromise"
    warning: "StrPromise"
    concerned: Callable[[QuerySet[Message]], QuerySet[Message]]
    act: Callable[[Message, "User"], None]


def _overdue(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Of what is held, the rest was seen by nobody: staff read each before it goes."""
    return rows.filter(state=Message.State.HELD, is_overdue=True)


AGAIN = Decision(
    "send_many_again",
    _("Send again"),
    _("What was not confirmed may have arrived, and would then arrive twice. Each goes to the present address."),
    lambda rows: rows.filter(state__in=SENT_AGAIN),
    lambda message, by: message.send_again(by),
)
RELEASE = Decision(
    "release_many",
    _("Release what is too old to go by itself"),
    _("After a backup was restored, these may have been sent since it was made, and would then arrive twice."),
    _overdue,
    lambda message, by: message.release(by),
)
DISCARD = Decision(
    "discard_many",
    _("Throw away what is too old to go by itself"),
    _("These messages will not be sent."),
    _overdue,
    lambda message, by: message.discard(by),
)


def decide(
    decision: Decision, model_admin: BackOfficeAdmin, request: HttpRequest, chosen: QuerySet[Message]
) -> HttpResponse | None:
    """The page; once confirmed, the decision on each, and how many it was taken on."""
    rows = list(decision.concerned(chosen).order_by("pk"))
    if not rows:
        words = _("Nothing is to be decided of the chosen messages: “%(action)s”.")
        model_admin.message_user(request, words % {"action": decision.title}, messages.WARNING)
        return None
    if "confirmed" in request.POST:
        _carry_out(decision, model_admin, request, rows)
        return None
    context: dict[str, Any] = {
        "title": decision.title,
        "decision": decision,
        "rows": rows,
        "named": rows[:NAMED],
        "unnamed": len(rows[NAMED:]),
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return model_admin.render(request, "admin/outbox/message/decide_many.html", context)


def _carry_out(decision: Decision, model_admin: BackOfficeAdmin, request: HttpRequest, rows: list[Message]) -> None:
    left = 0
    for message in rows:
        try:
            decision.act(message, staff(request))
        except (NotToBeSentAgain, NotHeld):
            left += 1
    done = len(rows) - left
    words = ngettext("Done for %(count)d message.", "Done for %(count)d messages.", done)
    model_admin.message_user(request, words % {"count": done}, messages.SUCCESS)
    if left:
        words = ngettext(
            "%(count)d message was left as it is: it has no address, or is on its way already.",
            "%(count)d messages were left as they are: they have no address, or are on their way already.",
            left,
        )
        model_admin.message_user(request, words % {"count": left}, messages.WARNING)


@admin.action(description=AGAIN.title, permissions=["change"])
def send_many_again(
    model_admin: BackOfficeAdmin, request: HttpRequest, chosen: QuerySet[Message]
) -> HttpResponse | None:
    """Into the outbox once more."""
    return decide(AGAIN, model_admin, request, chosen)


@admin.action(description=RELEASE.title, permissions=["change"])
def release_many(model_admin: BackOfficeAdmin, request: HttpRequest, chosen: QuerySet[Message]) -> HttpResponse | None:
    """What was held for its age goes after all."""
    return decide(RELEASE, model_admin, request, chosen)


@admin.action(description=DISCARD.title, permissions=["change"])
def discard_many(model_admin: BackOfficeAdmin, request: HttpRequest, chosen: QuerySet[Message]) -> HttpResponse | None:
    """What was held for its age does not go."""
    return decide(DISCARD, model_admin, request, chosen)


@admin.action(description=_("Try now to send what waits"), permissions=["change"])
def try_now(model_admin: BackOfficeAdmin, request: HttpRequest, chosen: QuerySet[Message]) -> None:
    """No pause for these, nor for the mail server."""
    chosen.order_by().try_now()  # type: ignore[attr-defined]
    model_admin.message_user(request, _("The worker tries at once."), messages.SUCCESS)
