"""Mail to many: whom it reaches, in which words, once each, and how it is stopped."""

import datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.text import slugify

from events.models import Document, Event
from mailings.actions import mailings
from mailings.admin.pages import choice_in_words
from mailings.errors import MailingChanged, NobodyChosen, NotADraft, NothingToStop
from mailings.kinds import Kind
from mailings.models import Mailing, Reason
from mailings.writer import MailingWriter
from outbox import delivery, kinds
from outbox.models import Message, UndeliverableAddress
from registrations.actions.consents import record_consent, take_back_consent
from registrations.actions.decide import approve, cancel, decline
from registrations.actions.locking import locked_settings
from registrations.models import Consent, Registration
from registrations.models.states import State
from registrations.selection import FORGOTTEN
from retention.erasing import erase_person
from retention.run import forget
from tests.factories import (
    make_appearance,
    make_category,
    make_conversation,
    make_document,
    make_event,
    make_incoming,
    make_mailing,
    make_proposal,
    make_question,
    make_registration,
    make_session,
    make_settings,
    make_speaker,
    make_staff,
    publish_agenda,
)
from tests.waiting import while_uncommitted

pytestmark = pytest.mark.django_db


def approved(event: Event, **overrides: Any) -> Registration:
    registration = make_registration(event, **overrides)
    approve(registration, make_staff())
    Message.objects.filter(event=event).update(state="sent", sent_at=timezone.now())
    return registration


def sent(mailing: Mailing) -> Mailing:
    """Released, and written by the worker."""
    mailings.release(mailing, make_staff(), mailing.updated_at)
    mailings.write_due()
    mailing.refresh_from_db()
    return mailing


def deliver_all() -> None:
    while delivery.deliver_next():
        pass


def left_out(mailing: Mailing) -> dict[str, str]:
    return dict(mailing.recipients.exclude(left_out="").values_list("registration__email", "left_out"))


@pytest.mark.parametrize("kind", Kind.values)
def test_every_placeholder_has_a_value_of_its_own(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registrations.mail_values.nothing", dict)
    mailing = make_mailing(make_settings().event, kind=kind)
    person = make_registration(mailing.event)
    assert set(kinds.get(kind).known) <= set(MailingWriter(mailing).values(person))


def test_those_whom_the_filters_choose_get_it_and_nobody_else() -> None:
    event = make_settings().event
    category = make_category(event)
    chosen = approved(event, category=category)
    approved(event)
    make_registration(event, category=category)
    make_registration(category=None)
    mailing = sent(make_mailing(event, filters={"state": "approved", "category": str(category.pk)}))
    assert [row.registration for row in mailing.recipients.all()] == [chosen]
    message = chosen.messages.get(kind="mailing")
    assert (message.is_bulk, message.is_automatic, message.about) == (True, False, chosen.reference)
    assert mailing.state == Mailing.State.WRITTEN
    deliver_all()
    assert [one.to for one in mail.outbox if one.subject == "News"] == [[chosen.email]]


def test_delegations_that_need_a_letter_and_have_none_get_it() -> None:
    event = make_settings().event
    question = make_question(event, code="visa", type="yes-no")
    needs = approved(event, organisation_name="Delegation", answers={"visa": True})
    approved(event, organisation_name="Delegation", answers={"visa": True}, visa_letter_on=datetime.date(2027, 1, 4))
    approved(event, organisation_name="Delegation", answers={"visa": False})
    approved(event, answers={"visa": True})
    filters = {"body": "name:Delegation", "answer": f"{question.pk}:true", "letter": "not-sent"}
    mailing = sent(make_mailing(event, filters=filters))
    assert [row.registration for row in mailing.recipients.all()] == [needs]
    assert [label for label, _value in choice_in_words(mailing)] == ["organisation", "answer", "visa letter"]


def test_it_comes_from_the_mailbox_of_the_event_and_answers_go_there() -> None:
    event = make_settings(mailbox="workshop@example.org").event
    person = approved(event)
    sent(make_mailing(event))
    message = person.messages.get(kind="mailing")
    assert message.from_email == f"{event.title_en} <workshop@example.org>"
    assert message.reply_to == "workshop@example.org"


def test_each_reads_it_in_the_own_language_or_the_fallback() -> None:
    event = make_settings().event
    people = {code: approved(event, language=code, honorific="H.E.") for code in ("en", "fr", "es")}
    words = {
        "subject_fr": "Nouvelles de {event}",
        "body_fr": "{salutation}\n\nBonjour.",
        "body_en": "{salutation}\n\nHi.",
    }
    sent(make_mailing(event, **words))
    found = {code: row.messages.get(kind="mailing") for code, row in people.items()}
    assert found["fr"].text.startswith("Excellence,\n\nBonjour")
    assert found["fr"].subject == f"Nouvelles de {event.title_fr}"
    assert found["en"].text.startswith("Excellency,")
    assert (found["es"].language, found["en"].language) == ("en", "en"), "the mail says the language it is in"


@pytest.mark.parametrize("when", ["before it is written", "before it leaves"])
@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (lambda row: cancel(row), Reason.ENDED),
        (lambda row: Registration.objects.filter(pk=row.pk).update(state=State.DECLINED), Reason.ENDED),
        (lambda row: UndeliverableAddress.objects.create(email_key=row.email_key), Reason.CAME_BACK),
        (lambda row: Registration.objects.filter(pk=row.pk).update(email="", email_key=""), Reason.NO_ADDRESS),
    ],
)
def test_who_is_gone_meanwhile_gets_nothing(what: Any, reason: Reason, when: str) -> None:
    event = make_settings().event
    person, other = approved(event), approved(event)
    mailing = make_mailing(event)
    mailings.release(mailing, make_staff(), mailing.updated_at)
    if when == "before it is written":
        what(person)
        mailings.write_due()
    else:
        mailings.write_due()
        what(person)
    Message.objects.exclude(kind="mailing").update(state="sent", sent_at=timezone.now())
    deliver_all()
    assert [one.to for one in mail.outbox] == [[other.email]]
    assert list(mailing.recipients.exclude(left_out="").values_list("registration", "left_out")) == [
        (person.pk, reason)
    ]


@pytest.mark.parametrize("when", ["before it is written", "before it leaves"])
def test_who_is_erased_meanwhile_gets_nothing_and_stands_in_no_log(when: str) -> None:
    event = make_settings().event
    person = approved(event)
    mailing = make_mailing(event)
    mailings.release(mailing, make_staff(), mailing.updated_at)
    if when == "before it leaves":
        mailings.write_due()
    erase_person(person, by=make_staff(), reason="asked")
    mailings.write_due()
    deliver_all()
    assert mail.outbox == []
    assert not mailing.recipients.exists()


def test_when_its_time_is_over_the_log_and_the_words_that_were_searched_are_forgotten() -> None:
    event = make_settings().event
    approved(event)
    mailing = sent(make_mailing(event, filters={"state": "approved", "q": "perez"}))
    assert mailing.recipients.count() == 1
    later = timezone.now() + datetime.timedelta(days=3650)
    assert forget(later) == 1
    mailing.refresh_from_db()
    assert mailing.filters == {"state": "approved", "q": FORGOTTEN}
    assert not mailing.recipients.exists()
    assert not Message.objects.filter(kind="mailing").exists()
    assert forget(later) == 0, "nothing is left"


def test_words_that_name_nobody_who_is_erased_choose_whom_they_chose() -> None:
    event = make_settings().event
    first, second, third = (approved(event, family_name=name) for name in ("Diop", "Mendes", "Sarr"))
    by = make_staff()
    draft, planned = (make_mailing(event, filters={"q": "diop"}) for _number in range(2))
    mailings.release(planned, by, planned.updated_at)
    seen = draft.updated_at
    erase_person(second, by=by, reason="asked")
    assert mailings.release(Mailing.objects.get(pk=draft.pk), by, seen) == 1
    mailings.write_due()
    assert [mailing.recipients.get().registration for mailing in (draft, planned)] == [first, first]
    assert not third.messages.filter(kind="mailing").exists()


@pytest.mark.parametrize("words", ["mendes", "Mendes 2026", "c@example.org"])
def test_words_that_name_who_is_erased_choose_nobody_any_more(words: str) -> None:
    event = make_settings().event
    person = approved(event, family_name="Mendes", email="c@example.org")
    approved(event, family_name="Mendes", given_name="Other")
    by = make_staff()
    draft, planned = (make_mailing(event, filters={"state": "approved", "q": words}) for _number in range(2))
    Mailing.objects.filter(pk=planned.pk).update(state=Mailing.State.RELEASED, released_at=timezone.now())
    erase_person(person, by=by, reason="asked")
    mailings.write_due()
    assert not Message.objects.filter(kind="mailing").exists()
    for mailing in (draft, planned):
        mailing.refresh_from_db()
        assert mailing.filters == {"state": "approved", "q": FORGOTTEN}
        assert dict(choice_in_words(mailing))["name, body, reference"] == FORGOTTEN
    with pytest.raises(NobodyChosen):
        mailings.release(draft, by, draft.updated_at)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_erases_waits_for_who_writes_and_is_not_waited_for() -> None:
    event = make_settings().event
    person = approved(event, family_name="Mendes")
    mailing = make_mailing(event, filters={"q": "mendes"})
    by = make_staff()
    while_uncommitted(
        lambda: Mailing.objects.select_for_update().get(pk=mailing.pk),
        lambda: erase_person(person, by=by, reason="asked"),
        then=lambda: locked_settings(event.pk),
    )
    mailing.refresh_from_db()
    assert mailing.filters == {"q": FORGOTTEN}


def test_who_ended_is_left_out_even_where_the_choice_holds_him_or_her() -> None:
    event = make_settings().event
    person = make_registration(event)
    decline(person, make_staff(), reason="full")
    mailing = sent(make_mailing(event, filters={}))
    assert left_out(mailing) == {person.email: Reason.ENDED}


def test_who_confirmed_since_is_not_reminded_to_and_who_was_approved_since_is() -> None:
    event = make_settings().event
    confirmed, coming = approved(event), make_registration(event)
    soon = timezone.now() + datetime.timedelta(hours=2)
    mailing = make_mailing(event, planned_at=soon)
    mailings.release(mailing, make_staff(), mailing.updated_at)
    assert mailings.write_due() == 0, "its time has not come"
    Registration.objects.filter(pk=confirmed.pk).update(state=State.CONFIRMED)
    approve(coming, make_staff())
    with time_machine.travel(soon, tick=False):
        assert mailings.write_due() == 2
    assert left_out(mailing) == {confirmed.email: Reason.NOT_CHOSEN}
    assert coming.messages.filter(kind="mailing").count() == 1


def test_what_was_planned_for_an_event_that_is_called_off_waits() -> None:
    event = make_settings().event
    approved(event)
    mailing = make_mailing(event)
    mailings.release(mailing, make_staff(), mailing.updated_at)
    event.status = Event.Status.POSTPONED
    event.save()
    assert mailings.write_due() == 0
    mailing.refresh_from_db()
    assert mailing.waits_for_event
    event.status = Event.Status.PUBLISHED
    event.save()
    assert mailings.write_due() == 1


def test_it_is_released_once_and_as_it_was_seen() -> None:
    event = make_settings().event
    person = approved(event)
    mailing, by = make_mailing(event), make_staff()
    seen = mailing.updated_at
    mailing.save()
    with pytest.raises(MailingChanged):
        mailings.release(mailing, by, seen)
    assert mailings.release(mailing, by, mailing.updated_at) == 1
    with pytest.raises(NotADraft):
        mailings.release(mailing, by, mailing.updated_at)
    assert [mailings.write_due() for _turn in range(2)] == [1, 0]
    assert person.messages.filter(kind="mailing").count() == 1


def test_a_choice_of_nobody_is_not_released() -> None:
    mailing = make_mailing(make_settings().event)
    with pytest.raises(NobodyChosen):
        mailings.release(mailing, make_staff(), mailing.updated_at)
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.DRAFT


def test_what_is_not_sent_can_be_stopped() -> None:
    event = make_settings().event
    people = [approved(event) for _number in range(3)]
    mailing = sent(make_mailing(event))
    assert delivery.deliver_next()
    assert mailings.stop(mailing) == 2
    deliver_all()
    assert [one.to for one in mail.outbox] == [[people[0].email]]
    assert left_out(mailing) == {row.email: Reason.STOPPED for row in people[1:]}
    with pytest.raises(NothingToStop):
        mailings.stop(mailing)


def test_what_is_not_written_yet_can_be_stopped_too() -> None:
    event = make_settings().event
    person = approved(event)
    mailing = make_mailing(event, planned_at=timezone.now() + datetime.timedelta(days=1))
    mailings.release(mailing, make_staff(), mailing.updated_at)
    mailings.stop(mailing)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2), tick=False):
        assert mailings.write_due() == 0
    assert left_out(mailing) == {person.email: Reason.STOPPED}


def test_a_message_that_the_server_put_off_does_not_go_after_the_stop() -> None:
    event = make_settings().event
    people = [approved(event) for _number in range(2)]
    mailing = sent(make_mailing(event))
    claimed = Message.objects.claim_next()
    assert claimed is not None
    mailings.stop(mailing)
    message, attempt = claimed
    message.finish(attempt, "deferred", "451 later")
    Message.objects.update(next_try_at=None)
    deliver_all()
    assert mail.outbox == []
    assert set(left_out(mailing)) == {row.email for row in people}


def test_documents_stand_in_it_as_links_with_their_size_for_those_who_may_have_them() -> None:
    event = make_settings().event
    waiting, seated = make_registration(event, language="fr"), approved(event)
    report = make_document(event=event, label_en="Report", label_fr="Rapport")
    report.files.create(language="en", file=ContentFile(b"x" * 2048, "report.pdf"))
    report.files.create(language="fr", file=ContentFile(b"x" * 1024, "rapport.pdf"))
    inside = make_document(event=event, label_en="Room list", audience=Document.Audience.PARTICIPANTS)
    inside.files.create(language="en", url="https://example.org/rooms")
    later = make_document(event=event, label_en="Later", published_from=timezone.now() + datetime.timedelta(days=9))
    later.files.create(language="en", url="https://example.org/later")
    secret = make_document(event=event, label_en="Secret", audience=Document.Audience.STAFF)
    mailing = make_mailing(event, filters={}, body_fr="Bonjour\n\n{closing}", subject_fr="Rapport")
    mailing.documents.set([report, inside, later, secret])
    sent(mailing)
    text = seated.messages.get(kind="mailing").body
    assert f"- [Report]({django_settings.SITE_URL}/en/events/" in text
    assert "/report.pdf) (PDF, 2\u00a0kB)" in text
    assert "- [Room list]({link})" in text
    assert "Later" not in text
    assert "Secret" not in text
    french = waiting.messages.get(kind="mailing").body
    assert f"[Rapport]({django_settings.SITE_URL}/fr/events/" in french
    assert "(PDF, 1\u00a0ko)" in french
    assert "Room list" not in french, "it is for those with a place"
    assert "Documents\u00a0:\n\n- [Rapport]" in french, "a list of its own"
    assert french.index("Rapport") < french.index("Veuillez"), "before the closing, where the words name no place"


def test_documents_that_are_called_alike_stand_in_it_with_whose_they_are() -> None:
    event = make_settings().event
    person, session = approved(event), make_session(event)
    for family_name in ("Traoré", "Álvarez"):
        speaker = make_speaker(given_name="", family_name=family_name, slug=slugify(family_name))
        document = make_document(appearance=make_appearance(session, speaker=speaker), label_en="Slides")
        document.files.create(language="en", file=ContentFile(b"x" * 2048, "slides.pdf"))
    publish_agenda(event)
    mailing = make_mailing(event, filters={})
    mailing.documents.set(Document.objects.all())
    sent(mailing)
    text = person.messages.get(kind="mailing").body
    assert "/slides.pdf) (Traoré, PDF, 2\u00a0kB)" in text
    assert "/slides.pdf) (Álvarez, PDF, 2\u00a0kB)" in text


def test_a_document_of_a_hidden_speaker_names_nobody_though_its_event_is_a_draft() -> None:
    event = make_settings(make_event(status="draft")).event
    person, speaker = approved(event), make_speaker(family_name="Traoré", is_hidden=True)
    appearance = make_appearance(make_session(event), speaker=speaker)
    document = make_document(appearance=appearance, label_en="Slides", audience=Document.Audience.PARTICIPANTS)
    document.files.create(language="en", file=ContentFile(b"x" * 2048, "slides.pdf"))
    mailing = make_mailing(event, filters={})
    mailing.documents.set([document])
    sent(mailing)
    text = person.messages.get(kind="mailing").body
    assert "- [Slides]({link}) (PDF, 2\u00a0kB)" in text
    assert "Traoré" not in text


def test_who_registered_others_by_mail_gets_one_copy_that_names_them() -> None:
    event = make_settings().event
    writer = make_conversation(event, email="Focal@example.org", name="Focal Point")
    first, second, alone = (approved(event) for _number in range(3))
    message = make_incoming(writer)
    for row in (first, second):
        make_proposal(message, state="accepted", result=row, target=row)
    own = make_incoming(make_conversation(event, email=alone.email))
    make_proposal(own, state="accepted", result=alone, target=alone)
    mailing = sent(make_mailing(event, has_copies=True))
    [copy] = Message.objects.filter(to_email="focal@example.org", kind="mailing")
    assert f"{first.name} and {second.name}" in " ".join(copy.text.split())
    assert mailing.recipients.filter(copy=copy).count() == 2
    assert copy not in first.messages, "it names others"
    assert Message.objects.filter(kind="mailing").count() == 4
    assert f"{django_settings.SITE_URL}/en/r/>" in mail_text(copy)
    assert first.token not in mail_text(copy), "the personal link is not the contact's"
    erase_person(second, by=None, reason="")
    assert not Message.objects.filter(pk=copy.pk).exists(), "it names who was erased"


def mail_text(message: Message) -> str:
    deliver_all()
    return next(str(sent.body) for sent in mail.outbox if sent.extra_headers["Message-ID"] == message.message_id)


def test_a_stranger_who_only_wrote_about_somebody_gets_no_copy() -> None:
    event = make_settings().event
    person = approved(event)
    stranger = make_incoming(make_conversation(event, email="stranger@example.org"))
    make_proposal(stranger, action="cancel", target=person)
    sent(make_mailing(event, has_copies=True))
    assert not Message.objects.filter(to_email="stranger@example.org", kind="mailing").exists()


def test_news_go_to_those_alone_who_agreed_as_long_as_they_do() -> None:
    event = make_settings().event
    agreed, withdrew, silent = (approved(event) for _number in range(3))
    for row in (agreed, withdrew):
        record_consent(row, "news")
    mailing = sent(make_mailing(event, is_news=True))
    take_back_consent(withdrew, "news")
    deliver_all()
    assert [one.to for one in mail.outbox] == [[agreed.email]]
    assert left_out(mailing) == {withdrew.email: Reason.NO_CONSENT, silent.email: Reason.NO_CONSENT}


def test_news_say_how_they_end_and_one_click_of_the_mail_program_does_it() -> None:
    event, later = make_settings().event, make_settings().event
    person = approved(event, language="fr", email="awa@example.org")
    other = approved(later, email="Awa@example.org")
    stranger = approved(event)
    for row in (person, other, stranger):
        record_consent(row, "news")
    sent(make_mailing(event, is_news=True, body_fr="Bonjour", subject_fr="Nouvelles"))
    deliver_all()
    message = next(one for one in mail.outbox if one.to == [person.email]).message()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip("<>").removeprefix(django_settings.SITE_URL)
    assert person.token not in address, "who passes the mail on gives no more away than this"
    assert "Vous pouvez y mettre fin" in str(mail.outbox[0].body).replace("\n", " ")
    assert address in str(mail.outbox[0].body), "the text leads there, too"
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(address)
    assert "<button" in page.content.decode()
    assert not browser.cookies
    assert agreed() == {person.pk, other.pk, stranger.pk}, "a look ends nothing"
    for _time in range(2):
        assert browser.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert agreed() == {stranger.pk}
    later_look = browser.get(address).content.decode()
    assert "<button" not in later_look, "none go any more: there is nothing to agree to"
    assert "Vous ne recevrez plus" in later_look
    assert browser.post(address.replace("/news/", "/news/1")).status_code == 404


def agreed() -> set[int]:
    return set(Consent.objects.filter(kind="news", withdrawn_at=None).values_list("registration", flat=True))


def test_mail_about_the_meeting_itself_has_no_such_headers_and_news_no_copies() -> None:
    event = make_settings().event
    approved(event)
    sent(make_mailing(event))
    deliver_all()
    assert "List-Unsubscribe" not in mail.outbox[-1].message()
    with pytest.raises(ValidationError, match="News go to nobody in copy"):
        Mailing(event=event, is_news=True, has_copies=True).validate_constraints()


def test_a_test_goes_to_who_asks_names_no_participant_and_is_forgotten() -> None:
    event = make_settings().event
    person = approved(event)
    mailing, by = make_mailing(event, body_en="{salutation}\n\n{name}\n\n[Yours]({link})"), make_staff()
    assert mailings.send_test(mailing, by, ["en", "fr"]) == 2
    deliver_all()
    assert [one.to for one in mail.outbox] == [[by.email]] * 2
    assert mail.outbox[0].subject == f"[{event.code}] News"
    assert by.username in mail.outbox[0].body
    assert person.family_name not in mail.outbox[0].body
    assert f"{django_settings.SITE_URL}/en/r/" in mail.outbox[0].body
    assert mailings.forget_tests() == 0
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31), tick=False):
        assert mailings.forget_tests() == 2


def test_the_statements_do_not_grow_with_the_recipients() -> None:
    counts = []
    for number in (1, 30):
        event = make_settings(make_event(ends_on=datetime.date(2027, 6, 14))).event
        for _person in range(number):
            Registration.objects.filter(pk=make_registration(event).pk).update(state=State.APPROVED)
        mailing = make_mailing(event)
        mailings.release(mailing, make_staff(), mailing.updated_at)
        with CaptureQueriesContext(connection) as captured:
            assert mailings.write_due() == number
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_part_that_fails_in_the_middle_is_written_whole_and_once_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailings, "CHUNK", 2)
    event = make_settings().event
    people = [approved(event) for _number in range(5)]
    mailing = make_mailing(event)
    mailings.release(mailing, make_staff(), mailing.updated_at)
    create, turns = mailings.RegistrationMessage.objects.bulk_create, iter([False, True])

    def fail_once(rows: Any) -> Any:
        if next(turns, False):
            raise RuntimeError
        return create(rows)

    monkeypatch.setattr(mailings.RegistrationMessage.objects, "bulk_create", fail_once)
    assert mailings.write_due() == 2
    assert Message.objects.filter(kind="mailing").count() == 2
    assert mailings.write_due() == 3
    assert [row.messages.filter(kind="mailing").count() for row in people] == [1] * 5
