"""How a registration moves from state to state: by the rules, written down, and the person notified."""

from django.contrib.auth.models import User
from django.utils import timezone

from outbox.models.messages import Message
from outbox.queue import Draft
from outbox.threads import Thread
from registrations import mails
from registrations.actions.notifications import Notification
from registrations.errors import AlreadyRegistered, IllegalMove
from registrations.kinds import Kind
from registrations.models import Registration, StateChange
from registrations.models.states import ACTIVE, TRANSITIONS, State

Actor = StateChange.Actor
# The mark of the message of a registration's beginning, among those of its later changes.
FIRST = 0


def move(
    registration: Registration,
    to: State,
    actor: str,
    *,
    kind: Kind | None,
    by: User | None = None,
    reason: str = "",
    draft: Draft | None = None,
) -> StateChange:
    """Change the state, note it, and write the message of it; the caller holds the lock (rule 3)."""
    must_allow(registration, to)
    if to in ACTIVE and registration.state not in ACTIVE:
        must_be_only_one(registration)
    previous, registration.state = registration.state, to
    registration.state_changed_at = now = timezone.now()
    # Not save(): that would look up organisation and country for the search text while others wait for the lock.
    Registration.objects.filter(pk=registration.pk).update(state=to, state_changed_at=now, updated_at=now)
    change = note(registration, previous, actor, by=by, reason=reason)
    if kind is not None:
        message = notify(registration, kind, change.pk, by=by, reason=reason, draft=draft)
        StateChange.objects.filter(pk=change.pk).update(message=message)
    return change


def must_allow(registration: Registration, to: State) -> None:
    """Raise IllegalMove where TRANSITIONS has no way."""
    if to not in TRANSITIONS.get(registration.state, ()):
        raise IllegalMove(registration.state, to)


def must_allow_from(registration: Registration, states: tuple[State, ...], to: State) -> None:
    """Raise IllegalMove unless it stands in one of these: of the ways that lead to a state, an action takes some."""
    if registration.state not in states:
        raise IllegalMove(registration.state, to)


def must_be_only_one(registration: Registration) -> None:
    """Raise AlreadyRegistered if the same name at the same address has an active registration for the event."""
    registration.make_keys()
    if not registration.email_key:
        return
    twins = Registration.objects.active().filter(
        event=registration.event_id, email_key=registration.email_key, person_key=registration.person_key
    )
    if twin := twins.exclude(pk=registration.pk).first():
        raise AlreadyRegistered(twin)


def note(
    registration: Registration,
    previous: str,
    actor: str,
    *,
    by: User | None,
    reason: str = "",
    message: Message | None = None,
) -> StateChange:
    """A line of the history."""
    change = StateChange(
        registration_id=registration.pk,
        from_state=previous,
        to_state=registration.state,
        at=timezone.now(),
        actor=actor,
        by=by,
        reason=reason,
        message=message,
    )
    StateChange.objects.bulk_create([change])
    return change


def notify(
    registration: Registration,
    kind: Kind,
    change: int,
    *,
    by: User | None,
    reason: str = "",
    draft: Draft | None = None,
    thread: Thread | None = None,
) -> Message:
    """The message of a change, once. To a person without an address it is kept as one that staff must pass on."""
    return mails.write_new(
        registration,
        kind,
        by=by,
        reason=reason,
        draft=draft,
        purpose=f"{kind.value}:{registration.pk}:{change}",
        is_new=change == FIRST,
        thread=thread,
    )


def notify_first(registration: Registration, kind: Kind, notification: Notification, *, by: User | None) -> Message:
    """The message of its beginning, as staff saw it; in answer to the mail in which this very person asked."""
    return notify(
        registration,
        kind,
        FIRST,
        by=by,
        reason=notification.reason,
        draft=notification.draft(kind.value, registration.language, registration.email),
        thread=notification.thread,
    )
