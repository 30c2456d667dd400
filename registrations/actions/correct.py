"""Data of a registration are corrected, by the participant or by staff."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User

from registrations.actions.answers import keep_answers
from registrations.actions.locking import last_history, locked
from registrations.actions.transitions import Actor, must_be_only_one, note
from registrations.capacity import SeatRequest, check_room
from registrations.errors import ChangedMeanwhile, NotCorrectable
from registrations.kinds import Kind
from registrations.models import Registration
from registrations.models.states import ACTIVE, ANSWERABLE, CORRECTABLE, SEATED

# What a seat counts by: whoever has one and changes these needs a place anew.
SEAT = {"category", "organisation", "organisation_name", "mode"}


def correct(
    registration: Registration,
    *,
    by: User | None = None,
    answers: Mapping[str, Any] | None = None,
    restricted: Mapping[str, Any] | None = None,
    restricted_given_under: str | None = None,
    seen: int | None = None,
    **fields: Any,
) -> list[str]:
    """Change data, by the participant when `by` is None; what changed is returned and noted in the history.

    The participant may change all as long as nobody decided, and then answers and needs; staff all as long as the
    registration lives. Another address kills the personal link, and mail that still waits goes to that address alone.
    `seen`: the last line of the history that they had before them. Raises ChangedMeanwhile (there is another by now),
    NotCorrectable, AlreadyRegistered (the new name and address are another's), NoPlaceLeft (a seated person moves to a
    full category or mode), RestrictedUnreadable.
    """
    with locked(registration) as settings:
        _must_be_correctable(registration, by, fields, seen)
        old = registration.email_key
        changed = [name for name, value in fields.items() if getattr(registration, name) != value]
        for name in changed:
            setattr(registration, name, fields[name])
        must_be_only_one(registration)
        if registration.state in SEATED and SEAT & set(changed):
            check_room(settings, SeatRequest.of(registration))
        if changed:
            registration.save()
        if registration.email_key != old:
            follow_address(registration, old)
        given_under = registration.email_key if by is None else restricted_given_under
        changed += keep_answers(registration, answers or {}, restricted or {}, given_under=given_under)
        if changed:
            actor = Actor.STAFF if by is not None else Actor.PARTICIPANT
            note(registration, registration.state, actor, by=by, reason=", ".join(changed))
        return changed


def _must_be_correctable(
    registration: Registration, by: User | None, fields: Mapping[str, Any], seen: int | None
) -> None:
    """Asked behind the lock: before it, a colleague may be about to commit."""
    own = CORRECTABLE if fields else (*CORRECTABLE, *ANSWERABLE)
    if registration.state not in (ACTIVE if by is not None else own):
        raise NotCorrectable
    if seen is not None and seen != last_history(registration):
        raise ChangedMeanwhile


def follow_address(registration: Registration, old: str) -> None:
    """Whoever reads at the old address has no link any more; mail that has not left goes to the new one.

    But for the note that another address was asked for: it is for who reads at the old one.
    """
    registration.renew_link()
    if old and registration.email:
        to_old = registration.messages.exclude(kind=Kind.EMAIL_ASKED).filter(to_email__iexact=old)
        to_old.waiting().update(to_email=registration.email)
