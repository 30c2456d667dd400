"""Decisions on a registration, by staff or by the participant, each with its message in one transaction.

All raise IllegalMove where TRANSITIONS has no way; `draft` is the mail as staff edited it.
"""

from django.contrib.auth.models import User

from outbox.queue import Draft
from registrations.actions.locking import locked
from registrations.actions.substitute import link
from registrations.actions.transitions import Actor, move, must_allow, must_allow_from
from registrations.capacity import SeatRequest, check_room
from registrations.errors import ChangedSince, IllegalMove, StillReplaced
from registrations.kinds import Kind
from registrations.models import Registration
from registrations.models.states import ACTIVE, State


def approve(registration: Registration, by: User, reason: str = "", draft: Draft | None = None) -> None:
    """Give a place; raises NoPlaceLeft."""
    with locked(registration) as settings:
        must_allow(registration, State.APPROVED)
        check_room(settings, SeatRequest.of(registration))
        move(registration, State.APPROVED, Actor.STAFF, kind=Kind.APPROVED, by=by, reason=reason, draft=draft)


def put_on_waiting_list(registration: Registration, by: User, reason: str = "", draft: Draft | None = None) -> None:
    """Put at the end of the waiting list."""
    with locked(registration):
        move(registration, State.WAITING, Actor.STAFF, kind=Kind.WAITING, by=by, reason=reason, draft=draft)


def decline(registration: Registration, by: User, reason: str, draft: Draft | None = None) -> None:
    """Refuse; the reason goes into the mail."""
    with locked(registration):
        move(registration, State.DECLINED, Actor.STAFF, kind=Kind.DECLINED, by=by, reason=reason, draft=draft)


def ask_details(registration: Registration, by: User, reason: str, draft: Draft | None = None) -> None:
    """Ask for what is missing; the person may correct again."""
    with locked(registration):
        move(registration, State.INCOMPLETE, Actor.STAFF, kind=Kind.DETAILS_ASKED, by=by, reason=reason, draft=draft)


def complete(registration: Registration, by: User | None = None) -> None:
    """The details were given (by the participant when `by` is None): decisions can be taken again. No mail."""
    with locked(registration):
        must_allow_from(registration, (State.DRAFT, State.SUBMITTED, State.INCOMPLETE), State.PENDING)
        actor = Actor.STAFF if by is not None else Actor.PARTICIPANT
        move(registration, State.PENDING, actor, kind=None, by=by)


def reopen(registration: Registration, by: User, reason: str = "", draft: Draft | None = None) -> None:
    """Take back a refusal; raises AlreadyRegistered if the person registered anew meanwhile."""
    with locked(registration):
        must_allow_from(registration, (State.DECLINED,), State.PENDING)
        move(registration, State.PENDING, Actor.STAFF, kind=Kind.ACKNOWLEDGEMENT, by=by, reason=reason, draft=draft)


def cancel(registration: Registration, by: User | None = None, reason: str = "", draft: Draft | None = None) -> None:
    """The person does not come: said here (`by` is None) or told to staff. Its place is free."""
    with locked(registration):
        actor = Actor.STAFF if by is not None else Actor.PARTICIPANT
        move(registration, State.CANCELLED, actor, kind=Kind.CANCELLED, by=by, reason=reason, draft=draft)


def withdraw(registration: Registration, by: User, reason: str = "", draft: Draft | None = None) -> None:
    """The delegation takes the person back. Its place is free."""
    with locked(registration):
        move(registration, State.WITHDRAWN, Actor.STAFF, kind=Kind.WITHDRAWN, by=by, reason=reason, draft=draft)


def revoke(registration: Registration, by: User, reason: str, draft: Draft | None = None) -> None:
    """Take back an approval. Its place is free."""
    with locked(registration):
        move(registration, State.REVOKED, Actor.STAFF, kind=Kind.REVOKED, by=by, reason=reason, draft=draft)


def reinstate(registration: Registration, by: User, reason: str = "", draft: Draft | None = None) -> None:
    """Undo a cancellation or a substitution: it waits for a decision again, and an approval looks for a place anew.

    Raises AlreadyRegistered if the person registered anew meanwhile, StillReplaced as long as another one lives in its
    place.
    """
    with locked(registration):
        must_allow_from(registration, (State.CANCELLED, State.REPLACED), State.PENDING)
        if registration.is_erased:
            raise IllegalMove(registration.state, State.PENDING)
        if registration.replaced_by is not None and registration.replaced_by.state in ACTIVE:
            raise StillReplaced(registration.replaced_by)
        link(registration, None)
        move(registration, State.PENDING, Actor.STAFF, kind=Kind.REINSTATED, by=by, reason=reason, draft=draft)


def confirm(registration: Registration) -> None:
    """The participant confirms that he or she comes. No mail."""
    with locked(registration):
        move(registration, State.CONFIRMED, Actor.PARTICIPANT, kind=None)


def take_back(registration: Registration, by: User) -> bool:
    """Cancel what was registered by mistake a moment ago; whether the person had to be notified.

    What waits in the outbox is taken out of it: nobody reads of a registration that was none. If a worker was
    faster, or may have been before a backup was restored, the person has read of it, and reads of its end.
    """
    with locked(registration):
        if registration.history.count() > 1:
            raise ChangedSince
        waiting = registration.messages.waiting()
        may_have_gone = waiting.filter(is_overdue=True).exists()
        waiting.delete()
        is_notified = may_have_gone or registration.messages.may_arrive().exists()
        move(registration, State.CANCELLED, Actor.STAFF, kind=Kind.CANCELLED if is_notified else None, by=by)
        return is_notified
