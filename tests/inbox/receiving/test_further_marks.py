"""What follows from mails known by further marks: old threads, calendars, filters, mails passed on whole, doubles."""

import pytest

from events.models import Event
from inbox.models import Conversation, IncomingMessage
from inbox.receiving.intake import receive
from outbox.models import Message
from registrations.calendar import uid_of
from registrations.models import Registration
from tests.factories import make_registration
from tests.inbox.receiving.world import make_world, now
from tests.mailreader.mails import mail, raw

pytestmark = pytest.mark.django_db
CONFIRMATION = "<confirmation.dlg27-2.0402.20270510@mail.events.example.org>"
TOBIAS = "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>"


def take(content: bytes) -> IncomingMessage:
    """The mail in the world of the samples."""
    return receive(content, source="imap", now=now()).message


def declined(uid: str = "x") -> bytes:
    part = (
        f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n"
        "ATTENDEE;PARTSTAT=DECLINED:mailto:t.nwachukwu-lind@imr.example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    head = f"From: {TOBIAS}\nSubject: Declined\nMIME-Version: 1.0\nContent-Type: text/calendar; method=REPLY"
    return raw(head, part.encode())


def test_a_calendar_that_declines_asks_staff_and_changes_nothing() -> None:
    make_world()
    message = take(declined(uid_of(Registration.objects.get(reference="DLG27-2-0402"))))
    proposal = message.proposals.get()
    assert (proposal.action, proposal.state) == ("cancel", "open")
    assert proposal.target.reference == "DLG27-2-0402"
    assert proposal.target.state == "confirmed"
    assert message.conversation.state == Conversation.State.OPEN
    assert not Message.objects.exclude(state=Message.State.SENT).exists()


def test_a_calendar_that_declines_what_is_not_ours_proposes_nothing() -> None:
    make_world()
    assert not take(declined()).proposals.exists()


def test_a_calendar_opens_no_conversation_again() -> None:
    make_world()
    first = take(mail("Thank you.", sender=TOBIAS, subject="Re: x", In_Reply_To=CONFIRMATION)).conversation
    Conversation.objects.filter(pk=first.pk).update(state=Conversation.State.DONE, closed_at=now())
    again = take(declined().replace(b"Subject: Declined", f"Subject: {first.mark} Declined".encode()))
    assert again.conversation == first
    first.refresh_from_db()
    assert first.state == Conversation.State.DONE


def test_a_filter_that_holds_our_message_is_noted_with_it() -> None:
    make_world()
    text = "Your message is being held. Open https://filter.example.org/x to have it delivered."
    message = take(mail(text, sender="filter@elsewhere.example.org", subject="Held", In_Reply_To=CONFIRMATION))
    line = Message.objects.get(message_id=CONFIRMATION).tries.get()
    assert (line.started_at, line.outcome) == (message.received_at, "deferred")
    assert message.conversation.state == Conversation.State.DONE


def test_what_a_colleague_passes_on_whole_stands_in_what_staff_read() -> None:
    make_world()
    inner = mail("May we film in the hall?", sender="Ana Ruiz <a.ruiz@red.example.org>", subject="Filming").decode()
    body = (
        "--o\r\nContent-Type: text/plain\r\n\r\nFor you.\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n"
        f"{inner}\r\n--o--\r\n"
    )
    head = (
        "From: L. Bernasconi <l.bernasconi@events.example.org>\nSubject: Fwd: Filming\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=o"
    )
    message = take(raw(head, body.encode()))
    assert message.text.startswith("For you.")
    assert "From: Ana Ruiz <a.ruiz@red.example.org>\n" in message.text
    assert message.text.rstrip().endswith("May we film in the hall?")


@pytest.mark.parametrize(
    ("text", "is_new"),
    [
        ("Where do I find the programme of the course DLG27-2?", True),
        ("Where are the slides of the workshop?", False),
    ],
)
def test_a_question_about_a_new_event_leaves_the_conversation_of_one_that_is_over(text: str, is_new: bool) -> None:
    make_world()
    old = make_registration(Event.objects.get(code="DLG27-1"), email="a.ruiz@red-norte.example.org", state="confirmed")
    first = take(mail("Thank you for all.", subject=f"Re: [{old.reference}] Thanks")).conversation
    assert (first.registration, first.event) == (old, old.event)
    content = mail(text, subject=f"Re: [{old.reference}] Thanks").replace(b"<test-1@", b"<test-2@")
    second = take(content).conversation
    assert (second != first, second.registration != old) == (is_new, is_new)
