"""The outbox in the back office: read, sent again when it failed, never edited; and the words of mails."""

import pytest
from django.test import Client
from django.urls import reverse

from access import roles
from outbox.models import Message, MessageTemplate
from registrations.kinds import Kind
from tests.factories import make_event, make_registration, make_staff

pytestmark = pytest.mark.django_db
LIST = reverse("admin:outbox_message_changelist")


def sign_in(client: Client, role: str = roles.REGISTRATION_OFFICERS) -> Client:
    client.force_login(make_staff(*sorted(roles.ROLES[role])))
    return client


def make_message(state: str = Message.State.QUEUED) -> Message:
    message = make_registration(given_name="Awa", family_name="Traoré", email="awa@example.org").messages.get()
    Message.objects.filter(pk=message.pk).update(state=state)
    message.refresh_from_db()
    return message


def test_the_list_shows_names_rather_than_addresses(client: Client) -> None:
    make_message()
    html = sign_in(client).get(LIST).content.decode()
    assert "Awa Traoré" in html
    assert "awa@example.org" not in html


def test_a_message_is_shown_as_it_was_sent_without_the_personal_link(client: Client) -> None:
    message = make_message()
    sign_in(client)
    assert "{link}" in message.text
    html = client.get(reverse("admin:outbox_message_change", args=[message.pk])).content.decode()
    frame = client.get(reverse("admin:outbox_message_html", args=[message.pk]))
    for shown in (html, frame.content.decode()):
        assert message.registration_link.registration.token not in shown
        assert "{link}" not in shown
    assert "[personal link]" in html
    assert frame["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.parametrize("state", [Message.State.FAILED, Message.State.UNCONFIRMED])
def test_what_failed_is_sent_again(client: Client, state: str) -> None:
    message = make_message(state)
    sign_in(client).post(reverse("admin:outbox_message_again", args=[message.pk]))
    message.refresh_from_db()
    assert message.state == Message.State.QUEUED


def test_what_was_sent_is_not_sent_again(client: Client) -> None:
    message = make_message()
    response = sign_in(client).post(reverse("admin:outbox_message_again", args=[message.pk]), follow=True)
    assert "already on its way" in response.content.decode()


def test_a_reader_does_not_send(client: Client) -> None:
    message = make_message(Message.State.FAILED)
    sign_in(client, roles.READERS)
    assert client.post(reverse("admin:outbox_message_again", args=[message.pk])).status_code == 403
    html = client.get(reverse("admin:outbox_message_change", args=[message.pk])).content.decode()
    assert "Send again" not in html


def test_nobody_edits_adds_or_deletes_a_message(client: Client) -> None:
    message = make_message()
    client.force_login(make_staff(is_superuser=True))
    client.post(reverse("admin:outbox_message_change", args=[message.pk]), {"text": "x"})
    message.refresh_from_db()
    assert message.text != "x"
    assert client.get(reverse("admin:outbox_message_add")).status_code == 403
    assert client.post(reverse("admin:outbox_message_delete", args=[message.pk])).status_code == 403


def test_failed_messages_stand_on_the_first_page_and_above_the_queue(client: Client) -> None:
    make_message(Message.State.FAILED)
    sign_in(client)
    for address in (reverse("admin:index"), reverse("admin:registrations_registration_changelist")):
        assert "1 message could not be delivered" in client.get(address).content.decode()


# Words -----------------------------------------------------------------------------------------------------------


def test_new_words_begin_with_those_that_are_used_without_them(client: Client) -> None:
    event = make_event()
    sign_in(client, roles.EVENT_MANAGERS)
    address = f"{reverse('admin:outbox_messagetemplate_add')}?event={event.pk}&kind=declined"
    html = client.get(address).content.decode()
    assert "Nous avons le regret" in html
    assert "<code>{reason}</code>" in html


def test_words_of_the_house_come_before_the_built_in_ones(client: Client) -> None:
    MessageTemplate.objects.create(kind=Kind.DECLINED, subject_fr="Hélas", body_fr="Trop tard. {reason}")
    sign_in(client, roles.EVENT_MANAGERS)
    address = f"{reverse('admin:outbox_messagetemplate_add')}?event={make_event().pk}&kind=declined"
    initial = client.get(address).context["adminform"].form.initial
    assert initial["subject_fr"] == "Hélas"
    assert "regret" in initial["body_en"]


def test_a_misspelt_placeholder_is_refused_beside_its_box(client: Client) -> None:
    event = make_event()
    sign_in(client, roles.EVENT_MANAGERS)
    data = {"kind": "declined", "event": event.pk, "subject_fr": "Non", "body_fr": "Bonjour {nmae}"}
    response = client.post(reverse("admin:outbox_messagetemplate_add"), data)
    assert "Did you mean {name}?" in str(response.context["adminform"].form.errors["body_fr"])
    assert not MessageTemplate.objects.exists()
    data["body_fr"] = "Bonjour {name}"
    client.post(reverse("admin:outbox_messagetemplate_add"), data)
    assert MessageTemplate.objects.get().event == event
