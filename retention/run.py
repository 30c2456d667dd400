"""The daily work: what is due is forgotten, and each event leaves a line; the first run only reports."""

import datetime
import logging
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from mailings.actions.forget import forget_recipient, forget_words
from registrations.actions.forget import forget_contact, forget_restricted
from registrations.errors import NoRegistrationHere
from registrations.models import Registration
from retention.due import Due, due_on
from retention.erasing import erase_again, redact_overdue
from retention.models import Forgotten, Run, Stage
from storage.clock import database_now

logger = logging.getLogger(__name__)
EVERY = datetime.timedelta(days=1)


def forget_once_a_day(now: datetime.datetime | None = None) -> int:
    """Of how many people something was forgotten; nothing where a run was made within a day.

    Who was erased and came back with a restored dump is erased again at once.
    """
    now = now or database_now()
    erase_again()
    redact_overdue(timezone.localdate(now))
    last = Run.objects.first()
    if last is not None and now - last.at < EVERY:
        return 0
    if last is None:
        write_run(now, due_on(timezone.localdate(now)), is_report=True)
        return 0
    return forget(now)


def forget(now: datetime.datetime) -> int:
    """Forget what is due; each person in a transaction of its own, so that a run that is stopped has lost nothing."""
    done = []
    for due in due_on(timezone.localdate(now)):
        if due.stage == Stage.CONTACT:
            forget_words(due.event.pk)
        people = [pk for pk in due.people if _forget_one(due, pk)]
        done.append(due._replace(people=people))
    write_run(now, done, is_report=False)
    return sum(len(due.people) for due in done)


@transaction.atomic
def write_run(now: datetime.datetime, found: Iterable[Due], *, is_report: bool) -> Run:
    """Keep what a run found, or did."""
    run = Run.objects.create(at=now, is_report=is_report)
    lines = [Forgotten(run=run, event_code=due.event.code, stage=due.stage, people=len(due.people)) for due in found]
    Forgotten.objects.bulk_create(line for line in lines if line.people)
    return run


def _forget_one(due: Due, pk: int) -> bool:
    registration = Registration.objects.get(pk=pk)
    try:
        if due.stage == Stage.RESTRICTED:
            return forget_restricted(registration, due.expired, with_nomination=due.with_nomination)
        with transaction.atomic():
            was_written_to = forget_recipient(registration)
            return forget_contact(registration) or was_written_to
    except NoRegistrationHere:  # an event whose form was taken away has no lock to take, and nobody who registers
        logger.exception("Of a registration nothing could be forgotten: its event has no settings")
        return False
