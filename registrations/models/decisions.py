"""Decisions on a registration, by staff or by the participant, each with its message in one transaction."""

from typing import TYPE_CHECKING

from outbox.models.messages import Message
from registrations.capacity import check_room
from registrations.kinds import Kind
from registrations.models.errors import ChangedSince
from registrations.models.standing import Actor, Standing
from registrations.models.states import State

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from outbox.queue import Draft


class Decidable(Standing):
    """The verbs. All raise IllegalMove where TRANSITIONS has no way; `draft` is the mail as staff edited it."""

    class Meta:
        abstract = True

    def approve(self, by: "User", reason: str = "", draft: "Draft | None" = None) -> None:
        """Give a place; raises NoPlaceLeft."""
        with self._locked() as settings:
            self._must_allow(State.APPROVED)
            check_room(settings, self.wish)
            self._move(State.APPROVED, Actor.STAFF, kind=Kind.APPROVED, by=by, reason=reason, draft=draft)

    def put_on_waiting_list(self, by: "User", reason: str = "", draft: "Draft | None" = None) -> None:
        """Put at the end of the waiting list."""
        with self._locked():
            self._move(State.WAITING, Actor.STAFF, kind=Kind.WAITING, by=by, reason=reason, draft=draft)

    def decline(self, by: "User", reason: str, draft: "Draft | None" = None) -> None:
        """Refuse; the reason goes into the mail."""
        with self._locked():
            self._move(State.DECLINED, Actor.STAFF, kind=Kind.DECLINED, by=by, reason=reason, draft=draft)

    def ask_details(self, by: "User", reason: str, draft: "Draft | None" = None) -> None:
        """Ask for what is missing; the person may correct again."""
        with self._locked():
            self._move(State.INCOMPLETE, Actor.STAFF, kind=Kind.DETAILS_ASKED, by=by, reason=reason, draft=draft)

    def complete(self, by: "User | None" = None) -> None:
        """The details were given (by the participant when `by` is None): decisions can be taken again. No mail."""
        with self._locked():
            self._must_allow_from((State.DRAFT, State.SUBMITTED, State.INCOMPLETE), State.PENDING)
            actor = Actor.STAFF if by is not None else Actor.PARTICIPANT
            self._move(State.PENDING, actor, kind=None, by=by)

    def reopen(self, by: "User", reason: str = "", draft: "Draft | None" = None) -> None:
        """Take back a refusal; raises AlreadyRegistered if the person registered anew meanwhile."""
        with self._locked():
            self._must_allow_from((State.DECLINED,), State.PENDING)
            self._move(State.PENDING, Actor.STAFF, kind=Kind.ACKNOWLEDGEMENT, by=by, reason=reason, draft=draft)

    def cancel(self, by: "User | None" = None, reason: str = "", draft: "Draft | None" = None) -> None:
        """The person does not come: said here (`by` is None) or told to staff. Its place is free."""
        with self._locked():
            actor = Actor.STAFF if by is not None else Actor.PARTICIPANT
            self._move(State.CANCELLED, actor, kind=Kind.CANCELLED, by=by, reason=reason, draft=draft)

    def withdraw(self, by: "User", reason: str = "", draft: "Draft | None" = None) -> None:
        """The delegation takes the person back. Its place is free."""
        with self._locked():
            self._move(State.WITHDRAWN, Actor.STAFF, kind=Kind.WITHDRAWN, by=by, reason=reason, draft=draft)

    def revoke(self, by: "User", reason: str, draft: "Draft | None" = None) -> None:
        """Take back an approval. Its place is free."""
        with self._locked():
            self._move(State.REVOKED, Actor.STAFF, kind=Kind.REVOKED, by=by, reason=reason, draft=draft)

    def reinstate(self, by: "User", reason: str = "", draft: "Draft | None" = None) -> None:
        """Undo a cancellation: it waits for a decision again, and an approval looks for a place anew.

        Raises AlreadyRegistered if the person registered anew meanwhile.
        """
        with self._locked():
            self._must_allow_from((State.CANCELLED,), State.PENDING)
            self._move(State.PENDING, Actor.STAFF, kind=Kind.REINSTATED, by=by, reason=reason, draft=draft)

    def came_after_all(self, by: "User") -> None:
        """Who was put down as absent is here; the place was held until the end. No mail."""
        with self._locked():
            self._must_allow_from((State.NO_SHOW,), State.CHECKED_IN)
            self._move(State.CHECKED_IN, Actor.STAFF, kind=None, by=by)

    def confirm(self) -> None:
        """The participant confirms that he or she comes. No mail."""
        with self._locked():
            self._move(State.CONFIRMED, Actor.PARTICIPANT, kind=None)

    def take_back(self, by: "User") -> bool:
        """Cancel what was registered by mistake a moment ago; whether the person had to be told.

        What waits in the outbox is taken out of it: nobody reads of a registration that was none. If a worker was
        faster the person has read of it, and reads of its end. The race is settled by the row of the message: a worker
        claims it while it is queued, this deletes it while it is queued, and one of the two comes first.
        """
        with self._locked():
            if self.history.count() > 1:  # type: ignore[attr-defined]
                raise ChangedSince
            messages = self.messages
            messages.filter(state__in=(Message.State.QUEUED, Message.State.HELD)).delete()
            is_told = messages.exclude(state=Message.State.FAILED).exists()
            self._move(State.CANCELLED, Actor.STAFF, kind=Kind.CANCELLED if is_told else None, by=by)
            return is_told
