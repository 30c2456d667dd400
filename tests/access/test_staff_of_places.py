"""The pages of an event and of a series say who has which role there, and lead to giving one."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from access import roles
from access.models import Assignment
from access.roles import sync_roles
from events.models import Series, SeriesEntry
from tests.factories import make_event, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def series() -> Series:
    sync_roles()
    whole = Series.objects.create(slug="whole", title_en="Whole programme", kind="programme")
    return Series.objects.create(slug="part", title_en="Part", kind="series", parent=whole)


def give(role: str, **place: object) -> Assignment:
    return Assignment.objects.create(user=make_staff(), role=Group.objects.get(name=role), **place)


def test_a_series_lists_who_has_which_role_also_by_the_series_above(client: Client, series: Series) -> None:
    here = give(roles.READERS, series=series)
    above = give(roles.AGENDA_EDITORS, series=series.parent)
    elsewhere = give(roles.READERS, series=Series.objects.create(slug="other", title_en="Other", kind="series"))
    client.force_login(make_staff(is_superuser=True))
    page = client.get(f"/admin/events/series/{series.pk}/change/").content.decode()
    assert f"{here.user} – Readers" in page
    assert f"{above.user} – Agenda editors" in page
    assert str(elsewhere.user) not in page
    assert f'href="/admin/access/assignment/add/?series={series.pk}"' in page


def test_an_event_lists_those_of_the_series_above_its_own(client: Client, series: Series) -> None:
    event = make_event()
    SeriesEntry.objects.create(series=series, event=event)
    above = give(roles.AGENDA_EDITORS, series=series.parent)
    client.force_login(make_staff(is_superuser=True))
    page = client.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert f"{above.user} – Agenda editors" in page
    assert f'href="/admin/access/assignment/add/?event={event.pk}"' in page


def test_the_form_is_filled_in_and_leads_back(client: Client, series: Series) -> None:
    client.force_login(make_staff(is_superuser=True))
    address = f"/admin/access/assignment/add/?series={series.pk}"
    assert client.get(address).context["adminform"].form["series"].value() == str(series.pk)
    role = Group.objects.get(name=roles.READERS)
    sent = {"user": make_staff().pk, "role": role.pk, "series": series.pk}
    assert client.post(address, sent).url == f"/admin/events/series/{series.pk}/change/"


def test_who_may_give_none_sees_no_way_to(client: Client, series: Series) -> None:
    reader, manager = give(roles.READERS, series=series).user, give(roles.EVENT_MANAGERS, series=series).user
    for user, is_shown in ((reader, False), (manager, True)):
        client.force_login(user)
        page = client.get(f"/admin/events/series/{series.pk}/change/").content.decode()
        assert ("Staff of this series" in page) is is_shown
        assert ("Give a role" in page) is is_shown


def test_a_role_for_the_whole_house_is_given_for_no_series(client: Client, series: Series) -> None:
    client.force_login(make_staff(is_superuser=True))
    for name in roles.FOR_THE_HOUSE:
        sent = {"user": make_staff().pk, "role": Group.objects.get(name=name).pk, "series": series.pk}
        page = client.post("/admin/access/assignment/add/", sent)
        assert page.context["adminform"].form.errors.keys() == {"role"}
