"""A seat is never sold twice (rule 1): real processes, on PostgreSQL, all at one instant."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from outbox.models import Message
from registrations import capacity
from registrations.actions.decide import approve
from registrations.models import Registration, RegistrationSettings
from registrations.models.states import SEATED
from tests.factories import make_category, make_event, make_registration, make_settings, make_staff
from tests.proofs import ROUNDS
from tests.registrations.concurrency.conftest import SIZE

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Order = Callable[[list[dict[str, Any]]], list[str]]
OPEN = RegistrationSettings.How.OPEN


def registering(event: Any, size: int = SIZE, **job: Any) -> list[dict[str, Any]]:
    return [{"do": "register", "event": event.pk, "name": f"person-{number}", **job} for number in range(size)]


def seated(event: Any) -> int:
    return Registration.objects.filter(event=event, state__in=SEATED).count()


def test_fifty_processes_for_the_last_ten_places_again_and_again(order: Order) -> None:
    for _round in range(ROUNDS):
        event = make_settings(make_event(), how=OPEN, capacity=10).event
        outcomes = Counter(order(registering(event)))
        assert outcomes == {"approved": 10, "waiting": 40}
        assert seated(event) == 10
        numbers = Registration.objects.filter(event=event).order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, SIZE + 1))
        assert Counter(Message.objects.filter(event=event).values_list("kind", flat=True)) == outcomes


def test_without_the_lock_it_would_oversell(order: Order) -> None:
    event = make_settings(make_event(), how=OPEN, capacity=1).event
    assert order(registering(event, size=8, lock=False)) == ["approved"] * 8
    assert seated(event) == 8


def test_quotas_of_categories_hold_within_the_capacity(order: Order) -> None:
    event = make_settings(make_event(), how=OPEN, capacity=6).event
    categories = [make_category(event, quota=3), make_category(event, quota=4)]
    jobs = registering(event)
    for number, job in enumerate(jobs):
        job["category"] = categories[number % 2].pk
    outcomes = Counter(order(jobs))
    assert outcomes == {"approved": 6, "waiting": SIZE - 6}
    taken = capacity.places(event.registration_settings).by_category
    assert taken[categories[0].pk].taken <= 3
    assert taken[categories[1].pk].taken <= 4


def test_places_in_the_room_and_online_hold_each_for_itself(order: Order) -> None:
    event = make_settings(make_event(mode="hybrid"), how=OPEN, capacity=5, capacity_online=3).event
    jobs = registering(event)
    for number, job in enumerate(jobs):
        job["mode"] = ("in-person", "online")[number % 2]
    assert Counter(order(jobs)) == {"approved": 8, "waiting": SIZE - 8}
    by_mode = capacity.places(event.registration_settings).by_mode
    assert {mode: quota.taken for mode, quota in by_mode.items()} == {"in-person": 5, "online": 3}


def test_a_quota_of_each_organisation_holds(order: Order) -> None:
    event = make_settings(make_event(), how=OPEN).event
    category = make_category(event, quota_per_organisation=2)
    jobs = registering(event, category=category.pk)
    for number, job in enumerate(jobs):
        job["organisation"] = ["Côte d'Azur Institute", "COTE D’AZUR INSTITUTE", "Other body"][number % 3]
    order(jobs)
    names = Registration.objects.filter(event=event, state="approved").values_list("organisation_name", flat=True)
    assert Counter(name == "Other body" for name in names) == {True: 2, False: 2}


def test_eight_officers_approve_eight_people_for_the_last_place(order: Order) -> None:
    event = make_settings(make_event(), capacity=1).event
    officer = make_staff()
    jobs = [{"do": "approve", "registration": make_registration(event).pk, "by": officer.pk} for _number in range(8)]
    assert Counter(order(jobs)) == {"approved": 1, "NoPlaceLeft": 7}
    assert seated(event) == 1


def test_eight_officers_approve_one_person_who_is_told_once(order: Order) -> None:
    registration = make_registration()
    jobs = [{"do": "approve", "registration": registration.pk, "by": make_staff().pk}] * 8
    assert Counter(order(jobs)) == {"approved": 1, "IllegalMove": 7}
    assert registration.messages.filter(kind="approved").count() == 1


def test_a_place_that_comes_free_at_the_same_instant_is_given_once(order: Order) -> None:
    event = make_settings(make_event(), capacity=1).event
    officer = make_staff()
    first, second = make_registration(event), make_registration(event, state="waiting")
    approve(first, officer)
    cancelled, approved = order(
        [
            {"do": "cancel", "registration": first.pk},
            {"do": "approve", "registration": second.pk, "by": officer.pk},
        ]
    )
    assert cancelled == "cancelled"
    assert approved in ("approved", "NoPlaceLeft")
    assert seated(event) == (1 if approved == "approved" else 0)


def test_eight_people_moved_into_a_category_with_one_place(order: Order) -> None:
    event = make_settings(make_event()).event
    wide, narrow = make_category(event), make_category(event, quota=1)
    officer = make_staff()
    rows = [make_registration(event, category=wide, state="approved") for _number in range(8)]
    job = {"do": "recategorise", "category": narrow.pk, "by": officer.pk}
    assert Counter(order([{**job, "registration": row.pk} for row in rows])) == {"corrected": 1, "NoPlaceLeft": 7}
    assert Registration.objects.filter(event=event, category=narrow).count() == 1


def test_one_sending_repeated_by_fifty_processes_is_one_registration(order: Order) -> None:
    event = make_settings(make_event(), how=OPEN, capacity=10).event
    assert set(order(registering(event, name="same", key="k" * 64))) == {"approved"}
    assert Registration.objects.filter(event=event).count() == 1
    assert Message.objects.filter(event=event).count() == 1


def test_one_person_sent_by_fifty_processes_is_registered_once(order: Order) -> None:
    event = make_settings(make_event(), how=OPEN, capacity=10).event
    outcomes = order(registering(event, name="same"))
    assert Counter(outcomes) == {"approved": 1, "AlreadyRegistered": SIZE - 1}
    assert Registration.objects.filter(event=event).count() == 1


def test_a_counter_never_shows_two_processes_one_number(order: Order) -> None:
    counts = order([{"do": "count", "who": "192.0.2.1"}] * SIZE)
    assert sorted(map(int, counts)) == list(range(1, SIZE + 1))
