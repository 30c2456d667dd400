"""One person in another's place: what staff weigh, the mails to both and to who asked, seen before they go."""

import datetime
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from inbox.kinds import Kind as MailKind
from inbox.models import Conversation
from outbox.models import Message
from registrations.actions.decide import approve
from registrations.kinds import Kind
from registrations.mails import write
from registrations.models import Registration
from registrations.models.states import State
from tests.desk.acting import DESK, act, filled
from tests.factories import (
    make_category,
    make_conversation,
    make_event,
    make_incoming,
    make_organisation,
    make_proposal,
    make_registration,
    make_settings,
    make_staff,
)

pytestmark = pytest.mark.django_db
FOCAL = "focal@ministry.example.org"


@pytest.fixture
def conversation() -> Conversation:
    """The focal point, who asked for Ana, now asks for Luis in her place, in French."""
    event = make_event(title_fr="Atelier", code="IDM-2027")
    make_settings(event, capacity=5)
    category = make_category(event, label_en="Member State", quota=2, quota_per_organisation=1)
    old = make_registration(
        event, given_name="Ana", family_name="Same", email="ana@example.org", category=category, source="mail"
    )
    first = make_incoming(make_conversation(event, email=FOCAL))
    make_proposal(first, state="accepted", result=old, data={"wants_visa_letter": True})
    conversation = make_conversation(event, email=FOCAL, language="fr", kind="substitution")
    make_proposal(
        make_incoming(conversation),
        action="substitute",
        target=old,
        data={"given_name": "Luis", "family_name": "Mota", "email": "luis@example.org", "organisation": ""},
    )
    return conversation


def old_one() -> Registration:
    return Registration.objects.get(family_name="Same")


def data(conversation: Conversation, **more: Any) -> dict[str, Any]:
    return filled(conversation) | {"substitute": conversation.proposals().get().pk} | more


def shown(client: Client, conversation: Conversation, **more: Any) -> tuple[str, dict[str, str]]:
    """The page, and the words of its mails."""
    html = act(client, conversation, "substitute", **data(conversation, **more))
    found = dict(re.findall(r'name="(subject_[a-z-]+)" value="([^"]*)"', html))
    found |= dict(re.findall(r'name="(body_[a-z-]+)"[^>]*>(.*?)</textarea>', html, re.DOTALL))
    return html, {name: unescape(text) for name, text in found.items()}


def weight(html: str, label: str) -> str:
    """What stands beside a label among what is to be weighed."""
    found = re.search(rf"<dt>{re.escape(label)}</dt><dd>(.*?)</dd>", html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(found[1])).split()) if found else ""


def test_nothing_is_done_before_the_mails_were_seen(desk: Client, conversation: Conversation) -> None:
    _html, words = shown(desk, conversation)
    assert {name for name in words if "body" in name} == {"body_substituted-en", "body_replaced-en", "body_answer-fr"}
    assert old_one().state == State.PENDING
    assert not conversation.outgoing.exists()
    html = desk.get(f"{DESK}{conversation.pk}/substitute/?substitute={conversation.proposals().get().pk}").content
    assert b'value="Mota"' in html


def test_the_page_says_who_comes_as_typed_and_never_shows_another_ones_mail(
    desk: Client, conversation: Conversation
) -> None:
    html = desk.get(
        f"{DESK}{conversation.pk}/substitute/?substitute={conversation.proposals().get().pk}"
    ).content.decode()
    assert "Luis Mota</b>" in html
    assert "/substitute/preview/?preview=substituted-fr" in html
    html, _words = shown(desk, conversation, **{f"p{conversation.proposals().get().pk}-family_name": "Mota Lima"})
    assert "→ <b>Luis Mota Lima</b>" in html
    assert "/substitute/preview/?preview=" not in html  # asked for with what was typed
    assert "data-renew" in html


def test_both_and_who_asked_read_what_staff_wrote(desk: Client, conversation: Conversation) -> None:
    _html, words = shown(desk, conversation)
    words["subject_substituted-en"] = "You come: {reference}"
    words["body_replaced-en"] += "\n\nThank you for telling us."
    said = act(
        desk, conversation, "substitute",
        **data(conversation, **words, do="1", tell_writer="on", reason="*Badges* at the door."),
    )  # fmt: skip
    old, new = old_one(), Registration.objects.get(family_name="Mota")
    assert (old.state, old.replaced_by, new.category) == (State.REPLACED, new, old.category)
    assert "comes in the place of" in said
    mails = {
        row.to_email: row for row in Message.objects.filter(kind__in=(Kind.SUBSTITUTED, Kind.REPLACED, MailKind.ANSWER))
    }
    assert set(mails) == {new.email, old.email, FOCAL}
    assert mails[new.email].subject == f"You come: {new.reference}"
    assert "Thank you for telling us." in mails[old.email].text
    assert all("Badges at the door." in mails[row.email].text for row in (new, old))
    answer = mails[FOCAL]
    assert (answer.language, answer.conversation_link.conversation) == ("fr", conversation)
    assert "Luis Mota" in answer.text
    assert f"Ana Same ({old.reference})" in answer.text
    assert conversation.mark in answer.subject


def test_the_answer_goes_only_with_its_tick(desk: Client, conversation: Conversation) -> None:
    html, words = shown(desk, conversation)
    assert 'name="tell_writer" checked' in html
    words["body_answer-fr"] = ""  # so a fault in it stops nothing
    act(desk, conversation, "substitute", **data(conversation, **words, do="1"))
    assert old_one().state == State.REPLACED
    assert not conversation.outgoing.filter(kind=MailKind.ANSWER).exists()


@pytest.mark.parametrize(
    ("box", "typed", "said"),
    [
        ("body_substituted-en", "Welcome", "{link} is missing"),
        ("body_replaced-en", "{nonsense}", "{nonsense}"),
        ("subject_replaced-en", "", "The mail needs a subject."),
        ("body_answer-fr", "", "The mail needs a text."),
    ],
)
def test_words_are_checked_and_none_is_lost(
    desk: Client, conversation: Conversation, box: str, typed: str, said: str
) -> None:
    _html, words = shown(desk, conversation)
    words |= {box: typed}
    html = act(
        desk, conversation, "substitute",
        **data(conversation, **words, do="1", tell_writer="on", reason="My sentence"),
    )  # fmt: skip
    assert said in unescape(html[html.index('role="alert"') :].partition("</div>")[0])
    assert "My sentence</textarea>" in html
    assert typed in unescape(html)
    assert old_one().state == State.PENDING


def test_a_wrong_field_and_a_mail_in_a_language_not_seen_stop_it(desk: Client, conversation: Conversation) -> None:
    _html, words = shown(desk, conversation)
    prefix = f"p{conversation.proposals().get().pk}"
    html = act(
        desk, conversation, "substitute", **data(conversation, **words, do="1") | {f"{prefix}-country": "Atlantis"}
    )
    assert "No country has this name." in html
    html = act(desk, conversation, "substitute", **data(conversation, **words, do="1") | {f"{prefix}-language": "es"})
    assert "which you have not seen yet" in html
    assert 'name="body_substituted-es"' in html
    assert old_one().state == State.PENDING


def test_previews_have_the_names_of_both(desk: Client, conversation: Conversation) -> None:
    _html, words = shown(desk, conversation)
    address = f"{DESK}{conversation.pk}/substitute/preview/"
    number = conversation.proposals().get().pk
    read_french = {f"p{number}-language": "fr"}
    before = conversation.seen_mark()
    for key, expected in (("substituted-fr", "Ana Same"), ("replaced-en", "Luis Mota"), ("answer-fr", "Luis Mota")):
        first = desk.get(f"{address}?preview={key}&substitute={number}")
        assert expected in first.content.decode(), key
        assert "sandbox" in first["Content-Security-Policy"]
        later = desk.post(address, {"preview": key, **data(conversation, **words, reason="Later") | read_french})
        assert later.status_code == 200
        assert expected in later.content.decode(), key
    assert conversation.seen_mark() == before
    assert not Registration.objects.filter(family_name="Mota").exists()
    assert old_one().state == State.PENDING
    assert desk.get(f"{address}?preview=approved-en&substitute={number}").status_code == 404
    assert desk.get(f"{address}?preview=replaced-en&substitute=0").status_code == 404
    assert not conversation.outgoing.exists()


# What is to be weighed ------------------------------------------------------------------------------------------------


def test_when_somebody_was_told_is_said_by_the_clock_of_the_house(desk: Client, conversation: Conversation) -> None:
    old = old_one()
    approve(old, by=make_staff())
    at = datetime.datetime(2027, 6, 1, 21, 8, tzinfo=datetime.UTC)
    old.messages.filter(kind=Kind.APPROVED).update(sent_at=at)
    assert "1 Jun 2027, 23:08" in weight(shown(desk, conversation)[0], "Was told")


def test_quotas_confirmation_and_wishes_are_shown(desk: Client, conversation: Conversation) -> None:
    html, _words = shown(desk, conversation)
    assert weight(html, "Quota of “Member State”") == "0 of 2 taken, 2 left"
    assert weight(html, "Was told") == "No place was confirmed yet."
    assert weight(html, "Asked for by mail") == "visa letter"
    assert weight(html, "Nomination document") == "none"
    approve(old_one(), None)  # type: ignore[arg-type]
    html, _words = shown(desk, conversation)
    assert weight(html, "Quota of “Member State”") == "1 of 2 taken, 1 left"
    assert weight(html, "Places of Ministry of Labour in it") == "1 of 1 taken, 0 left"
    assert weight(html, "Places of the event") == "1 of 5 taken, 4 left"
    assert weight(html, "Was told").startswith("approved, ")


def test_news_of_other_dates_confirms_no_place(desk: Client, conversation: Conversation) -> None:
    write(old_one(), Kind.CHANGED, purpose="changed")
    html, _words = shown(desk, conversation)
    assert weight(html, "Was told") == "No place was confirmed yet."


@pytest.mark.parametrize(
    ("writer", "said", "is_stranger"),
    [
        ("ana@example.org", "asked by the person", False),
        (FOCAL.upper(), "asked by who asked for the registration", False),
        ("else@ministry.example.org", "the same domain as the focal point", False),
        ("else@example.org", "somebody of the same body", False),
        ("boss@labour.example.org", "somebody of the same body", False),
        ("who@elsewhere.example.org", "asked by a stranger", True),
    ],
)
def test_who_asks_is_said(desk: Client, conversation: Conversation, writer: str, said: str, is_stranger: bool) -> None:
    body = make_organisation(name_en="Labour", website="https://www.labour.example.org/en/")
    Registration.objects.update(organisation=body)
    Conversation.objects.filter(pk=conversation.pk).update(email=writer)
    html, words = shown(desk, conversation)
    assert said in weight(html, "Who asks")
    assert writer in weight(html, "Who asks")
    assert ("Ask back at an address that you know" in html) == is_stranger
    if "body_answer-fr" in words:
        assert ('name="tell_writer" checked' in html) == (not is_stranger)
    assert ("body_answer-fr" in words) == (writer != "ana@example.org")


def test_an_address_that_anybody_can_have_is_of_no_body(desk: Client, conversation: Conversation) -> None:
    Registration.objects.update(email="ana@gmail.com", email_key="ana@gmail.com")
    Conversation.objects.filter(pk=conversation.pk).update(email="luis@gmail.com")
    html, _words = shown(desk, conversation)
    assert "asked by a stranger" in weight(html, "Who asks")


def test_who_asked_reads_the_reference_that_was_given(desk: Client, conversation: Conversation) -> None:
    _html, words = shown(desk, conversation)
    assert "IDM-2027-…" in words["body_answer-fr"]  # not given yet
    act(desk, conversation, "substitute", **data(conversation, **words, do="1", tell_writer="on"))
    answer = conversation.outgoing.get(kind=MailKind.ANSWER)
    assert Registration.objects.get(family_name="Mota").reference in answer.text
    assert "…" not in answer.text + answer.html
