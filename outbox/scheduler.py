"""What keeps the outbox going by itself: every few seconds, in every worker, safe with any number of them."""

import datetime
import logging
import threading
import time

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from inbox.receiving import retention
from outbox.models.messages import Message
from outbox.tasks import deliver
from registrations.actions.remind import send_due_reminders
from storage.models import RateCount

logger = logging.getLogger(__name__)

# Tasks enqueued in one round; the next round comes soon.
BATCH = 500
# Longer than any task takes: a task that has been running for longer was left behind by a dead worker.
TASK_LEASE = datetime.timedelta(minutes=15)
MOST_WORKERS_A_TASK = 3
KEEP_FINISHED = datetime.timedelta(days=3)
PRUNE_SECONDS = 3600
# Any number that nothing else in this database locks by.
_LOCK = 7_214_083_561


def tick() -> None:
    """One round. Another worker's round at this moment makes this one needless."""
    with transaction.atomic():
        if not _is_alone():
            return
        unconfirmed, requeued = Message.objects.take_up_stuck()
        enqueued = enqueue_due()
        reaped = reap_tasks()
    if unconfirmed or requeued or reaped:
        logger.warning(
            "Left behind by dead workers: %s messages back in the outbox, %s unconfirmed, %s tasks.",
            requeued,
            unconfirmed,
            reaped,
        )
    if enqueued:
        logger.info("%s messages are due again.", enqueued)


def enqueue_due() -> int:
    """A task for each due message that has none waiting; how many. One too many would do no harm."""
    due = list(Message.objects.due().order_by("next_try_at", "pk").values_list("pk", flat=True)[:BATCH])
    if not due:
        return 0
    waiting = DBTaskResult.objects.filter(
        task_path=deliver.module_path, status=TaskResultStatus.READY, args_kwargs__args__0__in=due
    )
    have = {row["args"][0] for row in waiting.values_list("args_kwargs", flat=True)}
    for pk in due:
        if pk not in have:
            deliver.enqueue(pk)
    return len(due) - len(have)


def reap_tasks() -> int:
    """Tasks of dead workers run again; one that has killed several workers is left failed. How many."""
    count = 0
    for row in DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - TASK_LEASE)[:BATCH]:
        is_hopeless = len(row.worker_ids) >= MOST_WORKERS_A_TASK
        changes = (
            {"status": TaskResultStatus.FAILED, "finished_at": timezone.now(), "traceback": "its workers died"}
            if is_hopeless
            else {"status": TaskResultStatus.READY, "started_at": None}
        )
        same = DBTaskResult.objects.running().filter(pk=row.pk, started_at=row.started_at)
        count += same.update(**changes)
    return count


def prune_tasks() -> int:
    """Forget tasks that ended days ago; how many."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_FINISHED)
    return old.delete()[0]


def run(stop: threading.Event, seconds: float) -> None:
    """Rounds until told to stop, through times in which the database is away."""
    pruned_at = 0.0
    while not stop.is_set():
        close_old_connections()
        try:
            tick()
            if time.monotonic() - pruned_at > PRUNE_SECONDS or not pruned_at:
                prune_tasks()
                RateCount.objects.forget_old()
                if reminded := send_due_reminders():
                    logger.info("%s persons are reminded of what is missing.", reminded)
                if ended := retention.close_over():
                    logger.info("%s conversations of events long over are done.", ended)
                if forgotten := retention.forget_old():
                    logger.info("%s conversations were old enough to be forgotten.", forgotten)
                if unmarked := retention.forget_undeliverable():
                    logger.info("%s marks of undeliverable addresses were old enough to be forgotten.", unmarked)
                pruned_at = time.monotonic()
        except Exception:
            # Whatever it was must not end the rounds: without them the outbox would stand still in silence.
            logger.exception("A round of the ticker failed; the next one comes.")
            connection.close()
        stop.wait(seconds)
    connection.close()


def _is_alone() -> bool:
    """Holds the ticker's lock until the transaction ends. SQLite's transactions are alone anyway."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def default_seconds() -> float:
    """Short enough that what a dead worker left is taken up soon after its lease."""
    return min(5.0, settings.OUTBOX_LEASE_SECONDS / 4)
