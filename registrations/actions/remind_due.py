"""Reminds by itself, once, who has not given what is missing for as many days as the event says (domain 7.2, step 7).

The worker calls it. Nobody is reminded who cancelled, who has no address or one that takes no mail, whose event has
begun, or whose own mail waits at the desk.
"""

import datetime
import logging

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from events.models import Event
from inbox.models import Conversation, IncomingMessage
from outbox.models import Message, UndeliverableAddress
from registrations.kinds import Kind
from registrations.models import Registration, RegistrationSettings
from registrations.models.errors import NotReminded
from registrations.models.reminding import has_begun
from registrations.models.states import State

logger = logging.getLogger(__name__)

# Of one event in one go; the next comes within the hour.
BATCH = 200


def send_due(now: datetime.datetime | None = None) -> int:
    """Write the reminders that are due; how many. Safe with any number of workers at once."""
    now = now or timezone.now()
    waiting = Registration.objects.filter(event=OuterRef("event"), state=State.INCOMPLETE)
    settings = RegistrationSettings.objects.filter(
        Exists(waiting), reminder_days__gt=0, event__status=Event.Status.PUBLISHED
    )
    count = 0
    for row in settings.select_related("event").order_by("pk"):
        if not has_begun(row.event):
            count += sum(map(_remind, due(row, now)[:BATCH]))
    return count


def due(settings: RegistrationSettings, now: datetime.datetime) -> QuerySet[Registration]:
    """Whom to remind at one event."""
    since = now - datetime.timedelta(days=settings.reminder_days)
    reminders = Message.objects.filter(registration_link__registration=OuterRef("pk"), kind=Kind.REMINDER)
    dead = UndeliverableAddress.objects.filter(email_key=OuterRef("email_key"))
    # What the person wrote since was not looked at yet: perhaps it is what was asked for.
    unread = IncomingMessage.objects.filter(
        conversation__registration=OuterRef("pk"),
        conversation__state=Conversation.State.OPEN,
        created_at__gt=OuterRef("state_changed_at"),
        is_automatic=False,
    )
    rows = Registration.objects.filter(event=settings.event_id, state=State.INCOMPLETE, state_changed_at__lte=since)
    return rows.exclude(email_key="").filter(~Exists(reminders), ~Exists(dead), ~Exists(unread)).order_by("pk")


def _remind(registration: Registration) -> bool:
    try:
        registration.remind()
    except NotReminded:
        return False  # somebody was faster: another worker, staff, or the person
    except Exception:
        # One mail that cannot be written must not keep the others.
        logger.exception("Registration %s could not be reminded.", registration.pk)
        return False
    return True
