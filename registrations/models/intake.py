"""How a registration comes into being: numbered, placed, written down and answered, or not at all."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from events.models import Event
from multilingual.search import SearchableQuerySet
from registrations.calendar import method_for
from registrations.capacity import Tally, check_room, is_spoken_for
from registrations.kinds import Kind
from registrations.models.errors import AlreadyRegistered, Full
from registrations.models.questions import Category
from registrations.models.settings import RegistrationSettings
from registrations.models.standing import Actor
from registrations.models.states import LIVING, SEATED, State
from registrations.models.telling import PLAIN, Telling
from storage import sql

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from registrations.models.registration import Registration

# What a person is told of the state in which a registration begins.
FIRST_MESSAGES: dict[str, Kind] = {
    State.SUBMITTED: Kind.ACKNOWLEDGEMENT,
    State.PENDING: Kind.ACKNOWLEDGEMENT,
    State.INCOMPLETE: Kind.DETAILS_ASKED,
    State.WAITING: Kind.WAITING,
    State.APPROVED: Kind.APPROVED,
    State.DECLINED: Kind.DECLINED,
}

_KNOWN = (
    "SELECT 'made', id FROM registrations_registration WHERE submission_key = %s UNION ALL"  # noqa: S608  no value
    " SELECT 'twin', id FROM registrations_registration WHERE event_id = %s AND email_key = %s AND email_key <> ''"
    f" AND person_key = %s AND state IN ({sql.marks(LIVING)})"
)


class Intake(SearchableQuerySet["Registration"]):
    """The verb that makes registrations."""

    @transaction.atomic
    def register(
        self,
        event: Event,
        *,
        source: str,
        language: str,
        by: "User | None" = None,
        state: str | None = None,
        submission_key: str | None = None,
        answers: Mapping[str, Any] | None = None,
        restricted: Mapping[str, Any] | None = None,
        consents: Iterable[str] = (),
        consents_language: str = "",
        is_told: bool = True,
        telling: Telling = PLAIN,
        **fields: Any,
    ) -> "Registration":
        """Store a request and tell the person, in one transaction; of two requests at once neither knows of the other.

        `answers`: by the keys of the questions. `restricted`: diet, access_needs, and by other keys what else was said.
        `consents`: their kinds, shown in `consents_language`. `state`: as staff or an import say, else by the settings:
        open registration gives a place while there is one and nobody waits for it; full, the waiting list; all else,
        and whatever is incomplete, is pending. `is_told=False` writes no mail; `telling` is the mail as staff saw it.

        The same `submission_key` again returns the registration it made. Raises AlreadyRegistered, NoPlaceLeft (a state
        with a place was asked for), Full (no place, no waiting list), NoRegistrationHere, NotShown.
        """
        row = self.model(event=event, source=source, language=language, **fields)
        is_complete = may_be_automatic(event, row) and not row._missing_besides(given(answers))
        # The lock that every verb takes (see Standing._locked): numbers, seats and doubles are looked at behind it.
        settings = RegistrationSettings.objects.numbering(event)
        made, twin = self._known(row, submission_key)
        if made is not None and made.state in LIVING:
            transaction.set_rollback(True)  # nothing is written, the number is taken back
            return made
        # One that ended meanwhile keeps its key: whoever sends the same once more wants in again.
        row.submission_key = submission_key if made is None else None
        row.state, actor = place(settings, row, twin, is_complete, by, state)
        row.state_changed_at = timezone.now()
        row.number = settings.last_number
        row.reference = f"{event.code}-{row.number:04}"
        row.new_nonce()
        kind = FIRST_MESSAGES.get(row.state) if is_told else None
        insert(row, kind, by)
        needs = {name: text for name, text in (restricted or {}).items() if text}
        row._keep_answers(answers or {}, needs, is_new=True)
        row._write_consents(consents, settings, consents_language)
        message = row._tell_first(kind, telling, by=by) if kind is not None else None
        row._note("", actor, by=by, message=message)
        return row

    def _known(
        self, row: "Registration", submission_key: str | None
    ) -> "tuple[Registration | None, Registration | None]":
        """What the same sending made before, and the living registration of the same person; mostly neither."""
        row.make_keys()
        person = [row.event_id, row.email_key, row.person_key, *map(str, LIVING)]
        keys: dict[str, int] = dict(sql.ask(_KNOWN, [submission_key, *person]))
        rows = self.in_bulk(keys.values()) if keys else {}
        return rows.get(keys.get("made")), rows.get(keys.get("twin"))


def place(
    settings: RegistrationSettings,
    row: "Registration",
    twin: "Registration | None",
    is_complete: bool,
    by: "User | None",
    state: str | None,
) -> tuple[str, str]:
    """The state in which a registration begins, and who decided that; the person must be the only one."""
    if row.category_id is not None:
        # Its quotas as they are behind the lock.
        [row.category] = Category.objects.raw("SELECT * FROM registrations_category WHERE id = %s", [row.category_id])
    try:
        found = first_state(settings, row, is_complete, by, state)
    except Full as full:
        full.existing = twin
        raise
    if twin:
        raise AlreadyRegistered(twin)
    return found


def insert(row: "Registration", kind: Kind | None, by: "User | None") -> None:
    """The row as it begins, with the number of the invitation that goes with its first mail."""
    if kind is not None and method_for(row, kind):
        row.calendar_sequence = 0
    if by is not None:
        row.save(force_insert=True)  # of what staff type in, the log of changes says who did
        return
    row.search_text = row.make_search_text()
    sql.insert(row)


def given(answers: Mapping[str, Any] | None) -> set[str]:
    """The keys of the questions that have an answer."""
    return {code for code, value in (answers or {}).items() if value not in (None, "", [])}


def may_be_automatic(event: Event, row: "Registration") -> bool:
    """Whether the settings may give a place by themselves, as far as can be seen before the lock."""
    settings: RegistrationSettings | None = getattr(event, "registration_settings", None)
    needs_approval = row.category is not None and row.category.needs_approval
    return settings is not None and settings.how == RegistrationSettings.How.OPEN and not needs_approval


def first_state(
    settings: RegistrationSettings, row: "Registration", is_complete: bool, by: "User | None", state: str | None
) -> tuple[str, str]:
    """In which state a registration begins, and who decided that."""
    asker = Actor.PARTICIPANT if by is None else Actor.STAFF
    if state is not None:
        if state in SEATED:
            check_room(settings, row.wish)
        return state, asker
    is_open = is_complete and may_be_automatic(settings.event, row)
    if not is_open and (settings.has_waiting_list or by is not None):
        return State.PENDING, asker
    tally = Tally(settings, [row.category])
    if limit := tally.refusal(row.wish):
        if not settings.has_waiting_list:
            raise Full(limit)
        return State.WAITING, Actor.SYSTEM
    if not is_open:
        return State.PENDING, asker
    # A place that came free belongs to those who wait, until staff have decided; a newcomer does not pass them.
    is_others = tally.is_anybody_waiting and is_spoken_for(settings, row.wish)
    return (State.WAITING if is_others else State.APPROVED), Actor.SYSTEM
