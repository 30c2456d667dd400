"""The outbox goes on by itself: nothing that is due is forgotten, what the apps declare is done."""

import datetime
import logging
import threading

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from outbox import delivery, scheduler
from outbox.models import Message
from tests.factories import make_registration

pytestmark = pytest.mark.django_db


def make_message() -> Message:
    return make_registration().messages.get()


def test_a_message_that_waits_for_its_next_try_is_due_then() -> None:
    message = make_message()
    Message.objects.update(next_try_at=timezone.now() + datetime.timedelta(minutes=5))
    assert Message.objects.claim_next() is None
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=6)):
        claimed = Message.objects.claim_next()
    assert claimed is not None
    assert claimed[0] == message


def test_a_new_message_goes_before_those_that_are_tried_again() -> None:
    tried, new = make_message(), make_message()
    Message.objects.filter(pk=tried.pk).update(next_try_at=timezone.now() - datetime.timedelta(hours=1))
    claimed = [Message.objects.claim_next(), Message.objects.claim_next()]
    assert [found[0] for found in claimed if found] == [new, tried]


def test_what_is_claimed_is_given_to_nobody_else() -> None:
    make_message()
    assert Message.objects.claim_next() is not None
    assert Message.objects.claim_next() is None


@pytest.mark.django_db(transaction=True)
def test_what_is_due_can_be_done_once_by_hand(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    messages = [make_message(), make_message()]
    call_command("worker", batch=True)
    states = Message.objects.filter(pk__in=[message.pk for message in messages]).values_list("state", flat=True)
    assert list(states) == [Message.State.SENT, Message.State.SENT]
    assert not delivery.deliver_next()


def test_every_function_that_an_app_declares_is_there() -> None:
    names = {function.__name__ for function in scheduler.declared("periodic")}
    assert {"forget_old_counts", "send_due_reminders", "close_over", "forget_old", "forget_undeliverable"} <= names
    assert scheduler.declared("loops")


def test_one_failing_function_keeps_none_of_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def good() -> int:
        done.append("good")
        return 3

    def bad() -> int:
        raise ValueError("of its own")

    monkeypatch.setattr(scheduler, "declared", lambda what: [bad, good])
    with caplog.at_level(logging.INFO, "outbox.scheduler"):
        scheduler.do_periodic_work()
    assert done == ["good"]
    assert "good: 3." in caplog.text
    assert "bad failed" in caplog.text


def test_rounds_end_when_they_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, rounds = threading.Event(), []

    def once() -> None:
        rounds.append(1)
        stop.set()

    monkeypatch.setattr(scheduler, "take_up_stuck", once)
    monkeypatch.setattr(scheduler, "do_periodic_work", lambda: None)
    monkeypatch.setattr(scheduler, "connection", type("Closed", (), {"close": lambda self: None})())
    monkeypatch.setattr(scheduler, "close_old_connections", lambda: None)
    scheduler.run(stop, 0.01)
    assert rounds == [1]


def test_apps_declare_paths_and_nothing_else() -> None:
    for app in apps.get_app_configs():
        for path in (*getattr(app, "periodic", ()), *getattr(app, "loops", ())):
            assert isinstance(path, str)
