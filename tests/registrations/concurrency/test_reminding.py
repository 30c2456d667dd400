"""Nobody is reminded twice (rule 3), and nobody who cancelled: real processes, on PostgreSQL, all at one instant."""

import datetime
from collections import Counter

import pytest
from django.utils import timezone

from outbox.models import Message
from registrations.kinds import Kind
from registrations.models import Registration
from registrations.models.states import State
from tests.factories import make_event, make_registration, make_settings
from tests.registrations.concurrency.conftest import Order

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

WORKERS = 8


def lacking(number: int) -> list[int]:
    """So many persons who were asked for something a month ago."""
    coming = timezone.localdate() + datetime.timedelta(days=90)
    event = make_event(starts_on=coming, ends_on=coming)
    make_settings(event)
    keys = [make_registration(event, state=State.INCOMPLETE, country=None).pk for _number in range(number)]
    Registration.objects.update(state_changed_at=timezone.now() - datetime.timedelta(days=30))
    return keys


def reminders_of(registration: int) -> int:
    return Message.objects.filter(registration_link__registration=registration, kind=Kind.REMINDER).count()


def test_of_many_who_remind_one_person_one_does(order: Order) -> None:
    (person,) = lacking(1)
    outcomes = order([{"do": "remind", "registration": person}] * WORKERS)
    assert Counter(outcomes) == {"written": 1, "reminded": WORKERS - 1}
    assert reminders_of(person) == 1


def test_workers_at_one_instant_remind_each_once(order: Order) -> None:
    people = lacking(12)
    outcomes = order([{"do": "send_reminders"}] * WORKERS)
    assert sum(map(int, outcomes)) == len(people), outcomes
    assert [reminders_of(person) for person in people] == [1] * len(people)


def test_who_cancels_meanwhile_is_reminded_before_or_not_at_all(order: Order) -> None:
    for person in lacking(10):
        outcomes = order([{"do": "remind", "registration": person}, {"do": "cancel", "registration": person}])
        assert outcomes[1] == State.CANCELLED
        sent = (
            Message.objects.filter(registration_link__registration=person).order_by("pk").values_list("kind", flat=True)
        )
        if outcomes[0] == "written":
            assert list(sent)[-2:] == [Kind.REMINDER, Kind.CANCELLED]
        else:
            assert outcomes[0] == "not-incomplete", outcomes
            assert Kind.REMINDER not in sent
