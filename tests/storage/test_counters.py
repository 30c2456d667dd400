"""Counters of a span of time."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from storage.models import DAY, MINUTES_10, RateCount

pytestmark = pytest.mark.django_db


def test_each_who_and_what_has_a_counter_of_its_own() -> None:
    assert [RateCount.objects.hit("form", "10.0.0.1", DAY) for _number in range(3)] == [1, 2, 3]
    assert RateCount.objects.hit("form", "10.0.0.2", DAY) == 1
    assert RateCount.objects.hit("link", "10.0.0.1", DAY) == 1


def test_a_new_window_begins_at_one() -> None:
    with time_machine.travel(datetime.datetime(2027, 1, 1, 12, 9, tzinfo=datetime.UTC), tick=False) as clock:
        assert [RateCount.objects.hit("form", "a", MINUTES_10) for _number in range(2)] == [1, 2]
        clock.shift(MINUTES_10)
        assert RateCount.objects.hit("form", "a", MINUTES_10) == 1


def test_old_counters_are_forgotten_and_those_in_use_are_not() -> None:
    RateCount.objects.hit("form", "a", MINUTES_10)
    RateCount.objects.create(key="old", window_at=timezone.now() - 3 * DAY, count=1)
    assert RateCount.objects.forget_old() == 1
    assert RateCount.objects.count() == 1
