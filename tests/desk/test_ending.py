"""A focal point who need not be registered cancels one of a delegation: which row, who is told, who is next in line."""

import re
from html import unescape

import pytest
from django.test import Client

from inbox.kinds import Kind as MailKind
from inbox.models import Conversation
from inbox.receiving.intake import receive
from outbox.models import Message
from registrations.kinds import Kind
from registrations.models import Registration
from registrations.models.states import State
from tests.desk.acting import DESK, OFFICER
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
FOCAL = "focal@ministry.example.org"


@pytest.fixture
def delegation() -> list[Registration]:
    """Three who were asked for by one mail of a focal point, two of them with a place; one waits."""
    event = make_event(code="IDM-2027", title_en="Cities on the Move")
    make_settings(event, capacity=2)
    mail = make_incoming(
        make_conversation(event, email=FOCAL, name="Luis Mota"), message_id="<list@ministry.example.org>"
    )
    names = ("Ndiaye", "Sarr", "Diop")
    states = (State.APPROVED, State.APPROVED, State.WAITING)
    rows = [
        make_registration(event, family_name=name, email=f"{name}@ministry.example.org", source="mail", state=state)
        for name, state in zip(names, states, strict=True)
    ]
    for row in rows:
        make_proposal(mail, state="accepted", result=row)
    return rows


def asked(sentence: str, sender: str = FOCAL) -> Conversation:
    """The focal point's mail as it comes in, in the thread of the first."""
    raw = (
        f"From: Luis Mota <{sender}>\r\nMessage-ID: <cancel@ministry.example.org>\r\n"
        f"In-Reply-To: <list@ministry.example.org>\r\nSubject: Re: Delegation\r\n\r\nDear colleagues,\r\n\r\n{sentence}"
        "\r\n\r\nKind regards,\r\nLuis Mota\r\n"
    )
    return receive(raw.encode(), source="imap").message.conversation


@pytest.mark.parametrize(
    "sentence",
    [
        "Unfortunately Ms Ana Sarr can no longer attend the workshop. Please cancel her registration.",
        "Please cancel the registration {reference}: she cannot come.",
        "Please cancel the participation of Ana Sarr in the workshop.",
    ],
)
def test_staff_see_which_one_is_meant(desk: Client, delegation: list[Registration], sentence: str) -> None:
    meant = delegation[1]
    conversation = asked(sentence.format(reference=meant.reference))
    assert conversation.kind == "cancellation"
    assert [one.target for one in conversation.proposals().filter(action="cancel")] == [meant]
    html = desk.get(f"{DESK}{conversation.pk}/").content.decode()
    assert f"{decision(conversation)}?id={meant.pk}" in html
    assert "asked by who asked for the registration" in html


def decision(conversation: Conversation, code: str = "cancel") -> str:
    """The page of a decision that a conversation asks for."""
    return f"{DESK}{conversation.pk}/decide/{code}/"


def sent_back(html: str) -> dict[str, str]:
    """What the page sends, as it stands."""
    data = dict(re.findall(r'name="(subject_[a-z-]+)" value="([^"]*)"', html))
    data |= dict(re.findall(r'name="(body_[a-z-]+)"[^>]*>(.*?)</textarea>', html, re.DOTALL))
    data |= dict(re.findall(r'<input type="hidden" name="(id|seen|proposal)" value="([^"]*)"', html))
    return {name: unescape(text) for name, text in data.items()} | {"do": "1"}


def decided(desk: Client, conversation: Conversation, row: Registration, **changes: str) -> str:
    """The page as it is shown, sent as it stands but for changes; what is said after it."""
    one = conversation.proposals().filter(action="cancel").get()
    address = f"{decision(conversation)}?id={row.pk}&proposal={one.pk}"
    html = desk.get(address).content.decode()
    data = sent_back(html) | changes
    if 'name="tell_writer" checked' in html:
        data.setdefault("tell_writer", "on")
    return desk.post(decision(conversation), data, follow=True).content.decode()


def test_the_person_and_the_focal_point_are_told_and_nobody_else_is_touched(
    desk: Client, delegation: list[Registration]
) -> None:
    first, meant, waiting = delegation
    conversation = asked("Ms Ana Sarr can no longer attend the workshop. Please cancel her registration.")
    before = {row.pk: row.messages.count() for row in delegation}
    html = decided(desk, conversation, meant)
    states = dict(Registration.objects.values_list("family_name", "state"))
    assert states == {"Ndiaye": State.APPROVED, "Sarr": State.CANCELLED, "Diop": State.WAITING}
    assert [first.messages.count(), waiting.messages.count()] == [before[first.pk], before[waiting.pk]]
    assert Message.objects.get(kind=Kind.CANCELLED).to_email == meant.email
    answer = conversation.outgoing.get(kind=MailKind.ANSWER)
    assert (answer.to_email, answer.in_reply_to) == (FOCAL, "<cancel@ministry.example.org>")
    assert f"Ana Sarr ({meant.reference})" in answer.text
    assert not any(word in answer.text for word in ("Ndiaye", "Diop"))
    assert f"): {waiting.formal_name} is next in line." in html.partition(f"A place is free ({waiting.event.code}")[2]
    assert f"{DESK}{conversation.pk}/decide-next/approve/?id={waiting.pk}" in html


def test_the_next_in_line_is_told_by_a_click(desk: Client, delegation: list[Registration]) -> None:
    conversation = asked("Ms Ana Sarr can no longer attend the workshop. Please cancel her registration.")
    said = decided(desk, conversation, delegation[1])
    waiting = delegation[2]
    link = re.search(
        rf'href="({DESK}{conversation.pk}/decide-next/approve/[^"]*id={waiting.pk}[^"]*)">Give the place', said
    )
    assert link is not None
    address = unescape(link[1])
    html = desk.get(address).content.decode()
    assert f"The mail to {waiting.email}" in html
    assert html.count(f'href="{DESK}{conversation.pk}/"') == 2  # above, and beside the button
    assert "Asked for by mail" not in html
    response = desk.post(address, sent_back(html), follow=True)
    assert response.redirect_chain[-1][0] == f"{DESK}{conversation.pk}/"
    assert waiting.name in response.content.decode()
    assert waiting.messages.filter(kind=Kind.APPROVED, to_email=waiting.email).exists()
    assert not conversation.actions.filter(registration=waiting).exists()  # nobody asked for it by this mail


def test_who_does_not_fit_is_put_on_the_waiting_list_on_the_way_back(
    desk: Client, delegation: list[Registration]
) -> None:
    conversation = asked("Ms Ana Sarr can no longer attend the workshop. Please cancel her registration.")
    waiting = delegation[2]
    Registration.objects.filter(pk=waiting.pk).update(state=State.PENDING)
    approve = decision(conversation, "approve")
    html = desk.get(f"{approve}?id={waiting.pk}").content.decode()
    full = desk.post(approve, sent_back(html), follow=True)
    html = full.content.decode()
    assert "You may put the person on the waiting list instead." in html
    later = decision(conversation, "waiting-list")
    assert full.redirect_chain[-1][0] == f"{later}?id={waiting.pk}"
    response = desk.post(later, sent_back(html), follow=True)
    assert response.redirect_chain[-1][0] == f"{DESK}{conversation.pk}/"
    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


@pytest.mark.parametrize("key", ["abc", "9" * 40, "0", "-1"])
@pytest.mark.parametrize("page", ["decide", "decide-next"])
def test_no_page_of_decisions_belongs_to_a_conversation_that_is_not_there(
    desk: Client, delegation: list[Registration], page: str, key: str
) -> None:
    assert desk.get(f"{DESK}{key}/{page}/cancel/?id={delegation[0].pk}").status_code == 404


def test_many_are_not_decided_on_because_of_one_mail(desk: Client, delegation: list[Registration]) -> None:
    conversation = asked("Ms Ana Sarr can no longer attend the workshop. Please cancel her registration.")
    query = "&".join(f"id={row.pk}" for row in delegation)
    assert desk.get(f"{decision(conversation)}?{query}").status_code == 404


@pytest.mark.parametrize("page", ["decide", "decide-next"])
def test_who_does_not_work_at_the_mailbox_finds_no_page_there(
    client: Client, delegation: list[Registration], page: str
) -> None:
    conversation = asked("Ms Ana Sarr can no longer attend the workshop. Please cancel her registration.")
    client.force_login(make_staff(*[name for name in OFFICER if "work_mailbox" not in name]))
    assert client.get(f"{DESK}{conversation.pk}/{page}/cancel/?id={delegation[1].pk}").status_code == 403


def test_a_stranger_is_warned_of_and_not_answered_by_itself(desk: Client, delegation: list[Registration]) -> None:
    meant = delegation[1]
    conversation = asked(
        "Ms Ana Sarr can no longer attend. Please cancel her registration.", "who@elsewhere.example.org"
    )
    address = f"{decision(conversation)}?id={meant.pk}"
    html = desk.get(address).content.decode()
    assert "asked by a stranger" in html
    assert "Ask back at an address that you know" in html
    decided(desk, conversation, meant)
    assert not conversation.outgoing.filter(kind=MailKind.ANSWER).exists()
    assert Message.objects.get(kind=Kind.CANCELLED).to_email == meant.email


def test_who_cancels_for_himself_is_told_once(desk: Client, delegation: list[Registration]) -> None:
    meant = delegation[1]
    conversation = asked("I can no longer attend the workshop. Please cancel my registration.", meant.email)
    html = desk.get(f"{decision(conversation)}?id={meant.pk}").content.decode()
    assert "asked by the person" in html
    assert 'name="tell_writer"' not in html


def test_the_answer_is_checked_and_seen_before_it_goes(desk: Client, delegation: list[Registration]) -> None:
    meant = delegation[1]
    conversation = asked("Ms Ana Sarr can no longer attend. Please cancel her registration.")
    box = f"body_answer-{conversation.language}"
    assert "The mail needs a text." in decided(desk, conversation, meant, **{box: " "})
    meant.refresh_from_db()
    assert meant.state == State.APPROVED
    address = f"{DESK}{conversation.pk}/ending/preview/"
    response = desk.get(f"{address}?id={meant.pk}&preview=answer-en")
    assert "Ana Sarr" in response.content.decode()
    assert "sandbox" in response["Content-Security-Policy"]
    typed = desk.post(address, {"id": meant.pk, box: "Just *so*", "subject_answer-en": "S", "tell_writer": "on"})
    assert "<em>so</em>" in typed.content.decode()
    assert desk.get(f"{address}?id=0").status_code == 404
