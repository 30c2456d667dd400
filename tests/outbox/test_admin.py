"""The outbox in the back office: read, sent again when it failed, never edited; and the words of mails."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from access import roles
from outbox.models import Message, MessageTemplate, OutboxState
from outbox.models.state import AWAY
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


def test_the_list_takes_as_many_queries_for_many_as_for_one_and_counts_the_tries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client)
    for number in (1, 8):
        while Message.objects.count() < number:
            message = make_message()
            message.tries.create(started_at=timezone.now())
            message.tries.create(started_at=timezone.now())
        with django_assert_num_queries(7):
            page = client.get(LIST).content.decode()
    assert page.count('<td class="field-tries_here">2</td>') == 8


def test_the_list_is_sorted_by_the_tries(client: Client) -> None:
    first, second = make_message(), make_message()
    first.tries.create(started_at=timezone.now())
    page = sign_in(client).get(f"{LIST}?o=-5").content.decode()
    assert page.index(f"{LIST}{first.pk}/") < page.index(f"{LIST}{second.pk}/")


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


def test_who_has_no_address_is_no_failure(client: Client) -> None:
    make_message(Message.State.UNADDRESSED)
    sign_in(client)
    for address in (reverse("admin:index"), reverse("admin:registrations_registration_changelist")):
        assert "could not be delivered" not in client.get(address).content.decode()


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


# What staff are told, and what they can do -----------------------------------------------------------------------

HOUR = datetime.timedelta(hours=1)


def of_event(message: Message) -> str:
    return reverse("admin:events_event_change", args=[message.event_id])


def pages(message: Message) -> tuple[str, ...]:
    queue = reverse("admin:registrations_registration_changelist")
    return (reverse("admin:index"), queue, f"{queue}?event={message.event_id}", of_event(message))


def assert_told(client: Client, message: Message, *sentences: str) -> None:
    sign_in(client)
    OutboxState.objects.get_or_create(pk=1)
    for address in pages(message):
        html = client.get(address).content.decode()
        for sentence in sentences:
            assert sentence in html, address


def test_what_was_not_confirmed_is_told(client: Client) -> None:
    assert_told(client, make_message(Message.State.UNCONFIRMED), "1 message was handed over, not confirmed")


def test_what_waits_for_hours_is_told(client: Client) -> None:
    message = make_message()
    Message.objects.update(queued_at=timezone.now() - 2 * HOUR)
    assert_told(client, message, "1 message waits to be sent since", "?state__exact=queued")


def test_what_is_too_old_is_told(client: Client) -> None:
    message = make_message()
    Message.objects.update(queued_at=timezone.now() - 30 * HOUR)
    Message.objects.hold_overdue()
    assert_told(client, message, "1 message is too old to go by itself", "?state__exact=held&amp;is_overdue__exact=1")
    listed = f"{LIST}?state__exact=held&is_overdue__exact=1&event__id__exact={message.event_id}"
    assert "Awa Traoré" in client.get(listed).content.decode()


def test_that_no_worker_runs_is_told(client: Client) -> None:
    message = make_message()
    assert_told(client, message, "No worker has run yet")
    OutboxState.objects.update(worker_seen_at=timezone.now() - HOUR)
    assert_told(client, message, "The worker has given no sign since")
    OutboxState.objects.beat()
    for address in pages(message):
        html = client.get(address).content.decode()
        assert "worker" not in html
        assert "notice" not in html or "notice-bad" not in html


def test_that_the_mail_server_is_away_is_told(client: Client) -> None:
    message = make_message()
    OutboxState.objects.note_trouble(AWAY, "Connection refused", message.pk)
    assert_told(client, message, "The mail server cannot be reached since", "Connection refused")


def test_another_event_is_told_nothing_of_it(client: Client) -> None:
    make_message(Message.State.UNCONFIRMED)
    other = make_registration().messages.get()
    sign_in(client)
    assert "not confirmed" not in client.get(of_event(other)).content.decode()


def choose(client: Client, action: str, *messages: Message, confirmed: bool = True) -> str:
    data = {"action": action, "_selected_action": [message.pk for message in messages]}
    return client.post(LIST, data | ({"confirmed": "1"} if confirmed else {}), follow=True).content.decode()


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_many_are_sent_again_once_that_is_confirmed(client: Client) -> None:
    unconfirmed, failed = make_message(Message.State.UNCONFIRMED), make_message(Message.State.FAILED)
    going = make_message(Message.State.SENDING)
    sign_in(client)
    html = choose(client, "send_many_again", unconfirmed, failed, going, confirmed=False)
    assert "may have arrived" in html
    assert "2 messages" in html
    assert state_of(unconfirmed) == Message.State.UNCONFIRMED
    assert "Done for 2 messages" in choose(client, "send_many_again", unconfirmed, failed, going)
    assert [state_of(message) for message in (unconfirmed, failed, going)] == ["queued", "queued", "sending"]


def test_of_many_that_are_held_only_those_too_old_are_released(client: Client) -> None:
    old, unseen = make_message(Message.State.HELD), make_message(Message.State.HELD)
    Message.objects.filter(pk=old.pk).update(is_overdue=True)
    sign_in(client)
    choose(client, "release_many", old, unseen)
    assert (state_of(old), state_of(unseen)) == (Message.State.QUEUED, Message.State.HELD)


def test_many_that_are_too_old_are_thrown_away(client: Client) -> None:
    old = make_message(Message.State.HELD)
    Message.objects.update(is_overdue=True)
    sign_in(client)
    choose(client, "discard_many", old)
    assert state_of(old) == Message.State.DISCARDED


def test_staff_push_what_waits(client: Client) -> None:
    message = make_message()
    message.note_report("refused", timezone.now(), "deferred")
    OutboxState.objects.note_trouble(AWAY, "Connection refused", message.pk)
    Message.objects.update(next_try_at=timezone.now() + HOUR, queued_at=timezone.now() - 2 * HOUR)
    sign_in(client)
    assert "Try now" in client.get(reverse("admin:index")).content.decode()
    client.post(reverse("admin:outbox_message_try_now"))
    message.refresh_from_db()
    assert message.next_try_at is None
    assert not OutboxState.objects.current().is_paused(timezone.now())


def test_a_reader_does_not_push_nor_decide_on_many(client: Client) -> None:
    message = make_message(Message.State.FAILED)
    sign_in(client, roles.READERS)
    assert client.post(reverse("admin:outbox_message_try_now")).status_code == 403
    choose(client, "send_many_again", message)
    assert state_of(message) == Message.State.FAILED
