"""What one room adds to the page of a model that another room registers."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from backoffice import extensions
from backoffice.base import TextsTabularInline
from backoffice.extensions import Action, Extension, Panel, extend
from events.models import Event, Series
from tests.factories import make_event, make_staff

pytestmark = pytest.mark.django_db

TEMPLATE = "admin/events/event/_completeness.html"
VIEW_AND_CHANGE = ("events.view_event", "events.change_event", "events.delete_event")


@pytest.fixture(autouse=True)
def kept_extensions(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test adds is gone after it."""
    own = defaultdict(list, {model: list(rows) for model, rows in extensions._extensions.items()})
    monkeypatch.setattr(extensions, "_extensions", own)


def said(event: Event) -> Mapping[str, Any]:
    return {"rows": [{"code": event.code, "percent": 41}]}


def screen(event: Event) -> str:
    return reverse("admin:events_event_change", args=[event.pk])


@pytest.mark.parametrize("place", ["page", "people"])
def test_a_panel_is_drawn_for_those_with_its_permission(client: Client, place: str) -> None:
    extend(Event, Extension(panels=[Panel(place, TEMPLATE, said, "speakers.view_speaker")]))
    event = make_event(code="ONE")
    client.force_login(make_staff(*VIEW_AND_CHANGE))
    assert '<span lang="ONE"' not in client.get(screen(event)).content.decode()
    client.force_login(make_staff(*VIEW_AND_CHANGE, "speakers.view_speaker"))
    assert '<span lang="ONE"' in client.get(screen(event)).content.decode()


def test_a_row_that_is_not_saved_has_no_panels(client: Client) -> None:
    extend(Event, Extension(panels=[Panel("page", TEMPLATE, said, "events.add_event")]))
    client.force_login(make_staff("events.add_event"))
    assert client.get(reverse("admin:events_event_add")).status_code == 200


def test_a_room_may_refuse_that_a_row_goes(client: Client) -> None:
    extend(Event, Extension(may_delete=lambda event: event.code != "KEPT"))
    client.force_login(make_staff(*VIEW_AND_CHANGE))
    for code in ("KEPT", "GONE"):
        client.post(reverse("admin:events_event_delete", args=[make_event(code=code).pk]), {"post": "yes"})
    assert [event.code for event in Event.objects.all()] == ["KEPT"]


def test_an_action_is_offered_and_done_for_those_with_its_permission(client: Client) -> None:
    done: list[Event] = []

    @admin.action(description="Sing")
    def sing(model_admin: Any, request: HttpRequest, rows: QuerySet[Event]) -> HttpResponse | None:
        done.extend(rows)
        return None

    extend(Event, Extension(actions=[Action(sing, "speakers.view_speaker")]))
    event = make_event()
    address, data = reverse("admin:events_event_changelist"), {"action": "sing", "_selected_action": [event.pk]}
    client.force_login(make_staff(*VIEW_AND_CHANGE))
    client.post(address, data)
    assert not done
    client.force_login(make_staff(*VIEW_AND_CHANGE, "speakers.view_speaker"))
    assert "Sing" in client.get(address).content.decode()
    client.post(address, data)
    assert done == [event]


def test_inlines_that_are_added_are_checked_as_all_are() -> None:
    class Wrong(TextsTabularInline):
        model = Series  # points to no event

    model_admin = admin.site.get_model_admin(Event)
    assert not model_admin.check()
    extend(Event, Extension(inlines=[Wrong]))
    assert [error.id for error in model_admin.check()] == ["admin.E202"]
