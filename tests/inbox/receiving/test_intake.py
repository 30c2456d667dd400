"""A mail is kept once, in its conversation, with what it proposes."""

import base64
from typing import Any

import pytest
from django.db import OperationalError

from inbox.models import Conversation, IncomingMessage, MailProposal, RawMail
from inbox.receiving import intake
from inbox.receiving.dedupe import content_key
from inbox.receiving.intake import masked, receive
from mailreader.reader import read
from registrations.models import Registration
from tests.inbox.receiving.world import make_world, now
from tests.mailreader.mails import SAMPLES, mail

pytestmark = pytest.mark.django_db


def take(raw: bytes) -> IncomingMessage:
    return receive(raw, source="pipe", now=now()).message


def sample(name: str) -> bytes:
    return next(SAMPLES.glob(f"{name}*.eml")).read_bytes()


def test_a_delegation_becomes_five_proposals_and_no_registration() -> None:
    make_world()
    before = Registration.objects.count()
    message = take(sample("01"))
    assert [row.value("family_name") for row in message.proposals.all()] == [
        "Adjoumani-Brou",
        "Traoré-Lohoré",
        "N'Guessan-Abé",
        "Ouédraogo-Konaté",
        "Aka-Ehui",
    ]
    assert Registration.objects.count() == before
    assert message.conversation.event is not None
    assert message.conversation.event.slug == "dlg27-2"
    assert (message.conversation.state, message.conversation.email) == ("open", "c.assi-yapo@mission-ci.example.org")
    assert bytes(message.raw.content) == sample("01")


def test_the_same_mail_is_kept_once_whatever_relays_wrote_into_its_head() -> None:
    first = receive(sample("10"), source="pipe", now=now())
    again = receive(
        b"Received: from a by b; x\r\n by c\r\nDelivered-To: d@example.org\r\n" + sample("10"), source="imap"
    )
    assert (first.is_new, again.is_new) == (True, False)
    assert first.message == again.message
    assert IncomingMessage.objects.count() == RawMail.objects.count() == 1


def test_a_mail_that_borrows_a_message_id_is_another_mail() -> None:
    first = take(mail("Please register me.", subject="A"))
    second = take(mail("Quite another text.", subject="B"))
    assert first.message_id == second.message_id
    assert IncomingMessage.objects.count() == 2
    assert second.conversation == first.conversation


def test_the_same_letter_by_another_way_is_kept_once_and_proposed_once() -> None:
    make_world()
    text = "Please register me for the workshop of 14 and 15 June.\n\nName: Ana Ruiz Soler\nFunction: Director\n"
    letter = mail(text, DKIM_Signature="v=1; d=red-norte.example.org")
    first = receive(letter, source="imap", now=now())
    marks = b"X-Forwarded-To: dialogue@events.example.org\r\nX-Loop: fwd@relay.example.org\r\n"
    head, body = letter.split(b"\r\n\r\n", 1)
    encoded = head.replace(b"Content-Transfer-Encoding: 7bit", b"Content-Transfer-Encoding: base64")
    assert encoded != head
    again = receive(marks + encoded + b"\r\n\r\n" + base64.encodebytes(body), source="imap", now=now())
    assert (first.is_new, again.is_new, again.message) == (True, False, first.message)
    assert first.message.kind == "registration-request"
    assert (IncomingMessage.objects.count(), MailProposal.objects.count(), Conversation.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"one place", b"two places"),
        (b"a.ruiz@", b"b.ruiz@"),
        (b"Reply-To: x@", b"Reply-To: y@"),
        (b"Wed, 12 May", b"Tue, 11 May"),
    ],
)
def test_the_same_message_id_with_another_letter_is_another_mail(old: bytes, new: bytes) -> None:
    letter = mail("Please keep me one place.", Reply_To="x@red-norte.example.org")
    assert old in letter
    take(letter)
    take(letter.replace(old, new))
    assert IncomingMessage.objects.count() == 2


@pytest.mark.parametrize("line", [b"Subject: other\r\n", b"X-Own: 1\r\n", b"From: other@example.org\r\n"])
def test_what_the_writer_wrote_into_the_head_makes_another_mail(line: bytes) -> None:
    assert content_key(line + sample("10")) != content_key(sample("10"))


def test_a_bounce_is_filed_with_the_registration_and_opens_nothing() -> None:
    make_world()
    message = take(sample("05"))
    assert message.conversation.registration is not None
    assert message.conversation.registration.reference == "DLG27-2-0402"
    assert message.conversation.state == Conversation.State.DONE
    assert message.answers is not None
    assert message.answers.message_id == "<confirmation.dlg27-2.0402.20270510@mail.events.example.org>"


def test_an_out_of_office_answer_does_not_reopen_what_is_done() -> None:
    make_world()
    registration = Registration.objects.get(reference="DLG27-2-0388")
    done = Conversation.objects.create(registration=registration, state="done", closed_at=now())
    message = take(sample("04"))
    assert message.conversation == done
    assert Conversation.objects.get(pk=done.pk).state == "done"


def test_a_cancellation_proposes_to_cancel_and_changes_nothing() -> None:
    make_world()
    message = take(sample("07"))
    assert [(row.action, row.target.reference) for row in message.proposals.all() if row.target] == [
        ("cancel", "DLG27-2-0395")
    ]
    assert Registration.objects.get(reference="DLG27-2-0395").state == "confirmed"
    assert message.restricted["text"] == ["por motivos de salud"]
    assert "salud" not in str(message.facts)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("We met; I broke my leg in May, so no.", "We met; […], so no."),
        ("We met; I broke my leg", "We met; […]"),
        ("We met in May", "We met in May"),
    ],
)
def test_words_kept_apart_are_hidden_even_where_a_reason_is_cut(text: str, shown: str) -> None:
    assert masked([{"reason": text}], ["broke", "I broke my leg in May"]) == [{"reason": shown}]


def test_a_need_that_comes_with_a_change_is_quoted_in_no_reason() -> None:
    make_world()
    tobias = "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>"
    text = "I forgot to say on the form that I'm also allergic to shellfish, quite badly.\n\nTobias"
    message = take(mail(text, sender=tobias, subject="RE: [DLG27-2-0402] Your registration is confirmed"))
    (proposal,) = message.proposals.all()
    assert proposal.restricted == {"diet": "also allergic to shellfish"}
    assert "shellfish" not in str([message.facts, proposal.reasons, proposal.source])


def test_a_substitution_names_who_is_replaced() -> None:
    make_world()
    (proposal,) = take(sample("08")).proposals.all()
    assert (proposal.action, proposal.target.reference if proposal.target else "") == ("substitute", "DLG27-2-0409")


def test_restricted_words_stand_apart() -> None:
    make_world()
    (proposal,) = take(sample("10")).proposals.all()
    assert proposal.restricted == {"diet": "végétarien"}
    assert "végétarien" not in str([proposal.data, proposal.reasons, proposal.message.facts])


def test_junk_is_put_aside_and_gets_into_no_conversation() -> None:
    make_world()
    open_one = take(sample("01")).conversation
    raw = sample("12").replace(b"Subject: Re:", f"Subject: Re: [{open_one.mark}]".encode())
    message = take(raw)
    assert message.conversation != open_one
    assert message.conversation.state == Conversation.State.JUNK


def test_an_answer_to_an_earlier_mail_of_theirs_goes_on_in_its_conversation() -> None:
    make_world()
    first = take(sample("11"))
    raw = mail(
        "I am Ruth Achterberg.",
        sender="R Achterberg <rachterberg77@mail.example.org>",
        subject="more",
        References=first.message_id,
    ).replace(b"<test-1@", b"<another@")
    assert take(raw).conversation == first.conversation


def test_the_mark_in_the_subject_finds_the_conversation_and_a_new_sender_is_noted() -> None:
    make_world()
    conversation = take(sample("06")).conversation
    Conversation.objects.filter(pk=conversation.pk).update(state="done", closed_at=now())
    raw = mail("One more question: which gate?", subject=f"RE: [{conversation.mark.lower()}] gate")
    message = take(raw)
    assert message.conversation == conversation
    assert message.conversation.state == Conversation.State.OPEN
    assert "new_sender" in message.facts["flags"]


def test_an_old_mail_answered_to_ask_for_another_event_begins_anew() -> None:
    make_world()
    old = take(sample("01"))
    raw = mail(
        "Bonjour,\n\nMerci d'inscrire au cours TUR27 :\n\nNom : Koffi\nPrénom : Ama\nFonction : Cheffe de bureau\n"
        "Organisation : Mission permanente\nCourriel : a.koffi@mission-ci.example.org\n",
        sender="Clémence Assi-Yapo <c.assi-yapo@mission-ci.example.org>",
        subject="RE: Délégation",
        In_Reply_To=old.message_id,
    ).replace(b"<test-1@", b"<tur@")
    message = take(raw)
    assert message.conversation != old.conversation
    assert message.conversation.event is not None
    assert message.conversation.event.slug == "tur27"


def test_what_no_rule_foresaw_is_kept_as_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any) -> None:
        raise ValueError("nobody foresaw this")

    monkeypatch.setattr(intake, "_propose", fail)
    message = take(sample("01"))
    assert (message.kind, message.conversation.state) == ("needs-review", "open")
    assert bytes(message.raw.content) == sample("01")
    assert "ADJOUMANI-BROU" in message.text
    assert message.facts["problems"] == ["not-understood"]


def test_with_the_database_away_nothing_is_kept_and_the_caller_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any) -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(intake, "_propose", fail)
    with pytest.raises(OperationalError):
        take(sample("01"))
    assert not IncomingMessage.objects.exists()
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\x00", b"\n\n", b"From: \xff\xfe\x00\r\n\r\n\x00\xed\xa0\x80", b"x" * 300_000]
)
def test_bytes_that_are_no_mail_are_kept_too(raw: bytes) -> None:
    message = take(raw)
    assert bytes(message.raw.content) == raw
    assert MailProposal.objects.filter(message=message).count() == 0


def test_nothing_that_postgresql_cannot_hold_gets_into_a_column() -> None:
    assert intake.clean({"a\x00": ["\ud800b", ("c\x00",)]}) == {"a": ["?b", ["c"]]}
    assert read(b"").text == ""


def test_a_strangers_forward_is_answered_to_the_stranger_and_in_no_other_name() -> None:
    make_world()
    raw = mail(
        "FYI\n\n---------- Forwarded message ---------\nFrom: Helena Strand <h.strand@coop.example.org>\n"
        "Date: Sun, 9 May 2027 at 09:00\nSubject: seat\nTo: Mark Ellery <mark@travel.example.org>\n\n"
        "I would like to attend the workshop of 14 June.\nHelena Strand\n",
        sender="Mark Ellery <mark@travel.example.org>",
        subject="Fwd: seat",
    )
    conversation = take(raw).conversation
    assert (conversation.name, conversation.email) == ("Mark Ellery", "mark@travel.example.org")


def test_a_new_request_in_answer_to_an_old_confirmation_is_not_filed_with_the_old_registration() -> None:
    make_world()
    raw = mail(
        "Please register me for the TUR27 course in November.\n\nTobias Nwachukwu-Lind",
        sender="Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>",
        subject="Re: [DLG27-2-0402] Your registration is confirmed",
        In_Reply_To="<confirmation.dlg27-2.0402.20270510@mail.events.example.org>",
    )
    conversation = take(raw).conversation
    assert conversation.registration is None
    assert conversation.event is not None
    assert conversation.event.slug == "tur27"


def test_an_old_mail_added_by_hand_joins_its_conversation_and_changes_nothing_of_it() -> None:
    conversation = take(mail("Which gate is it?", subject="A question")).conversation
    kind, email = conversation.kind, conversation.email
    older = mail(
        "I have to cancel.",
        sender="Ivo Kos <ivo@kos.example.org>",
        subject="A question",
        References="<test-1@mail.example.org>",
    )
    older = older.replace(b"Message-ID: <test-1@", b"Message-ID: <older@").replace(b"12 May 2027", b"12 Apr 2027")
    added = receive(older, source="staff", now=now()).message
    conversation.refresh_from_db()
    assert added.conversation == conversation
    assert (conversation.kind, conversation.email) == (kind, email)


def test_answers_stay_in_their_conversation_when_the_event_is_deleted() -> None:
    make_world()
    conversation = take(sample("01")).conversation
    answers = conversation.outgoing.count()
    assert answers
    event = conversation.event
    assert event is not None
    event.registrations.all().delete()
    event.delete()
    assert conversation.outgoing.count() == answers
