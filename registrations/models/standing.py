"""What every verb does: take the lock, look again, move by the rules, write it down, tell the person."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone

from outbox.models.messages import Message
from registrations.capacity import Wish
from registrations.kinds import Kind
from registrations.models.errors import AlreadyRegistered, IllegalMove
from registrations.models.history import StateChange
from registrations.models.record import Record
from registrations.models.settings import RegistrationSettings
from registrations.models.states import LIVING, TRANSITIONS, State
from registrations.models.telling import Telling
from storage.sql import insert

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from inbox.models.incoming import IncomingMessage
    from outbox.queue import Draft
    from registrations.models.registration import Registration

Actor = StateChange.Actor
# The mark of the message of a registration's beginning, among those of its later changes.
FIRST = 0


class Standing(Record):
    """Where a registration stands, and how that changes."""

    class Meta:
        abstract = True

    @contextmanager
    def _locked(self) -> Iterator[RegistrationSettings]:
        """One transaction in which nobody else changes a registration of this event.

        The race: two officers approve two people when one place is left; each counts, each sees the place, both write.
        Therefore every verb first locks the row of the event's settings: verbs of one event run one after the other.
        Only then is this row read again, and only after that are seats counted. PostgreSQL at READ COMMITTED gives each
        statement its own view, so what is read after the lock was granted holds all that earlier holders committed: a
        correction that takes the last place of a category, a cancellation that frees one, an approval elsewhere.
        SQLite has no row locks; its transactions are IMMEDIATE here and follow one another anyhow.
        """
        with transaction.atomic():
            settings = RegistrationSettings.objects.locked(self.event_id)
            # The lock of this row keeps out those who save it without a verb, such as a form of the admin.
            self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update())
            self.event = settings.event
            yield settings

    def _move(
        self,
        to: State,
        actor: str,
        *,
        kind: Kind | None,
        by: "User | None" = None,
        reason: str = "",
        draft: "Draft | None" = None,
    ) -> StateChange:
        """Change the state, note it, and write the message of it, all in the caller's transaction (law 3)."""
        self._must_allow(to)
        if to in LIVING and self.state not in LIVING:
            self._must_be_only_one()
        previous, self.state = self.state, to
        self.state_changed_at = timezone.now()
        # Not save(): that would look up organisation and country for the search text while others wait for the lock.
        type(self)._base_manager.filter(pk=self.pk).update(
            state=self.state, state_changed_at=self.state_changed_at, updated_at=self.state_changed_at
        )
        change = self._note(previous, actor, by=by, reason=reason)
        if kind is not None:
            message = self._tell(kind, change.pk, by=by, reason=reason, draft=draft)
            StateChange.objects.filter(pk=change.pk).update(message=message)
        return change

    def _must_allow(self, to: State) -> None:
        if to not in TRANSITIONS.get(self.state, ()):
            raise IllegalMove(self.state, to)

    def _must_allow_from(self, states: tuple[State, ...], to: State) -> None:
        """Raise IllegalMove unless it stands in one of these: of the ways that lead to a state, a verb takes some."""
        if self.state not in states:
            raise IllegalMove(self.state, to)

    def _must_be_only_one(self) -> None:
        """Raise AlreadyRegistered if the same name at the same address has a living registration for the event."""
        if twin := self._twin():
            raise AlreadyRegistered(twin)

    def _twin(self) -> "Registration | None":
        """The living registration of the same name at the same address; mostly none, asked in the quickest way."""
        self.make_keys()
        if not self.email_key:
            return None
        twins = self.event.registrations.filter(email_key=self.email_key, person_key=self.person_key, state__in=LIVING)
        if self.pk is not None:
            twins = twins.exclude(pk=self.pk)
        return twins.get() if twins.exists() else None

    def _note(
        self, previous: str, actor: str, *, by: "User | None", reason: str = "", message: Message | None = None
    ) -> StateChange:
        change = StateChange(
            registration_id=self.pk,
            from_state=previous,
            to_state=self.state,
            at=timezone.now(),
            actor=actor,
            by=by,
            reason=reason,
            message=message,
        )
        insert(change)
        return change

    def _tell(
        self,
        kind: Kind,
        change: int,
        *,
        by: "User | None",
        reason: str = "",
        draft: "Draft | None" = None,
        answering: "IncomingMessage | None" = None,
    ) -> Message:
        """The message of a change, once. To a person without an address it is kept as one that staff must pass on."""
        from registrations import mails  # here: messages are about registrations, so it imports this package

        row = cast("Registration", self)
        purpose = f"{kind.value}:{self.pk}:{change}"
        is_first = change == FIRST
        return mails.write_new(
            row, kind, by=by, reason=reason, draft=draft, purpose=purpose, is_first=is_first, answering=answering
        )

    def _tell_first(self, kind: Kind, telling: Telling, *, by: "User | None") -> Message:
        """The message of its beginning, as staff saw it; in answer to the mail in which this very person asked."""
        from inbox.threads import is_by  # here: letters are about registrations, so it imports this

        row, request = cast("Registration", self), telling.answering
        return self._tell(
            kind,
            FIRST,
            by=by,
            reason=telling.reason,
            draft=telling.draft(kind.value, self.language, self.email),
            answering=request if request is not None and is_by(request, row) else None,
        )

    @property
    def wish(self) -> Wish:
        """The seat this registration holds or would take."""
        return Wish(self.category, self.organisation_id, self.organisation_name, self.mode, besides=self.pk)
