"""Reminding those of whom something is missing: once for ever, by the worker or by staff (domain 7.2, step 7)."""

from typing import TYPE_CHECKING, cast

from django.utils import timezone

from events.models import Event
from outbox.models.messages import Message
from registrations.kinds import Kind
from registrations.models.errors import NotReminded
from registrations.models.standing import Standing
from registrations.models.states import State

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from outbox.queue import Draft
    from registrations.models.registration import Registration


class Reminding(Standing):
    """The verb of reminding."""

    class Meta:
        abstract = True

    def remind(self, by: "User | None" = None, reason: str = "", draft: "Draft | None" = None) -> Message:
        """Ask once more for what is missing, by the worker when `by` is None; raises NotReminded.

        The race: two workers, or a worker and one of staff, come to one person at one instant, and the person cancels.
        All take the lock of the event first, and only behind it look at the state and for a reminder of before. Should
        two come through all the same, the purpose of the message is unique, and the second writes nothing.
        """
        from registrations import mails  # here: messages are about registrations, so it imports this package

        with self._locked():
            if hindrance := self._why_not_reminded():
                raise NotReminded(hindrance)
            # What staff asked for in their own words is asked for again.
            reason = reason if by is not None else self._asked_for()
            row = cast("Registration", self)
            return mails.write_new(
                row, Kind.REMINDER, by=by, reason=reason, draft=draft, purpose=f"{Kind.REMINDER.value}:{self.pk}"
            )

    def _why_not_reminded(self) -> str:
        """The code of the reason, or nothing."""
        if self.state != State.INCOMPLETE:
            return "not-incomplete"
        if not self.email_key:
            return "no-address"
        if has_begun(self.event):
            return "begun"
        return "reminded" if self.messages.filter(kind=Kind.REMINDER).exists() else ""

    def _asked_for(self) -> str:
        """What staff wrote when they asked for details."""
        asked = self.history.filter(to_state=State.INCOMPLETE).exclude(from_state=State.INCOMPLETE)  # type: ignore[attr-defined]
        return str(asked.order_by("-pk").values_list("reason", flat=True).first() or "")


def has_begun(event: Event) -> bool:
    """Nothing is asked for any more: the event is on, over, or off."""
    if event.status != Event.Status.PUBLISHED:
        return True
    return event.starts_on is not None and event.starts_on <= timezone.localdate(timezone=event.zone)
