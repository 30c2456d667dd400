"""The ticker keeps the outbox going: nothing that is due is forgotten, nothing that is dead stays."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from outbox import scheduler
from outbox.models import Message
from tests.factories import make_registration

pytestmark = pytest.mark.django_db


def make_message() -> Message:
    return make_registration().messages.get()


def tasks() -> list[str]:
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


def test_a_due_message_without_a_task_gets_one() -> None:
    message = make_message()
    DBTaskResult.objects.all().delete()
    scheduler.tick()
    scheduler.tick()
    assert [row.args_kwargs["args"] for row in DBTaskResult.objects.all()] == [[message.pk]]


def test_a_message_that_waits_for_its_next_try_gets_its_task_then() -> None:
    make_message()
    DBTaskResult.objects.all().delete()
    Message.objects.update(next_try_at=timezone.now() + datetime.timedelta(minutes=5))
    scheduler.tick()
    assert tasks() == []
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=6)):
        scheduler.tick()
    assert tasks() == [TaskResultStatus.READY]


def test_a_task_of_a_dead_worker_runs_again_but_not_for_ever() -> None:
    make_message()
    row = DBTaskResult.objects.get()
    for number in range(scheduler.MOST_WORKERS_A_TASK):
        assert DBTaskResult.objects.get().status == TaskResultStatus.READY
        row.refresh_from_db()
        row.claim(f"worker-{number}")
        assert scheduler.reap_tasks() == 0, "it may be alive"
        with time_machine.travel(timezone.now() + scheduler.TASK_LEASE + datetime.timedelta(seconds=1)):
            assert scheduler.reap_tasks() == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_tasks_that_ended_days_ago_are_forgotten() -> None:
    make_message()
    row = DBTaskResult.objects.get()
    row.set_successful(None)
    assert scheduler.prune_tasks() == 0
    with time_machine.travel(timezone.now() + scheduler.KEEP_FINISHED + datetime.timedelta(hours=1)):
        assert scheduler.prune_tasks() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_due_can_be_done_once_by_hand(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    message = make_message()
    DBTaskResult.objects.all().delete()
    call_command("worker", batch=True)
    message.refresh_from_db()
    assert message.state == Message.State.SENT


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_while_another_worker_ticks_this_one_does_not() -> None:
    make_message()
    DBTaskResult.objects.all().delete()
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [scheduler._LOCK])
        scheduler.tick()
        assert tasks() == []
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [scheduler._LOCK])
    finally:
        other.close()
    scheduler.tick()
    assert tasks() == [TaskResultStatus.READY]
