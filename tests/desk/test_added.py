"""Persons whom the reader did not find, registrations that a mail changes, and what undoing makes of both."""

import base64
import io

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from PIL import Image

from inbox.models import Conversation, IncomingMessage, MailProposal
from outbox.models import Message
from registrations.actions.correct import correct
from registrations.actions.decide import cancel
from registrations.models import Registration
from registrations.models.states import State
from tests.desk.acting import DESK, OFFICER, act, filled
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
BLANK = {"p0-chosen": "on", "p0-language": "en"}


@pytest.fixture
def conversation() -> Conversation:
    event = make_event(mode="hybrid")
    make_settings(event)
    make_category(event, code="ngo", label_en="NGO")
    return make_conversation(event, kind="nomination-attached")


def picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(file, kind)
    return file.getvalue()


def with_file(conversation: Conversation, content: bytes, label: str) -> IncomingMessage:
    """A mail with one file, labelled as its sender liked."""
    raw = (
        b"From: Ana <ana@example.org>\r\nSubject: N\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=b7\r\n\r\n--b7\r\nContent-Type: text/plain\r\n\r\nPlease see.\r\n"
        b"--b7\r\nContent-Type: " + label.encode() + b"\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename=scan.bin\r\n\r\n" + _base64(content) + b"\r\n--b7--\r\n"
    )
    files = [{"filename": "scan.bin", "content_type": label, "size": len(content), "problems": []}]
    return make_incoming(conversation, raw=raw, attachments=files)


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content)


def page(client: Client, conversation: Conversation) -> str:
    return client.get(f"{DESK}{conversation.pk}/").content.decode()


# Pictures -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_picture_stands_in_the_page(desk: Client, conversation: Conversation, kind: str) -> None:
    content = picture(kind)
    mail = with_file(conversation, content, f"image/{kind.lower()}")
    address = f"{DESK}{conversation.pk}/mail/{mail.pk}/files/0/picture/"
    assert f'src="{address}"' in page(desk, conversation)
    response = desk.get(address)
    assert b"".join(response.streaming_content) == content  # type: ignore[attr-defined]
    assert response["Content-Type"] == f"image/{kind.lower()}"
    assert response["Content-Disposition"] == "inline"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"<script>1</script>", b"%PDF-1.4\n", b"RIFF....WAVE"],
)
def test_what_only_says_that_it_is_a_picture_is_not_shown(
    desk: Client, conversation: Conversation, content: bytes
) -> None:
    mail = with_file(conversation, content, "image/png")
    assert desk.get(f"{DESK}{conversation.pk}/mail/{mail.pk}/files/0/picture/").status_code == 404


@pytest.mark.parametrize("label", ["image/svg+xml", "application/pdf", "text/html"])
def test_other_files_are_for_downloading_alone(desk: Client, conversation: Conversation, label: str) -> None:
    with_file(conversation, b"x", label)
    assert "/picture/" not in page(desk, conversation)


def test_pictures_are_for_those_who_work_at_the_desk(client: Client, conversation: Conversation) -> None:
    mail = with_file(conversation, picture("PNG"), "image/png")
    address = f"{DESK}{conversation.pk}/mail/{mail.pk}/files/0/picture/"
    assert client.get(address).status_code == 302
    client.force_login(make_staff("registrations.view_registration"))
    assert client.get(address).status_code == 403
    client.force_login(make_staff(*OFFICER))
    other = make_conversation(conversation.event)
    assert client.get(address.replace(f"/{conversation.pk}/mail", f"/{other.pk}/mail")).status_code == 404


# Persons whom nobody found --------------------------------------------------------------------------------------------


def test_a_nomination_in_which_nobody_was_found_has_an_empty_form(desk: Client, conversation: Conversation) -> None:
    with_file(conversation, picture("PNG"), "image/png")
    html = page(desk, conversation)
    assert 'name="p0-family_name"' in html
    assert not MailProposal.objects.exists()
    data = {**BLANK, "p0-given_name": "Ana", "p0-family_name": "Lima", "p0-email": "ana@example.org"}
    data |= {"p0-country": "Cabo Verde", "p0-organisation_name": "Ministry", "p0-mode": "online"}
    act(desk, conversation, "accept", **data)
    person = Registration.objects.get()
    assert (person.name, person.country_id, person.mode, person.source) == ("Ana Lima", "CV", "online", "mail")
    assert conversation.proposals().get().result == person
    act(desk, conversation, "undo")
    person.refresh_from_db()
    one = conversation.proposals().get()
    assert (person.state, one.state, one.name, one.value("country")) == (State.CANCELLED, "open", "Ana Lima", "CV")


def test_an_empty_form_that_is_sent_empty_registers_nobody(desk: Client, conversation: Conversation) -> None:
    with_file(conversation, picture("PNG"), "image/png")
    assert "Give a name or an address." in act(desk, conversation, "accept", **BLANK)
    assert not Registration.objects.exists()
    assert not MailProposal.objects.exists()


def test_who_is_registered_already_is_said_at_the_empty_form(desk: Client, conversation: Conversation) -> None:
    with_file(conversation, picture("PNG"), "image/png")
    make_registration(conversation.event, given_name="Ana", family_name="Lima", email="ana@example.org")
    data = {**BLANK, "p0-given_name": "Ana", "p0-family_name": "Lima", "p0-email": "ana@example.org"}
    assert "Nobody was accepted. Ana Lima:" in act(desk, conversation, "accept", **data)
    assert not MailProposal.objects.exists()


@pytest.mark.parametrize(
    "change", [{"kind": "question"}, {"event": None}, {"state": "done", "closed_at": timezone.now()}]
)
def test_no_empty_form_where_nobody_is_to_be_registered(
    desk: Client, conversation: Conversation, change: dict[str, object]
) -> None:
    with_file(conversation, picture("PNG"), "image/png")
    Conversation.objects.filter(pk=conversation.pk).update(**change)
    assert 'name="p0-family_name"' not in page(desk, conversation)


def test_a_person_is_added_and_taken_away_again(desk: Client, conversation: Conversation, officer: User) -> None:
    make_incoming(conversation)
    mail = make_incoming(conversation)
    make_incoming(conversation, is_automatic=True)
    assert "Add a person" in page(desk, conversation)
    act(desk, conversation, "add-person")
    one = conversation.proposals().get()
    assert (one.message, one.action, one.data, one.state) == (mail, "register", {}, "open")
    action = conversation.actions.get()
    assert (action.kind, action.by) == ("proposed", officer)
    act(desk, conversation, "undo")
    assert not conversation.proposals().exists()


def test_adding_keeps_what_was_typed_and_needs_the_page_of_now(desk: Client, conversation: Conversation) -> None:
    make_proposal(make_incoming(conversation))
    seen = conversation.seen_mark()
    html = act(desk, conversation, "add-person", seen=seen, **filled(conversation, function="Typed by staff"))
    assert "Typed by staff" in html
    assert conversation.proposals().count() == 2
    assert "You have done this already." in act(desk, conversation, "add-person", seen=seen)
    assert [row.position for row in conversation.proposals()] == [0, 1]


def test_who_may_not_register_adds_nobody(client: Client, conversation: Conversation) -> None:
    client.force_login(make_staff(*sorted({"inbox.work_mailbox"})))
    make_incoming(conversation)
    assert "Add a person" not in page(client, conversation)
    data = {"seen": conversation.seen_mark()}
    assert client.post(f"{DESK}{conversation.pk}/add-person/", data).status_code == 403


# Registered already, and changed --------------------------------------------------------------------------------------


def double(conversation: Conversation, **columns: object) -> tuple[Registration, MailProposal]:
    names = {"given_name": "Ana", "family_name": "Lima", "email": "ana@example.org"}
    known = make_registration(conversation.event, **{**names, "function": "Clerk", "phone": "1", **columns})
    data = {**names, "function": "Mayor", "phone": "+41 22 555 01 00"}
    return known, make_proposal(make_incoming(conversation), data=data)


def test_a_possible_double_is_attached_and_changed_in_one_click(desk: Client, conversation: Conversation) -> None:
    known, one = double(conversation)
    html = page(desk, conversation)
    assert "<del>Clerk</del> → <ins>Mayor</ins>" in html
    told = known.messages.count()
    chosen = {f"change-{one.pk}-{known.pk}": "function", "attach_and_change": f"{one.pk}:{known.pk}"}
    assert "which is changed" in act(desk, conversation, "attach", **chosen)
    known.refresh_from_db()
    one.refresh_from_db()
    assert (known.function, known.phone) == ("Mayor", "1")
    assert (one.state, one.result, conversation.registration) == ("accepted", known, known)
    assert conversation.actions.get().kind == "attached"
    act(desk, conversation, "undo")
    known.refresh_from_db()
    one.refresh_from_db()
    assert (known.function, one.state, one.result, conversation.registration) == ("Clerk", "open", None, None)
    assert known.messages.count() == told


def test_nothing_is_attached_where_nothing_was_chosen(desk: Client, conversation: Conversation) -> None:
    known, one = double(conversation)
    said = act(desk, conversation, "attach", attach_and_change=f"{one.pk}:{known.pk}")
    assert "Choose what shall be changed." in said
    one.refresh_from_db()
    assert one.state == "open"


def test_what_cannot_be_changed_is_not_attached_either(desk: Client, conversation: Conversation) -> None:
    known, one = double(conversation)
    cancel(known, by=make_staff())
    chosen = {f"change-{one.pk}-{known.pk}": "function", "attach_and_change": f"{one.pk}:{known.pk}"}
    act(desk, conversation, "attach", **chosen)
    one.refresh_from_db()
    known.refresh_from_db()
    assert (one.state, known.function) == ("open", "Clerk")


def test_changing_by_attaching_needs_the_right_to_change(client: Client, conversation: Conversation) -> None:
    client.force_login(make_staff("inbox.work_mailbox", "registrations.view_registration"))
    known, one = double(conversation)
    assert "attach_and_change" not in page(client, conversation)
    data = {"attach_and_change": f"{one.pk}:{known.pk}", f"change-{one.pk}-{known.pk}": "function"}
    data["seen"] = conversation.seen_mark()
    assert client.post(f"{DESK}{conversation.pk}/attach/", data).status_code == 403


def changed(desk: Client, conversation: Conversation) -> Registration:
    body = make_organisation(name_en="Ministry of Ports")
    known = make_registration(conversation.event, function="Clerk", organisation=body, organisation_name="")
    data = {"function": "Mayor", "organisation": "Port Authority", "country": "FR"}
    one = make_proposal(make_incoming(conversation), action="update", target=known, data=data)
    names = ["function", "organisation_name", "country"]
    act(desk, conversation, "change-fields", change=one.pk, **{f"change-{one.pk}": names})
    return known


def test_a_change_is_put_back(desk: Client, conversation: Conversation) -> None:
    known = changed(desk, conversation)
    before = Registration.objects.get(pk=known.pk)
    assert (before.function, before.organisation_name) == ("Mayor", "Port Authority")
    assert "Undone:" in act(desk, conversation, "undo")
    after = Registration.objects.get(pk=known.pk)
    names = ("function", "organisation_name", "organisation_id", "country_id")
    assert [getattr(after, name) for name in names] == [getattr(known, name) for name in names]
    assert conversation.proposals().get().state == "open"


@pytest.mark.parametrize("is_by_verb", [True, False])
def test_a_change_stays_once_the_registration_changed_again(
    desk: Client, conversation: Conversation, is_by_verb: bool
) -> None:
    known = changed(desk, conversation)
    if is_by_verb:
        correct(Registration.objects.get(pk=known.pk), by=make_staff(), phone="2")
    else:
        Registration.objects.filter(pk=known.pk).update(function="Minister")
    assert "was changed again since" in act(desk, conversation, "undo")
    assert Registration.objects.get(pk=known.pk).function == ("Mayor" if is_by_verb else "Minister")
    assert conversation.proposals().get().state == "accepted"


def test_before_an_acceptance_is_undone_it_is_shown_who_gets_which_mail(
    desk: Client, conversation: Conversation
) -> None:
    message = make_incoming(conversation)
    for name in ("Ana", "Luis"):
        make_proposal(message, data={"given_name": name, "family_name": "Vega", "email": f"{name.lower()}@example.org"})
    act(desk, conversation, "accept", **filled(conversation))
    first = Registration.objects.get(given_name="Ana")
    Message.objects.filter(registration_link__registration=first).update(state="sent", sent_at=timezone.now())
    page = act(desk, conversation, "undo")
    assert "1 person has read of the registration by now" in page
    assert "ana@example.org" in page
    assert "luis@example.org" not in page
    assert set(Registration.objects.values_list("state", flat=True)) == {"incomplete"}
    assert not Message.objects.filter(kind="cancelled").exists()
    assert "Undone:" in act(desk, conversation, "undo", mails=str(first.pk))
    assert set(Registration.objects.values_list("state", flat=True)) == {"cancelled"}
    page = desk.get(f"{DESK}{conversation.pk}/").content.decode()
    assert page.count(f"we told Ana Vega ({first.reference})") == 2  # of the registration, and of its end


def test_undoing_of_which_nobody_read_writes_to_nobody_and_asks_nothing(
    desk: Client, conversation: Conversation
) -> None:
    make_proposal(make_incoming(conversation))
    act(desk, conversation, "accept", **filled(conversation))
    assert "Undone:" in act(desk, conversation, "undo")
