"""What the pages say to somebody who has a role for one event or series alone, and to who only reads."""

import pytest
import tablib
from django.contrib.auth.models import Group, User
from django.test import Client

from access import roles
from access.models import Assignment
from access.roles import sync_roles
from events.models import Event, Series
from events.resources import EventResource
from tests.factories import make_event, make_session, make_settings, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    event = make_event(working_languages=["en", "fr"], interpretation_languages=["es"])
    make_settings(event)
    return event


def with_role(role: str, **place: object) -> User:
    sync_roles()
    user = make_staff()
    Assignment.objects.create(user=user, role=Group.objects.get(name=role), **place)
    return user


def test_who_makes_events_in_a_series_alone_is_told_to_name_it_in_a_file(event: Event) -> None:
    series = Series.objects.create(slug="idm", title_en="IDM", kind="series")
    rows = tablib.Dataset(["NEW-1", "New"], headers=["code", "title_en"])
    for by, is_refused in (
        (with_role(roles.EVENT_MANAGERS, series=series), True),
        (make_staff(is_superuser=True), False),
    ):
        found = EventResource(by=by).import_data(rows, dry_run=True)
        assert bool(found.invalid_rows) is is_refused
        told = "Name one of the series in which you may make events."
        assert (told in str([row.error for row in found.invalid_rows])) is is_refused


@pytest.mark.parametrize(("role", "is_shown"), [(roles.AGENDA_EDITORS, False), (roles.EVENT_MANAGERS, True)])
def test_the_agenda_leads_to_the_registration_whoever_may_see_it(
    client: Client, event: Event, role: str, is_shown: bool
) -> None:
    client.force_login(with_role(role, event=event))
    html = client.get(f"/admin/events/event/{event.pk}/agenda/").content.decode()
    assert "#documents" in html
    assert ("#registration" in html) is is_shown
    page = client.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert ('data-section="registration"' in page) is is_shown


def test_what_was_removed_is_listed_for_ones_own_events(client: Client, event: Event) -> None:
    for place, title in ((event, "Opening of ours"), (make_event(), "Opening of theirs")):
        make_session(place, title_en=title).delete()
    client.force_login(with_role(roles.AGENDA_EDITORS, event=event))
    html = client.get("/admin/events/session/removed/").content.decode()
    assert "Opening of ours" in html
    assert "Opening of theirs" not in html
    client.force_login(make_staff("events.view_session"))
    assert "Opening of theirs" in client.get("/admin/events/session/removed/").content.decode()


def test_who_only_reads_an_event_reads_the_names_of_its_languages(client: Client, event: Event) -> None:
    client.force_login(with_role(roles.READERS, event=event))
    html = client.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert "English, French" in html
    assert "Spanish" in html.partition("section-texts")[0]
    assert "[&quot;en" not in html
