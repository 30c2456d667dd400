"""Mail has an end, which leaves a line and takes nothing along that is still to be done."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.utils import timezone
from pytest_django import Settings

from inbox import retention
from inbox.models import Conversation, IncomingMessage, MailProposal, RawMail
from outbox.models import UndeliverableAddress
from registrations.models import Registration
from tests.factories import make_conversation, make_event, make_incoming, make_proposal, make_registration

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _days(settings: Settings) -> None:
    settings.JUNK_MAIL_DAYS, settings.MAIL_DAYS = 30, 365


def make(state: str, days: int, ended: int | None = None) -> Conversation:
    """A conversation whose last mail is some days old, of an event that ended some days ago."""
    now = timezone.now()
    event = None
    if ended is not None:
        day = now.date() - datetime.timedelta(days=ended)
        event = make_event(starts_on=day, ends_on=day)
    closed = None if state == "open" else now
    conversation = make_conversation(event, state=state, closed_at=closed)
    Conversation.objects.filter(pk=conversation.pk).update(
        event=event, last_received_at=now - datetime.timedelta(days=days)
    )
    return conversation


@pytest.mark.parametrize(
    ("state", "days", "ended", "is_forgotten"),
    [
        ("junk", 31, None, True),
        ("junk", 29, None, False),
        ("done", 400, 366, True),
        ("done", 400, 300, False),
        ("done", 100, 366, False),
        ("done", 366, None, True),
        ("done", 364, None, False),
        ("open", 4000, 4000, False),
    ],
)
def test_each_has_its_time(state: str, days: int, ended: int | None, is_forgotten: bool) -> None:
    make(state, days, ended)
    assert retention.forget_old() == int(is_forgotten)
    assert Conversation.objects.exists() is not is_forgotten


def test_all_of_it_goes_but_the_registration_and_a_line_in_the_log() -> None:
    conversation = make("done", 400, 400)
    registration = make_registration()
    proposal = make_proposal(make_incoming(conversation, raw=b"Subject: x\r\n\r\nsecret"))
    MailProposal.objects.filter(pk=proposal.pk).update(result=registration)
    IncomingMessage.objects.update(created_at=timezone.now() - datetime.timedelta(days=400))
    mark = conversation.mark
    assert retention.forget_old() == 1
    assert not IncomingMessage.objects.exists()
    assert not RawMail.objects.exists()
    assert not MailProposal.objects.exists()
    assert Registration.objects.filter(pk=registration.pk).exists()
    line = LogEntry.objects.get(object_repr=mark)
    assert (line.action, line.additional_data["why"]) == (LogEntry.Action.DELETE, "retention")
    assert retention.forget_old() == 0


@pytest.mark.parametrize(("days", "is_forgotten"), [(366, True), (364, False)])
def test_a_dead_address_is_forgotten_in_its_time_too(days: int, is_forgotten: bool) -> None:
    mark = UndeliverableAddress.objects.create(email_key="gone@example.org", status="5.1.1")
    marked_at = timezone.now() - datetime.timedelta(days=days)
    # Its clock begins anew with every report that says so again.
    UndeliverableAddress.objects.filter(pk=mark.pk).update(created_at="2020-01-01T00:00Z", updated_at=marked_at)
    assert retention.forget_undeliverable() == int(is_forgotten)
    assert UndeliverableAddress.objects.exists() is not is_forgotten
