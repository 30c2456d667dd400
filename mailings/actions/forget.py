"""What is forgotten of mail to many when a person's time is over."""

from mailings.models import Mailing
from outbox.models import Message
from registrations.actions.locking import locked
from registrations.models import Registration
from registrations.selection import WORDS


def forget_recipient(registration: Registration) -> bool:
    """Delete that a person was written to, or why not, and copies that name him or her; whether there was anything.

    What was written to the person goes with the other messages of the registration: see registrations/actions/forget.
    """
    with locked(registration):
        found = [
            Message.objects.filter(mailing_copies__registration=registration).delete()[0],
            registration.mailings.all().delete()[0],
            _forget_words(registration.event_id),
        ]
        return any(found)


def _forget_words(event_id: int) -> int:
    """By which words staff chose the recipients: one may be a name."""
    rows = Mailing.objects.filter(event=event_id, filters__has_key=WORDS)
    for mailing in rows:
        del mailing.filters[WORDS]
    return Mailing.objects.bulk_update(rows, ["filters"]) if rows else 0
