"""A message about a registration goes on from the mail in which just this person asked for it, and from no other's."""

import pytest
from django.contrib.auth.models import User

from inbox.actions.accept import Wanted, accept
from inbox.actions.handle import junk
from inbox.actions.undo import undo
from inbox.models import IncomingMessage
from inbox.receiving.intake import receive
from inbox.threads import keep_threads
from outbox.mime import OutgoingMail
from outbox.models import Message
from registrations.actions.decide import approve, cancel
from registrations.actions.merge import merge
from registrations.kinds import Kind
from registrations.models import Registration
from tests.factories import (
    make_conversation,
    make_event,
    make_incoming,
    make_proposal,
    make_registration,
    make_settings,
    make_staff,
)

pytestmark = pytest.mark.django_db
FOCAL, MEMBER = "focal@example.org", "member@example.org"


@pytest.fixture
def staff() -> User:
    return make_staff()


@pytest.fixture
def mail() -> IncomingMessage:
    """A focal point registers himself and a member of the delegation."""
    event = make_event()
    make_settings(event)
    mail = make_incoming(
        make_conversation(event, email=FOCAL), message_id="<asked@example.org>", references=["<before@example.org>"]
    )
    make_proposal(mail, data={"given_name": "Luis", "family_name": "Mota", "email": FOCAL.upper()})
    make_proposal(mail, data={"given_name": "Zoë", "family_name": "Ndiaye", "email": MEMBER})
    return mail


def accepted(mail: IncomingMessage, staff: User) -> dict[str, Registration]:
    names = ("given_name", "family_name", "email")
    wanted = [Wanted(one.pk, {name: one.data[name] for name in names}, "en") for one in mail.proposals.all()]
    made = accept(mail.conversation, staff, mail.conversation.seen_mark(), wanted)
    return {row.email_key: row for row in made}


def test_the_writers_own_acknowledgement_answers_the_mail(mail: IncomingMessage, staff: User) -> None:
    message = accepted(mail, staff)[FOCAL].messages.get()
    assert message.in_reply_to == "<asked@example.org>"
    assert message.references == "<before@example.org> <asked@example.org>"
    assert message.subject.endswith(f"[{mail.conversation.mark}]")
    assert b"In-Reply-To: <asked@example.org>" in OutgoingMail(message).message().as_bytes()


def test_another_persons_does_not(mail: IncomingMessage, staff: User) -> None:
    member = accepted(mail, staff)[MEMBER]
    approve(member, staff)
    for message in member.messages.all():
        assert (message.in_reply_to, message.references) == ("", "")
        assert mail.conversation.mark not in message.subject


def test_later_decisions_go_on_from_it(mail: IncomingMessage, staff: User) -> None:
    focal = accepted(mail, staff)[FOCAL]
    approve(focal, staff)
    later = make_incoming(mail.conversation, message_id="<cancel@example.org>", from_email=FOCAL, reply_to="")
    make_proposal(later, action="cancel", target=focal)
    cancel(focal, by=staff)
    found = {row.kind: row.in_reply_to for row in focal.messages.all()}
    assert found[Kind.APPROVED] == "<asked@example.org>"
    assert found[Kind.CANCELLED] == "<cancel@example.org>"


@pytest.mark.parametrize(
    "changes", [{"is_forwarded": True, "from_email": "colleague@example.org"}, {"reply_to": "else@example.org"}]
)
def test_a_mail_that_the_person_did_not_write_is_not_answered(
    mail: IncomingMessage, staff: User, changes: dict[str, object]
) -> None:
    IncomingMessage.objects.update(**changes)
    mail.refresh_from_db()
    focal = accepted(mail, staff)[FOCAL]
    approve(focal, staff)
    assert {row.in_reply_to for row in focal.messages.all()} == {""}


def test_what_was_put_aside_or_is_junk_is_not_answered(mail: IncomingMessage, staff: User) -> None:
    focal = accepted(mail, staff)[FOCAL]
    mail.proposals.filter(result=focal).update(state="dismissed")
    keep_threads({focal.pk})
    approve(focal, staff)
    mail.proposals.filter(result=focal).update(state="accepted")
    junk(mail.conversation, staff, mail.conversation.seen_mark())
    cancel(focal, by=staff)
    assert [row.in_reply_to for row in focal.messages.order_by("pk")][1:] == ["", ""]


def test_what_goes_to_all_at_once_answers_nothing(mail: IncomingMessage, staff: User) -> None:
    from registrations.mails import write

    focal = accepted(mail, staff)[FOCAL]
    assert write(focal, Kind.LINK, purpose="link:1").in_reply_to == ""


@pytest.mark.parametrize("header", ["In-Reply-To: {id}", "Subject: Re: {subject}"])
def test_the_writers_answer_to_it_finds_the_conversation(mail: IncomingMessage, staff: User, header: str) -> None:
    message = accepted(mail, staff)[FOCAL].messages.get()
    line = header.format(id=message.message_id, subject=message.subject)
    subject = "" if line.startswith("Subject") else "Subject: Thank you\r\n"
    raw = f"From: Luis Mota <{FOCAL}>\r\nMessage-ID: <x1@example.org>\r\n{subject}{line}\r\n\r\nThank you.\r\n"
    received = receive(raw.encode(), source="imap").message
    assert received.conversation == mail.conversation


def test_the_members_answer_gets_a_conversation_apart_with_the_registration(mail: IncomingMessage, staff: User) -> None:
    member = accepted(mail, staff)[MEMBER]
    message = Message.objects.get(registration_link__registration=member)
    raw = (
        f"From: {MEMBER}\r\nMessage-ID: <x2@example.org>\r\nSubject: Re\r\nIn-Reply-To: {message.message_id}\r\n\r\nOk."
    )
    received = receive(raw.encode(), source="imap").message
    assert received.conversation != mail.conversation
    assert received.conversation.registration == member


def test_it_is_kept_by_whom_it_came_from_and_goes_with_the_mail(mail: IncomingMessage, staff: User) -> None:
    focal = accepted(mail, staff)[FOCAL]
    kept = Registration.objects.get(pk=focal.pk)
    assert kept.thread is not None
    assert (kept.thread.in_reply_to, kept.thread.mark) == ("<asked@example.org>", f"[{mail.conversation.mark}]")
    kept.email_key = "another@example.org"  # corrected since: that person has never seen the mail
    assert kept.thread is None
    undo(mail.conversation, staff, mail.conversation.seen_mark())
    assert Registration.objects.get(pk=focal.pk).threads == {}


def test_a_registration_that_is_merged_gives_it_away(mail: IncomingMessage, staff: User) -> None:
    focal = accepted(mail, staff)[FOCAL]
    kept = make_registration(mail.conversation.event, email=FOCAL, family_name="Motta")
    merge(kept, focal, by=staff, chosen={})
    assert Registration.objects.get(pk=focal.pk).threads == {}
    thread = Registration.objects.get(pk=kept.pk).thread
    assert thread is not None
    assert thread.in_reply_to == "<asked@example.org>"
