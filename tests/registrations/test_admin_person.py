"""A registration's page: what staff see, what they may change, and who sees what is kept apart."""

import re

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access import roles
from outbox.models import DeliveryTry, Message
from registrations.actions.correct import correct
from registrations.actions.decide import ask_details, complete
from registrations.models import Registration
from registrations.models.states import State
from tests.factories import make_category, make_event, make_question, make_registration, make_settings, make_staff
from tests.waiting import while_uncommitted

pytestmark = pytest.mark.django_db


def sign_in(client: Client, role: str = roles.REGISTRATION_OFFICERS) -> Client:
    client.force_login(make_staff(*sorted(roles.ROLES[role])))
    return client


def page(person: Registration) -> str:
    return reverse("admin:registrations_registration_change", args=[person.pk])


def look(person: Registration) -> str:
    return reverse("admin:registrations_registration_restricted", args=[person.pk])


def form_of(client: Client, person: Registration) -> dict[str, object]:
    """What the browser would send from the page."""
    context = client.get(page(person)).context
    boxes = [*context["adminform"].form, *context["answers_form"]]
    return {"seen": context["seen"]} | {box.html_name: box.value() for box in boxes if box.value() not in (None, "")}


def test_everything_about_a_person_is_on_one_page(client: Client) -> None:
    event = make_event()
    make_settings(event)
    question = make_question(event, label_en="Which strand?")
    person = make_registration(
        event, answers={question.code: "Water"}, consents=["photos"], remarks="I come by train", email="a@example.org"
    )
    ask_details(person, make_staff(), "Which post do you hold?")
    html = sign_in(client).get(page(person)).content.decode()
    for expected in (
        person.reference, "a@example.org", "Which strand?", "Water", "hotographs and recordings", "I come by train",
        "Which post do you hold?", "ncomplete, details asked for",
    ):  # fmt: skip
        assert expected in html
    for message in person.messages.all():
        assert reverse("admin:outbox_message_change", args=[message.pk]) in html


def test_a_message_that_failed_shows_why(client: Client) -> None:
    person = make_registration()
    message = person.messages.get()
    Message.objects.filter(pk=message.pk).update(state=Message.State.FAILED)
    DeliveryTry.objects.create(
        message=message, started_at=message.created_at, outcome=DeliveryTry.Outcome.REFUSED, detail="550 no such user"
    )
    html = sign_in(client).get(page(person)).content.decode()
    assert "could not be delivered" in html
    assert "550 no such user" in html


def test_staff_correct_data_and_the_change_is_kept(client: Client) -> None:
    event = make_event()
    make_settings(event)
    question = make_question(event)
    person = make_registration(event)
    sign_in(client)
    data = form_of(client, person) | {"function": "Minister", f"question-{question.code}": "The second"}
    before = Message.objects.count()
    assert client.post(page(person), data).status_code == 302
    person.refresh_from_db()
    assert person.function == "Minister"
    assert person.answers.get().value == "The second"
    assert person.history.latest("pk").corrected() == ["function", question.code]
    entry = LogEntry.objects.get_for_object(person).filter(action=LogEntry.Action.UPDATE).latest("pk")
    assert entry.changes["function"] == ["Head of unit", "Minister"]
    assert entry.actor is not None
    assert Message.objects.count() == before


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "Water"), ("long-text", "Water\nand heat"), ("choice", "b"), ("choices", ["a", "b"]), ("yes-no", True),
        ("yes-no", False), ("number", 2.5), ("date", "2027-06-14"),
    ],
)  # fmt: skip
def test_an_answer_of_any_type_stays_when_staff_correct_another(client: Client, kind: str, value: object) -> None:
    event = make_settings().event
    question = make_question(event, type=kind)
    for code in "abc":
        question.choices.create(code=code, label_en=code.upper())
    person = make_registration(event)
    person.answers.create(question=question, value=value)
    data = form_of(sign_in(client), person) | {"function": "Minister"}
    if kind == "yes-no":
        shown = client.get(page(person)).content.decode()
        assert re.findall(r'value="(\w+)"[^>]*checked', shown) == ["yes" if value else "no"]
    assert client.post(page(person), data).status_code == 302
    assert person.answers.get().value == value
    assert person.history.latest("pk").corrected() == ["function"]


def test_a_day_far_from_the_event_is_kept_with_a_warning(client: Client) -> None:
    event = make_settings().event
    make_question(event, code="arrival", type="date")
    person = make_registration(event)
    data = form_of(sign_in(client), person) | {"question-arrival": "2028-06-14"}
    answer = client.post(page(person), data, follow=True)
    assert "14 June 2028 does not fit the days of the event. Is that right?" in answer.content.decode()
    assert person.answers.get().value == "2028-06-14"


def test_what_somebody_else_changed_meanwhile_is_not_written_over(client: Client) -> None:
    person = make_registration(function="Clerk")
    sign_in(client)
    data = form_of(client, person)
    correct(person, function="Mayor")
    response = client.post(page(person), data | {"phone": "+41 22"})
    person.refresh_from_db()
    assert "changed meanwhile" in response.content.decode()
    assert (person.function, person.phone) == ("Mayor", "")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nor_what_somebody_else_changes_at_the_same_moment(client: Client) -> None:
    person = make_registration(function="Clerk")
    sign_in(client)
    data = form_of(client, person) | {"function": "Chief"}
    response = while_uncommitted(lambda: correct(person, function="Mayor"), lambda: client.post(page(person), data))
    person.refresh_from_db()
    assert person.function == "Mayor"
    assert "changed meanwhile" in response.content.decode()
    assert response.context["seen"] == person.history.latest("pk").pk, "who saves again has seen it"


def test_a_change_of_category_respects_its_places(client: Client) -> None:
    event = make_event()
    make_settings(event)
    full, other = make_category(event, quota=1), make_category(event)
    make_registration(event, category=full, state=State.APPROVED)
    person = make_registration(event, category=other, state=State.APPROVED)
    sign_in(client)
    response = client.post(page(person), form_of(client, person) | {"category": full.pk})
    person.refresh_from_db()
    assert "All places of this category are taken." in response.content.decode()
    assert person.category == other


def test_a_category_of_another_event_is_refused(client: Client) -> None:
    person = make_registration()
    sign_in(client)
    response = client.post(page(person), form_of(client, person) | {"category": make_category().pk})
    assert response.status_code == 200
    assert response.context["errors"]


def test_a_registration_that_ended_is_only_read(client: Client) -> None:
    person = make_registration(state=State.CANCELLED)
    sign_in(client)
    assert "adminform" not in client.get(page(person)).context
    assert client.post(page(person), {"function": "Minister"}).status_code == 403


def test_possible_doubles_stand_side_by_side(client: Client) -> None:
    event = make_event()
    one = make_registration(event, given_name="Ana", family_name="Pérez", email="a@example.org", function="Mayor")
    two = make_registration(event, given_name="Perez", family_name="Ana", email="b@example.org", function="Clerk")
    context = sign_in(client).get(page(one)).context
    assert context["duplicates"]["people"] == [one, two]
    values = {row.label: row.values for row in context["duplicates"]["rows"]}
    assert values["function"] == [("Mayor", False), ("Clerk", True)]


def test_restricted_data_are_not_on_the_page(client: Client) -> None:
    event = make_event()
    make_settings(event)
    question = make_question(event, is_restricted=True, label_en="Passport number")
    person = make_registration(event, restricted={"diet": "no nuts"}, answers={question.code: "X123"})
    for role in (roles.REGISTRATION_OFFICERS, roles.TRAVEL_OFFICERS):
        html = sign_in(client, role).get(page(person)).content.decode()
        assert "no nuts" not in html
        assert "X123" not in html


def test_the_travel_officer_sees_them_by_a_button_and_each_look_leaves_a_line(client: Client) -> None:
    event = make_event()
    make_settings(event)
    question = make_question(event, is_restricted=True, label_en="Passport number")
    person = make_registration(event, restricted={"diet": "no nuts"}, answers={question.code: "X123"})
    sign_in(client, roles.TRAVEL_OFFICERS)
    html = client.post(look(person)).content.decode()
    client.post(look(person))
    assert "no nuts" in html
    assert "X123" in html
    lines = LogEntry.objects.get_for_object(person).filter(action=LogEntry.Action.ACCESS)
    assert [(line.actor.pk, line.additional_data) for line in lines] == [
        (int(client.session["_auth_user_id"]), {"seen": "restricted"})
    ] * 2


def test_a_look_is_never_a_get(client: Client) -> None:
    assert sign_in(client, roles.TRAVEL_OFFICERS).get(look(make_registration())).status_code == 405


@pytest.mark.parametrize("role", [role for role in roles.ROLES if role != roles.TRAVEL_OFFICERS])
def test_nobody_else_sees_them(client: Client, role: str) -> None:
    person = make_registration(restricted={"diet": "no nuts"})
    assert sign_in(client, role).post(look(person)).status_code == 403
    assert not LogEntry.objects.get_for_object(person).filter(action=LogEntry.Action.ACCESS).exists()


def test_the_history_tells_of_edits_and_looks(client: Client) -> None:
    person = make_registration()
    sign_in(client)
    client.post(page(person), form_of(client, person) | {"function": "Minister"})
    html = client.get(reverse("admin:registrations_registration_history", args=[person.pk])).content.decode()
    assert "Minister" in html
    sign_in(client, roles.TRAVEL_OFFICERS).post(look(person))
    html = client.get(reverse("admin:registrations_registration_history", args=[person.pk])).content.decode()
    assert "restricted data seen" in html


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_takes_the_same_queries_however_long_history_and_form_are(client: Client, count: int) -> None:
    event = make_event()
    make_settings(event)
    codes = [make_question(event, is_required=True).code for _question in range(count)]
    person = make_registration(event, answers=dict.fromkeys(codes, "x"))
    staff = make_staff()
    for _turn in range(count):
        ask_details(person, staff, "More, please")
        complete(person, staff)
    sign_in(client).get(page(person))
    with CaptureQueriesContext(connection) as queries:
        client.get(page(person))
    assert len(queries) == 28


def test_a_reader_sees_and_cannot_change(client: Client) -> None:
    person = make_registration(email="a@example.org")
    sign_in(client, roles.READERS)
    html = client.get(page(person)).content.decode()
    assert "a@example.org" in html
    assert "Save changes" not in html
    assert "/decide/" not in html
    assert client.post(page(person), {"function": "Minister"}).status_code == 403


def test_nobody_deletes_a_registration(client: Client) -> None:
    person = make_registration()
    client.force_login(make_staff(is_superuser=True))
    assert client.post(reverse("admin:registrations_registration_delete", args=[person.pk])).status_code == 403


def test_a_double_that_is_none_is_dismissed_and_that_is_taken_back(client: Client) -> None:
    event = make_settings().event
    one, other = (make_registration(event, email="office@example.org", family_name=name) for name in ("One", "Other"))
    sign_in(client)
    apart = reverse("admin:registrations_registration_apart", args=[one.pk, other.pk])
    queue = reverse("admin:registrations_registration_changelist")
    assert apart in client.get(page(one)).content.decode()
    assert "possible double" in client.get(queue).content.decode()
    client.post(apart)
    for person in (one, other):
        shown = client.get(page(person)).content.decode()
        assert "Possibly the same person" not in shown
        assert "Looked at, another person:" in shown
    assert "possible double" not in client.get(queue).content.decode()
    third = make_registration(event, email="office@example.org", family_name="Third")
    assert "Possibly the same person" in client.get(page(one)).content.decode()
    third.delete()
    client.post(reverse("admin:registrations_registration_apart", args=[other.pk, one.pk]), {"undo": "1"})
    assert "Possibly the same person" in client.get(page(one)).content.decode()


def test_who_may_not_decide_dismisses_no_double(client: Client) -> None:
    event = make_settings().event
    one, other = (make_registration(event, email="office@example.org", family_name=name) for name in ("One", "Other"))
    apart = reverse("admin:registrations_registration_apart", args=[one.pk, other.pk])
    sign_in(client, roles.READERS)
    assert client.post(apart).status_code == 403
    assert client.get(apart).status_code == 405
    assert not one.not_same_as.exists()
