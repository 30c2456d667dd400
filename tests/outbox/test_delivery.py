"""A message of the outbox reaches the mail server once, or it is known why not."""

import datetime
import threading

import pytest
import time_machine
from django.core import mail
from django.db import InterfaceError, OperationalError, connection, transaction
from django.template import Context
from django.utils import timezone
from pytest_django import Settings

from outbox import delivery
from outbox.models import DeliveryTry, Message
from outbox.models.messages import ClaimLost, NotToBeSentAgain
from outbox.templatetags.outbox_troubles import outbox_troubles
from registrations.kinds import Kind
from registrations.mails import write
from registrations.models import Registration
from tests.factories import make_registration, make_staff
from tests.smtp import SmtpServer

State, Outcome = Message.State, DeliveryTry.Outcome


def make_message(**overrides: str) -> Message:
    """The acknowledgement of a new registration, waiting in the outbox."""
    return make_registration(**overrides).messages.get()


def tries_of(message: Message) -> list[tuple[str, str]]:
    return list(message.tries.values_list("outcome", "detail"))


def deliver(message: Message) -> Message:
    """Deliver what is next; the message as it is then."""
    delivery.deliver_next()
    message.refresh_from_db()
    return message


@pytest.mark.django_db
def test_a_message_is_sent_and_the_answer_kept(smtp_server: SmtpServer) -> None:
    message = deliver(make_message())
    assert message.state == State.SENT
    assert message.sent_at is not None
    assert tries_of(message) == [(Outcome.ACCEPTED, "250 OK")]
    [received] = smtp_server.received
    assert received.recipients == (message.to_email,)
    assert received.message["Message-ID"] == message.message_id


@pytest.mark.django_db
def test_a_message_that_is_sent_is_not_sent_again(smtp_server: SmtpServer) -> None:
    message = deliver(make_message())
    deliver(message)
    assert len(smtp_server.received) == 1
    assert message.tries.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_says_not_now_is_asked_again_after_a_pause(smtp_server: SmtpServer, command: str) -> None:
    smtp_server.refuse(command, "451 4.3.0 Try later")
    message = deliver(make_message())
    assert message.state == State.QUEUED
    assert message.next_try_at is not None
    assert message.next_try_at > timezone.now()
    assert tries_of(message) == [(Outcome.DEFERRED, "451 4.3.0 Try later")]
    smtp_server.behave()
    deliver(message)
    assert smtp_server.received == [], "the pause is not over"
    with time_machine.travel(message.next_try_at, tick=False):
        deliver(message)
    assert message.state == State.SENT
    assert len(smtp_server.received) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_message_that_is_refused_for_good_has_failed(smtp_server: SmtpServer, command: str) -> None:
    smtp_server.refuse(command, "550 5.1.1 No such mailbox")
    message = deliver(make_message())
    assert message.state == State.FAILED
    assert tries_of(message) == [(Outcome.REFUSED, "550 5.1.1 No such mailbox")]
    assert not message.is_handed_over


@pytest.mark.django_db
def test_a_server_that_asks_for_a_login_does_not_fail_the_message(smtp_server: SmtpServer) -> None:
    smtp_server.refuse("MAIL", "530 5.7.0 Log in first")
    assert deliver(make_message()).state == State.QUEUED


@pytest.mark.django_db
def test_a_login_that_the_server_does_not_take_does_not_fail_the_message(
    smtp_server: SmtpServer, settings: Settings
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "atelier", "wrong"
    assert deliver(make_message()).state == State.QUEUED


@pytest.mark.django_db
def test_a_bad_address_stops_nobody_else(smtp_server: SmtpServer) -> None:
    smtp_server.refuse("RCPT", "550 5.1.1 No such mailbox", address="bad@example.org")
    messages = [make_message(email=email) for email in ("ana@example.org", "bad@example.org", "eva@example.org")]
    assert [deliver(message).state for message in messages] == [State.SENT, State.FAILED, State.SENT]


@pytest.mark.django_db
def test_a_server_that_is_down_defers(smtp_server: SmtpServer) -> None:
    message = make_message()
    smtp_server.stop()
    deliver(message)
    assert message.state == State.QUEUED
    [(outcome, detail)] = tries_of(message)
    assert outcome == Outcome.DEFERRED
    assert "refused" in detail


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["CONNECT", "MAIL", "RCPT"])
def test_a_server_that_stalls_before_the_end_defers(smtp_server: SmtpServer, settings: Settings, command: str) -> None:
    settings.EMAIL_TIMEOUT = 1
    smtp_server.stall(command)
    message = deliver(make_message())
    assert message.state == State.QUEUED
    [(outcome, detail)] = tries_of(message)
    assert outcome == Outcome.DEFERRED
    assert "timed out" in detail


@pytest.mark.django_db
def test_a_server_that_stalls_after_the_end_leaves_it_unconfirmed(smtp_server: SmtpServer, settings: Settings) -> None:
    settings.EMAIL_TIMEOUT = 1
    smtp_server.stall("DATA")
    message = deliver(make_message())
    assert message.state == State.UNCONFIRMED
    assert tries_of(message)[0][0] == Outcome.BROKEN_OFF


@pytest.mark.django_db
def test_a_connection_cut_after_the_end_leaves_it_unconfirmed(smtp_server: SmtpServer) -> None:
    smtp_server.drop("DATA")
    message = deliver(make_message())
    assert len(smtp_server.received) == 1, "it did arrive, which nobody here can know"
    assert message.state == State.UNCONFIRMED
    deliver(message)
    assert len(smtp_server.received) == 1, "no machine sends it again"


@pytest.mark.django_db
def test_a_connection_cut_before_the_end_defers(smtp_server: SmtpServer) -> None:
    smtp_server.drop("RCPT")
    assert deliver(make_message()).state == State.QUEUED


@pytest.mark.django_db
def test_pauses_grow_and_end(smtp_server: SmtpServer, settings: Settings) -> None:
    settings.OUTBOX_PAUSES, settings.OUTBOX_GIVE_UP_HOURS = (60, 600), 1
    smtp_server.refuse("RCPT", "450 4.2.0 Greylisted")
    now = timezone.now()
    pauses = []
    with time_machine.travel(now, tick=False) as clock:
        message = make_message()
        while deliver(message).state == State.QUEUED:
            assert message.next_try_at is not None
            pauses.append((message.next_try_at - timezone.now()).total_seconds())
            clock.move_to(message.next_try_at)
    assert 54 <= pauses[0] <= 72
    assert all(540 <= pause <= 720 for pause in pauses[1:])
    assert len(pauses) >= 5
    assert message.state == State.FAILED
    assert message.tries.count() == len(pauses) + 1


@pytest.mark.django_db
def test_staff_send_again_what_was_not_confirmed(smtp_server: SmtpServer) -> None:
    smtp_server.drop("DATA")
    message = deliver(make_message())
    smtp_server.behave()
    staff = make_staff()
    message.send_again(staff)
    assert deliver(message).state == State.SENT
    assert message.requeued_by == staff
    first, second = (received.message["Message-ID"] for received in smtp_server.received)
    assert first == second, "a reader's mail program can tell that it is the same"


@pytest.mark.django_db
def test_staff_send_again_to_the_corrected_address(smtp_server: SmtpServer) -> None:
    smtp_server.refuse("RCPT", "550 5.1.1 No such mailbox", address="bad@example.org")
    message = deliver(make_message(email="bad@example.org"))
    Registration.objects.filter(pk=message.registration_link.registration_id).update(email="good@example.org")
    message = Message.objects.get(pk=message.pk)
    message.send_again(make_staff())
    deliver(message)
    assert message.state == State.SENT
    assert smtp_server.messages_to("good@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING, State.SENT])
def test_what_is_on_its_way_or_sent_is_not_sent_again(state: str) -> None:
    message = make_message()
    Message.objects.update(state=state, sent_at=timezone.now())
    with pytest.raises(NotToBeSentAgain):
        message.send_again(make_staff())


@pytest.mark.django_db
def test_a_later_message_waits_for_the_earlier_one(smtp_server: SmtpServer) -> None:
    first = make_message()
    second = write(first.registration_link.registration, Kind.LINK, purpose="link:2")
    assert list(Message.objects.due()) == [first]
    deliver(first)
    deliver(second)
    assert [received.message["Message-ID"] for received in smtp_server.received] == [
        first.message_id,
        second.message_id,
    ]


@pytest.mark.django_db
def test_a_message_to_nobody_is_kept_and_is_no_failure() -> None:
    message = make_message(email="", source="phone")
    assert message.state == State.UNADDRESSED
    assert outbox_troubles(Context({"user": make_staff(is_superuser=True)})).failed == 0
    assert tries_of(message) == [(Outcome.REFUSED, "no address")]


@pytest.mark.django_db
def test_a_message_that_cannot_be_built_has_failed(smtp_server: SmtpServer) -> None:
    message = make_message()
    Message.objects.update(subject="one\ntwo")
    deliver(message)
    assert message.state == State.FAILED
    assert "BadHeaderError" in tries_of(message)[0][1]


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_is_away_while_a_message_is_built_gives_up_nothing(
    smtp_server: SmtpServer, settings: Settings, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    message = make_message()

    def away(_row: Message) -> None:
        raise error("server closed the connection unexpectedly")

    with monkeypatch.context() as patched:
        patched.setattr(delivery, "OutgoingMail", away)
        with pytest.raises(error):
            delivery.deliver_next()
    message.refresh_from_db()
    assert message.state == State.SENDING
    later = timezone.now() + datetime.timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1)
    with time_machine.travel(later, tick=False):
        Message.objects.take_up_stuck()
        assert deliver(message).state == State.SENT


@pytest.mark.django_db
def test_other_backends_follow_the_same_steps(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    message = deliver(make_message())
    assert message.state == State.SENT
    assert [sent.subject for sent in mail.outbox] == [message.subject]


@pytest.mark.django_db
def test_what_a_dead_worker_did_not_hand_over_is_due_again(smtp_server: SmtpServer, settings: Settings) -> None:
    message = make_message()
    message.claim()
    later = timezone.now() + datetime.timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1)
    assert Message.objects.take_up_stuck() == (0, 0), "the lease is not over"
    with time_machine.travel(later, tick=False):
        assert Message.objects.take_up_stuck() == (0, 1)
        deliver(message)
    assert message.state == State.SENT
    assert [outcome for outcome, _detail in tries_of(message)] == [Outcome.BROKEN_OFF, Outcome.ACCEPTED]


@pytest.mark.django_db
def test_what_a_dead_worker_handed_over_is_unconfirmed(smtp_server: SmtpServer, settings: Settings) -> None:
    message = make_message()
    message.claim()
    message.hand_over()
    later = timezone.now() + datetime.timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1)
    with time_machine.travel(later, tick=False):
        assert Message.objects.take_up_stuck() == (1, 0)
        deliver(message)
    assert message.state == State.UNCONFIRMED
    assert smtp_server.received == []


@pytest.mark.django_db
def test_a_worker_that_slept_through_its_lease_does_not_hand_over(settings: Settings) -> None:
    sleeper = make_message()
    attempt = sleeper.claim()
    assert attempt is not None
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1)):
        Message.objects.take_up_stuck()
        other = Message.objects.get(pk=sleeper.pk)
        assert other.claim() is not None
    with pytest.raises(ClaimLost):
        sleeper.hand_over()
    sleeper.finish(attempt, Outcome.REFUSED, "550 too late to say")
    assert sleeper.state == State.SENDING, "it is the other's now"


@pytest.mark.django_db
def test_a_late_answer_of_the_server_counts(settings: Settings) -> None:
    message = make_message()
    attempt = message.claim()
    assert attempt is not None
    message.hand_over()
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1)):
        Message.objects.take_up_stuck()
        message.finish(attempt, Outcome.ACCEPTED, "250 OK")
    assert message.state == State.SENT


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_sends(smtp_server: SmtpServer) -> None:
    message = make_message()
    barrier = threading.Barrier(6)

    def work() -> None:
        barrier.wait()
        delivery.deliver_next()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(smtp_server.received) == 1
    assert message.tries.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_note_before_the_end_cannot_be_undone() -> None:
    message = make_message()
    message.claim()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        message.hand_over()
