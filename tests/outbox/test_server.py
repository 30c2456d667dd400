"""What is wrong with the mail server is one thing: one pause for all, and staff hear of it before all mail is burnt."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings
from time_machine import Traveller

from outbox import delivery
from outbox.models import Message, OutboxState
from outbox.models.state import BRAKE_AFTER
from tests.factories import make_event, make_registration, make_settings
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as coordinates:
        yield coordinates


def make_messages(number: int) -> list[Message]:
    event = make_settings(make_event()).event
    return [make_registration(event).messages.get() for _ in range(number)]


def work() -> None:
    while delivery.deliver_next():
        pass


def work_for(clock: Traveller, minutes: float) -> None:
    """As a worker would that looks every few seconds."""
    for _look in range(20):
        work()
        clock.shift(3 * minutes)


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_the_backlog_leaves_as_soon_as_the_server_is_back(smtp_server: SmtpServer, clock: Traveller) -> None:
    make_messages(12)
    smtp_server.stop()
    work_for(clock, 3)
    smtp_server.start()
    work_for(clock, 2.1)
    assert states() == [State.SENT] * 12
    assert len(smtp_server.received) == 12


def test_a_server_that_says_nothing_is_one_that_is_away(
    smtp_server: SmtpServer, clock: Traveller, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 0.05
    make_messages(3)
    smtp_server.stall("MAIL")
    work_for(clock, 3)
    smtp_server.behave()
    settings.EMAIL_TIMEOUT = 5
    work_for(clock, 2.1)
    assert states() == [State.SENT] * 3


def test_while_the_server_is_away_one_message_is_tried_at_a_time(smtp_server: SmtpServer) -> None:
    messages = make_messages(5)
    smtp_server.stop()
    work()
    assert sum(message.tries.count() for message in messages) == 1
    state = OutboxState.objects.current()
    assert state.is_paused(timezone.now())
    assert "refused" in state.said


def test_a_server_that_is_away_for_days_ends_no_message(smtp_server: SmtpServer, clock: Traveller) -> None:
    make_messages(2)
    smtp_server.stop()
    for _night in range(8):
        work()
        clock.shift(36_000)
    assert states() == [State.QUEUED] * 2
    smtp_server.start()
    work()
    work_for(clock, 0.1)
    assert states() == [State.SENT] * 2


def test_one_message_at_which_the_server_breaks_off_holds_up_no_other(
    smtp_server: SmtpServer, clock: Traveller, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 0.05
    _bad, *good = make_messages(4)
    smtp_server.stall("MAIL")
    delivery.deliver_next()
    smtp_server.behave()
    settings.EMAIL_TIMEOUT = 5
    work_for(clock, 0.2)
    assert Message.objects.filter(pk__in=[message.pk for message in good], state=State.SENT).count() == 3


@pytest.mark.parametrize("answer", ["550 5.7.1 Relaying denied", "554 Transaction failed"])
def test_a_server_that_refuses_everything_is_given_a_pause(
    smtp_server: SmtpServer, clock: Traveller, answer: str
) -> None:
    make_messages(BRAKE_AFTER + 5)
    smtp_server.refuse("DATA", answer)
    work_for(clock, 30)
    assert states().count(State.FAILED) == BRAKE_AFTER
    assert states().count(State.QUEUED) == 5
    state = OutboxState.objects.current()
    assert state.is_of_the_server
    assert state.said == answer
    smtp_server.behave()
    work_for(clock, 11)
    assert states().count(State.SENT) == 5
    assert not OutboxState.objects.current().trouble


def test_a_server_that_breaks_off_at_every_end_is_given_a_pause(smtp_server: SmtpServer) -> None:
    make_messages(BRAKE_AFTER + 3)
    smtp_server.drop("DATA")
    work()
    assert states().count(State.UNCONFIRMED) == BRAKE_AFTER
    assert states().count(State.QUEUED) == 3


def test_bad_addresses_among_good_ones_are_no_fault_of_the_server(smtp_server: SmtpServer) -> None:
    make_messages(2 * BRAKE_AFTER)
    for message in Message.objects.order_by("pk")[::2]:
        smtp_server.refuse("RCPT", "550 5.1.1 No such mailbox", address=message.to_email)
    work()
    assert states() == [State.FAILED, State.SENT] * BRAKE_AFTER


def test_a_server_that_says_not_now_to_everybody_is_given_a_pause(smtp_server: SmtpServer, clock: Traveller) -> None:
    make_messages(BRAKE_AFTER + 3)
    smtp_server.refuse("MAIL", "452 4.3.1 Insufficient system storage")
    work_for(clock, 3)
    smtp_server.behave()
    work_for(clock, 2.1)
    assert set(states()) == {State.SENT}


def test_staff_push(smtp_server: SmtpServer, clock: Traveller) -> None:
    make_messages(3)
    smtp_server.stop()
    work_for(clock, 3)
    clock.shift(121)
    work()
    smtp_server.start()
    work()
    assert smtp_server.received == []
    Message.objects.try_now()
    work()
    assert states() == [State.SENT] * 3


# What a restored backup still holds ------------------------------------------------------------------------------


def age(message: Message, hours: float) -> None:
    Message.objects.filter(pk=message.pk).update(queued_at=timezone.now() - datetime.timedelta(hours=hours))


def test_what_nobody_took_up_for_a_day_waits_for_staff(smtp_server: SmtpServer) -> None:
    old, new = make_messages(2)
    age(old, 25)
    age(new, 23)
    work()
    assert states() == [State.HELD, State.SENT]
    old.refresh_from_db()
    assert old.is_overdue


def test_what_staff_release_goes(smtp_server: SmtpServer, admin_user) -> None:
    [old] = make_messages(1)
    age(old, 25)
    work()
    old.release(admin_user)
    assert not old.is_overdue
    work()
    assert states() == [State.SENT]


def test_a_message_planned_for_later_counts_from_that_time(smtp_server: SmtpServer) -> None:
    planned, forgotten = make_messages(2)
    now = timezone.now()
    for message, hours in ((planned, 1), (forgotten, 25)):
        age(message, 100)
        Message.objects.filter(pk=message.pk).update(next_try_at=now - datetime.timedelta(hours=hours))
    work()
    assert states() == [State.SENT, State.HELD]


def test_what_waited_for_an_earlier_message_about_the_same_is_not_forgotten_mail(
    smtp_server: SmtpServer, clock: Traveller
) -> None:
    first, _second = make_messages(2)
    Message.objects.update(about=first.about)
    smtp_server.refuse("RCPT", "450 4.2.0 Greylisted", address=first.to_email)
    work_for(clock, 1)
    for _hours in range(15):
        clock.shift(7300)
        work()
    smtp_server.behave()
    clock.shift(7300)
    work()
    assert states() == [State.SENT, State.SENT]
