"""Addresses of the back office that nobody clicks on: refused or passed over, never a failure."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backoffice.base import BackOfficeAdmin
from tests.events.test_admin_event import form_of
from tests.factories import make_document, make_event, make_registration, make_settings, make_staff

pytestmark = pytest.mark.django_db
REGISTRATIONS = "/admin/registrations/registration/"


@pytest.fixture
def staff() -> User:
    return make_staff(is_superuser=True)


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


@pytest.mark.parametrize(
    "address",
    [
        f"{REGISTRATIONS}?state=%00",
        f"{REGISTRATIONS}?state__exact=%00",
        "/admin/autocomplete/?app_label=registrations&model_name=registration&field_name=organisation&term=%00",
        "/admin/events/event/?a%00=1",
    ],
)
def test_an_address_with_a_nul_is_refused(desk: Client, address: str) -> None:
    assert desk.get(address).status_code == 400


def test_a_year_that_no_calendar_knows_leads_back_to_the_list(desk: Client) -> None:
    make_event()
    response = desk.get("/admin/events/event/?starts_on__year=99999999999")
    assert (response.status_code, response["Location"]) == (302, "/admin/events/event/?e=1")


@pytest.mark.parametrize("key", ["abc", "9" * 30])
def test_a_new_row_that_is_to_point_nowhere_points_nowhere(desk: Client, key: str) -> None:
    assert desk.get(f"/admin/events/document/add/?event={key}").status_code == 200


def test_a_new_row_points_where_the_address_says(desk: Client) -> None:
    event = make_event()
    form = desk.get(f"/admin/events/document/add/?event={event.pk}").context["adminform"].form
    assert form["event"].value() == str(event.pk)


@pytest.mark.parametrize("key", ["9223372036854775808", "9" * 5000])
def test_a_decision_on_a_key_that_is_none_passes_over_it(desk: Client, key: str) -> None:
    event = make_event()
    make_settings(event)
    person = make_registration(event)
    assert desk.get(f"{REGISTRATIONS}decide/approve/?id={person.pk}&id={key}").status_code == 200
    assert desk.get(f"{REGISTRATIONS}decide/approve/?id={key}").status_code == 404


def test_a_private_file_whose_name_has_a_nul_does_not_exist(desk: Client) -> None:
    address = reverse("registrations:private-file", args=["a\0b.pdf"])
    assert "%00" in address
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize("address", [f"{REGISTRATIONS}export/", "/admin/events/event/add/", "/admin/events/event/"])
@pytest.mark.parametrize("data", [{"action": "x\0"}, {"a\0": "x"}])
def test_what_is_sent_with_a_nul_is_refused(desk: Client, address: str, data: dict[str, str]) -> None:
    assert desk.post(address, data).status_code == 400


@pytest.mark.parametrize("address", [f"{REGISTRATIONS}export/", "/admin/speakers/organisation/export/"])
def test_an_export_of_a_filter_that_makes_no_sense_is_refused(desk: Client, address: str) -> None:
    assert desk.get(f"{address}?id__exact=abc").status_code == 400


def test_a_list_is_searched_for_few_words(desk: Client) -> None:
    """Each word is a condition on every row: thousands of them kept a process busy for a quarter of a minute."""
    for model, model_admin in admin.site._registry.items():
        if not (isinstance(model_admin, BackOfficeAdmin) and model_admin.search_fields):
            continue  # Django's own lists of accounts are for superusers
        with CaptureQueriesContext(connection) as queries:
            answer = desk.get(
                reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist"), {"q": "ab " * 500}
            )
        assert answer.status_code == 200, model
        assert max(len(query["sql"]) for query in queries) < 20_000, model


def test_an_event_in_a_time_zone_that_is_a_path_is_refused_in_words(desk: Client) -> None:
    event = make_event()
    make_document(event=event, published_from=timezone.now())
    address = f"/admin/events/event/{event.pk}/change/"
    page = desk.post(address, {**form_of(desk, address), "timezone": "../../etc/passwd"})
    assert "is not a time zone" in page.content.decode()


def test_a_form_that_claims_thousands_of_rows_is_refused_at_once(desk: Client) -> None:
    page = desk.post(
        "/admin/events/venue/add/",
        {"name_en": "Hall", "rooms-TOTAL_FORMS": "100000000", "rooms-INITIAL_FORMS": "0"},
    )
    [rows] = [each.formset for each in page.context["inline_admin_formsets"]]
    assert not rows.forms
    assert rows.non_form_errors()


@pytest.mark.parametrize("name", ["a" * 5000, "../../etc/passwd", "a%00b"])
def test_a_picture_whose_name_no_disk_could_have_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404
