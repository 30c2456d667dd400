"""What is forgotten of mail to many when a person's time is over."""

from django.db import transaction

from mailings.models import Mailing
from multilingual.search import fold, words_of
from outbox.models import Message
from registrations.actions.locking import locked
from registrations.models import Registration
from registrations.selection import FORGOTTEN, WORDS


@transaction.atomic
def forget_recipient(registration: Registration) -> bool:
    """Delete that a person was written to, or why not, and what names him or her; whether there was anything.

    What was written to the person goes with the other messages of the registration: see registrations/actions/forget.
    """
    # Before the lock of the event: so does the worker that writes a mailing.
    had_words = forget_words(registration.event_id, of=registration)
    with locked(registration):
        found = [
            Message.objects.filter(mailing_copies__registration=registration).delete()[0],
            registration.mailings.all().delete()[0],
        ]
        return had_words or any(found)


@transaction.atomic
def forget_words(event_id: int, of: Registration | None = None) -> bool:
    """Forget by which words staff chose recipients, where they may name a person, or at all; whether there were any.

    What is still to be sent is sent to none of them then, and its page says why: staff choose anew.
    """
    rows = Mailing.objects.filter(event=event_id, filters__has_key=WORDS)
    is_any = False
    for mailing in rows.select_for_update().order_by("pk"):
        if of is None or _may_name(mailing.filters[WORDS], of):
            mailing.filters[WORDS] = FORGOTTEN
            mailing.save(update_fields=["filters"])
            is_any = True
    return is_any


def _may_name(words: str, person: Registration) -> bool:
    own = fold(f"{person.name} {person.email}")
    return any(word in own for word in words_of(words))
