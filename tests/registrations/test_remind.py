"""Who has not given what is missing is reminded once, by the worker or by staff; nobody else is."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access import roles
from events.models import Event
from inbox.actions import handle
from outbox.mime import OutgoingMail
from outbox.models import Message, MessageTemplate, UndeliverableAddress
from registrations.actions.decide import ask_details, cancel, complete, decline
from registrations.actions.remind import remind, send_due_reminders
from registrations.errors import NotReminded
from registrations.kinds import Kind
from registrations.models import Registration
from registrations.models.states import State
from tests.factories import make_conversation, make_event, make_incoming, make_registration, make_settings, make_staff

pytestmark = pytest.mark.django_db
QUEUE = "/admin/registrations/registration/"
COMING = timezone.localdate() + datetime.timedelta(days=90)


@pytest.fixture
def event() -> Event:
    event = make_event(starts_on=COMING, ends_on=COMING, title_fr="Atelier", title_es="Taller")
    make_settings(event)
    return event


@pytest.fixture
def officer() -> User:
    return make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS]))


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def lacking(event: Event, *, days: float = 8, **overrides: Any) -> Registration:
    """Somebody asked for the country so many days ago."""
    row = make_registration(event, state=State.INCOMPLETE, country=None, **overrides)
    since = timezone.now() - datetime.timedelta(days=days)
    Registration.objects.filter(pk=row.pk).update(state_changed_at=since)
    row.refresh_from_db()
    return row


def reminded() -> list[Message]:
    return list(Message.objects.filter(kind=Kind.REMINDER).order_by("pk"))


# The worker -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Reminder", "- country", "We shall not remind you again"]),
        ("fr", ["Rappel", "- le pays", "autre rappel"]),
        ("es", ["Recordatorio", "- el país", "más recordatorios"]),
    ],
)
def test_after_a_week_each_is_reminded_once_in_the_own_language(event: Event, language: str, words: list[str]) -> None:
    row = lacking(event, language=language)
    assert send_due_reminders() == 1
    assert send_due_reminders() == 0
    (message,) = reminded()
    assert (message.registration_link.registration, message.language, message.to_email, message.state) == (
        row, language, row.email, "queued",
    )  # fmt: skip
    text = f"{message.subject} {' '.join(message.text.split())}"
    assert all(word in text for word in words)
    assert "{link}" in message.text
    built = OutgoingMail(message).message()
    assert built["Auto-Submitted"] == "auto-generated"
    row.refresh_from_db()
    assert row.state == State.INCOMPLETE


def test_not_before_the_days_of_the_event_are_over(event: Event) -> None:
    lacking(event, days=6.9)
    assert send_due_reminders() == 0
    event.registration_settings.reminder_days = 3
    event.registration_settings.save()
    assert send_due_reminders() == 1


def test_nought_days_mean_never(event: Event) -> None:
    lacking(event, days=400)
    event.registration_settings.reminder_days = 0
    event.registration_settings.save()
    assert send_due_reminders() == 0


def test_whoever_is_out_is_never_reminded(event: Event, officer: User) -> None:
    """Cancelled, declined, completed, without an address, at one that takes no mail."""
    cancel(lacking(event))
    decline(lacking(event), officer, "no")
    complete(lacking(event))
    lacking(event, email="")
    UndeliverableAddress.objects.create(email_key=lacking(event).email_key)
    Registration.objects.update(state_changed_at=timezone.now() - datetime.timedelta(days=30))
    assert send_due_reminders() == 0
    assert reminded() == []


@pytest.mark.parametrize("change", ["begun", "cancelled", "draft", "postponed"])
def test_an_event_that_has_begun_or_is_off_reminds_nobody(event: Event, change: str) -> None:
    lacking(event)
    if change == "begun":
        Event.objects.update(starts_on=timezone.localdate(), ends_on=COMING)
    else:
        Event.objects.update(status=change)
    assert send_due_reminders() == 0
    with pytest.raises(NotReminded, match="has begun"):
        remind(Registration.objects.get())


def test_who_wrote_meanwhile_is_not_reminded_before_somebody_looked(event: Event) -> None:
    row = lacking(event)
    conversation = make_conversation(event, registration=row)
    make_incoming(conversation)
    assert send_due_reminders() == 0
    handle.close(conversation, make_staff(), conversation.seen_mark())
    assert send_due_reminders() == 1


def test_what_staff_had_asked_for_is_asked_for_again(event: Event, officer: User) -> None:
    row = make_registration(event)
    ask_details(row, officer, "Please send a *sharper* photograph.")
    Registration.objects.update(state_changed_at=timezone.now() - datetime.timedelta(days=9))
    assert send_due_reminders() == 1
    assert "sharper" in reminded()[0].text


def test_the_words_of_the_event_are_used(event: Event) -> None:
    MessageTemplate.objects.create(
        event=event, kind=Kind.REMINDER, subject_en="Still waiting", body_en="Own words.\n\n{missing}\n\n[Here]({link})"
    )
    lacking(event)
    send_due_reminders()
    assert reminded()[0].subject == "Still waiting"
    assert "Own words." in reminded()[0].text


def test_one_that_cannot_be_written_keeps_no_other(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = lacking(event), lacking(event)

    def broken(registration: Registration, *args: Any) -> Message:
        if registration.pk == first.pk:
            raise RuntimeError
        return remind(registration, *args)

    monkeypatch.setattr("registrations.actions.remind.remind", broken)
    assert send_due_reminders() == 1
    assert [row.registration_link.registration for row in reminded()] == [second]


def test_the_same_questions_for_many_events_with_nobody_due(event: Event) -> None:
    for _number in range(5):
        other = make_event(starts_on=COMING)
        make_settings(other)
        make_registration(other)
    with CaptureQueriesContext(connection) as captured:
        assert send_due_reminders() == 0
    assert len(captured) == 1


# Staff ----------------------------------------------------------------------------------------------------------------


def test_staff_remind_the_chosen_with_the_mail_before_their_eyes(desk: Client, event: Event, officer: User) -> None:
    first, second = lacking(event, days=0), lacking(event, days=0)
    third = lacking(event, days=0)
    remind(third, officer)
    ids = [first.pk, second.pk, third.pk]
    answer = desk.post(QUEUE, {"action": "decide_remind", "_selected_action": ids})
    assert answer["Location"].startswith(f"{QUEUE}decide/remind/?")
    html = desk.get(answer["Location"]).content.decode()
    assert "Reminder – details needed" in html
    assert html.count("was reminded before, left out") == 1
    seen = [f"{row.pk}:{row.history.latest('pk').pk}" for row in (first, second)]
    data = {"id": [first.pk, second.pk], "seen": seen, "do": "1", "reason": "By Friday, please."}
    data |= {"subject_en": "Once more", "body_en": "Dear all\n\n{missing}\n\n{reason}\n\n[Go]({link})"}
    html = desk.post(f"{QUEUE}decide/remind/", data, follow=True).content.decode()
    assert html.count("The mail is on its way") == 2
    texts = {row.registration_link.registration_id: row for row in reminded()}
    assert "By Friday, please." in texts[first.pk].text
    assert (texts[first.pk].created_by, texts[first.pk].is_automatic) == (officer, False)
    html = desk.post(f"{QUEUE}decide/remind/", data, follow=True).content.decode()
    assert html.count("nobody is reminded twice") + html.count("This is not possible any more") >= 1
    assert len(reminded()) == 3


def test_the_persons_page_says_when_and_offers_it_once(desk: Client, event: Event) -> None:
    row = lacking(event)
    address = f"{QUEUE}{row.pk}/change/"
    assert f"decide/remind/?id={row.pk}" in desk.get(address).content.decode()
    remind(row)
    html = desk.get(address).content.decode()
    assert "reminded on" in html
    assert f"decide/remind/?id={row.pk}" not in html


def test_the_verb_says_why_not(event: Event, officer: User) -> None:
    for row, words in (
        (make_registration(event), "Nothing was asked for"),
        (lacking(event, email=""), "no address"),
    ):
        with pytest.raises(NotReminded, match=words):
            remind(row, officer)
    row = lacking(event)
    remind(row, officer)
    with pytest.raises(NotReminded, match="nobody is reminded twice"):
        remind(row)
