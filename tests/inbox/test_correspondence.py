"""Answers of staff: drafted by what the mail is, threaded, with the sender's words under them."""

import datetime
import email
import time

import pytest
from django.conf import settings as django_settings

from events.models import Event
from inbox.correspondence import answer, answer_html, draft_answer, problems_of, warning_of
from inbox.kinds import Kind
from inbox.models import StandardAnswer
from inbox.quoting import quote, spoken
from inbox.reply_suggestions import matching_answers
from mailreader.repeatable import MOST_LINES, without_restricted
from outbox.mime import OutgoingMail
from outbox.models import Message, UndeliverableAddress
from outbox.queue import Draft
from registrations.actions.decide import cancel
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

LANGUAGES = [code for code, _name in django_settings.LANGUAGES]
KINDS = [
    "question", "cancellation", "substitution", "update", "duplicate", "registration-request", "nomination-attached",
    "needs-review", "auto-reply",
]  # fmt: skip


def plain(text: str) -> str:
    return " ".join(text.split())


# Drafts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_there_is_a_draft_for_every_kind_of_mail_in_every_language(kind: str, language: str) -> None:
    conversation = make_conversation(make_event(), kind=kind, language=language)
    incoming = make_incoming(conversation)
    draft = draft_answer(conversation, incoming)
    assert conversation.mark in draft.subject
    # What is mostly answered cannot be foretold of every kind: there the letter is only begun.
    draft = draft._replace(body=draft.body.replace("\n\n", "\n\nGate 3.\n\n", 1))
    assert not problems_of(conversation, incoming, draft)
    assert "{" not in draft.body.replace("{link}", "")
    assert len(draft.body.split("\n\n")) >= 4, "salutation, text, closing, signature"


def test_a_question_is_answered_with_what_staff_wrote_for_such_questions() -> None:
    event = make_event()
    house = StandardAnswer.objects.create(
        label_en="Fee", keywords_en="fee, cost", keywords_es="cuota", body_en="There is no fee for {event}."
    )
    own = StandardAnswer.objects.create(
        event=event, label_en="Fee here", keywords_en="registration fee", body_en="Here {dates}.", body_fr="Ici."
    )
    StandardAnswer.objects.create(event=make_event(), label_en="Elsewhere", keywords_en="fee", body_en="No.")
    StandardAnswer.objects.create(label_en="Coffee", keywords_en="coffee", body_en="Black.")
    conversation = make_conversation(event, kind="question")
    incoming = make_incoming(conversation, subject="Question", own_text="Is there a REGISTRATION fée? Coffees?")
    assert matching_answers(incoming) == [own, house]
    body = draft_answer(conversation, incoming).body
    assert f"There is no fee for {event.title_en}." in body
    assert "Here 14–15 June 2027" in body
    conversation.language = "fr"
    assert "Ici." in draft_answer(conversation, incoming).body


def test_words_are_found_without_accents_and_in_any_language() -> None:
    row = StandardAnswer.objects.create(label_en="Fee", keywords_fr="frais d’inscription; coût", body_en="None.")
    incoming = make_incoming(own_text="Quel est le COUT de la participation ?")
    assert matching_answers(incoming) == [row]
    assert matching_answers(make_incoming(own_text="Les frais d'inscription, s'il vous plaît")) == [row]
    assert matching_answers(make_incoming(own_text="Goûter et écouter")) == []


def test_of_a_request_what_is_missing_is_asked_for_with_the_form() -> None:
    event = make_event()
    make_settings(event)
    conversation = make_conversation(event)
    incoming = make_incoming(conversation)
    make_proposal(incoming, missing=["function", "country"])
    body = draft_answer(conversation, incoming).body
    assert "- function\n- country" in body
    assert "({link})" in body


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ({}, "is considering"),
        ({"status": Event.Status.CANCELLED}, "will not be held"),
        ({"starts_on": datetime.date(2020, 1, 1), "ends_on": None}, "already taken place"),
    ],
)
def test_a_request_is_answered_by_the_state_of_the_event(overrides: dict[str, object], words: str) -> None:
    event = make_event(**overrides)
    make_settings(event)
    conversation = make_conversation(event)
    assert words in draft_answer(conversation, make_incoming(conversation)).body


def test_a_request_after_the_closing_and_one_for_no_event() -> None:
    event = make_event()
    make_settings(event, closes_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    conversation = make_conversation(event)
    assert "has closed" in draft_answer(conversation, make_incoming(conversation)).body
    nowhere = make_conversation()
    assert "which meeting" in draft_answer(nowhere, make_incoming(nowhere)).body


def test_a_cancellation_is_confirmed_as_it_stands() -> None:
    registration = make_registration()
    conversation = make_conversation(
        registration.event, kind="cancellation", registration=registration, email=registration.email
    )
    incoming = make_incoming(conversation)
    assert f"{registration.reference} will be cancelled" in plain(draft_answer(conversation, incoming).body)
    cancel(registration, by=make_staff())
    conversation.registration = Registration.objects.get(pk=registration.pk)
    assert f"{registration.reference}" in draft_answer(conversation, incoming).body
    assert "is cancelled and that no place" in draft_answer(conversation, incoming).body


def test_a_stranger_learns_nothing_of_the_registration_that_he_names() -> None:
    registration = make_registration()
    for kind in KINDS:
        conversation = make_conversation(
            registration.event, kind=kind, registration=registration, email="x@example.org"
        )
        incoming = make_incoming(conversation)
        draft = draft_answer(conversation, incoming)
        assert registration.reference not in draft.body
        assert registration.family_name not in draft.body
        draft = Draft(draft.subject, f"{draft.body} {{reference}} {{link}}")
        row = answer(conversation, incoming=incoming, by=make_staff(), draft=draft)
        assert registration.token not in str(OutgoingMail(row).body)
        assert registration.reference not in row.text


# Answers --------------------------------------------------------------------------------------------------------------


def test_an_answer_is_threaded_quoted_and_said_to_be_by_a_person() -> None:
    conversation = make_conversation(make_event(), kind="question", subject="Gate?", name="Ana Pérez")
    incoming = make_incoming(conversation, own_text="Which gate?\n\nAna <b>", references=["<one@example.org>"])
    by = make_staff()
    draft = Draft("Re: Gate?", "Dear Ana,\n\nGate **two**, see [the map](https://example.org/map).")
    row = answer(conversation, incoming=incoming, by=by, draft=draft)
    assert (row.kind, row.created_by, row.is_automatic, row.state) == (Kind.ANSWER, by, False, Message.State.QUEUED)
    parsed = email.message_from_bytes(OutgoingMail(row).message().as_bytes())
    assert parsed["In-Reply-To"] == incoming.message_id
    assert parsed["References"].split() == ["<one@example.org>", incoming.message_id]
    assert parsed["Auto-Submitted"] == "no"
    assert row.subject == f"Re: Gate? [{conversation.mark}]"
    assert 'href="https://example.org/map"' in row.html
    assert "Ana Pérez wrote:\n\n> Which gate?\n>\n> Ana <b>" in row.text
    assert "<b>" not in row.html
    assert "<blockquote" in row.html


def test_the_same_answer_sent_twice_goes_once() -> None:
    conversation = make_conversation(make_event(), kind="question")
    incoming, by, draft = make_incoming(conversation), make_staff(), Draft("Re: A", "Yes.")
    first = answer(conversation, incoming=incoming, by=by, draft=draft)
    assert answer(conversation, incoming=incoming, by=by, draft=draft) == first
    assert answer(conversation, incoming=incoming, by=by, draft=Draft("Re: A", "No.")) != first


def test_an_answer_can_be_in_another_language_than_the_conversation() -> None:
    conversation = make_conversation(make_event(), kind="question", language="en")
    incoming = make_incoming(conversation, own_text="Quelle porte ?")
    row = answer(conversation, incoming=incoming, by=make_staff(), draft=Draft("Re: A", "Deux."), language="fr")
    assert row.language == "fr"
    assert "a écrit\u00a0:" in row.text


def test_the_link_of_an_answer_is_the_readers_own_or_the_form() -> None:
    registration = make_registration()
    conversation = make_conversation(registration.event, registration=registration, email=registration.email.upper())
    incoming = make_incoming(conversation)
    draft = Draft("Re: A", "[Here]({link})")
    row = answer(conversation, incoming=incoming, by=make_staff(), draft=draft)
    assert f"/en/r/{registration.token}/" in str(OutgoingMail(row).body)
    other = make_conversation(registration.event)
    asked = make_incoming(other, reply_to=other.email)
    make_proposal(asked)
    row = answer(other, incoming=asked, by=make_staff(), draft=draft)
    assert f"register/?mail={other.token}" in str(OutgoingMail(row).body)


def test_an_answer_goes_again_to_who_wrote_not_to_whom_it_was_about() -> None:
    registration = make_registration()
    conversation = make_conversation(registration.event, registration=registration, email=registration.email)
    row = answer(conversation, incoming=make_incoming(conversation), by=make_staff(), draft=Draft("Re: A", "Yes."))
    Message.objects.filter(pk=row.pk).update(state=Message.State.FAILED)
    Registration.objects.filter(pk=registration.pk).update(email="new@example.org")
    row = Message.objects.get(pk=row.pk)
    row.send_again(make_staff())
    assert row.to_email == registration.email


def test_staff_are_told_what_stands_in_the_way() -> None:
    conversation = make_conversation(kind="question")
    incoming = make_incoming(conversation)
    assert problems_of(conversation, incoming, Draft("A", "B")) == []
    assert problems_of(conversation, incoming, Draft("", ""))
    assert "There is no placeholder {lnk}." in problems_of(conversation, incoming, Draft("A", "{lnk}"))[0]
    assert problems_of(conversation, incoming, Draft("A", "{link}"))
    assert warning_of(conversation) == ""
    UndeliverableAddress.objects.create(email_key=conversation.email, diagnostic="550 5.1.1 unknown")
    assert "550 5.1.1 unknown" in warning_of(conversation)
    row = answer(conversation, incoming=incoming, by=make_staff(), draft=Draft("A", "B"))
    assert row.state == Message.State.QUEUED, "staff's own answers go all the same"


NOTHING_WRITTEN = [
    "{greeting}\n\n{thanks}\n\n{closing}",
    "Hello Ana,\n\n{thanks}\n\n{closing}",
    "{greeting}\n{thanks}\n{closing}",
    "{greeting}\n\n{thanks}",
    "{thanks}\n\n{closing}",
]
WRITTEN = [
    "{greeting}\n\n{thanks}\nGate 3.\n\n{closing}",
    "{greeting}\n\n{thanks} Gate 3.\n\n{closing}",
    "{greeting}\n\nGate 3.\n\n{thanks}\n\n{closing}",
    "{greeting}\n\n{thanks}\n\nGate 3.",
    "Gate 3.\n\n{closing}",
    "Gate 3.",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", [*NOTHING_WRITTEN, *WRITTEN])
def test_an_answer_goes_once_it_says_more_than_greeting_and_closing(typed: str, language: str) -> None:
    conversation = make_conversation(make_event(), kind="question", language=language)
    incoming = make_incoming(conversation)
    draft = draft_answer(conversation, incoming)
    greeting, thanks, closing = draft.body.split("\n\n", 2)
    draft = draft._replace(body=typed.format(greeting=greeting, thanks=thanks, closing=closing))
    problems = " ".join(problems_of(conversation, incoming, draft))
    assert ("Nothing stands between the greeting and the closing yet." in problems) == (typed in NOTHING_WRITTEN)


def test_the_preview_shows_what_goes_but_for_the_link() -> None:
    event = make_event()
    make_settings(event)
    conversation = make_conversation(event, kind="question")
    incoming = make_incoming(conversation, own_text="Which gate?")
    html = answer_html(conversation, incoming, Draft("A", "[Form]({link}) for {event}"))
    assert event.title_en in html
    assert "Which gate?" in html
    assert conversation.token not in html
    assert 'href="{link}"' not in html


# Quotations -----------------------------------------------------------------------------------------------------------


def test_what_is_kept_apart_is_not_quoted_sentence_by_sentence() -> None:
    text = (
        "Good morning. I would like to take part. I am severely allergic to\npeanuts and fish. Is there parking?\n\n"
        "Passport: X1234567\nName: Ana Pérez\n- my knee, code name falcon\nThe falcon\nknee again\n"
    )
    shown = without_restricted(text, ["X1234567", "code name falcon", "falcon knee"])
    for word in ("allergic", "peanuts", "X1234567", "code name"):
        assert word not in shown
    assert "The falcon" not in shown, "broken between two lines"
    assert "Good morning. I would like to take part." in shown
    assert "Is there parking?" in shown
    assert "Name: Ana Pérez" in shown


def test_a_long_mail_is_quoted_in_part() -> None:
    lines = spoken(make_incoming(own_text="\n".join(f"Line {number}" for number in range(200))))
    assert len(lines) == MOST_LINES + 1
    assert lines[-1] == "[…]"


def test_a_quotation_can_be_no_link_no_markup_and_no_placeholder() -> None:
    conversation = make_conversation(make_event(), kind="question")
    incoming = make_incoming(
        conversation, from_name="**x** {link}", own_text="[x](https://evil.example) {link} <i>\n# big\n> > deep\n---"
    )
    row = answer(conversation, incoming=incoming, by=make_staff(), draft=Draft("A", "B"))
    assert "{link}" not in row.html + row.text
    assert 'href="https://evil' not in row.html
    for tag in ("<i>", "<h1", "<strong>x"):
        assert tag not in row.html
    assert row.html.count("<hr") == 0


@pytest.mark.parametrize("text", ["", "   \n\n", "x" * 50_000, "(" * 5000, "a.\n" * 9000])
def test_odd_texts_are_quoted_in_a_time_that_grows_with_their_length(text: str) -> None:
    def seconds(text: str) -> float:
        message = make_incoming(own_text=text)
        begun = time.process_time()
        spoken(message)
        return time.process_time() - begun

    # A time that grows with the square of the length is sixteen times as long.
    assert seconds(text) < 9 * seconds(text[: len(text) // 4]) + 0.1


def test_a_mail_of_half_past_midnight_is_of_the_day_that_it_was_here() -> None:
    late = datetime.datetime(2027, 5, 11, 22, 30, tzinfo=datetime.UTC)  # in Geneva it was the twelfth
    conversation = make_conversation(make_event(), kind="question")
    incoming = make_incoming(conversation, sent_at=late, own_text="Is there a fee?")
    assert "12 May 2027" in draft_answer(conversation, incoming).body
    assert "On 12 May 2027" in quote(incoming, "en")
