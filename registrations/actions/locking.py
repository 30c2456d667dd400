"""The lock that all take who decide on registrations of an event, count its seats or give out its numbers."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from events.models import Event
from registrations.errors import NoRegistrationHere
from registrations.models import Registration, RegistrationSettings

# A second click within this time is the same click.
SAME_CLICK = datetime.timedelta(minutes=5)


@contextmanager
def locked(registration: Registration) -> Iterator[RegistrationSettings]:
    """One transaction in which nobody else changes a registration of this event.

    The race: two officers approve two people when one place is left; each counts, each sees the place, both write.
    Therefore every action first locks the row of the event's settings: those of one event run one after the other.
    Only then is this row read again, and only after that are seats counted. PostgreSQL at READ COMMITTED gives each
    statement its own view, so what is read after the lock was granted holds all that earlier holders committed: a
    correction that takes the last place of a category, a cancellation that frees one, an approval elsewhere.
    SQLite has no row locks; its transactions are IMMEDIATE here and follow one another anyhow.
    """
    with transaction.atomic():
        settings = locked_settings(registration.event_id)
        # The lock of this row keeps out those who save it without an action, such as a form of the admin.
        registration.refresh_from_db(from_queryset=Registration.objects.select_for_update())
        registration.event = settings.event
        yield settings


def locked_settings(event_id: int) -> RegistrationSettings:
    """The settings of an event, locked until the transaction ends; raises NoRegistrationHere."""
    rows = RegistrationSettings.objects.select_for_update(of=("self",)).select_related("event")
    try:
        return rows.get(event=event_id)
    except RegistrationSettings.DoesNotExist:
        raise NoRegistrationHere from None


def last_history(registration: Registration) -> int:
    """The last line of its history, 0 without any: another one than was seen means that it was changed."""
    return registration.history.order_by("-pk").values_list("pk", flat=True).first() or 0


def is_same_click(by: User, last_by: int | None, last_at: datetime.datetime) -> bool:
    """Whether the last line of a history, by `last_by` at `last_at`, is of this person's very click, made twice."""
    return last_by == by.pk and timezone.now() - last_at < SAME_CLICK


def next_number(event: Event) -> RegistrationSettings:
    """The same lock for who is about to register: the statement that takes it counts the number up.

    Nobody reads the number before the lock is theirs, and with the transaction it is taken back. Raises
    NoRegistrationHere.
    """
    # In one statement, which the ORM cannot say: all who register stand in line behind it.
    counted = RegistrationSettings.objects.raw(
        "UPDATE registrations_registrationsettings SET last_number = last_number + 1 WHERE event_id = %s RETURNING *",
        [event.pk],
    )
    for settings in counted:
        settings.event = event  # which thereby has the locked row as its settings, too
        return settings
    raise NoRegistrationHere
