"""How a registration comes into being: numbered, placed, written down and answered, or not at all."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events.models import Event
from registrations.actions.answers import keep_answers
from registrations.actions.consents import write_consents
from registrations.actions.locking import locked, next_number
from registrations.actions.notifications import PLAIN, Notification
from registrations.actions.transitions import Actor, note, notify_first
from registrations.calendar import method_for
from registrations.capacity import SeatCounter, SeatRequest, check_room, is_spoken_for
from registrations.duplicates import is_same_person
from registrations.errors import AlreadyRegistered, Full
from registrations.kinds import Kind
from registrations.models import Category, Registration, RegistrationSettings
from registrations.models.registration import given
from registrations.models.states import ACTIVE, REFUSED, SEATED, State

# The message of the state in which a registration begins.
FIRST_MESSAGES: dict[str, Kind] = {
    State.SUBMITTED: Kind.ACKNOWLEDGEMENT,
    State.PENDING: Kind.ACKNOWLEDGEMENT,
    State.INCOMPLETE: Kind.DETAILS_ASKED,
    State.WAITING: Kind.WAITING,
    State.APPROVED: Kind.APPROVED,
    State.DECLINED: Kind.DECLINED,
}


@transaction.atomic
def register(
    event: Event,
    *,
    source: str,
    language: str,
    by: User | None = None,
    state: str | None = None,
    submission_key: str | None = None,
    answers: Mapping[str, Any] | None = None,
    restricted: Mapping[str, Any] | None = None,
    restricted_given_under: str | None = None,
    consents: Iterable[str] = (),
    consents_language: str = "",
    notify: bool = True,
    notification: Notification = PLAIN,
    **fields: Any,
) -> Registration:
    """Store a request and notify the person, in one transaction; of two requests at once neither knows of the other.

    `answers`: by the keys of the questions. `restricted`: diet, access_needs, and by other keys what else was said.
    `restricted_given_under`: the address of who gave it, where it is not that of the person.
    `consents`: their kinds, shown in `consents_language`. `state`: as staff or an import say, else by the settings:
    open registration gives a place while there is one and nobody waits for it; full, the waiting list; all else,
    and whatever is incomplete, is pending. `notify=False` writes no mail; `notification` is the mail as staff saw it.

    The same `submission_key` again returns the registration it made. Raises AlreadyRegistered, NoPlaceLeft (a state
    with a place was asked for), Full (no place, no waiting list), NoRegistrationHere, NotShown.
    """
    row = Registration(event=event, source=source, language=language, **fields)
    row.make_keys()
    before: RegistrationSettings | None = getattr(event, "registration_settings", None)
    is_complete = may_be_automatic(before, row) and not row.missing_besides(given(answers))
    # The lock that every action takes (see actions.locking): numbers, seats and twins are looked at behind it.
    settings = next_number(event)
    known = _known(row, submission_key)
    made, twin = _made_by(known, submission_key), _twin(row, known)
    if made is not None and made.state in ACTIVE:
        transaction.set_rollback(True)  # nothing is written, the number is taken back
        return made
    # One that ended meanwhile keeps its key: whoever sends the same once more wants in again.
    row.submission_key = submission_key if made is None else None
    # A refusal is of the person, not of the row: who was refused and asks again is decided on by staff.
    was_refused = any(other.state in REFUSED and is_same_person(row, other) for other in known)
    row.state, actor = _place(settings, row, twin, is_complete and not was_refused, by, state)
    row.state_changed_at = timezone.now()
    row.number = settings.last_number
    row.reference = reference_of(event, row.number)
    row.new_nonce()
    kind = FIRST_MESSAGES.get(row.state) if notify else None
    _insert(row, kind, by)
    needs = {name: text for name, text in (restricted or {}).items() if text}
    keep_answers(row, answers or {}, needs, is_new=True, given_under=restricted_given_under)
    write_consents(row, consents, settings, consents_language)
    message = notify_first(row, kind, notification, by=by) if kind is not None else None
    note(row, "", actor, by=by, message=message)
    return row


def reference_of_another(registration: Registration, submission_key: str) -> str:
    """What the page names where somebody is registered already: a number of its own, as if the person were new.

    The page must not tell who is known. The same sending again has the same number; staff find the person by it.
    """
    with locked(registration):
        if submission_key not in registration.asked_again:
            number = next_number(registration.event).last_number
            registration.asked_again[submission_key] = reference_of(registration.event, number)
            registration.save(update_fields=["asked_again"])
        return str(registration.asked_again[submission_key])


def reference_of(event: Event, number: int) -> str:
    """The reference with this number: IDM-2015-0042."""
    return f"{event.code}-{number:04}"


def may_be_automatic(settings: RegistrationSettings | None, row: Registration) -> bool:
    """Whether the settings may give a place by themselves: asked before the lock, and of the locked row again."""
    needs_approval = row.category is not None and row.category.needs_approval
    return settings is not None and settings.how == RegistrationSettings.How.OPEN and not needs_approval


def _known(row: Registration, submission_key: str | None) -> list[Registration]:
    """What the same sending made before, and what there is of the same person; mostly nothing."""
    is_known = Q(submission_key=submission_key) if submission_key is not None else Q(pk__in=[])
    if row.email_key:
        is_known |= Q(event=row.event_id, email_key=row.email_key, state__in=(*ACTIVE, *REFUSED))
    if row.person_key:
        is_known |= Q(event=row.event_id, person_key=row.person_key, state__in=REFUSED)
    keys = list(Registration.objects.filter(is_known).order_by().values_list("pk", flat=True))
    return list(Registration.objects.filter(pk__in=keys)) if keys else []


def _made_by(known: Iterable[Registration], submission_key: str | None) -> Registration | None:
    """What the same sending made before."""
    return next((each for each in known if submission_key is not None and each.submission_key == submission_key), None)


def _twin(row: Registration, known: Iterable[Registration]) -> Registration | None:
    """The active registration of the same person."""
    return next((each for each in known if _is_twin(row, each)), None)


def _is_twin(row: Registration, other: Registration) -> bool:
    """The other one is an active registration of the same person for the same event."""
    return (
        other.state in ACTIVE
        and bool(row.email_key)
        and (other.event_id, other.email_key, other.person_key) == (row.event_id, row.email_key, row.person_key)
    )


def _place(
    settings: RegistrationSettings,
    row: Registration,
    twin: Registration | None,
    is_complete: bool,
    by: User | None,
    state: str | None,
) -> tuple[str, str]:
    """The state in which a registration begins, and who decided that; the person must be the only one."""
    if row.category_id is not None:
        row.category = Category.objects.get(pk=row.category_id)  # its quotas as they are behind the lock
    try:
        found = _first_state(settings, row, is_complete, by, state)
    except Full as full:
        full.existing = twin
        raise
    if twin:
        raise AlreadyRegistered(twin)
    return found


def _first_state(
    settings: RegistrationSettings, row: Registration, is_complete: bool, by: User | None, state: str | None
) -> tuple[str, str]:
    """In which state a registration begins, and who decided that."""
    asker = Actor.PARTICIPANT if by is None else Actor.STAFF
    request = SeatRequest.of(row)
    if state is not None:
        if state in SEATED:
            check_room(settings, request)
        return state, asker
    is_open = is_complete and may_be_automatic(settings, row)
    if not is_open and (settings.has_waiting_list or by is not None):
        return State.PENDING, asker
    counter = SeatCounter(settings, [row.category])
    if limit := counter.refusal(request):
        if not settings.has_waiting_list:
            raise Full(limit)
        return State.WAITING, Actor.SYSTEM
    if not is_open:
        return State.PENDING, asker
    # A place that came free belongs to those who wait, until staff have decided; a newcomer does not pass them.
    is_others = counter.is_anybody_waiting and is_spoken_for(settings, request)
    return (State.WAITING if is_others else State.APPROVED), Actor.SYSTEM


def _insert(row: Registration, kind: Kind | None, by: User | None) -> None:
    """The row as it begins, with the number of the invitation that goes with its first mail."""
    if kind is not None and method_for(row, kind):
        row.calendar_sequence = 0
    if by is not None:
        row.save(force_insert=True)  # of what staff type in, the log of changes says who did
        return
    row.search_text = row.make_search_text()
    Registration.objects.bulk_create([row])
