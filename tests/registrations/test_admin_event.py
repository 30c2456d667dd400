"""The registration part of an event's screen, and its copy."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse

from access import roles
from events.models import Event
from outbox.models import MessageTemplate
from registrations.actions.decide import approve
from registrations.actions.locking import locked_settings
from registrations.actions.register import register
from registrations.admin.event import copy_registration
from registrations.errors import NoRegistrationHere
from registrations.models import QuestionChoice, Registration, RegistrationSettings
from registrations.models.states import State
from tests.changeform import form_of
from tests.factories import make_category, make_event, make_question, make_registration, make_settings, make_staff
from tests.waiting import while_uncommitted

pytestmark = pytest.mark.django_db

DELETE = "registration_settings-0-DELETE"
IN_USE = "Somebody is registered for this event: its registration settings cannot be deleted."


def sign_in(client: Client, role: str) -> Client:
    client.force_login(make_staff(*sorted(roles.ROLES[role])))
    return client


def screen(event: Event) -> str:
    return reverse("admin:events_event_change", args=[event.pk])


def test_the_screen_of_an_event_tells_how_registration_goes(client: Client) -> None:
    event = make_event()
    make_settings(event, capacity=10)
    make_category(event, label_en="Member State", quota=4)
    make_question(event, label_en="Which strand?")
    make_registration(event, state=State.APPROVED)
    make_registration(event)
    html = sign_in(client, roles.EVENT_MANAGERS).get(screen(event)).content.decode()
    for expected in ("1 of 10 places taken, 9 left", "1 to decide", "Which strand?", "Member State"):
        assert expected in html
    assert f"{reverse('admin:registrations_registration_changelist')}?event={event.pk}" in html
    assert f"{reverse('admin:outbox_messagetemplate_add')}?event={event.pk}&amp;kind=declined" in html


@pytest.mark.parametrize("how", ["open", "approval", "mail"])
def test_a_new_event_has_its_registration_at_once(client: Client, how: str) -> None:
    page = reverse("admin:events_event_add")
    data = form_of(sign_in(client, roles.EVENT_MANAGERS), page) | {
        "title_en": "Cities", "starts_on": "2027-06-14", "registration_settings-0-how": how,
        "registration_settings-0-capacity": "20", "registration_settings-0-notice_en": "What we keep.",
        "registration_settings-0-closes_at_0": "2027-06-01", "registration_settings-0-closes_at_1": "12:00",
    }  # fmt: skip
    assert client.post(page, data).status_code == 302
    settings = RegistrationSettings.objects.get(event__title_en="Cities")
    assert (settings.capacity, settings.notice_en, settings.how) == (20, "What we keep.", how)


def test_an_agenda_editor_sees_nothing_of_registration_and_does_not_publish(client: Client) -> None:
    event = make_event(status=Event.Status.DRAFT)
    make_settings(event)
    make_category(event, label_en="Member State")
    response = sign_in(client, roles.AGENDA_EDITORS).get(screen(event))
    html = response.content.decode()
    assert response.status_code == 200
    assert "Member State" not in html
    assert 'name="status"' not in html
    assert 'name="title_fr"' in html


def test_an_event_that_somebody_registered_for_is_not_deleted(client: Client) -> None:
    event = make_event()
    make_registration(event)
    address = reverse("admin:events_event_delete", args=[event.pk])
    assert sign_in(client, roles.EVENT_MANAGERS).post(address, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("is_somebody_there", [True, False])
def test_settings_stay_as_long_as_somebody_is_registered_by_them(client: Client, is_somebody_there: bool) -> None:
    event = make_event()
    make_settings(event)
    if is_somebody_there:
        make_registration(event)
    data = form_of(sign_in(client, roles.EVENT_MANAGERS), screen(event))
    assert (DELETE in client.get(screen(event)).content.decode()) is not is_somebody_there
    response = client.post(screen(event), {**data, DELETE: "on"})
    assert (response.status_code == 200 and IN_USE in response.content.decode()) is is_somebody_there
    assert RegistrationSettings.objects.filter(event=event).exists() is is_somebody_there


def test_whoever_registers_while_staff_delete_the_settings_keeps_them(client: Client) -> None:
    event = make_event()
    make_settings(event, capacity=10)
    data = form_of(sign_in(client, roles.EVENT_MANAGERS), screen(event))
    make_registration(event)
    data |= {"title_en": "Rivers", "registration_settings-0-capacity": "7", DELETE: "on"}
    response = client.post(screen(event), data)
    html = response.content.decode()
    assert IN_USE in html
    assert response.context["adminform"].form["title_en"].value() == "Rivers", "what was typed stands in the page"
    assert DELETE in html, "the tick can be taken away"
    assert RegistrationSettings.objects.get(event=event).capacity == 10

    del data[DELETE]
    assert client.post(screen(event), data).status_code == 302
    assert RegistrationSettings.objects.get(event=event).capacity == 7


def test_settings_that_a_colleague_deleted_before_are_not_missed(client: Client) -> None:
    event = make_event()
    settings = make_settings(event)
    data = form_of(sign_in(client, roles.EVENT_MANAGERS), screen(event))
    settings.delete()
    assert client.post(screen(event), {**data, DELETE: "on"}).status_code == 302


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", ["changelist", "delete"])
def test_an_event_is_not_deleted_under_somebody_who_registers_at_that_moment(client: Client, page: str) -> None:
    event = make_settings().event
    client.force_login(make_staff(is_superuser=True))
    address = reverse(f"admin:events_event_{page}", args=[event.pk] if page == "delete" else [])
    data = {"post": "yes", "action": "delete_selected", "_selected_action": str(event.pk)}
    who = {"given_name": "Ana", "family_name": "Pérez", "email": "ana@example.org"}
    response = while_uncommitted(
        lambda: register(event, source="web", language="en", **who),
        lambda: client.post(address, data, follow=True),
    )
    html = response.content.decode()
    assert "Nothing was deleted." in html
    assert "uccessfully deleted" not in html
    assert event.registrations.count() == 1
    assert not LogEntry.objects.filter(action=LogEntry.Action.DELETE)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_settings_are_not_deleted_under_somebody_who_registers_at_that_moment(client: Client) -> None:
    event = make_event()
    make_settings(event)
    data = form_of(sign_in(client, roles.EVENT_MANAGERS), screen(event)) | {DELETE: "on"}
    response = while_uncommitted(
        lambda: make_registration(Event.objects.get(pk=event.pk)), lambda: client.post(screen(event), data)
    )
    assert IN_USE in response.content.decode()
    assert RegistrationSettings.objects.get(event=event).last_number == 1
    registration = Registration.objects.get(event=event)
    approve(registration, make_staff())
    assert registration.state == State.APPROVED


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_whoever_registers_when_the_settings_are_being_deleted_is_told_so(client: Client) -> None:
    event = make_event()
    make_settings(event)
    data = form_of(sign_in(client, roles.EVENT_MANAGERS), screen(event)) | {DELETE: "on"}
    known = Event.objects.select_related("registration_settings").get(pk=event.pk)
    with pytest.raises(NoRegistrationHere):
        while_uncommitted(
            lambda: client.post(screen(event), data), lambda: register(known, source="web", language="en")
        )
    assert not RegistrationSettings.objects.exists()
    assert not Registration.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_saves_an_event_and_who_registers_do_not_wait_for_each_other(client: Client) -> None:
    event = make_event()
    make_settings(event)
    data = form_of(sign_in(client, roles.EVENT_MANAGERS), screen(event)) | {"registration_settings-0-capacity": "7"}
    response = while_uncommitted(
        lambda: locked_settings(event.pk),
        lambda: client.post(screen(event), data),
        then=lambda: make_registration(event),
    )
    assert response.status_code == 302
    assert RegistrationSettings.objects.get(event=event).capacity == 7
    assert event.registrations.count() == 1


def test_a_copy_registers_as_its_model_did_and_takes_nobody_along() -> None:
    opens_at = datetime.datetime(2027, 3, 1, 9, tzinfo=make_event().zone)
    original = make_event(starts_on=datetime.date(2027, 6, 14), ends_on=None)
    make_settings(original, capacity=40, opens_at=opens_at, notice_fr="Vos données")
    category = make_category(original, quota=4)
    question = make_question(original, type="choice")
    question.categories.add(category)
    QuestionChoice.objects.create(question=question, code="a", label_fr="Premier")
    MessageTemplate.objects.create(event=original, kind="declined", subject_fr="Non", body_fr="{reason}")
    make_registration(original)
    copy = make_event(starts_on=datetime.date(2028, 6, 12), ends_on=None)

    copy_registration(original, copy)

    settings = copy.registration_settings
    assert (settings.capacity, settings.notice_fr, settings.last_number) == (40, "Vos données", 0)
    assert settings.opens_at == datetime.datetime(2028, 2, 28, 9, tzinfo=copy.zone)
    new = copy.questions.get()
    assert [row.quota for row in new.categories.all()] == [4]
    assert new.categories.get().event == copy
    assert new.choices.get().label_fr == "Premier"
    assert copy.message_templates.get().subject_fr == "Non"
    assert not copy.registrations.exists()


def test_the_copy_page_copies_registration_too(client: Client) -> None:
    event = make_event()
    make_settings(event, capacity=7)
    sign_in(client, roles.EVENT_MANAGERS)
    data = {"code": "NEXT", "slug": "next", "starts_on": "2028-06-12", "with_people": "on"}
    client.post(reverse("admin:events_event_copy", args=[event.pk]), data)
    assert RegistrationSettings.objects.get(event__code="NEXT").capacity == 7


def publish(client: Client, event: Event, **changes: str) -> str:
    """Publish an event by its screen; gives the page that follows."""
    data = form_of(client, screen(event)) | {"status": "published"} | changes
    return client.post(screen(event), data, follow=True).content.decode()


NO_NOTICE = "Give the data-protection notice: without it the form does not open."


@pytest.mark.parametrize("how", ["open", "approval"])
def test_a_form_without_a_notice_does_not_open(client: Client, how: str) -> None:
    event = make_settings(make_event(status="draft"), how=how).event
    sign_in(client, roles.EVENT_MANAGERS)
    assert NO_NOTICE in publish(client, event)
    event.refresh_from_db()
    assert event.status == "draft"
    page = publish(client, event, **{"registration_settings-0-notice_es": "Los guardamos."})
    assert NO_NOTICE not in page
    assert "The registration form is open." in page
    event.refresh_from_db()
    assert event.status == "published"
    assert NO_NOTICE in publish(client, event, **{"registration_settings-0-notice_es": ""}), "it is not taken away"


def test_what_was_refused_stands_above_the_form_and_now_says_what_is_stored(client: Client) -> None:
    event = make_settings(make_event(status="draft")).event
    sign_in(client, roles.EVENT_MANAGERS)
    page = publish(client, event)
    above = page.partition('<div class="section-part"')[0]
    assert '<a href="#id_registration_settings-0-notice_en">Data-protection notice (English)</a>' in above
    assert NO_NOTICE in above
    overview = page.partition('<div class="event-overview">')[2].partition("</div>")[0]
    assert "See the form as it will be" in overview
    assert "tag-good" not in overview


def test_now_says_that_the_notice_is_missing_where_a_form_is_to_come(client: Client) -> None:
    settings = make_settings(make_event(status="draft"))
    sign_in(client, roles.EVENT_MANAGERS)
    words = "The data-protection notice is missing: without it the form does not open."
    assert words in client.get(screen(settings.event)).content.decode()
    settings.notice_fr = "Nous les gardons."
    settings.save()
    assert words not in client.get(screen(settings.event)).content.decode()


def test_a_form_with_an_empty_choice_does_not_open(client: Client) -> None:
    event = make_settings(make_event(status="draft"), notice_en="We keep them.").event
    question = make_question(event, code="hotel", type="choice", label_en="Which hotel?")
    sign_in(client, roles.EVENT_MANAGERS)
    message = "There is nothing to choose from yet: Which hotel?"
    assert message in publish(client, event)
    event.refresh_from_db()
    assert event.status == "draft"
    QuestionChoice.objects.create(question=question, code="one", label_en="One")
    assert message not in publish(client, event)
    event.refresh_from_db()
    assert event.status == "published"


@pytest.mark.parametrize("change", ["mail", "past"])
def test_where_no_form_opens_none_needs_a_notice(client: Client, change: str) -> None:
    event = make_event(status="draft", starts_on=datetime.date(2015, 6, 1), ends_on=None) if change == "past" else None
    event = make_settings(event or make_event(status="draft"), how="mail" if change == "mail" else "open").event
    sign_in(client, roles.EVENT_MANAGERS)
    assert NO_NOTICE not in publish(client, event)
    event.refresh_from_db()
    assert event.status == "published"


def test_no_colour_of_a_badge_is_asked_before_there_are_badges(client: Client) -> None:
    event = make_settings().event
    category = make_category(event)
    client.force_login(make_staff(is_superuser=True))
    for address in (reverse("admin:registrations_category_change", args=[category.pk]), screen(event)):
        assert "badge" not in client.get(address).content.decode().lower()


def test_no_state_is_offered_that_nobody_can_reach_yet(client: Client) -> None:
    make_registration()
    client.force_login(make_staff(is_superuser=True))
    queue = client.get(reverse("admin:registrations_registration_changelist")).content.decode()
    offered = [state for state in State.values if f'value="{state}"' in queue]
    later = {"draft", "submitted", "checked-in", "attended", "no-show"}
    assert offered == [state for state in State.values if state not in later]
