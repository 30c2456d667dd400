"""A telephone call becomes a registration, by the same verb as the form."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse

from access import roles
from events.models import Event
from registrations.actions.decide import decline
from registrations.models import ErasedAddress, Registration
from registrations.models.states import State
from tests.factories import make_category, make_event, make_question, make_registration, make_settings, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS])))
    return client


@pytest.fixture
def event() -> Event:
    event = make_event()
    make_settings(event)
    return event


def address(event: Event) -> str:
    return f"{reverse('admin:registrations_registration_add')}?event={event.pk}"


def call(client: Client, event: Event, **answers: Any) -> dict[str, Any]:
    """What is typed in."""
    form = client.get(address(event)).context["form"]
    return {
        "given_name": "Awa",
        "family_name": "Traoré",
        "email": "awa@example.org",
        "organisation_name": "City of Bamako",
        "country": "ML",
        "language": "fr",
        "submission_key": form["submission_key"].value(),
        "open": "",
        **answers,
    }


def test_a_call_is_registered_and_acknowledged(officer: Client, event: Event) -> None:
    category, question = make_category(event), make_question(event)
    data = call(officer, event, category=category.pk, diet="no nuts", **{f"question-{question.code}": "The second"})
    officer.post(address(event), data)
    person = Registration.objects.get()
    assert (person.source, person.state, person.language) == ("phone", State.PENDING, "fr")
    assert (person.category, person.country_id) == (category, "ML")
    assert person.answers.get().value == "The second"
    assert person.restricted.diet == "no nuts"
    assert [(mail.kind, mail.language) for mail in person.messages.all()] == [("acknowledgement", "fr")]
    assert person.history.get().by is not None


def test_a_day_far_from_the_event_is_kept_with_a_warning(officer: Client, event: Event) -> None:
    question = make_question(event, code="arrival", type="date")
    data = call(officer, event, **{f"question-{question.code}": "2026-06-13"})
    page = officer.post(address(event), data, follow=True).content.decode()
    assert "13 June 2026 does not fit the days of the event. Is that right?" in page
    assert Registration.objects.get().answers.get().value == "2026-06-13"


def test_it_can_be_approved_at_once(officer: Client, event: Event) -> None:
    officer.post(address(event), call(officer, event, is_approved="on"))
    person = Registration.objects.get()
    assert person.state == State.APPROVED
    assert [mail.kind for mail in person.messages.all()] == ["approved"]


def test_a_place_is_not_sold_twice_by_telephone(officer: Client, event: Event) -> None:
    event.registration_settings.capacity = 0
    event.registration_settings.save()
    response = officer.post(address(event), call(officer, event, is_approved="on"))
    assert not Registration.objects.exists()
    assert "All places are taken." in response.content.decode()


def test_possible_doubles_are_shown_before_anything_is_kept(officer: Client, event: Event) -> None:
    twin = make_registration(event, given_name="Traore", family_name="Awa", organisation_name="city of bamako")
    data = call(officer, event)
    response = officer.post(address(event), data)
    assert response.context["duplicates"] == [twin]
    assert Registration.objects.count() == 1
    officer.post(address(event), data | {"is_known_single": "on"})
    assert Registration.objects.count() == 2


def test_who_was_refused_a_minute_ago_is_shown_with_the_reason_before_anything_is_kept(
    officer: Client, event: Event
) -> None:
    refused = make_registration(event, given_name="Awa", family_name="Traore", email="awa@example.org")
    staff = make_staff()
    decline(refused, staff, "Not nominated")
    data = call(officer, event)
    page = officer.post(address(event), data).content.decode()
    assert Registration.objects.count() == 1
    assert all(words in page for words in (refused.reference, "declined", staff.username, "“Not nominated”"))
    officer.post(address(event), {**data, "is_known_single": "on"})
    again = Registration.objects.latest("pk")
    person = officer.get(reverse("admin:registrations_registration_change", args=[again.pk])).content.decode()
    assert "refused before" in person
    assert "“Not nominated”" in person
    assert (
        officer.get(reverse("admin:registrations_registration_changelist")).content.decode().count("refused before")
        == 1
    )


def test_the_same_person_at_the_same_address_is_refused_with_the_reference(officer: Client, event: Event) -> None:
    data = call(officer, event)
    officer.post(address(event), data)
    again = data | {"submission_key": "another", "is_known_single": "on"}
    response = officer.post(address(event), again)
    assert Registration.objects.get().reference in response.content.decode()


def test_a_double_click_registers_once(officer: Client, event: Event) -> None:
    data = call(officer, event, is_known_single="on")
    for _time in range(2):
        officer.post(address(event), data)
    assert Registration.objects.count() == 1


def test_the_next_call_has_an_empty_page_for_the_same_event(officer: Client, event: Event) -> None:
    data = call(officer, event) | {"next": ""}
    assert officer.post(address(event), data)["Location"] == address(event)


def test_the_only_open_event_is_chosen_by_itself(officer: Client, event: Event) -> None:
    assert officer.get(reverse("admin:registrations_registration_add")).context["event"] == event


def test_a_category_of_another_event_is_refused(officer: Client, event: Event) -> None:
    response = officer.post(address(event), call(officer, event, category=make_category().pk))
    assert "category" in response.context["form"].errors
    assert not Registration.objects.exists()


def test_a_restricted_question_is_not_asked_on_the_telephone(officer: Client, event: Event) -> None:
    make_question(event, is_restricted=True, label_en="Passport number")
    assert "Passport number" not in officer.get(address(event)).content.decode()


def test_those_who_may_not_decide_cannot_approve_at_once(client: Client, event: Event) -> None:
    client.force_login(make_staff("registrations.add_registration", "registrations.view_registration"))
    client.post(address(event), call(client, event, is_approved="on"))
    assert Registration.objects.get().state == State.PENDING


def test_what_was_typed_in_is_in_the_log_of_changes(officer: Client, event: Event) -> None:
    officer.post(address(event), call(officer, event))
    entry = LogEntry.objects.get_for_object(Registration.objects.get()).get(action=LogEntry.Action.CREATE)
    assert entry.actor is not None


def test_the_language_of_the_caller_is_at_first_that_of_staff(officer: Client, event: Event) -> None:
    officer.cookies["django_language"] = "fr"
    assert officer.get(address(event)).context["form"]["language"].value() == "fr"


def test_who_asked_to_be_erased_is_registered_anew_only_if_staff_say_so(officer: Client, event: Event) -> None:
    ErasedAddress.objects.note("awa@example.org")
    data = call(officer, event, email="Awa@Example.org")
    html = officer.post(address(event), data).content.decode()
    assert "The person with this address has asked to be erased." in html
    assert not Registration.objects.exists()
    officer.post(address(event), {**data, "is_known_single": "on"})
    assert Registration.objects.get().email_key == "awa@example.org"
