"""Whose data are due to be forgotten on a day: counted from the last day of an event and of its phases.

An event that is postponed, or has no dates, waits; so does what is held (`Hold`).
"""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from events.models import Event
from mailings.models import MailingRecipient
from registrations.actions.forget import held_keys
from registrations.models import (
    Answer,
    Registration,
    RegistrationMessage,
    RestrictedData,
    StateChange,
)
from retention.models import Hold, Stage


class Due(NamedTuple):
    """What is due of one event: the registrations; of restricted data also under which keys."""

    event: Event
    stage: Stage
    people: list[int]
    expired: set[str] = set()
    with_nomination: bool = False


def due_on(today: datetime.date) -> Iterator[Due]:
    """All that is due, event by event; the restricted data of an event come before the rest."""
    holds = Hold.objects.filter(until_on__gte=today)
    held_people = set(holds.exclude(registration=None).values_list("registration", flat=True))
    events = (
        Event.objects.exclude(status=Event.Status.POSTPONED)
        .exclude(pk__in=holds.exclude(event=None).values("event"))
        .filter(Exists(Registration.objects.filter(event=OuterRef("pk"))))
        .prefetch_related("phases", "questions")
    )
    for event in events.order_by("pk"):
        last = last_day(event)
        if last is None or last >= today:
            continue
        days = (today - last).days
        for found in (_restricted(event, days), _contact(event, days)):
            if people := [pk for pk in found.people if pk not in held_people]:
                yield found._replace(people=people)


def last_day(event: Event) -> datetime.date | None:
    """The last day of an event and of all its phases; None where no day is known."""
    days = [event.last_day, *(phase.ends_on or phase.starts_on for phase in event.phases.all())]
    return max((day for day in days if day is not None), default=None)


def _restricted(event: Event, days: int) -> Due:
    """A question may have its own period, shorter or longer than that of the house."""
    periods = {
        question.code: question.keep_days for question in event.questions.all() if question.keep_days is not None
    }
    with_nomination = days > settings.RESTRICTED_DAYS
    expired = {code for code, own in periods.items() if days > own}
    answered = Answer.objects.filter(registration__event=event, question__code__in=expired)
    people = set(answered.values_list("registration", flat=True))
    rows = RestrictedData.objects.filter(registration__event=event)
    if with_nomination:
        people |= {kept.registration_id for kept in rows if kept.is_unreadable}
    for kept in rows:
        held: set[str] = set() if kept.is_unreadable else held_keys(kept)
        if own := {key for key in held if days > periods.get(key, settings.RESTRICTED_DAYS)}:
            expired |= own
            people.add(kept.registration_id)
    if with_nomination:
        with_file = Registration.objects.filter(event=event).exclude(nomination_document="")
        people |= set(with_file.values_list("pk", flat=True))
    return Due(event, Stage.RESTRICTED, sorted(people), expired, with_nomination)


def _contact(event: Event, days: int) -> Due:
    if days <= settings.PARTICIPANT_DAYS:
        return Due(event, Stage.CONTACT, [])
    own = {"registration": OuterRef("pk")}
    still_there = (
        ~Q(email="") | ~Q(phone="") | ~Q(remarks="") | ~Q(note="") | ~Q(threads={}) | ~Q(submission_key=None)
        | ~Q(asked_again={}) | ~Q(calendar_answer="") | ~Q(visa_letter_on=None)
        | Q(Exists(Answer.objects.filter(**own)))
        | Q(Exists(RegistrationMessage.objects.filter(**own)))
        | Q(Exists(StateChange.objects.filter(**own).exclude(reason="")))
        | Q(Exists(MailingRecipient.objects.filter(**own)))
    )  # fmt: skip
    people = Registration.objects.filter(still_there, event=event).order_by("pk").values_list("pk", flat=True)
    return Due(event, Stage.CONTACT, list(people))
