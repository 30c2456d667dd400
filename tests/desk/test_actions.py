"""What the buttons do: each verb has its address, answers by POST, and refuses with a sentence."""

import errno
import re
from collections.abc import Callable
from html import unescape
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from inbox.actions import handle
from inbox.models import Conversation, ConversationMessage, StandardAnswer
from outbox.models import Message
from registrations.actions.register import reference_of_another
from registrations.errors import RegistrationError
from registrations.models import Registration, RestrictedData
from registrations.models.states import State
from storage.private_files import PrivateStorage
from tests.desk.acting import DESK, OFFICER, act, filled
from tests.factories import (
    make_category,
    make_conversation,
    make_country,
    make_event,
    make_incoming,
    make_organisation,
    make_proposal,
    make_registration,
    make_settings,
    make_staff,
)
from tests.registrations.formdata import hidden

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n"
NOMINATED = (
    b"From: Ana <ana@example.org>\r\nSubject: N\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\nPlease see.\r\n--b\r\nContent-Type: application/pdf\r\n"
    b"Content-Disposition: attachment; filename=note.pdf\r\n\r\n" + PDF + b"\r\n--b\r\nContent-Type: text/plain\r\n"
    b"Content-Disposition: attachment; filename=note.txt\r\n\r\nhello\r\n--b--\r\n"
)


@pytest.fixture
def conversation() -> Conversation:
    event = make_event(mode="hybrid")
    make_settings(event)
    make_category(event, code="member-state", label_en="Member State")
    make_category(event, code="ngo", label_en="NGO")
    return make_conversation(event)


@pytest.mark.parametrize(
    ("verb", "column", "value"),
    [("done", "state", "done"), ("junk", "state", "junk"), ("take", "owner_id", "me")],
)
def test_a_button_does_its_verb_and_undo_puts_it_back(
    desk: Client, conversation: Conversation, officer: User, verb: str, column: str, value: str
) -> None:
    before = getattr(conversation, column)
    act(desk, conversation, verb)
    assert getattr(conversation, column) == (officer.pk if value == "me" else value)
    assert "Undone:" in act(desk, conversation, "undo")
    assert getattr(conversation, column) == before


def test_give_back_and_open_again(desk: Client, conversation: Conversation) -> None:
    act(desk, conversation, "take")
    act(desk, conversation, "give-back")
    assert conversation.owner is None
    act(desk, conversation, "done")
    act(desk, conversation, "reopen")
    assert conversation.state == "open"


def test_an_outdated_page_is_told_who_was_faster(desk: Client, conversation: Conversation) -> None:
    seen, colleague = conversation.seen_mark(), make_staff()
    handle.take(conversation, colleague, seen)
    html = act(desk, conversation, "junk", seen=seen)
    assert f"Meanwhile {colleague.username} was here" in html
    assert conversation.state == "open"


@pytest.mark.parametrize("seen", ["", "x", "0", "1.2.3.4", "9" * 400])
def test_a_made_up_mark_does_nothing(desk: Client, conversation: Conversation, seen: str) -> None:
    response = desk.post(f"{DESK}{conversation.pk}/junk/", {"seen": seen})
    conversation.refresh_from_db()
    assert (response.status_code, conversation.state) == (302, "open")


def test_sorting(desk: Client, conversation: Conversation) -> None:
    other = make_event()
    make_settings(other)
    act(desk, conversation, "sort", kind="question", event=other.pk, language="es")
    assert (conversation.kind, conversation.event, conversation.language) == ("question", other, "es")
    act(desk, conversation, "sort", kind="nonsense", event="", language="xx")
    assert (conversation.kind, conversation.event, conversation.language) == ("question", None, "es")


def test_a_note(desk: Client, conversation: Conversation) -> None:
    assert "Call her on <Monday>".replace("<", "&lt;").replace(">", "&gt;") in act(
        desk, conversation, "note", note="Call her on <Monday>"
    )
    assert "Write the note first." in act(desk, conversation, "note", note="  ")


# Accepting ------------------------------------------------------------------------------------------------------------


def test_persons_are_accepted_as_corrected(desk: Client, conversation: Conversation, officer: User) -> None:
    body = make_organisation(name_en="Ministry of Labour")
    category = conversation.event.categories.get(code="ngo")
    make_proposal(make_incoming(conversation))
    data = filled(
        conversation, country="cote d’ivoire", organisation_name="MINISTRY of Labour", mode="online",
        category=category.pk, function="Mayor", language="fr",
    )  # fmt: skip
    html = act(desk, conversation, "accept", **data)
    person = Registration.objects.get()
    assert f"1 person is registered: {person.reference}" in html
    assert (person.country, person.organisation, person.mode) == (make_country("CI"), body, "online")
    assert (person.category, person.function, person.language) == (category, "Mayor", "fr")
    assert (person.state, person.source, person.history.get().by) == (State.PENDING, "mail", officer)
    assert conversation.registration == person


def test_who_is_not_chosen_stays_proposed(desk: Client, conversation: Conversation) -> None:
    mail = make_incoming(conversation)
    first, second = make_proposal(mail), make_proposal(mail)
    data = filled(conversation)
    del data[f"p{second.pk}-chosen"]
    act(desk, conversation, "accept", **data)
    assert [one.state for one in conversation.proposals()] == ["accepted", "open"]
    assert "1 of 2" in desk.get(DESK).content.decode()
    assert first.pk


def test_the_category_for_all_fills_what_is_empty(desk: Client, conversation: Conversation) -> None:
    category = conversation.event.categories.get(code="ngo")
    make_proposal(make_incoming(conversation))
    act(desk, conversation, "accept", category_for_all=category.pk, **filled(conversation))
    assert Registration.objects.get().category == category


def test_approved_at_once_and_done(desk: Client, conversation: Conversation) -> None:
    make_proposal(make_incoming(conversation))
    act(desk, conversation, "accept", is_approved="on", done="1", **filled(conversation))
    assert Registration.objects.get().state == State.APPROVED
    assert conversation.state == "done"


def test_approving_needs_the_right_to_decide(client: Client, conversation: Conversation) -> None:
    client.force_login(make_staff(*[name for name in OFFICER if "decide" not in name]))
    make_proposal(make_incoming(conversation))
    data = {"seen": conversation.seen_mark(), "is_approved": "on", **filled(conversation)}
    assert client.post(f"{DESK}{conversation.pk}/accept/", data).status_code == 403
    assert not Registration.objects.exists()


def test_a_wrong_field_is_said_and_what_was_typed_stays(desk: Client, conversation: Conversation) -> None:
    make_proposal(make_incoming(conversation))
    html = act(desk, conversation, "accept", **filled(conversation, country="Atlantis", function="Typed by staff"))
    assert "No country has this name." in html
    assert "Typed by staff" in html
    assert not Registration.objects.exists()


def test_a_person_registered_already_stops_all(desk: Client, conversation: Conversation) -> None:
    mail = make_incoming(conversation)
    make_proposal(mail)
    known = make_registration(conversation.event, given_name="Ana", family_name="Same", email="same@example.org")
    make_proposal(mail, data={"given_name": "Ana", "family_name": "Same", "email": "same@example.org"})
    html = act(desk, conversation, "accept", **filled(conversation))
    assert "Nobody was accepted. Ana Same: This person is already registered" in html
    assert known.reference in html
    assert Registration.objects.count() == 1


def test_somebody_without_an_address_is_named(desk: Client, conversation: Conversation) -> None:
    make_proposal(make_incoming(conversation), data={"email": "", "family_name": "Mute"})
    shown = act(desk, conversation, "accept", **filled(conversation))
    assert "Without an address, so to be told by the writer of the mail: Ana Mute." in shown


def test_nobody_chosen(desk: Client, conversation: Conversation) -> None:
    make_proposal(make_incoming(conversation))
    assert "Choose at least one person." in act(desk, conversation, "accept")


def nominated(conversation: Conversation) -> int:
    files = [
        {"filename": "note.pdf", "content_type": "application/pdf", "size": len(PDF)},
        {"filename": "note.txt", "content_type": "text/plain", "size": 5},
    ]
    mail = make_incoming(conversation, raw=NOMINATED, attachments=files)
    make_proposal(mail)
    return mail.pk


def test_each_has_a_copy_of_the_nomination_document_before_anything_is_committed(
    desk: Client, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies after the commit must leave no registration whose document is nowhere."""
    mail = nominated(conversation)
    seen = []

    def looking(*_arguments: object) -> list[str]:
        seen.extend(row.nomination_document.read() for row in Registration.objects.all())
        return []

    monkeypatch.setattr("desk.dry_run.problems_of", looking)  # the last step before the commit
    act(desk, conversation, "accept", document=f"{mail}.0", **filled(conversation))
    assert Registration.objects.get().nomination_document.name.endswith(".pdf")
    assert [content[:8] for content in seen] == [b"%PDF-1.4"]


def test_no_copy_is_left_when_nobody_is_accepted(
    desk: Client, conversation: Conversation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = nominated(conversation)
    monkeypatch.setattr("inbox.actions.accept.register_person", Mock(side_effect=RegistrationError("No.")))
    act(desk, conversation, "accept", document=f"{mail}.0", **filled(conversation))
    assert not Registration.objects.exists()
    assert [path for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file()] == []


def test_with_a_full_disk_nobody_is_accepted(
    desk: Client, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = nominated(conversation)
    monkeypatch.setattr(PrivateStorage, "_save", Mock(side_effect=OSError(errno.ENOSPC, "full")))
    desk.raise_request_exception = False
    data = {"seen": conversation.seen_mark(), "document": f"{mail}.0", **filled(conversation)}
    assert desk.post(f"{DESK}{conversation.pk}/accept/", data).status_code == 503
    assert not Registration.objects.exists()


def test_what_is_no_document_is_refused(desk: Client, conversation: Conversation) -> None:
    mail = nominated(conversation)
    html = act(desk, conversation, "accept", document=f"{mail}.1", **filled(conversation))
    assert "cannot be a nomination document" in html
    assert not Registration.objects.exists()


@pytest.mark.parametrize("document", ["999999.0", "x.y", "{mail}.99", "{mail}"])
def test_a_document_that_is_not_there(desk: Client, conversation: Conversation, document: str) -> None:
    mail = nominated(conversation)
    data = {"seen": conversation.seen_mark(), "document": document.format(mail=mail), **filled(conversation)}
    assert desk.post(f"{DESK}{conversation.pk}/accept/", data).status_code == 404


def test_put_aside_attach_and_undo(desk: Client, conversation: Conversation) -> None:
    known = make_registration(conversation.event)
    one = make_proposal(make_incoming(conversation))
    act(desk, conversation, "set-aside", aside=one.pk)
    assert conversation.proposals().get().state == "dismissed"
    act(desk, conversation, "undo")
    act(desk, conversation, "attach", attach=f"{one.pk}:{known.pk}")
    assert conversation.proposals().get().result == known
    act(desk, conversation, "undo")
    assert conversation.proposals().get().state == "open"


@pytest.mark.parametrize("is_sent_again", [False, True])
def test_a_conversation_is_attached_by_reference(desk: Client, conversation: Conversation, is_sent_again: bool) -> None:
    known = make_registration(conversation.event)
    make_registration(conversation.event)
    reference = reference_of_another(known, "a form") if is_sent_again else known.reference
    assert "No registration" in act(desk, conversation, "attach", reference="NONE-1")
    act(desk, conversation, "attach", reference=reference.lower())
    assert conversation.registration == known
    html = desk.get(f"/admin/registrations/registration/{known.pk}/change/").content.decode()
    assert f"{DESK}{conversation.pk}/" in html


def test_chosen_fields_are_changed_and_no_others(desk: Client, conversation: Conversation) -> None:
    known = make_registration(conversation.event, function="Clerk", phone="1")
    data = {"function": "Mayor", "phone": "+41 22 555 01 00"}
    one = make_proposal(make_incoming(conversation), action="update", target=known, data=data)
    html = act(desk, conversation, "change-fields", change=one.pk, **{f"change-{one.pk}": "function"})
    known.refresh_from_db()
    assert (known.function, known.phone) == ("Mayor", "1")
    assert f"{known.reference} is changed." in html


def test_a_cancellation_goes_by_the_page_of_decisions_and_back(desk: Client, conversation: Conversation) -> None:
    known = make_registration(conversation.event)
    one = make_proposal(make_incoming(conversation), action="cancel", target=known, data={"given_name": ""})
    query = f"?id={known.pk}&proposal={one.pk}"
    assert "decide/cancel/" + query.replace("&", "&amp;") in desk.get(f"{DESK}{conversation.pk}/").content.decode()
    decide = f"{DESK}{conversation.pk}/decide/cancel/{query}"
    html = desk.get(decide).content.decode()
    assert conversation.mark in html
    seen = f"{known.pk}:{known.history.latest('pk').pk}"
    data = {"id": known.pk, "seen": seen, "proposal": one.pk, "do": "1"}
    data |= {"subject_en": "Cancelled", "body_en": "We have cancelled it.\n\n[Your page]({link})"}
    response = desk.post(decide.partition("?")[0], data)
    assert response["Location"] == f"{DESK}{conversation.pk}/"
    known.refresh_from_db()
    one.refresh_from_db()
    assert (known.state, one.state, one.result) == (State.CANCELLED, "accepted", known)
    assert conversation.actions.get().kind == "cancelled"
    assert "own page" in act(desk, conversation, "undo")


@pytest.mark.parametrize("is_waiting", [True, False])
def test_a_place_that_is_free_again_is_offered_to_the_next_in_line(
    desk: Client, conversation: Conversation, is_waiting: bool
) -> None:
    conversation.event.registration_settings.capacity = 1
    conversation.event.registration_settings.save()
    known = make_registration(conversation.event, state=State.APPROVED)
    if is_waiting:
        waiting = make_registration(conversation.event, state=State.WAITING)
    seen = f"{known.pk}:{known.history.latest('pk').pk}"
    data = {"id": known.pk, "seen": seen, "do": "1"}
    data |= {"subject_en": "Cancelled", "body_en": "We have cancelled it.\n\n[Your page]({link})"}
    address = f"{DESK}{conversation.pk}/decide/cancel/"
    html = desk.post(address, data, follow=True).content.decode()
    assert conversation.mark in html
    if is_waiting:
        assert (
            f"): {waiting.formal_name} is next in line." in html.partition(f"A place is free ({waiting.event.code}")[2]
        )
        assert f"{DESK}{conversation.pk}/decide-next/approve/?id={waiting.pk}" in html
        assert Registration.objects.get(pk=waiting.pk).state == State.WAITING
    else:
        assert "next in line" not in html


def test_one_person_comes_in_the_place_of_another(desk: Client, conversation: Conversation) -> None:
    known = make_registration(conversation.event, state=State.APPROVED)
    one = make_proposal(
        make_incoming(conversation), action="substitute", target=known, data={"country": "", "organisation": ""}
    )
    html = act(desk, conversation, "substitute", substitute=one.pk, do="1", **filled(conversation))
    known.refresh_from_db()
    one.refresh_from_db()
    assert known.state == State.REPLACED
    assert (one.result.state, one.result.country, one.result.source) == (State.APPROVED, known.country, "mail")
    assert "comes in the place of" in html
    assert f"cancel {one.result.reference} and take up the one before again" in act(desk, conversation, "undo")


# Answering ------------------------------------------------------------------------------------------------------------


def test_an_answer_goes_and_cannot_be_undone(desk: Client, conversation: Conversation) -> None:
    make_incoming(conversation)
    html = desk.get(f"{DESK}{conversation.pk}/answer/").content.decode()
    assert conversation.mark in html
    said = act(desk, conversation, "answer", language="en", subject="Re: Gate", body="Pregny gate.", send="1")
    message = conversation.outgoing.get(kind="answer")
    assert (message.subject, message.state, message.to_email) == (
        f"Re: Gate [{conversation.mark}]", "queued", conversation.email,
    )  # fmt: skip
    assert "is on its way to" in said
    assert "cannot be taken back" in act(desk, conversation, "undo")


def test_an_empty_answer_is_not_sent(desk: Client, conversation: Conversation) -> None:
    make_incoming(conversation)
    assert "The mail needs a text." in act(desk, conversation, "answer", language="en", subject="Re", body=" ")
    assert not conversation.outgoing.exists()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("kind", ["question", "duplicate"])
@pytest.mark.parametrize(
    ("change", "is_sent"),
    [
        (lambda body: body, False),
        (lambda body: body.replace("\n", "\r\n") + "\r\n", False),
        (lambda body: "\n\n".join(part for number, part in enumerate(body.split("\n\n")) if number != 1), False),
        (lambda body: body.replace("\n\n", "\n\nGate 3.\n\n", 1), True),
    ],
)
def test_an_answer_in_which_nothing_was_written_is_not_sent(
    desk: Client, conversation: Conversation, language: str, kind: str, change: Callable[[str], str], is_sent: bool
) -> None:
    make_incoming(conversation, kind=kind)
    page = desk.get(f"{DESK}{conversation.pk}/answer/?language={language}").content.decode()
    body = unescape(re.search(r'<textarea[^>]*name="body"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1])  # type: ignore[index]
    said = act(desk, conversation, "answer", language=language, subject="Re: Gate", body=change(body), send="1")
    assert ("Write the answer first." not in said) == is_sent == conversation.outgoing.exists()


def test_the_language_is_switched_and_a_standard_answer_put_in(desk: Client, conversation: Conversation) -> None:
    make_incoming(conversation, text="What is the fee?", own_text="What is the fee?")
    row = StandardAnswer.objects.create(
        label_en="Fee", label_fr="Frais", keywords_en="fee", body_en="It is free.", body_fr="C’est gratuit."
    )
    html = desk.get(f"{DESK}{conversation.pk}/answer/?language=fr&standard={row.pk}").content.decode()
    assert "★ Frais" in html
    assert "C’est gratuit." in html
    assert html.count("– in the draft already") == 1
    assert "in the draft already" not in desk.get(f"{DESK}{conversation.pk}/answer/?language=es").content.decode()
    conversation.refresh_from_db()
    assert conversation.language == "en"


def test_the_preview_is_a_frame_without_any_power(desk: Client, conversation: Conversation) -> None:
    make_incoming(conversation)
    response = desk.post(f"{DESK}{conversation.pk}/answer/preview/", {"subject": "S", "body": "**Bold** <script>"})
    assert "<strong>Bold</strong>" in response.content.decode()
    assert "<script>" not in response.content.decode()
    assert "sandbox" in response["Content-Security-Policy"]
    assert not Message.objects.filter(conversation_link__conversation=conversation).exists()


def held(conversation: Conversation) -> Message:
    message = make_registration(conversation.event).messages.get()
    ConversationMessage.objects.create(message=message, conversation=conversation)
    Message.objects.filter(pk=message.pk).update(state="held")
    return message


def test_what_a_rule_wrote_is_sent_or_thrown_away(desk: Client, conversation: Conversation) -> None:
    first, second = held(conversation), held(conversation)
    assert "This message was written by a rule" in desk.get(f"{DESK}{conversation.pk}/").content.decode()
    act(desk, conversation, f"message/{second.pk}/discard")
    second.refresh_from_db()
    assert second.state == "discarded"
    act(desk, conversation, "undo")
    second.refresh_from_db()
    assert second.state == "held"
    act(desk, conversation, f"message/{first.pk}/release")
    first.refresh_from_db()
    assert first.state == "queued"


def test_a_message_of_another_conversation_is_not_there(desk: Client, conversation: Conversation) -> None:
    message = held(make_conversation(conversation.event))
    data = {"seen": conversation.seen_mark()}
    assert desk.post(f"{DESK}{conversation.pk}/message/{message.pk}/release/", data).status_code == 404


def test_a_meeting_that_is_gone_is_not_sorted_under(desk: Client, conversation: Conversation) -> None:
    event = conversation.event
    html = act(desk, conversation, "sort", event="999999999")
    assert "This meeting is not there any more" in html
    assert "Sorted." not in html
    assert conversation.event == event


def test_undoing_a_change_takes_the_right_to_change(client: Client, conversation: Conversation) -> None:
    known = make_registration(conversation.event, function="Clerk")
    one = make_proposal(make_incoming(conversation), action="update", target=known, data={"function": "Mayor"})
    client.force_login(make_staff(*OFFICER))
    act(client, conversation, "change-fields", change=one.pk, **{f"change-{one.pk}": "function"})
    client.force_login(make_staff("inbox.work_mailbox", "registrations.view_registration"))
    response = client.post(f"{DESK}{conversation.pk}/undo/", {"seen": conversation.seen_mark()})
    assert response.status_code == 403
    known.refresh_from_db()
    assert known.function == "Mayor"


def test_what_is_kept_apart_goes_along_only_with_the_right_to_change(
    client: Client, conversation: Conversation
) -> None:
    known = make_registration(conversation.event)
    one = make_proposal(make_incoming(conversation), restricted={"diet": "no nuts"})
    client.force_login(make_staff("inbox.work_mailbox", "registrations.view_registration"))
    data = {"seen": conversation.seen_mark(), "attach": f"{one.pk}:{known.pk}"}
    assert client.post(f"{DESK}{conversation.pk}/attach/", data).status_code == 403
    assert not RestrictedData.objects.filter(registration=known).exists()


def test_an_answer_that_a_mail_overtook_is_kept_for_another_look(desk: Client, conversation: Conversation) -> None:
    make_incoming(conversation)
    seen = conversation.seen_mark()
    make_incoming(conversation)
    data = {"seen": seen, "subject": "Re: x", "body": "A long and careful answer.", "language": "en"}
    response = desk.post(f"{DESK}{conversation.pk}/answer/", data)
    html = response.content.decode()
    assert "another mail came in" in html
    assert "A long and careful answer." in html
    assert not conversation.outgoing.exists()
    data["seen"] = hidden(html)["seen"]
    assert desk.post(f"{DESK}{conversation.pk}/answer/", data).status_code == 302
    assert "A long and careful answer." in conversation.outgoing.get().text


def test_a_note_that_a_mail_overtook_is_kept_too(desk: Client, conversation: Conversation) -> None:
    seen = conversation.seen_mark()
    make_incoming(conversation)
    html = desk.post(f"{DESK}{conversation.pk}/note/", {"seen": seen, "note": "Ask <Ana>"}).content.decode()
    assert "another mail came in" in html
    assert "Ask &lt;Ana&gt;</textarea>" in html
    assert not conversation.actions.exists()


def test_persons_whom_a_mail_overtook_keep_what_was_corrected(desk: Client, conversation: Conversation) -> None:
    make_proposal(make_incoming(conversation))
    data = filled(conversation, function="Deputy minister of ports") | {"seen": conversation.seen_mark()}
    make_incoming(conversation)
    html = desk.post(f"{DESK}{conversation.pk}/accept/", data).content.decode()
    assert "another mail came in" in html
    assert "Deputy minister of ports" in html
    assert not Registration.objects.exists()


def test_an_answer_too_long_is_refused_and_not_cut(desk: Client, conversation: Conversation) -> None:
    make_incoming(conversation)
    data = {"seen": conversation.seen_mark(), "subject": "Re: x", "body": "word " * 10_001, "language": "en"}
    html = desk.post(f"{DESK}{conversation.pk}/answer/", data).content.decode()
    assert "longer than 50000 characters" in html
    assert not conversation.outgoing.exists()
