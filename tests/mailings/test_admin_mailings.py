"""Mail to participants in the back office: from the queue to the draft, the page on which it is seen, the log."""

import datetime
import re
from contextlib import nullcontext
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from access.roles import EVENT_MANAGERS, READERS, REGISTRATION_OFFICERS, ROLES
from events.models import Event
from mailings.actions import mailings
from mailings.errors import NothingWritten
from mailings.forms import LARGEST
from mailings.models import Mailing
from mailings.writer import untouched
from outbox import delivery
from outbox.models import Message, UndeliverableAddress
from outbox.templates import built_in
from registrations.actions.consents import record_consent
from registrations.actions.decide import cancel
from registrations.actions.forget import erase
from registrations.models import Registration
from registrations.models.states import State
from storage.scanner import Infected
from tests.factories import (
    make_appearance,
    make_category,
    make_document,
    make_event,
    make_mailing,
    make_registration,
    make_session,
    make_settings,
    make_speaker,
)
from tests.factories import make_staff as make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/mailings/mailing/"


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_user(*sorted(ROLES[REGISTRATION_OFFICERS])))
    return client


def approved(event: Event, **overrides: Any) -> Registration:
    registration = make_registration(event, **overrides)
    Registration.objects.filter(pk=registration.pk).update(state=State.APPROVED)
    Message.objects.filter(event=event).update(state="sent", sent_at=timezone.now())
    return registration


def form(**overrides: Any) -> dict[str, Any]:
    words = {f"{name}_{code}": "" for name in ("subject", "body") for code in ("en", "fr", "es")}
    choice = dict.fromkeys(
        ("by_state", "by_category", "by_country", "by_source", "by_calendar", "by_q", "planned_at"), ""
    )
    files = {"files-TOTAL_FORMS": "1", "files-INITIAL_FORMS": "0"}
    return {**words, **choice, **files, "subject_en": "News", "body_en": "{salutation}", **overrides}


def attached(name: str, content: bytes) -> dict[str, Any]:
    return {"files-0-file": SimpleUploadedFile(name, content)}


def test_a_file_goes_with_each_mail_with_the_copy_and_with_the_test(officer: Client) -> None:
    event = make_settings().event
    person = approved(event)
    name = "Ordre du jour – été.pdf"
    officer.post(f"{LIST}add/?event={event.pk}", form(by_state="approved", **attached(name, b"%PDF-1.7 x")))
    mailing = Mailing.objects.get()
    row = mailing.files.get()
    page = officer.get(f"{LIST}{mailing.pk}/page/").content.decode()
    assert row.file.url in page
    assert b"".join(officer.get(row.file.url).streaming_content) == b"%PDF-1.7 x"
    officer.post(f"{LIST}{mailing.pk}/test/")
    mailings.release(mailing, make_user(), mailing.updated_at)
    mailings.write_due()
    while delivery.deliver_next():
        pass
    sent = [one for one in mail.outbox if "News" in one.subject]
    assert {one.to[0] for one in sent} > {person.email}
    for one in sent:
        [(sent_name, content, kind)] = [part for part in one.attachments if not part[0].endswith(".ics")]
        assert (sent_name, content, kind) == (row.name, b"%PDF-1.7 x", "application/pdf")
    officer.logout()
    assert officer.get(row.file.url).status_code == 302


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.exe", b"MZ", "Larger ones go as links"),
        ("x.pdf", b"<html>", "Larger ones go as links"),
        ("x.pdf", b"%PDF-" + bytes(LARGEST), "This file is larger than 3\u00a0MB"),
    ],
)
def test_what_no_mailbox_should_get_is_not_attached(officer: Client, name: str, content: bytes, said: str) -> None:
    event = make_settings().event
    answer = officer.post(f"{LIST}add/?event={event.pk}", form(**attached(name, content)))
    assert said in answer.content.decode()
    assert not Mailing.objects.exists()


def test_too_much_together_is_not_attached(officer: Client) -> None:
    event = make_settings().event
    files = {f"files-{number}-file": SimpleUploadedFile("x.pdf", b"%PDF-" + bytes(LARGEST - 9)) for number in (0, 1)}
    answer = officer.post(f"{LIST}add/?event={event.pk}", form(**{"files-TOTAL_FORMS": "2"}, **files))
    assert "larger than 5\u00a0MB" in answer.content.decode()


def test_what_the_scanner_refuses_is_not_attached(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_content: bytes) -> None:
        raise Infected("Eicar")

    monkeypatch.setattr("mailings.forms.scan", refuse)
    event = make_settings().event
    answer = officer.post(f"{LIST}add/?event={event.pk}", form(**attached("x.pdf", b"%PDF-1.7")))
    assert "something bad in this file: Eicar" in answer.content.decode()


def test_the_queue_leads_to_a_draft_with_its_filters(officer: Client) -> None:
    event = make_settings().event
    category = make_category(event)
    queue = officer.get("/admin/registrations/registration/", {"event": event.pk, "state": "approved", "q": "ana"})
    assert f"{LIST}add/?event={event.pk}&amp;state=approved&amp;q=ana" in queue.content.decode()
    page = officer.get(f"{LIST}add/", {"event": event.pk, "state": "approved", "category": category.pk, "q": "ana"})
    initial = page.context["adminform"].form.initial
    assert (initial["by_state"], initial["by_category"], initial["by_q"]) == ("approved", str(category.pk), "ana")
    answer = officer.post(
        f"{LIST}add/?event={event.pk}", form(by_state="approved", by_category=category.pk, by_q="ana")
    )
    mailing = Mailing.objects.get()
    assert answer.url == f"{LIST}{mailing.pk}/page/"
    assert mailing.filters == {"state": "approved", "category": str(category.pk), "q": "ana"}
    assert (mailing.event, mailing.state) == (event, Mailing.State.DRAFT)
    assert officer.get(f"{LIST}{mailing.pk}/change/").context["adminform"].form.initial["by_q"] == "ana"


def test_the_queue_of_all_events_offers_no_mail_and_a_draft_needs_an_event(officer: Client) -> None:
    make_registration()
    assert "mailing/add" not in officer.get("/admin/registrations/registration/").content.decode()
    assert officer.get(f"{LIST}add/").url == "/admin/registrations/registration/"
    assert officer.post(f"{LIST}add/", form()).status_code == 302
    assert not Mailing.objects.exists()


def test_a_draft_begins_with_the_words_of_a_template(officer: Client) -> None:
    event = make_settings().event
    page = officer.get(f"{LIST}add/", {"event": event.pk, "kind": "thanks"})
    initial = page.context["adminform"].form.initial
    assert "Thank you" in initial["subject_en"]
    assert "Merci" in initial["subject_fr"]
    assert "Gracias" in initial["subject_es"]
    officer.post(f"{LIST}add/?event={event.pk}&kind=thanks", form())
    assert Mailing.objects.get().kind == "thanks"


@pytest.mark.parametrize(
    ("wrong", "column"),
    [({"body_en": "{nmae}"}, "body_en"), ({"body_en": ""}, "body_en"), ({"subject_fr": "Seul"}, "body_fr")],
)
def test_words_that_no_reader_should_get_are_refused(officer: Client, wrong: dict[str, str], column: str) -> None:
    event = make_settings().event
    answer = officer.post(f"{LIST}add/?event={event.pk}", form(**wrong))
    assert column in answer.context["adminform"].form.errors
    assert not Mailing.objects.exists()


def test_documents_of_other_events_and_of_staff_are_not_offered(officer: Client) -> None:
    event = make_settings().event
    own, secret, foreign = make_document(event=event), make_document(event=event, audience="staff"), make_document()
    page = officer.get(f"{LIST}add/", {"event": event.pk})
    assert list(page.context["adminform"].form.fields["documents"].queryset) == [own]
    for other in (secret, foreign):
        answer = officer.post(f"{LIST}add/?event={event.pk}", form(documents=[other.pk]))
        assert "documents" in answer.context["adminform"].form.errors
    officer.post(f"{LIST}add/?event={event.pk}", form(documents=[own.pk]))
    assert list(Mailing.objects.get().documents.all()) == [own]


def test_documents_that_are_called_alike_are_offered_with_whose_they_are(officer: Client) -> None:
    event = make_settings().event
    session = make_session(event, title_en="Dayspring")
    speech = make_appearance(session, speaker=make_speaker(given_name="Awa", family_name="Traoré"))
    make_document(appearance=speech, label_en="Slides")
    make_document(session=session, label_en="Slides", audience="participants")
    page = officer.get(f"{LIST}add/", {"event": event.pk})
    offered = [label for _pk, label in page.context["adminform"].form.fields["documents"].choices]
    assert offered == ["Slides – Awa Traoré – Dayspring (everybody)", "Slides – Dayspring (participants)"]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_filters_are_called_as_in_the_queue(officer: Client, language: str) -> None:
    event = make_settings().event
    officer.cookies["django_language"] = language
    queue = officer.get("/admin/registrations/registration/", {"event": event.pk}).content.decode()
    page = officer.get(f"{LIST}add/", {"event": event.pk})
    with override(language):
        fields = page.context["adminform"].form.fields.items()
        names = {str(field.label) for name, field in fields if name.startswith("by_")}
    assert len(names) == 9
    assert names <= set(re.findall(r"<span>([^<]+)</span>", queue))


def test_it_is_planned_by_the_clock_of_the_event(officer: Client) -> None:
    event = make_settings(make_event(timezone="America/New_York")).event
    officer.post(f"{LIST}add/?event={event.pk}", form(planned_at="2027-06-10T09:00"))
    assert Mailing.objects.get().planned_at == datetime.datetime(2027, 6, 10, 13, tzinfo=datetime.UTC)


def test_a_planned_time_that_is_over_is_refused_where_it_is_new(officer: Client) -> None:
    event = make_settings(make_event(timezone="UTC")).event
    answer = officer.post(f"{LIST}add/?event={event.pk}", form(planned_at="2020-01-01T09:00"))
    assert "planned_at" in answer.context["adminform"].form.errors
    mailing = make_mailing(event, planned_at=datetime.datetime(2020, 1, 1, 9, tzinfo=datetime.UTC))
    change = f"{LIST}{mailing.pk}/change/"
    assert officer.post(change, form(planned_at="2020-01-01T09:00")).status_code == 302, "it has passed meanwhile"
    answer = officer.post(change, form(planned_at="2020-01-02T09:00"))
    assert "planned_at" in answer.context["adminform"].form.errors


def test_what_was_planned_for_a_time_that_has_passed_goes_now_and_says_so(officer: Client) -> None:
    event = make_settings().event
    approved(event)
    mailing = make_mailing(event, planned_at=timezone.now() - datetime.timedelta(days=1))
    page = officer.get(f"{LIST}{mailing.pk}/page/").content.decode()
    assert "Send to 1 person now" in page
    assert "It was planned for a time that has passed" in page


def test_the_draft_says_which_languages_still_have_the_words_to_begin_with_and_which_have_none(
    officer: Client,
) -> None:
    event = make_settings().event
    french = built_in("mailing", "fr")
    mailing = make_mailing(event, subject_fr=french.subject, body_fr=french.body.replace("\n", "\r\n"))
    page = officer.get(f"{LIST}{mailing.pk}/page/").content.decode()
    assert "These languages still have the words to begin with: French." in page
    assert "These languages have no words: Spanish." in page


def test_words_that_nobody_touched_in_the_form_are_still_the_words_to_begin_with(officer: Client) -> None:
    event = make_settings().event
    approved(event)
    words = {code: built_in("mailing", code) for code in ("en", "fr", "es")}
    texts = {f"subject_{code}": found.subject for code, found in words.items()}
    texts |= {f"body_{code}": found.body for code, found in words.items()}
    officer.post(f"{LIST}add/?event={event.pk}", form(**texts))
    mailing = Mailing.objects.get()
    assert untouched(mailing) == list(words)
    with pytest.raises(NothingWritten):
        mailings.release(mailing, make_user(), mailing.updated_at)


def test_words_that_say_nothing_are_not_released_until_they_are_changed(officer: Client) -> None:
    event = make_settings().event
    approved(event)
    words = built_in("mailing", "en")
    mailing = make_mailing(event, subject_en=words.subject, body_en=words.body)
    answer = officer.post(
        f"{LIST}{mailing.pk}/send/", {"seen": officer.get(f"{LIST}{mailing.pk}/page/").context["seen"]}, follow=True
    )
    assert "Only the words to begin with stand in this mail" in answer.content.decode()
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.DRAFT


@pytest.mark.parametrize(("is_news", "is_released"), [(False, True), (True, False)])
def test_a_reminder_goes_as_it_stands_unless_it_is_news(is_news: bool, is_released: bool) -> None:
    event = make_settings().event
    record_consent(approved(event), "news")
    words = built_in("before-event", "en")
    mailing = make_mailing(event, kind="before-event", is_news=is_news, subject_en=words.subject, body_en=words.body)
    with nullcontext() if is_released else pytest.raises(NothingWritten):
        mailings.release(mailing, make_user(), mailing.updated_at)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_words_to_begin_with_are_true_of_news(language: str) -> None:
    body = built_in("mailing", language).body
    assert not [words for words in ("registered", "inscription", "inscripción") if words in body]


def test_the_page_says_who_gets_it_who_does_not_and_shows_it_as_each_kind_of_reader(officer: Client) -> None:
    event = make_settings(make_event(mode="hybrid")).event
    english, french = approved(event), approved(event, language="fr", mode="online")
    dead, gone = approved(event), approved(event)
    UndeliverableAddress.objects.create(email_key=dead.email_key)
    cancel(gone)
    mailing = make_mailing(event, filters={}, body_fr="{salutation}\n\n{place}", subject_fr="Nouvelles")
    page = officer.get(f"{LIST}{mailing.pk}/page/")
    assert page.context["number"] == 2
    assert [str(label) for _person, label in page.context["left"]] == [
        "mail to the address came back", "cancelled, declined or ended otherwise",
    ]  # fmt: skip
    assert {(row.language, row.mode, row.is_fallback) for row in page.context["readers"]} == {
        ("English", "in person", False), ("French", "online", False),
    }  # fmt: skip
    shown = officer.get(f"{LIST}{mailing.pk}/preview/", {"reader": french.pk})
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "en ligne" in shown.content.decode()
    shown = officer.get(f"{LIST}{mailing.pk}/preview/", {"reader": english.pk})
    assert english.token not in shown.content.decode()
    assert officer.get(f"{LIST}{mailing.pk}/preview/", {"reader": make_registration().pk}).status_code == 404


def test_looking_sends_nothing_and_sending_is_one_click(officer: Client) -> None:
    event = make_settings().event
    person = approved(event)
    mailing = make_mailing(event)
    page = officer.get(f"{LIST}{mailing.pk}/page/")
    assert officer.get(f"{LIST}{mailing.pk}/send/").status_code == 405
    assert "Send to 1 person now" in page.content.decode()
    for _click in range(2):
        officer.post(f"{LIST}{mailing.pk}/send/", {"seen": page.context["seen"]})
    mailings.write_due()
    assert person.messages.filter(kind="mailing").count() == 1
    log = officer.get(f"{LIST}{mailing.pk}/change/", follow=True)
    assert [row.registration for row in log.context["log"]] == [person]
    assert [number for _code, _label, number in log.context["outcomes"]] == [1, 0, 0, 0]


def test_the_release_counts_those_who_get_it_as_the_draft_did_and_no_erased_person(officer: Client) -> None:
    event = make_settings().event
    one, two, dead, gone = (approved(event) for _number in range(4))
    UndeliverableAddress.objects.create(email_key=dead.email_key)
    erase(gone, by=None, reason="asked")
    mailing = make_mailing(event, filters={})
    page = officer.get(f"{LIST}{mailing.pk}/page/")
    assert (page.context["number"], page.context["left_number"]) == (2, 1)
    answer = officer.post(f"{LIST}{mailing.pk}/send/", {"seen": page.context["seen"]}, follow=True).content.decode()
    assert "Released: 2 persons get it." in answer
    assert "1 person does not; the log says why." in answer
    assert set(mailing.recipients.values_list("registration", flat=True)) == {one.pk, two.pk, dead.pk}
    for _time in ("before it is written", "after"):
        log = officer.get(f"{LIST}{mailing.pk}/page/")
        assert [number for _code, _label, number in log.context["outcomes"]] == [2, 0, 0, 1]
        assert "mail to the address came back" in log.content.decode()
        left, waiting = (officer.get(f"{LIST}{mailing.pk}/page/?show={name}") for name in ("left", "waiting"))
        assert [row.registration for row in left.context["log"]] == [dead]
        assert [row.registration for row in waiting.context["log"]] == [one, two]
        mailings.write_due()


def test_what_a_colleague_changed_meanwhile_is_not_sent_unseen(officer: Client) -> None:
    event = make_settings().event
    approved(event)
    mailing = make_mailing(event)
    seen = officer.get(f"{LIST}{mailing.pk}/page/").context["seen"]
    mailing.save()
    answer = officer.post(f"{LIST}{mailing.pk}/send/", {"seen": seen}, follow=True)
    assert "Somebody has changed this mail meanwhile" in answer.content.decode()
    assert officer.post(f"{LIST}{mailing.pk}/send/").status_code == 302
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.DRAFT


def test_the_log_says_what_became_of_each_and_the_rest_is_stopped(officer: Client) -> None:
    event = make_settings().event
    first, second, gone = (approved(event) for _number in range(3))
    mailing = make_mailing(event)
    mailings.release(mailing, make_user(), mailing.updated_at)
    cancel(gone)
    mailings.write_due()
    Message.objects.filter(kind="cancelled").update(state="sent", sent_at=timezone.now())
    assert delivery.deliver_next()
    shown = officer.get(f"{LIST}{mailing.pk}/page/")
    assert [number for _code, _label, number in shown.context["outcomes"]] == [1, 1, 0, 1]
    assert [row.registration for row in officer.get(f"{LIST}{mailing.pk}/page/?show=sent").context["log"]] == [first]
    assert "cancelled, declined or ended otherwise" in shown.content.decode()
    officer.post(f"{LIST}{mailing.pk}/stop/")
    assert not delivery.deliver_next()
    assert [one.to for one in mail.outbox] == [[first.email]]
    shown = officer.get(f"{LIST}{mailing.pk}/page/?show=left")
    assert [row.registration for row in shown.context["log"]] == [second, gone]
    assert not shown.context["may_stop"]


def test_title_and_list_name_the_event_in_place_of_placeholders(officer: Client) -> None:
    event = make_settings().event
    mailing = make_mailing(event, subject_en="About {event} ({reference})")
    assert str(mailing) == f"About {event.title_en}"
    for address in (LIST, f"{LIST}{mailing.pk}/page/", f"{LIST}{mailing.pk}/change/"):
        content = officer.get(address).content.decode().split("<form", 1)[0] if address != LIST else (
            officer.get(address).content.decode())  # fmt: skip
        assert "{event}" not in content
        assert "{reference}" not in content


def test_when_all_is_sent_the_state_says_so_and_the_words_are_still_read(officer: Client) -> None:
    event = make_settings().event
    approved(event)
    mailing = make_mailing(event, body_en="Bring your *badge*.")
    mailings.release(mailing, make_user(), mailing.updated_at)
    mailings.write_due()
    assert "in the outbox</span>" in officer.get(LIST).content.decode()
    assert delivery.deliver_next()
    assert "in the outbox</span>" not in officer.get(LIST).content.decode()
    page = officer.get(f"{LIST}{mailing.pk}/page/").content.decode()
    assert "in the outbox</span>" not in page
    assert "Bring your *badge*." in page


def test_a_test_goes_to_oneself_in_each_language_that_is_read(officer: Client) -> None:
    event = make_settings().event
    approved(event)
    approved(event, language="fr")
    mailing = make_mailing(event, subject_fr="Nouvelles", body_fr="{salutation}")
    officer.post(f"{LIST}{mailing.pk}/test/")
    while delivery.deliver_next():
        pass
    assert [one.subject for one in mail.outbox] == [f"[{event.code}] News", f"[{event.code}] Nouvelles"]


@pytest.mark.parametrize(
    ("role", "may_draft", "may_send"), [(REGISTRATION_OFFICERS, 1, 1), (EVENT_MANAGERS, 1, 0), (READERS, 0, 0)]
)
def test_drafting_and_sending_are_rights_of_their_own(client: Client, role: str, may_draft: int, may_send: int) -> None:
    event = make_settings().event
    approved(event)
    mailing = make_mailing(event)
    client.force_login(make_user(*sorted(ROLES[role])))
    page = client.get(f"{LIST}{mailing.pk}/page/")
    assert page.context["may_send"] == bool(may_send)
    codes = {name: client.post(f"{LIST}{mailing.pk}/{name}/", {"seen": page.context["seen"]}).status_code
             for name in ("test", "send", "stop")}  # fmt: skip
    wanted = {1: 302, 0: 403}
    assert codes == {"test": wanted[may_draft], "send": wanted[may_send], "stop": wanted[may_send]}
    assert client.get(f"{LIST}add/?event={event.pk}").status_code == (200 if may_draft else 403)


def test_a_draft_is_deleted_and_what_was_released_is_neither_changed_nor_deleted(officer: Client) -> None:
    event = make_settings().event
    approved(event)
    mailing = make_mailing(event)
    assert officer.get(f"{LIST}{mailing.pk}/delete/").status_code == 200
    mailings.release(mailing, make_user(), mailing.updated_at)
    assert officer.post(f"{LIST}{mailing.pk}/delete/", {"post": "yes"}).status_code == 403
    assert officer.post(f"{LIST}{mailing.pk}/change/", form()).url == f"{LIST}{mailing.pk}/page/"
    mailing.refresh_from_db()
    assert mailing.subject_en == "News"


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_pages_speak_the_language_of_who_reads_them(officer: Client, language: str) -> None:
    event = make_settings().event
    approved(event)
    mailing = make_mailing(event)
    officer.cookies["django_language"] = language
    said = {"en": "1 person gets it", "fr": "1 personne le reçoit", "es": "1 persona lo recibe"}
    with override(language):
        assert said[language] in officer.get(f"{LIST}{mailing.pk}/page/").content.decode()


@pytest.mark.parametrize("what", ["list", "draft", "log"])
def test_the_queries_do_not_grow(officer: Client, what: str) -> None:
    counts = []
    for number in (1, 30):
        event = make_settings().event
        for _person in range(number):
            approved(event)
        rows = [make_mailing(event) for _each in range(number if what == "list" else 1)]
        if what == "log":
            mailings.release(rows[0], make_user(), rows[0].updated_at)
            mailings.write_due()
        address = LIST if what == "list" else f"{LIST}{rows[0].pk}/page/"
        officer.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
