"""Around the mailbox in the back office: what waits for staff, what came back, standard answers, calendars."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import roles
from inbox.kinds import Kind
from inbox.models import ConversationMessage, StandardAnswer
from outbox.models import Message, UndeliverableAddress
from registrations.models import Registration
from tests.factories import make_conversation, make_event, make_registration, make_settings, make_staff

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:registrations_registration_changelist")


def sign_in(client: Client, role: str = roles.REGISTRATION_OFFICERS) -> Client:
    client.force_login(make_staff(*sorted(roles.ROLES[role])))
    return client


def make_held() -> Message:
    conversation = make_conversation(make_event())
    message = Message.objects.create(
        about=conversation.mark,
        event=conversation.event,
        kind=Kind.REQUEST_RECEIVED,
        language="en",
        from_email="House <house@example.org>",
        to_email="writer@example.org",
        subject="Re: A",
        body="A",
        message_id="<held@example.org>",
        purpose="held",
        state=Message.State.HELD,
    )
    ConversationMessage.objects.create(message=message, conversation=conversation)
    return message


def address(name: str, *arguments: object) -> str:
    apps = {"standardanswer": "inbox", "registration": "registrations"}
    app = apps.get(name.partition("_")[0], "outbox")
    return reverse(f"admin:{app}_{name}", args=arguments)


# What waits for staff -------------------------------------------------------------------------------------------------


def test_staff_release_what_waits_for_them(client: Client) -> None:
    message = make_held()
    sign_in(client)
    page = client.get(address("message_change", message.pk)).content.decode()
    assert address("message_release", message.pk) in page
    assert "writer@example.org" in page
    client.post(address("message_release", message.pk))
    message.refresh_from_db()
    assert message.state == Message.State.QUEUED
    response = client.post(address("message_release", message.pk), follow=True)
    assert "does not wait for staff any more" in response.content.decode()


def test_staff_throw_away_what_shall_not_go(client: Client) -> None:
    message = make_held()
    sign_in(client).post(address("message_discard", message.pk))
    message.refresh_from_db()
    assert message.state == Message.State.DISCARDED
    assert (
        address("message_release", message.pk) not in client.get(address("message_change", message.pk)).content.decode()
    )


@pytest.mark.parametrize("verb", ["release", "discard"])
def test_who_only_reads_decides_nothing_and_a_link_does_nothing(client: Client, verb: str) -> None:
    message = make_held()
    assert sign_in(client, roles.READERS).post(address(f"message_{verb}", message.pk)).status_code == 403
    assert sign_in(client).get(address(f"message_{verb}", message.pk)).status_code == 405
    assert client.post(address(f"message_{verb}", 999_999)).status_code == 404
    message.refresh_from_db()
    assert message.state == Message.State.HELD


def test_what_came_back_is_counted_and_can_be_sent_again(client: Client) -> None:
    registration = make_registration()
    message = registration.messages.get()
    message.come_back("delivery report: 5.1.1 unknown", timezone.now())
    sign_in(client)
    page = client.get(address("message_change", message.pk)).content.decode()
    assert address("message_again", message.pk) in page
    assert "5.1.1 unknown" in page
    shown = client.get(QUEUE, {"event": registration.event_id}).content.decode()
    assert "1 message could not be delivered" in shown
    listed = client.get(address("message_changelist"), {"state__in": "failed,returned"}).content.decode()
    assert registration.name in listed


# Addresses that mail came back from -----------------------------------------------------------------------------------


def test_staff_are_warned_in_the_queue_and_on_the_page(client: Client) -> None:
    event = make_event()
    dead, _other = make_registration(event, email="Dead@example.org"), make_registration(event)
    UndeliverableAddress.objects.create(email_key="dead@example.org", diagnostic="550 5.1.1 no such user")
    sign_in(client)
    assert client.get(QUEUE).content.decode().count("mail came back") == 1
    page = client.get(address("registration_change", dead.pk)).content.decode()
    assert "550 5.1.1 no such user" in page


def test_staff_take_the_mark_away_and_add_none(client: Client) -> None:
    registration = make_registration(email="dead@example.org")
    row = UndeliverableAddress.objects.create(email_key="dead@example.org")
    sign_in(client)
    delete = address("undeliverableaddress_delete", row.pk)
    assert delete in client.get(address("registration_change", registration.pk)).content.decode()
    assert client.get(address("undeliverableaddress_add")).status_code == 403
    assert client.get(address("undeliverableaddress_changelist")).status_code == 200
    client.post(delete, {"post": "yes"})
    assert not UndeliverableAddress.objects.exists()


def test_who_may_not_take_it_away_is_not_offered_it(client: Client) -> None:
    registration = make_registration(email="dead@example.org")
    row = UndeliverableAddress.objects.create(email_key="dead@example.org")
    sign_in(client, roles.READERS)
    delete = address("undeliverableaddress_delete", row.pk)
    assert delete not in client.get(address("registration_change", registration.pk)).content.decode()
    assert client.post(delete, {"post": "yes"}).status_code == 403


# Calendars ------------------------------------------------------------------------------------------------------------


def test_what_a_calendar_answered_is_shown_and_filtered_by(client: Client) -> None:
    event = make_event()
    one, other = make_registration(event), make_registration(event)
    assert one.note_calendar_answer("declined", timezone.now())
    sign_in(client)
    assert (
        "The person’s calendar answered “declined”"
        in client.get(address("registration_change", one.pk)).content.decode()
    )
    shown = client.get(QUEUE, {"calendar": "declined"}).content.decode()
    assert one.reference in shown
    assert other.reference not in shown
    assert one.state == Registration.objects.get(pk=one.pk).state


# Standard answers -----------------------------------------------------------------------------------------------------


def test_standard_answers_are_written_by_event_managers_and_read_by_officers(client: Client) -> None:
    event = make_settings().event
    sign_in(client, roles.EVENT_MANAGERS)
    page = client.get(address("standardanswer_add")).content.decode()
    assert "{event_page}" in page
    assert "{persons}" not in page
    data = {f"{field}_{code}": "" for field in ("label", "keywords", "body") for code in ("en", "fr", "es")}
    data |= {"event": str(event.pk), "label_en": "Fee", "keywords_en": "fee", "body_en": "None for {event}."}
    assert client.post(address("standardanswer_add"), data).status_code == 302
    row = StandardAnswer.objects.get()
    assert str(row) == "Fee"
    assert "Fee" in client.get(address("standardanswer_changelist")).content.decode()
    sign_in(client)
    assert client.get(address("standardanswer_change", row.pk)).status_code == 200
    assert client.post(address("standardanswer_change", row.pk), data).status_code == 403


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"body_en": "See {evnt}."}, "Did you mean {event}"),
        ({"body_en": "See {persons}."}, "means nothing"),
        ({"body_fr": "Bonjour {text}"}, "this text itself"),
        ({}, "at least one language"),
    ],
)
def test_a_standard_answer_is_checked_when_it_is_saved(fields: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        StandardAnswer(label_en="A", **fields).clean()
