"""An event is cancelled, postponed or moved: who is still to be notified, and one message to each, written once."""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from events.models import Event
from mailings.actions.parts import CHUNK
from mailings.errors import EventChanged
from mailings.old_dates import with_old_dates
from outbox.models import Message
from outbox.queue import Draft
from registrations.actions.locking import locked_settings
from registrations.kinds import Kind
from registrations.mails import write, write_new
from registrations.models import Registration

KINDS = {Event.Status.CANCELLED.value: Kind.EVENT_CANCELLED, Event.Status.POSTPONED.value: Kind.EVENT_POSTPONED}


def kind_for(event: Event) -> Kind | None:
    """The message that the event's status asks for; None while it takes place."""
    return KINDS.get(event.status)


def mark_of(event: Event) -> str:
    """Which cancellation it is: an event may be postponed, held to new dates, and postponed again."""
    return f"{event.status_changed_at.timestamp():.6f}" if event.status_changed_at else "0"


def _mark_of_move(event: Event) -> str:
    """Which move it is, or which setting up after a postponement."""
    return "-".join(f"{moment.timestamp():.6f}" for moment in (event.moved_at, event.status_changed_at) if moment)


def not_yet_notified(event: Event) -> QuerySet[Registration]:
    """Active registrations without a message of this cancellation or postponement."""
    kind = kind_for(event)
    if kind is None:
        return Registration.objects.none()
    notified = Message.objects.filter(
        registration_link__registration=OuterRef("pk"), kind=kind, purpose__endswith=f":{mark_of(event)}"
    )
    rows = event.registrations.active().filter(~Exists(notified)).order_by("pk")
    return rows.select_related("category", "organisation", "country")


def notify(event: Event, drafts: Mapping[str, Draft], *, by: User) -> int:
    """Write to everybody who is not yet notified, in the words for each language; how many messages were written.

    Safe to call twice, also at once: each part is written under the lock of the event's settings, behind which those
    notified meanwhile are left out; what was written before a failure stays. Raises EventChanged if the event is no
    longer what staff saw.
    """
    kind, mark, count = kind_for(event), mark_of(event), 0
    while True:
        with transaction.atomic():
            current = locked_settings(event.pk).event
            if kind is None or kind_for(current) != kind or mark_of(current) != mark:
                raise EventChanged
            rows = list(not_yet_notified(current).select_for_update(of=("self",))[:CHUNK])
            for row in rows:
                row.event = current
                write_new(row, kind, by=by, draft=drafts.get(row.language), purpose=f"{kind}:{row.pk}:{mark}")
        if not rows:
            return count
        count += len(rows)


@transaction.atomic
def tell_of_new_dates(event: Event, *, by: User | None = None) -> int:
    """Tell everybody who was told others of the event's new dates or place; how many messages were written.

    Safe to call twice: whoever already has the present dates and place gets nothing. Of two at once the second waits
    for the lock, and then finds that everybody knows.
    """
    current = locked_settings(event.pk).event
    registrations, mark = with_old_dates(current), _mark_of_move(current)
    for row in registrations:
        write(row, Kind.CHANGED, by=by, purpose=f"{Kind.CHANGED}:{row.pk}:{row.calendar_sequence}:{mark}")
    return len(registrations)
