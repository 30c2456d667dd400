"""What is deleted or given up for its age asks the database's clock: that of one machine may be a year ahead."""

import datetime

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from backoffice.models import Import
from inbox.models import Conversation
from outbox import scheduler
from outbox.models import Message, UndeliverableAddress
from storage import clock, sql
from storage.models import DAY, RateCount
from tests.factories import make_conversation, make_incoming, make_registration, make_staff

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def real_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "ask", sql.ask)


def test_it_is_the_time_of_the_database() -> None:
    with time_machine.travel(timezone.now() + datetime.timedelta(days=400)):
        assert timezone.now() - clock.database_now() > datetime.timedelta(days=399)


@pytest.mark.parametrize("days", [400, -400])
def test_a_worker_whose_clock_is_wrong_deletes_and_gives_up_nothing(days: int) -> None:
    now = timezone.now()
    conversation = make_conversation(state=Conversation.State.DONE, closed_at=now)
    Conversation.objects.update(last_received_at=now)
    UndeliverableAddress.objects.create(email_key="gone@example.org")
    Session.objects.create(session_key="a", session_data="", expire_date=now + datetime.timedelta(days=14))
    RateCount.objects.hit("form", "here", DAY)
    message = make_registration().messages.get()
    message.claim()
    with time_machine.travel(now + datetime.timedelta(days=days)):
        for function in scheduler.declared("periodic"):
            assert not function(), function.__name__
        assert Message.objects.take_up_stuck() == (0, 0)
        assert Message.objects.hold_overdue() == 0
    assert Conversation.objects.filter(pk=conversation.pk).exists()
    assert Session.objects.exists()


@pytest.mark.parametrize("days", [400, -400])
def test_what_a_machine_whose_clock_is_wrong_writes_is_as_old_as_it_is(days: int) -> None:
    now = timezone.now()
    with time_machine.travel(now + datetime.timedelta(days=days)):
        RateCount.objects.hit("form", "here", DAY)
        address = UndeliverableAddress.objects.create(email_key="gone@example.org")
        address.save(update_fields=["status"])
        file = Import.objects.create(by=make_staff(), language="en", name="a", rows=1, file="imports/large/a")
        mail = make_incoming()
        message = make_registration().messages.get()
    for moment in (address.updated_at, file.updated_at, mail.created_at, message.queued_at):
        assert abs(moment - now) < datetime.timedelta(hours=1)
    for function in scheduler.declared("periodic"):
        assert not function(), function.__name__
    assert Message.objects.hold_overdue() == 0
    assert RateCount.objects.hit("form", "here", DAY) == 2
