"""A conversation's page: both directions, reasons, persons to correct, what is kept apart, and its queries."""

import re

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.timeline import Part, parts
from inbox.actions import handle
from inbox.models import Conversation, ConversationMessage
from inbox.receiving.intake import receive
from outbox.models import Message, UndeliverableAddress
from registrations.actions.decide import approve, decline
from registrations.models import ErasedAddress
from tests.desk.acting import DESK, OFFICER, act, filled
from tests.factories import (
    make_category,
    make_conversation,
    make_event,
    make_incoming,
    make_proposal,
    make_registration,
    make_settings,
    make_staff,
)

pytestmark = pytest.mark.django_db
ASKED = "The person with this address has asked to be erased."


@pytest.fixture
def conversation() -> Conversation:
    event = make_event(code="IDM-2027", title_en="Cities on the Move")
    make_settings(event)
    make_category(event, code="member-state", label_en="Member State")
    make_category(event, code="ngo", label_en="NGO")
    return make_conversation(event)


def page(client: Client, conversation: Conversation) -> str:
    response = client.get(f"{DESK}{conversation.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_both_directions_stand_in_order_the_newest_open(desk: Client, conversation: Conversation) -> None:
    make_incoming(conversation, text="The first mail")
    ours = make_registration(conversation.event).messages.get()
    ConversationMessage.objects.create(message=ours, conversation=conversation)
    Message.objects.filter(pk=ours.pk).update(body="Our answer", state="failed")
    make_incoming(conversation, text="The second mail")
    html = page(desk, conversation)
    texts = ["The second mail", "Our answer", "The first mail"]
    assert sorted(texts, key=html.index) == texts
    boxes = re.findall(r'<details class="letter-box([^>]*)>', html)
    assert [" open" in box for box in boxes] == [True, False, False]
    assert "could not be delivered" in html


def test_what_the_reader_is_not_sure_of_comes_last_unticked_with_where_it_stands(
    desk: Client, conversation: Conversation
) -> None:
    message = make_incoming(conversation)
    make_proposal(message, data={"family_name": "Perhaps", "is_sure": False}, source=["row", "3"])
    make_proposal(message, data={"family_name": "Surely"})
    html = page(desk, conversation)
    assert "1 person proposed" in html
    parts = ["Surely</b>", "Perhaps these too", "Perhaps</b>", "row 3"]
    assert sorted(parts, key=html.index) == parts
    boxes = re.findall(r'name="p\d+-chosen"[^>]*', html)
    assert ["checked" in box for box in boxes] == [True, False]


def test_a_suggestion_that_is_ticked_is_registered_like_any_other(desk: Client, conversation: Conversation) -> None:
    proposal = make_proposal(make_incoming(conversation), data={"is_sure": False})
    act(desk, conversation, "accept", **filled(conversation))
    proposal.refresh_from_db()
    assert proposal.state == "accepted"


def test_what_registrations_were_told_stands_in_the_thread_folded(desk: Client, conversation: Conversation) -> None:
    mail = make_incoming(conversation, text="Please register both")
    made, own, other = (make_registration(conversation.event) for _number in range(3))
    make_proposal(mail, state="accepted", result=made)
    Conversation.objects.filter(pk=conversation.pk).update(registration=own)
    approve(made, make_staff())
    made.messages.filter(kind="approved").update(state=Message.State.RETURNED)
    html = page(desk, conversation)
    assert html.count(f"we told {made.name} ({made.reference})") == 2
    assert html.count(f"we told {own.name} ({own.reference})") == 1
    assert f"({other.reference})" not in html
    boxes = re.findall(r'<details class="letter-box[^>]*>.*?</summary>', html, re.DOTALL)
    assert [" open>" in box.partition("\n")[0] for box in boxes if "we told" in box] == [False] * 3
    assert [" open>" in box.partition("\n")[0] for box in boxes if "we told" not in box] == [True]
    assert any("came back" in box and "we told" in box for box in boxes)


def test_who_may_not_see_registrations_reads_nothing_of_them(client: Client, conversation: Conversation) -> None:
    own = make_registration(conversation.event)
    Conversation.objects.filter(pk=conversation.pk).update(registration=own)
    client.force_login(make_staff("inbox.work_mailbox"))
    assert "we told" not in page(client, conversation)


def test_what_a_mail_quotes_is_folded() -> None:
    text = "Thank you.\n\nOn 3 May 2027, Ana wrote:\n> Will you come?\n> Ana\n\nYes, gladly.\n"
    assert [(part.is_quoted, part.text.split("\n")[0]) for part in parts(make_incoming(text=text))] == [
        (False, "Thank you."),
        (True, "On 3 May 2027, Ana wrote:"),
        (False, "Yes, gladly."),
    ]


def test_all_below_an_unmarked_quotation_is_folded() -> None:
    text = "See you.\n\n-----Original Message-----\nFrom: Us\n\nCome to Geneva."
    assert [part.is_quoted for part in parts(make_incoming(text=text))] == [False, True]


def test_nothing_of_a_forwarded_mail_is_folded() -> None:
    text = "FYI\n\n-----Original Message-----\nFrom: Ana\n\nPlease register me."
    assert parts(make_incoming(text=text, is_forwarded=True)) == [Part(text, is_quoted=False)]


def test_text_is_text(desk: Client, conversation: Conversation) -> None:
    make_incoming(conversation, text="<img src=x onerror=alert(1)> https://example.org/track", html="<p>Formatted</p>")
    html = page(desk, conversation)
    assert "<img src=x" not in html
    assert 'href="https://example.org/track' not in html
    assert "Formatted" not in html  # only in its frame


def test_reasons_flags_and_delegation_are_in_words(desk: Client, conversation: Conversation) -> None:
    facts = {
        "classification_reason": ["sentence", "Please register us"],
        "event": conversation.event.slug,
        "event_reason": ["code", "IDM-2027"],
        "flags": ["visa_letter", "note_verbale_follows", "forwarded_by_stranger"],
        "absence": {"until": "2027-06-01", "alternate_email": "luc@example.org"},
        "delegation": {"country": "CI", "organisation": "", "reason": ["words", "delegation"]},
        "focal_point": {"name": "Ana", "email": "a@example.org", "attends": False, "reason": ["sender", ""]},
    }
    mail = make_incoming(conversation, facts=facts)
    make_proposal(
        mail, reasons={"function": ["line", "Fonction :"]}, source=["row", "3 · list.docx"], missing=["email"]
    )
    html = page(desk, conversation)
    for words in (
        "“Please register us”", "code IDM-2027", "asks for a visa letter", "a note verbale follows",
        "passed on by somebody outside the house", "absent until 1 June 2027", "luc@example.org",
        "Côte d’Ivoire", "does not attend", "line “Fonction :”", "row 3 · list.docx", "missing:",
    ):  # fmt: skip
        assert words in html, words


def test_an_unknown_code_does_no_harm(desk: Client, conversation: Conversation) -> None:
    make_incoming(conversation, facts={"flags": ["brand_new"], "classification_reason": ["brand-new", "detail"]})
    assert "brand_new" in page(desk, conversation)


def test_a_person_is_filled_in_with_what_was_found(desk: Client, conversation: Conversation) -> None:
    make_proposal(make_incoming(conversation), data={"country": "CI", "category": "member_state"})
    html = page(desk, conversation)
    assert re.search(r'name="p\d+-country" value="Côte d’Ivoire"', html)
    assert re.search(r'<option value="\d+" selected>Member State', html)
    assert re.search(r'name="p\d+-chosen"[^>]*checked', html)


def test_a_possible_double_is_shown_and_not_chosen(desk: Client, conversation: Conversation) -> None:
    known = make_registration(conversation.event, email="same@example.org")
    make_proposal(make_incoming(conversation), data={"email": "Same@example.org"})
    html = page(desk, conversation)
    assert known.reference in html
    assert "the same address" in html
    assert not re.search(r'name="p\d+-chosen"[^>]*checked', html)


def test_who_was_refused_before_is_shown_so_with_the_reason_and_not_chosen(
    desk: Client, conversation: Conversation
) -> None:
    refused = make_registration(conversation.event, email="same@example.org")
    staff = make_staff()
    decline(refused, staff, "Not nominated")
    make_proposal(make_incoming(conversation), data={"email": "Same@example.org"})
    html = page(desk, conversation)
    assert all(words in html for words in ("refused before", refused.reference, staff.username, "“Not nominated”"))
    assert not re.search(r'name="p\d+-chosen"[^>]*checked', html)


def test_without_an_event_it_is_asked_for_first(desk: Client) -> None:
    conversation = make_conversation()
    make_proposal(make_incoming(conversation))
    html = page(desk, conversation)
    assert "Choose the event first, above." in html
    assert "Accept the chosen" not in html


def test_who_handles_it_is_seen_by_colleagues(desk: Client, conversation: Conversation) -> None:
    colleague = make_staff()
    make_incoming(conversation)
    Conversation.objects.update(owner=colleague)
    html = page(desk, conversation)
    assert f"handled by {colleague.username}" in html


def test_an_address_that_takes_no_mail_is_said(desk: Client) -> None:
    conversation = make_conversation(email="Gone@example.org")
    UndeliverableAddress.objects.create(email_key="gone@example.org", diagnostic="550 unknown user")
    assert "550 unknown user" in page(desk, conversation)


# Kept apart -----------------------------------------------------------------------------------------------------------


def test_restricted_data_are_not_on_the_page(client: Client, conversation: Conversation) -> None:
    client.force_login(make_staff(*OFFICER, "registrations.view_restricted"))
    make_proposal(make_incoming(conversation), restricted={"passport": "X1234567"})
    assert "X1234567" not in page(client, conversation)


def test_each_look_leaves_a_line(client: Client, conversation: Conversation) -> None:
    viewer = make_staff(*OFFICER, "registrations.view_restricted")
    client.force_login(viewer)
    make_proposal(make_incoming(conversation), restricted={"passport": "X1234567"})
    assert "X1234567" in client.post(f"{DESK}{conversation.pk}/restricted/").content.decode()
    entry = LogEntry.objects.get_for_object(conversation).get(action=LogEntry.Action.ACCESS)
    assert entry.actor == viewer


def test_without_the_right_there_is_no_look(desk: Client, conversation: Conversation) -> None:
    make_proposal(make_incoming(conversation), restricted={"passport": "X1234567"})
    assert desk.post(f"{DESK}{conversation.pk}/restricted/").status_code == 403
    assert "X1234567" not in page(desk, conversation)


@pytest.mark.parametrize("where", ["", "mail/{mail}/raw/", "mail/{mail}/html/", "answer/"])
@pytest.mark.parametrize("is_in_mail", [True, False])
def test_whoever_reads_a_mail_with_restricted_data_leaves_one_line(
    desk: Client, conversation: Conversation, where: str, is_in_mail: bool
) -> None:
    mail = make_incoming(conversation, html="<p>x</p>", restricted={"text": ["X1234567"]} if is_in_mail else {})
    make_proposal(mail, restricted={} if is_in_mail else {"passport": "X1234567"})
    assert desk.get(f"{DESK}{conversation.pk}/{where.format(mail=mail.pk)}").status_code == 200
    entry = LogEntry.objects.get_for_object(conversation).get(action=LogEntry.Action.ACCESS)
    assert (entry.additional_data, entry.changes) == ({"seen": "restricted"}, {})


def test_whoever_reads_another_mail_leaves_none(desk: Client, conversation: Conversation) -> None:
    mail = make_incoming(conversation)
    make_proposal(mail)
    page(desk, conversation)
    desk.get(f"{DESK}{conversation.pk}/mail/{mail.pk}/raw/")
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()


def test_a_decided_card_says_that_restricted_data_went_along(client: Client, conversation: Conversation) -> None:
    client.force_login(make_staff(*OFFICER, "registrations.view_restricted"))
    result = make_registration(conversation.event)
    make_proposal(make_incoming(conversation), restricted={"passport": "X1234567"}, state="accepted", result=result)
    shown = page(client, conversation)
    assert "restricted data went along" in shown
    assert "X1234567" not in shown
    assert "X1234567" in client.post(f"{DESK}{conversation.pk}/restricted/").content.decode()


# Queries --------------------------------------------------------------------------------------------------------------


def counted(client: Client, number: int) -> int:
    event = make_event()
    make_settings(event)
    conversation = make_conversation(event, owner=make_staff())
    for _each in range(number):
        mail = make_incoming(conversation, attachments=[{"filename": "a.pdf", "content_type": "application/pdf"}])
        registration = make_registration(event)
        make_proposal(mail)
        make_proposal(mail, action="cancel", target=registration)
        make_proposal(mail, state="accepted", result=registration, decided_by=make_staff())
        make_proposal(mail, state="accepted", result=make_registration(event), decided_by=make_staff())
        for message in registration.messages:
            ConversationMessage.objects.create(message=message, conversation=conversation)
        handle.add_note(conversation, make_staff(), conversation.seen_mark(), "note")
    with CaptureQueriesContext(connection) as queries:
        page(client, conversation)
    return len(queries)


def test_the_number_of_queries_does_not_grow(desk: Client) -> None:
    few = counted(desk, 1)
    assert counted(desk, 12) == few
    assert few <= 32


def test_it_says_that_writer_or_person_asked_to_be_erased(desk: Client, conversation: Conversation) -> None:
    mail = make_incoming(conversation)
    for address in ("ada@example.org", "zoe@example.org"):
        make_proposal(mail, data={"family_name": address, "email": address})
    assert ASKED not in page(desk, conversation)
    ErasedAddress.objects.note("ada@example.org")
    html = page(desk, conversation)
    assert html.count(ASKED) == 1
    assert html.index("ada@example.org") < html.index(ASKED)
    assert [" checked" in box for box in re.findall(r'<input type="checkbox" name="p\d+-chosen"[^>]*>', html)] == [
        False,
        True,
    ]
    ErasedAddress.objects.note(conversation.email.casefold())
    html = page(desk, conversation)
    assert html.count(ASKED) == 2
    assert html.index(ASKED) < html.index("ada@example.org")


@pytest.mark.parametrize("written", ["From: Ministry of Water, Section A\n", "From: <>\n", ""])
def test_where_nobody_says_who_writes_the_other_addresses_are_shown_as_what_they_are(
    desk: Client, written: str
) -> None:
    content = (
        "Return-Path: <Relay@bounces.example.org>\nSender: Office <office@example.org>\nMessage-ID: <x@example.org>\n"
        f"{written}To: box@example.org\nSubject: A question\nDate: Mon, 01 Feb 2027 10:00:00 +0000\n\nWhere is it?"
    )
    message = receive(content.encode(), source="pipe", now=timezone.now()).message
    assert not message.conversation.outgoing.exists()
    html = page(desk, message.conversation)
    for header, address in (("Sender", "office@example.org"), ("Return-Path", "relay@bounces.example.org")):
        assert re.search(rf"<dt>{header}</dt>\s*<dd>\s*{address}\s*<span class=\"why\">no address in From", html), (
            header
        )


def test_whoever_writes_is_shown_alone(desk: Client) -> None:
    content = (
        "Sender: office@example.org\nFrom: a@example.org\nTo: box@example.org\nSubject: A question\n\nWhere is it?"
    )
    message = receive(content.encode(), source="pipe", now=timezone.now()).message
    assert "office@example.org" not in page(desk, message.conversation)
