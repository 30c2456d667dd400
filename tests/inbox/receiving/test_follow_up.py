"""What follows from a mail by itself: the samples are answered as they ask for, reports are noted."""

import datetime
import logging

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from inbox.kinds import Kind as MailKind
from inbox.models import IncomingMessage
from inbox.receiving import automatic
from inbox.receiving.intake import receive
from outbox.mime import OutgoingMail
from outbox.models import Message, UndeliverableAddress
from registrations import calendar
from registrations.actions.decide import approve
from registrations.actions.personal_link import send_link
from registrations.kinds import Kind
from registrations.models import Registration
from tests.factories import make_event, make_registration, make_staff
from tests.inbox.receiving.world import make_world, now
from tests.mailreader.mails import SAMPLES, expected, mail

pytestmark = pytest.mark.django_db

# What each sample is answered with, by itself.
ANSWERS = {
    "01": [(MailKind.REQUEST_RECEIVED, "fr")],
    "02": [(MailKind.REQUEST_RECEIVED, "en")],
    "03": [(MailKind.REQUEST_RECEIVED, "fr"), (MailKind.IN_HAND, "fr")],
    "04": [],
    "05": [],
    "06": [(MailKind.MAIL_RECEIVED, "en")],
    "07": [(MailKind.MAIL_RECEIVED, "es")],
    "08": [(MailKind.MAIL_RECEIVED, "fr")],
    "09": [(MailKind.REQUEST_RECEIVED, "en")],
    "10": [(MailKind.REQUEST_RECEIVED, "fr")],
    "11": [(MailKind.REQUEST_RECEIVED, "en")],
    "12": [],
}


def take(raw: bytes) -> IncomingMessage:
    return receive(raw, source="pipe", now=now()).message


def sample(name: str) -> bytes:
    return next(SAMPLES.glob(f"{name}*.eml")).read_bytes()


@pytest.mark.parametrize("number", ANSWERS)
def test_each_sample_is_answered_as_it_may_be(number: str, settings: Settings) -> None:
    settings.STAFF_MAIL_DOMAINS = [expected()["context"]["staff_domain"]]
    make_world()
    message = take(sample(number))
    rows = message.conversation.outgoing.exclude(purpose__startswith="<").order_by("pk")
    assert [(row.kind, row.language) for row in rows] == ANSWERS[number]
    for row in rows:
        OutgoingMail(row).message().as_bytes()
        assert row.is_automatic
        assert row.to_email not in expected()["context"]["staff"] or row.kind == MailKind.IN_HAND


def test_a_fault_in_what_follows_costs_the_mail_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, client: Client
) -> None:
    make_world()

    def fail(*_args: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(automatic, "answer_automatically", fail)
    with caplog.at_level(logging.ERROR):
        message = take(sample("01"))
    assert message.proposals.count() == 5
    assert "what follows from it failed" in caplog.text
    # Nobody was answered, and staff see it where they look at the mail.
    kept = IncomingMessage.objects.get(pk=message.pk)
    assert kept.fact("problems") == ["not-answered"]
    client.force_login(User.objects.create_superuser("all"))
    page = client.get(reverse("admin:inbox_conversation_change", args=[message.conversation_id]))
    assert "what should follow by itself, such as the answer, did not" in page.text


# Reports --------------------------------------------------------------------------------------------------------------


def test_a_message_that_came_back_is_marked_and_so_is_its_address() -> None:
    make_world()
    report = take(sample("05"))
    ours = Message.objects.get(message_id="<confirmation.dlg27-2.0402.20270510@mail.events.example.org>")
    assert ours.state == Message.State.RETURNED
    line = ours.tries.get()
    assert (line.started_at, line.outcome) == (report.received_at, "refused")
    assert "550 5.1.1" in line.detail
    dead = UndeliverableAddress.objects.get()
    assert (dead.email_key, dead.status, dead.message) == ("t.nwachukwu-lind@imr.example.org", "5.1.1", ours)


def test_to_a_dead_address_no_automatic_mail_goes_but_that_of_staff_does() -> None:
    event = make_event()
    registration = make_registration(event, email="Dead@example.org")
    UndeliverableAddress.objects.create(email_key="dead@example.org")
    send_link(registration, "again")
    link = registration.messages.get(kind=Kind.LINK)
    assert link.state == Message.State.FAILED
    assert "came back" in link.tries.get().detail
    approve(registration, by=make_staff())
    assert registration.messages.get(kind=Kind.APPROVED).state == Message.State.QUEUED


def test_a_message_that_came_back_can_be_sent_again_to_the_corrected_address() -> None:
    make_world()
    take(sample("05"))
    ours = Message.objects.get(state=Message.State.RETURNED)
    Registration.objects.filter(pk=ours.registration_link.registration_id).update(email="right@example.org")
    ours = Message.objects.get(pk=ours.pk)
    ours.send_again(make_staff())
    assert (ours.state, ours.to_email) == (Message.State.QUEUED, "right@example.org")


def test_a_report_on_another_recipient_marks_no_address() -> None:
    make_world()
    raw = sample("05").replace(b"rfc822; t.nwachukwu-lind@imr", b"rfc822; elsewhere@imr")
    raw = raw.replace(b"rfc822;t.nwachukwu-lind@imr", b"rfc822;elsewhere@imr")
    take(raw)
    assert Message.objects.filter(state=Message.State.RETURNED).count() == 1
    assert not UndeliverableAddress.objects.exists()


def test_a_report_about_no_message_of_ours_changes_nothing() -> None:
    make_world()
    before = set(Message.objects.values_list("pk", "state"))
    take(sample("05").replace(b"confirmation.dlg27-2.0402", b"invented.0402"))
    assert set(Message.objects.values_list("pk", "state")) == before
    assert not UndeliverableAddress.objects.exists()


def test_a_delay_is_noted_with_the_message_and_no_more() -> None:
    make_world()
    raw = sample("05").replace(b"Action: failed", b"Action: delayed").replace(b"Status: 5.1.1", b"Status: 4.4.7")
    raw = raw.replace(b"550 5.1.1", b"421 4.4.7")
    take(raw)
    ours = Message.objects.get(message_id="<confirmation.dlg27-2.0402.20270510@mail.events.example.org>")
    assert ours.state == Message.State.SENT
    assert (ours.tries.get().outcome, "4.4.7" in ours.tries.get().detail) == ("deferred", True)
    assert not UndeliverableAddress.objects.exists()


def test_a_persons_mail_from_there_takes_the_mark_away() -> None:
    make_world()
    take(sample("05"))
    take(mail("A question: is there parking?", sender="t.nwachukwu-lind@imr.example.org"))
    assert not UndeliverableAddress.objects.exists()


# Calendars ------------------------------------------------------------------------------------------------------------


def reply(registration: Registration, answer: str, stamp: str, attendee: str = "") -> bytes:
    uid = calendar.uid_of(registration)
    lines = [
        "BEGIN:VCALENDAR", "METHOD:REPLY", "VERSION:2.0", "BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}",
        f"ATTENDEE;PARTSTAT={answer}:mailto:{attendee or registration.email}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    head = f"From: {registration.email}\r\nTo: dialogue@events.example.org\r\nSubject: {answer} {stamp}\r\n"
    head += 'MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REPLY; charset="utf-8"\r\n\r\n'
    return (head + "\r\n".join(lines) + "\r\n").encode()


def test_a_calendars_answer_is_kept_with_the_registration_and_decides_nothing() -> None:
    registration = make_registration(email="Ana@example.org")
    approve(registration, by=make_staff())
    state, count = registration.state, Message.objects.count()
    take(reply(registration, "DECLINED", "20260501T100000Z", attendee="ana@example.org"))
    registration.refresh_from_db()
    assert registration.calendar_answer == "declined"
    assert registration.calendar_answered_at == datetime.datetime(2026, 5, 1, 10, tzinfo=datetime.UTC)
    assert registration.state == state
    assert Message.objects.count() == count


def test_the_newest_answer_of_a_calendar_counts_whenever_it_arrives() -> None:
    registration = make_registration()
    take(reply(registration, "ACCEPTED", "20260502T100000Z"))
    take(reply(registration, "DECLINED", "20260501T100000Z"))
    registration.refresh_from_db()
    assert registration.calendar_answer == "accepted"
    take(reply(registration, "TENTATIVE", "20260503T100000Z"))
    registration.refresh_from_db()
    assert registration.calendar_answer == "tentative"


def test_answers_of_others_to_other_appointments_and_without_meaning_are_left_alone() -> None:
    registration, other = make_registration(), make_registration()
    take(reply(registration, "DECLINED", "20260501T100000Z", attendee=other.email))
    take(reply(registration, "NEEDS-ACTION", "20260501T100000Z"))
    take(reply(registration, "DECLINED", "20260501T100000Z").replace(b"UID:", b"UID:x"))
    for row in Registration.objects.all():
        assert row.calendar_answer == ""


def test_an_answer_from_the_future_does_not_bar_those_to_come() -> None:
    registration = make_registration()
    take(reply(registration, "ACCEPTED", "20990101T000000Z"))
    registration.refresh_from_db()
    assert registration.calendar_answered_at is not None
    assert registration.calendar_answered_at.year < 2090
