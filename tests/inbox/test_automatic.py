"""A person's mail is answered by itself: that it arrived, what was understood, and never more."""

import datetime
import email
from email.message import Message as Parsed

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from inbox.kinds import Kind
from inbox.models import Conversation, IncomingMessage, Mailbox, MailProposal
from inbox.receiving.automatic import answer_automatically
from outbox.mime import OutgoingMail
from outbox.models import Message, MessageTemplate, UndeliverableAddress
from outbox.models.messages import NotHeld
from tests.factories import (
    make_category,
    make_conversation,
    make_event,
    make_incoming,
    make_proposal,
    make_registration,
    make_settings,
    make_staff,
    make_venue,
)

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in django_settings.LANGUAGES]


def request_by_mail(language: str = "en", persons: int = 1, **overrides: object) -> IncomingMessage:
    """A request for one or several persons at an event with a form and a notice; not answered yet."""
    event = make_event(venue=make_venue())
    make_settings(
        event, mailbox="dialogue@example.org", notice_en="We keep it for a year.", notice_fr="Nous la gardons un an."
    )
    conversation = make_conversation(event, language=language, name="Ana Pérez", subject="Participation de M. Pérez")
    message = make_incoming(conversation, **overrides)
    for number in range(persons):
        make_proposal(message, missing=["email", "country"] if number == persons - 1 else [])
    return message


def answered(message: IncomingMessage) -> Message:
    answer_automatically(message)
    return message.conversation.outgoing.get()


def bytes_of(row: Message) -> Parsed:
    return email.message_from_bytes(OutgoingMail(row).message().as_bytes())


# What is said ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_request_is_answered_with_what_was_understood(language: str) -> None:
    message = request_by_mail(language)
    person = message.proposals.get()
    row = answered(message)
    assert (row.kind, row.language, row.state) == (Kind.REQUEST_RECEIVED, language, Message.State.QUEUED)
    assert row.to_email == message.conversation.email
    for text in (row.text, row.html):
        assert person.name in text
        assert "Head of unit" in text
        assert "Ministry of Labour" in text
        assert message.conversation.mark in text
    mode = {"en": "(in person)", "fr": "(sur place)", "es": "(presencial)"}[language]
    assert mode in " ".join(row.text.split())
    assert {"en": "e-mail address", "fr": "l’adresse électronique", "es": "correo electrónico"}[language] in row.text
    assert {"en": "Nothing is decided yet", "fr": "Rien n’est encore décidé", "es": "ninguna decisión"}[
        language
    ] in row.text
    assert {"en": "We keep it for a year.", "fr": "Nous la gardons un an.", "es": "We keep"}[language] in row.text


def test_the_link_leads_to_the_form_and_is_not_in_the_database() -> None:
    message = request_by_mail("fr")
    row = answered(message)
    conversation = message.conversation
    assert conversation.token not in row.text + row.html
    assert "{link}" in row.text
    sent = OutgoingMail(row)
    address = f"/fr/events/{conversation.event.slug}/register/?mail={conversation.token}"  # type: ignore[union-attr]
    assert f"{django_settings.SITE_URL}{address}" in str(sent.body)
    assert address in str(sent.alternatives[0][0])


def test_several_persons_are_listed_with_what_each_lacks_and_those_nobody_named() -> None:
    message = request_by_mail("en", persons=3)
    make_proposal(message, data={"is_placeholder": True, "given_name": "", "family_name": ""}, missing=["everything"])
    row = answered(message)
    names = [proposal.name for proposal in message.proposals.all()[:3]]
    assert all(name in row.text for name in names)
    assert f"{names[2]}: e-mail address, country" in row.text
    assert f"{names[0]}:" not in row.text
    assert "persons whom your message does not name: 1" in row.text


def test_nothing_that_is_kept_apart_is_repeated_and_no_word_of_it_in_the_subject() -> None:
    message = request_by_mail(
        subject="Registration, wheelchair needed",
        restricted={"text": ["wheelchair", "passport X1234567"]},
    )
    person = message.proposals.get()
    person.restricted = {"diet": "no pork", "passport": "X1234567", "access_needs": "a wheelchair"}
    person.data |= {"organisation": "Ministry; passport X1234567", "function": "Adviser, no pork"}
    person.save()
    row = answered(message)
    for text in (row.text, row.html, row.subject):
        for word in ("wheelchair", "pork", "X1234567", "passport"):
            assert word not in text
    assert person.name in row.text, "all else is said"
    assert "Workshop" in row.subject


def test_what_a_sender_typed_can_be_no_link_no_markup_and_no_placeholder() -> None:
    message = request_by_mail(subject="See https://evil.example/x {link} **now**")
    person = message.proposals.get()
    person.data |= {"given_name": "[x](https://evil.example)", "function": "{link} <b>boss</b>\n# big"}
    person.save()
    conversation = message.conversation
    conversation.name = "Visit evil.example"
    conversation.save()
    row = answered(message)
    assert 'href="https://evil' not in row.html
    assert "<b>" not in row.html
    assert "<h1" not in row.html
    assert "evil.example" not in row.html.replace("\u200b.", "")
    assert row.html.count("{link}") == 1, "the one of ours"


def test_a_request_of_which_nobody_is_sure_is_told_that_it_arrived() -> None:
    message = request_by_mail()
    person = message.proposals.get()
    person.data |= {"is_sure": False}
    person.save()
    row = answered(message)
    assert row.kind == Kind.MAIL_RECEIVED
    assert person.name not in row.text


def test_a_nomination_that_nobody_could_read_is_said_to_be_read_by_people() -> None:
    message = request_by_mail(persons=0, kind="nomination-attached")
    row = answered(message)
    assert row.kind == Kind.REQUEST_RECEIVED
    assert "will be read by the secretariat" in row.text
    assert "{link}" not in row.text, "the form has nothing to be filled in with"


@pytest.mark.parametrize("kind", ["question", "cancellation", "update", "duplicate", "needs-review", "substitution"])
def test_everything_else_is_told_that_it_arrived_and_that_nothing_is_changed(kind: str) -> None:
    conversation = make_conversation(make_event(), kind=kind)
    row = answered(make_incoming(conversation))
    assert row.kind == Kind.MAIL_RECEIVED
    assert conversation.mark in row.text
    assert "nothing has been changed or cancelled" in row.text
    assert "registration" not in row.text


def test_a_mail_that_belongs_to_no_event_is_answered_under_the_name_of_the_house() -> None:
    row = answered(make_incoming(make_conversation(kind="question", subject="A question")))
    assert row.event is None
    assert row.from_email == django_settings.DEFAULT_FROM_EMAIL
    assert "Event:" not in row.text
    assert "“”" not in row.text
    assert "register/" not in str(OutgoingMail(row).body)


def test_words_of_the_event_stand_before_those_of_the_house() -> None:
    message = request_by_mail()
    MessageTemplate.objects.create(kind=Kind.REQUEST_RECEIVED, subject_en="House", body_en="{mark} {persons}")
    own = MessageTemplate.objects.create(
        event=message.conversation.event, kind=Kind.REQUEST_RECEIVED, subject_en="Own", body_en="{mark}\n\n{persons}"
    )
    own.clean()
    row = answered(message)
    assert row.subject == f"Own [{message.conversation.mark}]", "the mark is never missing"


# Heads ----------------------------------------------------------------------------------------------------------------


def test_an_answer_names_what_it_answers() -> None:
    references = [f"<{number}@example.org>" for number in range(30)]
    message = request_by_mail(subject="RE: Tr : [M-999999] Participation", references=references)
    row = answered(message)
    parsed = bytes_of(row)
    assert row.subject == f"Re: Participation [{message.conversation.mark}]"
    assert parsed["In-Reply-To"] == message.message_id
    kept = parsed["References"].split()
    assert len(kept) == 20
    assert (kept[0], kept[-1]) == (references[0], message.message_id)
    assert kept[-2] == references[-1]
    assert parsed["Auto-Submitted"] == "auto-replied"
    assert parsed["X-Auto-Response-Suppress"] == "All"
    assert parsed["Reply-To"] == "dialogue@example.org"
    assert "dialogue@example.org" in parsed["From"]
    assert message.conversation.event.title_en in parsed["From"]  # type: ignore[union-attr]


def test_identifiers_that_are_none_are_left_out() -> None:
    message = request_by_mail(
        message_id="<a b@c>", references=["<é@example.org>", "x", "<ok@example.org>", "<a\r\nB: c>"]
    )
    parsed = bytes_of(answered(message))
    assert parsed["In-Reply-To"] is None
    assert parsed["References"] == "<ok@example.org>"


def test_an_event_without_a_mailbox_answers_from_the_one_the_mail_came_to() -> None:
    message = request_by_mail()
    message.conversation.event.registration_settings.mailbox = ""  # type: ignore[union-attr]
    message.conversation.event.registration_settings.save()  # type: ignore[union-attr]
    message.mailbox = Mailbox.objects.create(address="shared@example.org")
    message.save()
    row = answered(message)
    assert row.reply_to == "shared@example.org"
    assert "<shared@example.org>" in row.from_email
    assert "shared@example.org" in row.text


def test_a_person_is_addressed_as_the_mail_names_the_writer() -> None:
    message = request_by_mail("fr")
    person = message.proposals.get()
    person.data |= {"email": message.conversation.email, "honorific": "S.E.", "title": "M."}
    person.save()
    assert answered(message).text.startswith("Excellence,")


def test_an_address_is_no_name() -> None:
    message = request_by_mail()
    message.conversation.name = "office@mission.example.org"
    assert answered(message).text.startswith("Dear Madam or Sir,")


# Who gets nothing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "overrides",
    [
        {"is_automatic": True},
        {"is_auto_reply_allowed": False},
        {"kind": "spam"},
        {"kind": "auto-reply"},
        {"kind": "bounce-permanent"},
        {"kind": "bulk"},
        {"facts": {"flags": ["received_before"]}},
        {"sent_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
    ],
)
def test_machines_junk_doubles_and_old_mail_get_nothing(overrides: dict[str, object]) -> None:
    message = request_by_mail(**overrides)
    answer_automatically(message)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "", "nobody", "no-reply@example.org", "noreply@example.org", "do_not_reply@example.org",
        "ne-pas-repondre@example.org", "MAILER-DAEMON@example.org", "bounces+x@example.org", "postmaster@example.org",
        "dialogue@example.org", "Shared@example.org", "dead@example.org",
    ],
)  # fmt: skip
def test_addresses_behind_which_nobody_reads_get_nothing(address: str) -> None:
    message = request_by_mail()
    Mailbox.objects.create(address="shared@example.org")
    UndeliverableAddress.objects.create(email_key="dead@example.org")
    message.conversation.email = address
    answer_automatically(message)
    assert not Message.objects.exists()


def test_a_conversation_that_is_junk_gets_nothing() -> None:
    message = request_by_mail()
    message.conversation.state = Conversation.State.JUNK
    answer_automatically(message)
    assert not Message.objects.exists()


@pytest.mark.parametrize("address", ["norbert@example.org", "postmasters@example.org", "answers@example.org"])
def test_people_with_such_names_do_get_one(address: str) -> None:
    message = request_by_mail()
    message.conversation.email = address
    assert answered(message).to_email == address


def test_a_conversation_gets_one_of_a_kind_a_day() -> None:
    message = request_by_mail()
    answer_automatically(message)
    answer_automatically(make_incoming(message.conversation, kind="registration-request"))
    make_proposal(second := make_incoming(message.conversation))
    answer_automatically(second)
    kinds = list(message.conversation.outgoing.order_by("pk").values_list("kind", flat=True))
    assert kinds == [Kind.REQUEST_RECEIVED, Kind.MAIL_RECEIVED]


def test_an_address_gets_a_few_a_day_whatever_it_writes_to(settings: Settings) -> None:
    settings.AUTO_ANSWERS_A_DAY = 2
    for _number in range(4):
        answer_automatically(make_incoming(make_conversation(kind="question", email="Loop@example.org")))
    assert Message.objects.filter(to_email="Loop@example.org").count() == 2


def test_a_person_who_writes_shows_that_the_address_is_alive() -> None:
    message = request_by_mail()
    UndeliverableAddress.objects.create(email_key=message.from_email)
    assert answered(message).state == Message.State.QUEUED
    assert not UndeliverableAddress.objects.exists()


def test_a_second_writer_does_not_get_the_link_to_what_the_first_one_wrote() -> None:
    first = request_by_mail()
    conversation = first.conversation
    conversation.email = "stranger@example.org"
    conversation.save()
    second = make_incoming(conversation, from_email="stranger@example.org", reply_to="stranger@example.org")
    person = make_proposal(second)
    row = answered(second)
    assert "{link}" not in row.text
    assert person.name in row.text
    assert first.proposals.get().name not in row.text


# What a colleague passes on -------------------------------------------------------------------------------------------


def passed_on(**overrides: object) -> IncomingMessage:
    message = request_by_mail(
        "fr",
        from_email="colleague@example.org",
        from_name="Lucia Bernasconi",
        is_forwarded=True,
        facts={"flags": ["original_sender_to_accept"], "reply_language": "fr"},
        subject="TR: Inscription",
        **overrides,
    )
    message.conversation.email = "writer@ministry.example.org"
    message.conversation.save()
    return message


def test_what_a_colleague_passes_on_waits_for_staff_and_the_colleague_is_told() -> None:
    message = passed_on()
    answer_automatically(message)
    held = message.conversation.outgoing.get(kind=Kind.REQUEST_RECEIVED)
    told = message.conversation.outgoing.get(kind=Kind.IN_HAND)
    assert (held.state, held.to_email) == (Message.State.HELD, "writer@ministry.example.org")
    assert (told.state, told.to_email) == (Message.State.QUEUED, "colleague@example.org")
    assert "Ana Pérez" in told.text
    assert "{link}" not in told.text
    assert told.subject == f"Re: Inscription [{message.conversation.mark}]"


def test_a_held_message_goes_when_staff_release_it_and_only_then() -> None:
    message = passed_on()
    answer_automatically(message)
    held = message.conversation.outgoing.get(state=Message.State.HELD)
    assert held.claim() is None
    by = make_staff()
    held.release(by)
    assert (held.state, held.requeued_by) == (Message.State.QUEUED, by)
    assert held.claim() is not None
    with pytest.raises(NotHeld):
        held.release(by)
    with pytest.raises(NotHeld):
        held.discard(by)


def test_a_held_message_that_is_thrown_away_never_goes() -> None:
    message = passed_on()
    answer_automatically(message)
    held = message.conversation.outgoing.get(state=Message.State.HELD)
    held.discard(by=make_staff())
    assert held.state == Message.State.DISCARDED
    assert held.claim() is None
    with pytest.raises(NotHeld):
        held.release(by=make_staff())


def test_of_a_writer_whose_address_nobody_knows_only_the_colleague_hears() -> None:
    message = passed_on()
    message.facts["flags"] = ["original_sender_without_address"]
    message.conversation.email = message.from_email
    answer_automatically(message)
    assert message.conversation.outgoing.get().kind == Kind.IN_HAND


def test_a_category_and_other_data_of_a_registration_are_no_part_of_these_mails() -> None:
    """Somebody registered writes: the acknowledgement says nothing of it, whoever the writer says to be."""
    event = make_event()
    registration = make_registration(event, category=make_category(event))
    conversation = make_conversation(event, kind="question", registration=registration, email="other@example.org")
    row = answered(make_incoming(conversation))
    assert not hasattr(row, "registration_link")
    assert registration.reference not in row.text
    assert MailProposal.objects.count() == 0
