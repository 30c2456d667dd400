"""A cancelled or postponed event: everybody living is told once, calendars lose the entry."""

import datetime

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from events.models import Event
from mailings.actions import announce
from mailings.actions.announce import tell_of_new_dates
from mailings.errors import EventChanged
from outbox.models import Message
from outbox.queue import Draft
from registrations.actions.decide import approve
from registrations.actions.locking import locked_settings
from registrations.actions.substitute import substitute
from registrations.kinds import Kind
from registrations.models import Registration
from registrations.models.states import ACTIVE, State
from tests.factories import make_event, make_registration, make_settings, make_staff
from tests.waiting import while_uncommitted

pytestmark = pytest.mark.django_db

RIGHTS = ("registrations.decide_registration", "events.view_event", "events.change_event")


def end(event: Event, status: str) -> None:
    event.status = status
    event.save()


def told(event: Event, kind: str) -> list[Registration]:
    return [
        message.registration_link.registration
        for message in Message.objects.filter(event=event, kind=kind).order_by("pk")
    ]


@pytest.mark.parametrize("state", State.values)
def test_the_living_are_told_and_those_who_ended_are_not(state: str) -> None:
    registration = make_registration()
    Registration.objects.filter(pk=registration.pk).update(state=state)
    end(registration.event, "cancelled")
    assert announce.notify(registration.event, {}, by=make_staff()) == int(state in ACTIVE)


def test_nobody_is_told_of_an_event_that_takes_place() -> None:
    registration = make_registration()
    assert not announce.not_yet_notified(registration.event)
    with pytest.raises(EventChanged):
        announce.notify(registration.event, {}, by=make_staff())


def test_each_is_told_once_however_often_and_the_late_comer_too() -> None:
    first, officer = make_registration(), make_staff()
    event = first.event
    end(event, "cancelled")
    assert announce.notify(event, {}, by=officer) == 1
    event.title_en = "Corrected meanwhile"
    event.save()
    second = make_registration(event)
    assert announce.notify(event, {}, by=officer) == 1
    assert announce.notify(event, {}, by=officer) == 0
    assert told(event, Kind.EVENT_CANCELLED) == [first, second]


def test_an_event_that_is_cancelled_a_second_time_is_told_a_second_time() -> None:
    registration, officer = make_registration(), make_staff()
    for status, count in (("cancelled", 1), ("published", 1), ("cancelled", 2)):
        end(registration.event, status)
        if status == "cancelled":
            announce.notify(registration.event, {}, by=officer)
        assert len(told(registration.event, Kind.EVENT_CANCELLED)) == count


def test_what_was_seen_of_the_event_must_still_be_so() -> None:
    registration = make_registration()
    seen = registration.event
    end(seen, "cancelled")
    end(Event.objects.get(pk=seen.pk), "postponed")
    with pytest.raises(EventChanged):
        announce.notify(seen, {}, by=make_staff())
    assert not Message.objects.filter(kind__startswith="event-").exists()


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_who_holds_an_invitation_gets_its_end_and_who_holds_none_nothing(status: str) -> None:
    seated, waiting = make_registration(), None
    waiting = make_registration(seated.event)
    approve(seated, make_staff())
    end(seated.event, status)
    announce.notify(seated.event, {}, by=make_staff())
    message = seated.messages.latest("pk")
    assert (message.kind, message.calendar_method) == (f"event-{status}", "CANCEL")
    entry = icalendar.Calendar.from_ical(message.calendar).walk("VEVENT")[0]
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CANCELLED", 1)
    assert waiting.messages.latest("pk").calendar == ""
    assert not message.is_automatic


def test_after_a_postponement_the_same_dates_are_news_again() -> None:
    registration, officer = make_registration(), make_staff()
    approve(registration, officer)
    event = registration.event
    assert tell_of_new_dates(event) == 0
    end(event, "postponed")
    announce.notify(event, {}, by=officer)
    end(event, "published")
    assert tell_of_new_dates(event) == 1
    assert tell_of_new_dates(event) == 0
    assert registration.messages.latest("pk").calendar_method == "REQUEST"


@pytest.mark.parametrize("is_approved_before", [True, False])
def test_who_came_in_anothers_place_is_told_of_new_dates(is_approved_before: bool) -> None:
    old, officer = make_registration(), make_staff()
    if is_approved_before:
        approve(old, officer)
    new = substitute(old, by=officer, source="mail", family_name="Gueye", email="gueye@example.org")
    if not is_approved_before:
        approve(new, officer)
    event = Event.objects.get(pk=old.event_id)
    event.starts_on += datetime.timedelta(days=7)
    event.ends_on = None
    event.save()
    assert tell_of_new_dates(event) == 1
    assert told(event, Kind.CHANGED) == [new]
    assert new.messages.latest("pk").calendar_method == "REQUEST"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_tells_of_new_dates_waits_for_who_holds_the_event_and_is_not_waited_for() -> None:
    first = make_registration()
    second = make_registration(first.event)

    def lock(person: Registration) -> None:
        Registration.objects.select_for_update().get(pk=person.pk)

    def merge_begins() -> None:
        locked_settings(first.event_id)
        lock(second)

    count = while_uncommitted(merge_begins, lambda: tell_of_new_dates(first.event), then=lambda: lock(first))
    assert count == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_tell_of_new_dates_one_does() -> None:
    registration = make_registration()
    approve(registration, make_staff())
    event = Event.objects.get(pk=registration.event_id)
    event.starts_on += datetime.timedelta(days=7)
    event.ends_on = None
    event.save()
    counts: list[int] = []
    assert while_uncommitted(lambda: counts.append(tell_of_new_dates(event)), lambda: tell_of_new_dates(event)) == 0
    assert counts == [1]


def test_each_reads_the_words_that_staff_edited_for_the_language() -> None:
    english, french = make_registration(), None
    french = make_registration(english.event, language="fr")
    end(english.event, "cancelled")
    announce.notify(english.event, {"fr": Draft("Adieu {name}", "Texte")}, by=make_staff())
    assert french.messages.latest("pk").subject == f"Adieu {french.name}"
    assert english.messages.latest("pk").subject.startswith("The meeting is cancelled")


# The page of staff --------------------------------------------------------------------------------------------------


def address(event: Event) -> str:
    return reverse("admin:events_event_notice", args=[event.pk])


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_staff(*RIGHTS))
    return client


def test_the_page_shows_the_mail_of_each_language_and_sends_it_as_edited(officer: Client) -> None:
    event = make_registration().event
    make_registration(event, language="es")
    end(event, "cancelled")
    page = officer.get(address(event)).content.decode()
    assert "The meeting is cancelled: {event}" in page
    assert "La reunión se ha cancelado: {event}" in page
    words = {f"{part}_{code}": f"{part} {code}" for part in ("subject", "body") for code in ("en", "es")}
    for _click in range(2):
        assert officer.post(address(event), words).status_code == 302
    assert sorted(Message.objects.filter(kind=Kind.EVENT_CANCELLED).values_list("subject", flat=True)) == [
        "subject en",
        "subject es",
    ]


def test_a_misspelt_placeholder_sends_nothing_and_is_named(officer: Client) -> None:
    event = make_registration().event
    end(event, "postponed")
    answer = officer.post(address(event), {"subject_en": "x", "body_en": "Dear {nmae}"})
    assert "Did you mean {name}?" in answer.content.decode()
    assert not Message.objects.filter(kind=Kind.EVENT_POSTPONED).exists()


def test_the_mail_is_shown_as_it_is_typed_and_nothing_written(officer: Client) -> None:
    event = make_registration().event
    end(event, "cancelled")
    shown = officer.post(address(event), {"subject_en": "x", "body_en": "Hello **there**", "preview": "en"})
    assert "<strong>there</strong>" in shown.content.decode()
    assert officer.get(f"{address(event)}?preview=xx").status_code == 404
    assert not Message.objects.filter(kind=Kind.EVENT_CANCELLED).exists()


def test_only_those_who_decide_tell(client: Client) -> None:
    event = make_registration().event
    end(event, "cancelled")
    client.force_login(make_staff("events.view_event", "events.change_event"))
    assert client.get(address(event)).status_code == 403
    page = client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    assert "Tell 1 person" not in page


def test_the_events_screen_says_who_does_not_know_yet(officer: Client) -> None:
    event = make_registration().event
    end(event, "cancelled")
    user = make_staff(is_superuser=True)
    officer.force_login(user)
    change = reverse("admin:events_event_change", args=[event.pk])
    assert "Tell 1 person that the event is cancelled…" in officer.get(change).content.decode()
    announce.notify(event, {}, by=user)
    assert "Tell 1 person" not in officer.get(change).content.decode()


def test_the_action_of_the_list_leads_to_the_page(officer: Client) -> None:
    event, other = make_settings().event, make_event()
    make_registration(event)
    end(event, "cancelled")
    listed = reverse("admin:events_event_changelist")
    data = {"action": "tell_of_ending", "_selected_action": [event.pk, other.pk]}
    assert officer.post(listed, data)["Location"] == address(event)
    answer = officer.post(listed, data | {"_selected_action": [other.pk]}, follow=True)
    assert "Choose one event that is cancelled or postponed." in answer.content.decode()
