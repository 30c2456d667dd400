"""Possible doubles: proposed with reasons, in a constant number of queries."""

import pytest

from registrations.actions.decide import cancel
from registrations.duplicates import number_of_duplicates, possible_duplicates_of
from registrations.models import Registration
from tests.factories import make_country, make_organisation, make_registration, make_settings

pytestmark = pytest.mark.django_db


def reasons(one: Registration) -> dict[str, list[str]]:
    return {other.reference[-1]: codes for other, codes in possible_duplicates_of(one)}


def counts() -> list[int]:
    rows = Registration.objects.order_by("pk").annotate(duplicates=number_of_duplicates())
    return list(rows.values_list("duplicates", flat=True))


def test_the_same_address_or_the_same_name_from_the_same_place() -> None:
    event = make_settings().event
    body = make_organisation()
    person = {"given_name": "Ana", "family_name": "Pérez"}
    one = make_registration(event, **person, email="a@example.org", organisation=body)
    make_registration(event, email="A@example.org", country=make_country("FR"))
    make_registration(event, given_name="PEREZ", family_name="ana", organisation=body, country=make_country("FR"))
    make_registration(event, **person, organisation_name="Elsewhere")
    make_registration(event, **person, organisation_name="Elsewhere", country=make_country("FR"))
    assert reasons(one) == {"2": ["address"], "3": ["name-organisation"], "4": ["name-country"]}
    assert counts()[0] == 3


def test_a_name_without_its_letters_is_the_same_name() -> None:
    one = make_registration(given_name="Ayşe", family_name="Yıldız", country=make_country("TR"))
    make_registration(one.event, given_name="AYSE", family_name="YILDIZ", country=make_country("TR"))
    assert reasons(one) == {"2": ["name-organisation", "name-country"]}


def test_a_letter_of_baku_or_kano_is_no_other_name() -> None:
    one = make_registration(given_name="Rəşad", family_name="Əliyev", country=make_country("AZ"))
    make_registration(one.event, given_name="Rashad", family_name="Other", country=make_country("AZ"))
    make_registration(one.event, given_name="Rasad", family_name="Aliyev", country=make_country("AZ"))
    assert "name-country" in reasons(one)["3"]


def test_another_event_an_ended_registration_and_the_own_row_do_not_count() -> None:
    one = make_registration(email="a@example.org")
    make_registration(email="a@example.org")
    cancel(make_registration(one.event, email="a@example.org"))
    assert reasons(one) == {}
    assert counts()[:2] == [0, 0]


def test_people_without_an_address_are_no_doubles_of_one_another() -> None:
    event = make_settings().event
    for _number in range(2):
        make_registration(event, email="")
    assert counts() == [0, 0]


def test_a_double_by_two_reasons_counts_once() -> None:
    event = make_settings().event
    one = make_registration(event, given_name="Ana", family_name="Pérez", email="a@example.org")
    other = make_registration(event, given_name="Ana", family_name="Pérez", email="b@example.org")
    Registration.objects.filter(pk=other.pk).update(email="a@example.org", email_key="a@example.org", person_key="x")
    other.refresh_from_db()
    Registration.objects.filter(pk=other.pk).update(person_key=one.person_key, email_key="a@example.org ")
    assert counts() == [1, 1]


def test_counting_doubles_is_one_query(django_assert_num_queries: pytest.FixtureDef) -> None:
    event = make_settings().event
    for _number in range(5):
        make_registration(event)
    with django_assert_num_queries(1):
        assert counts() == [0] * 5
