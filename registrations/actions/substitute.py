"""Somebody else comes in a person's place. Staff alone decide that (rule 4)."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from registrations.actions.locking import locked
from registrations.actions.notifications import PLAIN, Notification
from registrations.actions.register import register
from registrations.actions.transitions import Actor, move, notify, notify_first
from registrations.kinds import Kind
from registrations.models import Registration, StateChange
from registrations.models.states import SEATED, State

# What the substitute has from the person replaced, where nothing else is said.
INHERITED = ("category", "organisation", "organisation_name", "country", "mode")


def substitute(
    registration: Registration,
    *,
    by: User,
    source: str,
    language: str = "",
    notification: Notification = PLAIN,
    submission_key: str | None = None,
    answers: Mapping[str, Any] | None = None,
    restricted: Mapping[str, Any] | None = None,
    restricted_given_under: str | None = None,
    **fields: Any,
) -> Registration:
    """Another person comes instead; both are linked, both are notified, and at no moment both have the place.

    `fields` are the columns of the new person; organisation, country, category and mode are inherited where they are
    not given. The new registration stands where the old one stood: it has the place, the place in the line, or waits
    for a decision. `notification` has the mails to both. Raises IllegalMove, AlreadyRegistered (the new person is
    registered already), NoPlaceLeft (a quota of another category or organisation), NotShown.
    """
    with locked(registration):
        was, since = registration.state, registration.state_changed_at
        # The place is free before it is given: with the last one taken, the substitute has it all the same.
        change = move(registration, State.REPLACED, Actor.STAFF, kind=None, by=by, reason=notification.reason)
        given = {name: getattr(registration, name) for name in INHERITED if name not in fields}
        if "organisation_name" in fields and "organisation" not in fields:
            given["organisation"] = None  # another organisation was named
        new = register(
            registration.event,
            source=source,
            language=language or registration.language,
            by=by,
            state=_successor(was),
            submission_key=submission_key,
            answers=answers,
            restricted=restricted,
            restricted_given_under=restricted_given_under,
            notify=False,
            **given,
            **fields,
        )
        if was == State.WAITING:
            Registration.objects.filter(pk=new.pk).update(state_changed_at=since)
            new.state_changed_at = since
        link(registration, new)
        # Each is notified of the other, now that both are known.
        draft = notification.draft(Kind.REPLACED.value, registration.language, registration.email)
        message = notify(registration, Kind.REPLACED, change.pk, by=by, reason=notification.reason, draft=draft)
        StateChange.objects.filter(pk=change.pk).update(message=message)
        new.history.update(message=notify_first(new, Kind.SUBSTITUTED, notification, by=by))
        return new


def link(registration: Registration, successor: Registration | None) -> None:
    """Note who came in its place, or that nobody does any more; the caller holds the lock."""
    registration.replaced_by = successor
    Registration.objects.filter(pk=registration.pk).update(replaced_by=successor, updated_at=timezone.now())


def _successor(state: str) -> str:
    """Where a substitute stands when the other one stood here."""
    if state in SEATED:
        return State.APPROVED
    return State.WAITING if state == State.WAITING else State.PENDING
