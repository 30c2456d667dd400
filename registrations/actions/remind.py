"""Reminding those of whom something is missing, once for ever: by staff, or by the worker.

By itself nobody is reminded who cancelled, who has no address or one that takes no mail, whose event has begun, or of
whom a room above says so (hooks.not_to_remind): whose own mail waits at the desk.
"""

import datetime
import logging

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from events.models import Event
from outbox.models import Message, UndeliverableAddress
from outbox.queue import Draft
from registrations import hooks, mails
from registrations.actions.locking import locked
from registrations.errors import NotReminded
from registrations.kinds import Kind
from registrations.models import Registration, RegistrationSettings
from registrations.models.states import State
from storage.clock import database_now

logger = logging.getLogger(__name__)

# Of one event in one go; the next comes within the hour.
BATCH = 200


def remind(registration: Registration, by: User | None = None, reason: str = "", draft: Draft | None = None) -> Message:
    """Ask once more for what is missing, by the worker when `by` is None; raises NotReminded.

    The race: two workers, or a worker and one of staff, come to one person at one instant, and the person cancels.
    All take the lock of the event first, and only behind it look at the state and for a reminder of before. Should
    two come through all the same, the purpose of the message is unique, and the second writes nothing.
    """
    with locked(registration):
        if hindrance := _why_not_reminded(registration):
            raise NotReminded(hindrance)
        # What staff asked for in their own words is asked for again.
        reason = reason if by is not None else _asked_for(registration)
        purpose = f"{Kind.REMINDER.value}:{registration.pk}"
        return mails.write_new(registration, Kind.REMINDER, by=by, reason=reason, draft=draft, purpose=purpose)


def send_due_reminders() -> int:
    """Write the reminders that are due; how many. Safe with any number of workers at once."""
    now = database_now()
    waiting = Registration.objects.filter(event=OuterRef("event"), state=State.INCOMPLETE)
    settings = RegistrationSettings.objects.filter(
        Exists(waiting), reminder_days__gt=0, event__status=Event.Status.PUBLISHED
    )
    count = 0
    for row in settings.select_related("event").order_by("pk"):
        if not has_begun(row.event):
            count += sum(map(_try_to_remind, due(row, now)[:BATCH]))
    return count


def due(settings: RegistrationSettings, now: datetime.datetime) -> QuerySet[Registration]:
    """Whom to remind at one event."""
    since = now - datetime.timedelta(days=settings.reminder_days)
    reminders = Message.objects.filter(registration_link__registration=OuterRef("pk"), kind=Kind.REMINDER)
    dead = UndeliverableAddress.objects.filter(email_key=OuterRef("email_key"))
    rows = Registration.objects.filter(event=settings.event_id, state=State.INCOMPLETE, state_changed_at__lte=since)
    rows = rows.exclude(email_key="").filter(~Exists(reminders), ~Exists(dead))
    for hook in hooks.not_to_remind:
        rows = rows.exclude(hook())
    return rows.order_by("pk")


def has_begun(event: Event) -> bool:
    """Nothing is asked for any more: the event is on, over, or off."""
    if event.status != Event.Status.PUBLISHED:
        return True
    return event.starts_on is not None and event.starts_on <= timezone.localdate(database_now(), event.zone)


def _try_to_remind(registration: Registration) -> bool:
    try:
        remind(registration)
    except NotReminded:
        return False  # somebody was faster: another worker, staff, or the person
    except Exception:
        # One mail that cannot be written must not keep the others.
        logger.exception("Registration %s could not be reminded.", registration.pk)
        return False
    return True


def _why_not_reminded(registration: Registration) -> str:
    """The code of the reason, or nothing."""
    if registration.state != State.INCOMPLETE:
        return "not-incomplete"
    if not registration.email_key:
        return "no-address"
    if has_begun(registration.event):
        return "begun"
    reminders = registration.messages.filter(kind=Kind.REMINDER)
    return "reminded" if reminders.exists() else ""


def _asked_for(registration: Registration) -> str:
    """What staff wrote when they asked for details."""
    asked = registration.history.filter(to_state=State.INCOMPLETE).exclude(from_state=State.INCOMPLETE)
    return str(asked.order_by("-pk").values_list("reason", flat=True).first() or "")
