"""What staff can do with a registration: actions as buttons, and what became of each try."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from outbox.queue import Draft
from registrations.actions import decide
from registrations.actions.locking import is_same_click, locked_settings
from registrations.actions.remind import remind
from registrations.errors import NoPlaceLeft, RegistrationError
from registrations.kinds import Kind
from registrations.models import Registration, StateChange
from registrations.models.states import TRANSITIONS, State


class Decision(NamedTuple):
    """An action of staff with its words, its mail and the state it leads to."""

    code: str
    action: Callable[..., object]
    to: State
    kind: Kind | None
    label: Promise
    question: Promise
    is_reason_needed: bool = False
    is_grave: bool = False


DECISIONS = {
    decision.code: decision
    for decision in (
        Decision(
            "approve", decide.approve, State.APPROVED, Kind.APPROVED,
            pgettext_lazy("verb", "Approve"), gettext_lazy("Approve"),
        ),
        Decision(
            "waiting-list", decide.put_on_waiting_list, State.WAITING, Kind.WAITING,
            pgettext_lazy("verb", "Waiting list"), gettext_lazy("Put on the waiting list"),
        ),
        Decision(
            "ask-details", decide.ask_details, State.INCOMPLETE, Kind.DETAILS_ASKED,
            pgettext_lazy("verb", "Ask for details"), gettext_lazy("Ask for details"),
        ),
        Decision(
            "remind", remind, State.INCOMPLETE, Kind.REMINDER,
            pgettext_lazy("verb", "Remind"), gettext_lazy("Remind of what is missing"),
        ),
        Decision(
            "complete", decide.complete, State.PENDING, None,
            pgettext_lazy("verb", "Details are complete"), gettext_lazy("Mark as complete"),
        ),
        Decision(
            "decline", decide.decline, State.DECLINED, Kind.DECLINED,
            pgettext_lazy("verb", "Decline"), gettext_lazy("Decline"), is_reason_needed=True, is_grave=True,
        ),
        Decision(
            "reopen", decide.reopen, State.PENDING, Kind.ACKNOWLEDGEMENT,
            pgettext_lazy("verb", "Reopen"), gettext_lazy("Take back the refusal"),
        ),
        Decision(
            "cancel", decide.cancel, State.CANCELLED, Kind.CANCELLED,
            pgettext_lazy("verb", "Cancel registration"), gettext_lazy("Cancel for the participant"), is_grave=True,
        ),
        Decision(
            "withdraw", decide.withdraw, State.WITHDRAWN, Kind.WITHDRAWN,
            pgettext_lazy("verb", "Withdraw"), gettext_lazy("Withdraw for the delegation"), is_grave=True,
        ),
        Decision(
            "revoke", decide.revoke, State.REVOKED, Kind.REVOKED,
            pgettext_lazy("verb", "Revoke"), gettext_lazy("Revoke the approval"), is_reason_needed=True, is_grave=True,
        ),
        Decision(
            "reinstate", decide.reinstate, State.PENDING, Kind.REINSTATED,
            pgettext_lazy("verb", "Reinstate"), gettext_lazy("Take up again"),
        ),
    )
}  # fmt: skip
# Several decisions lead to one state; each starts where the others do not.
_ONLY_FROM = {
    "remind": (State.INCOMPLETE,),
    "complete": (State.INCOMPLETE, State.SUBMITTED, State.DRAFT),
    "reopen": (State.DECLINED,),
    "reinstate": (State.CANCELLED, State.REPLACED),
}


def is_allowed(decision: Decision, state: str) -> bool:
    """Whether a registration in this state can take the decision."""
    if state not in _ONLY_FROM.get(decision.code, (state,)):
        return False
    # A reminder leaves the state as it is.
    return decision.to in TRANSITIONS.get(state, ()) or (decision.code == "remind" and state == decision.to)


def decisions_for(state: str) -> list[Decision]:
    """The decisions that a registration in this state can take."""
    return [decision for decision in DECISIONS.values() if is_allowed(decision, state)]


class Outcome(NamedTuple):
    """What became of one registration; `code` is done, full, changed or refused. The session keeps it until shown."""

    pk: int
    code: str
    words: str


def latest_change(registration: Registration) -> StateChange | None:
    """The last line of its history: what staff have seen when they decide."""
    return StateChange.objects.filter(registration=registration).select_related("by").order_by("-pk").first()


def perform(
    decision: Decision, registration: Registration, by: User, *, seen: int, reason: str, draft: Draft | None
) -> Outcome:
    """Do it to one person, all or nothing, if it still stands as staff saw it.

    The race: two officers look at one person; one declines, the other, who has not seen that, approves. The rules allow
    to approve the declined, so the action alone would do it and write a second mail. Therefore the history is looked at
    behind the lock that the action takes too: with a line that was not there when the page was drawn, nothing is done.
    """
    try:
        with transaction.atomic():
            locked_settings(registration.event_id)
            latest = latest_change(registration)
            if latest is not None and latest.pk != seen:
                return _changed(decision, registration, latest, by)
            arguments: dict[str, Any] = {"by": by}
            if decision.kind is not None:
                arguments |= {"reason": reason, "draft": draft}
            decision.action(registration, **arguments)
    except NoPlaceLeft as error:
        return Outcome(registration.pk, "full", str(error))
    except RegistrationError as error:
        return Outcome(registration.pk, "refused", str(error))
    return Outcome(registration.pk, "done", _next_step(registration, decision))


def _next_step(registration: Registration, decision: Decision) -> str:
    if decision.kind is None:
        return _("No mail was needed.")
    if not registration.email:
        return _("There is no address: please tell the person.")
    return _("The mail is on its way to %(address)s.") % {"address": registration.email}


def _changed(decision: Decision, registration: Registration, latest: StateChange, by: User) -> Outcome:
    """Somebody was faster: a colleague, the participant, or the same click twice."""
    if latest.to_state == decision.to and is_same_click(by, latest.by_id, latest.at):
        return Outcome(registration.pk, "done", _("You have done this already; no second mail was written."))
    who = latest.by.get_full_name() or latest.by.get_username() if latest.by else latest.get_actor_display()
    sentence = _("Meanwhile changed by %(who)s: now “%(state)s”. Nothing was done and no mail was written.")
    return Outcome(registration.pk, "changed", sentence % {"who": who, "state": latest.get_to_state_display()})
