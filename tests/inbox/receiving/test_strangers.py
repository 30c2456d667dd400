"""What somebody outside must not learn, get or cause by writing to the shared mailbox."""

import pytest
from django.test import Client
from django.utils.translation import override

from inbox.form_by_mail import form_by_mail_of
from inbox.models import Conversation, IncomingMessage
from inbox.receiving.intake import receive
from inbox.replies import has_form
from outbox.models import Message
from registrations.actions.merge import merge
from registrations.models import Registration
from tests.factories import make_registration
from tests.inbox.receiving.world import make_world, now
from tests.mailreader.mails import mail

pytestmark = pytest.mark.django_db

ANA = {"given_name": "Ana", "family_name": "Pérez-Lindo", "email": "ana.perez@gov.example.org"}
ASKS = (
    "Dear colleagues,\n\nplease register for DLG27-2:\n\nName: Ana Pérez-Lindo\nEmail: ana.perez@gov.example.org\n\n"
    "Kind regards\nMal Stranger\n"
)
FORWARDS = (
    "See below.\n\n---------- Forwarded message ----------\nFrom: Ana Pérez-Lindo <ana.perez@gov.example.org>\n"
    "Date: Mon, 10 May 2027\nSubject: registration\nTo: mal@evil.example.org\n\n"
    "Dear all,\n\nI would like to register for DLG27-2.\n\nAna Pérez-Lindo\n"
)


def take(raw: bytes, number: int = 1) -> IncomingMessage:
    return receive(raw.replace(b"<test-1@", f"<test-{number}@".encode()), source="pipe", now=now()).message


def register_ana() -> Registration:
    event = Registration.objects.all()[0].event
    return make_registration(
        event, **ANA, title="Dr", function="Director", organisation_name="Ministry of Labour of Cabo Verde"
    )


@pytest.mark.parametrize(("text", "subject"), [(ASKS, "registration"), (FORWARDS, "Fwd: registration")])
def test_an_acknowledgement_does_not_tell_who_is_registered(text: str, subject: str) -> None:
    make_world()
    sender = "Mal Stranger <mal@evil.example.org>"
    told = []
    for number, is_registered in enumerate((False, True), 1):
        if is_registered:
            register_ana()
        message = take(mail(text, sender=sender, subject=subject), number)
        (answer,) = Message.objects.filter(conversation_link__conversation=message.conversation)
        mark = message.conversation.mark
        told.append([part.replace(mark, "M") for part in (answer.kind, answer.to_email, answer.subject, answer.text)])
        Message.objects.all().delete()
        IncomingMessage.objects.all().delete()
        Conversation.objects.all().delete()
    assert told[0] == told[1]
    assert "Cabo Verde" not in str(told)


def test_staff_see_all_the_same_who_is_registered() -> None:
    make_world()
    ana = register_ana()
    message = take(mail(ASKS, sender="Mal Stranger <mal@evil.example.org>", subject="registration"))
    assert ([row.target for row in message.proposals.all()], message.kind) == ([ana], "duplicate")


def test_who_has_the_link_sees_nothing_that_others_wrote_later(rf) -> None:  # type: ignore[no-untyped-def]  # pytest-django's
    make_world()
    own = "Please register me for DLG27-2.\n\nName: Mal Stranger\nFunction: Analyst\nOrganisation: Evil Ltd\n"
    first = take(mail(own, sender="Mal Stranger <mal@evil.example.org>", subject="registration"))
    conversation = first.conversation
    later = take(
        mail(ASKS, sender="A Ministry <office@gov.example.org>", subject=f"delegation [{conversation.mark}]"), number=2
    )
    assert later.conversation == conversation
    conversation.refresh_from_db()
    with override("en"):
        request = rf.get("/", {"mail": conversation.token})
        request.user = None
        mailed = form_by_mail_of(request, "dlg27-2")
    assert mailed is not None
    assert [person.value("family_name") for person in mailed.persons] == ["Stranger"]
    conversation.turn_to(later)
    assert not has_form(conversation)
    assert not conversation.outgoing.filter(to_email="office@gov.example.org", body__contains="mail=")


def test_a_question_gives_no_key_to_what_others_will_write() -> None:
    make_world()
    message = take(mail("Is there a fee for DLG27-2?", subject="question"))
    assert not has_form(message.conversation)


@pytest.mark.parametrize("reply_to", ["", "mal@evil.example.org"])
def test_who_uses_a_mark_is_noted_as_new_again_and_again(reply_to: str) -> None:
    """Neither a forged From, nor a second mail, nor the answer that went by itself makes a stranger known."""
    make_world()
    first = take(mail(ASKS, sender="A Ministry <office@gov.example.org>", subject="delegation"))
    sender = "A Ministry <office@gov.example.org>" if reply_to else "Mal <mal@evil.example.org>"
    headers = {"Reply_To": reply_to} if reply_to else {}
    for number in (2, 3):
        text = f"One more question, number {number}."
        raw = mail(text, sender=sender, subject=f"[{first.conversation.mark}] question", **headers)
        message = take(raw, number)
        assert message.conversation == first.conversation
        assert "new_sender" in message.facts["flags"]


def test_a_merged_nomination_can_be_opened(client: Client, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]  # pytest-django's
    from django.core.files.base import ContentFile

    from tests.factories import make_settings, make_staff

    settings.PRIVATE_ROOT = tmp_path
    event = make_settings().event
    own, other = make_registration(event), make_registration(event)
    other.nomination_document.save("note.pdf", ContentFile(b"%PDF-1.4"))
    merge(own, other, by=make_staff(), chosen={})
    own.refresh_from_db()
    assert own.nomination_document.name != other.nomination_document.name
    client.force_login(make_staff("registrations.view_registration"))
    for row in (own, other):
        response = client.get(row.nomination_document.url)
        assert b"".join(response.streaming_content) == b"%PDF-1.4"  # type: ignore[attr-defined]  # a file's response
