"""Law 7 as a table: which role gets which answer at which address of the back office, with real data behind it."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import reverse

from access import roles
from outbox.models import Message
from registrations.models import Registration
from registrations.models.states import State
from tests.factories import make_category, make_event, make_question, make_registration, make_settings, make_staff

pytestmark = pytest.mark.django_db

M, O, A, T, D, R = (  # noqa: E741  one letter a column keeps the table readable
    roles.EVENT_MANAGERS,
    roles.REGISTRATION_OFFICERS,
    roles.AGENDA_EDITORS,
    roles.TRAVEL_OFFICERS,
    roles.DIRECTORY_EDITORS,
    roles.READERS,
)


class World(NamedTuple):
    """What the addresses lead to."""

    person: Registration
    message: Message


def registration(name: str, *, has_pk: bool = False, query: str = "") -> Callable[[World], str]:
    """An address of registrations."""
    return lambda world: (
        reverse(f"admin:registrations_registration_{name}", args=[world.person.pk] if has_pk else []) + query
    )


def message(name: str, *, has_pk: bool = True) -> Callable[[World], str]:
    """An address of messages."""
    return lambda world: reverse(f"admin:outbox_message_{name}", args=[world.message.pk] if has_pk else [])


def decide(code: str, name: str = "decide") -> Callable[[World], str]:
    """An address of a decision."""
    return lambda world: f"{reverse(f'admin:registrations_registration_{name}', args=[code])}?id={world.person.pk}"


def other(name: str) -> Callable[[World], str]:
    """A list of something else."""
    return lambda _world: reverse(f"admin:{name}")


EVENT = lambda world: reverse("admin:events_event_change", args=[world.person.event_id])  # noqa: E731
# (what, method, address, who may); everybody else gets 403.
TABLE: list[tuple[str, str, Callable[[World], str], str]] = [
    ("queue", "get", registration("changelist"), f"{M}|{O}|{T}|{R}"),
    ("person", "get", registration("change", has_pk=True), f"{M}|{O}|{T}|{R}"),
    ("history", "get", registration("history", has_pk=True), f"{M}|{O}|{T}|{R}"),
    ("save person", "post", registration("change", has_pk=True), O),
    ("telephone", "get", registration("add"), O),
    ("telephone kept", "post", registration("add"), O),
    ("export page", "get", registration("export"), f"{O}|{T}"),
    ("export", "post", registration("export"), f"{O}|{T}"),
    ("import", "get", registration("import"), O),
    ("try import", "post", registration("import"), O),
    ("restricted data", "post", registration("restricted", has_pk=True), T),
    ("restricted data changed", "post", registration("restricted_change", has_pk=True), T),
    ("decision page", "get", decide("approve"), O),
    ("preview", "get", lambda world: f"{decide('approve', 'preview')(world)}&preview=en", O),
    ("report", "get", registration("decided"), O),
    ("delete", "post", registration("delete", has_pk=True), ""),
    ("messages", "get", message("changelist", has_pk=False), f"{M}|{O}|{T}|{R}"),
    ("message", "get", message("change"), f"{M}|{O}|{T}|{R}"),
    ("message in HTML", "get", message("html"), f"{M}|{O}|{T}|{R}"),
    ("send again", "post", message("again"), O),
    ("new words", "get", other("outbox_messagetemplate_add"), M),
    ("words", "get", other("outbox_messagetemplate_changelist"), f"{M}|{O}|{T}|{R}"),
    ("categories", "get", other("registrations_category_changelist"), f"{M}|{O}|{T}|{R}"),
    ("new category", "get", other("registrations_category_add"), M),
    ("questions", "get", other("registrations_question_changelist"), f"{M}|{O}|{T}|{R}"),
    ("event", "get", EVENT, f"{M}|{O}|{A}|{T}|{D}|{R}"),
    ("new event", "get", other("events_event_add"), M),
    ("staff", "get", other("auth_user_changelist"), ""),
    ("groups", "get", other("auth_group_changelist"), ""),
    ("security log", "get", other("access_securityevent_changelist"), ""),
]


@pytest.fixture
def world() -> World:
    event = make_event()
    make_settings(event)
    make_category(event)
    make_question(event)
    person = make_registration(event, email="private@example.org", restricted={"diet": "no nuts"})
    return World(person, person.messages.get())


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_each_role_gets_what_the_table_says(client: Client, world: World, role: str) -> None:
    client.force_login(make_staff(*sorted(roles.ROLES[role])))
    wrong = []
    for what, method, address, who in TABLE:
        status = getattr(client, method)(address(world)).status_code
        expected = (200, 302) if role in who.split("|") else (403,)
        if status not in expected:
            wrong.append((what, status, expected))
    assert wrong == []


def test_a_stranger_is_sent_to_the_login(client: Client, world: World) -> None:
    wrong = []
    for what, method, address, _who in TABLE:
        response = getattr(client, method)(address(world))
        if response.status_code != 302 or "/login/" not in response["Location"]:
            wrong.append((what, response.status_code))
    assert wrong == []


def test_the_personal_link_alone_opens_nothing_here(client: Client, world: World) -> None:
    address = registration("change", has_pk=True)(world)
    assert client.get(address, {"token": world.person.token}).status_code == 302


def test_no_page_of_agenda_editors_names_a_participant(client: Client, world: World) -> None:
    client.force_login(make_staff(*sorted(roles.ROLES[roles.AGENDA_EDITORS])))
    for address in (reverse("admin:index"), EVENT(world)):
        html = client.get(address).content.decode()
        assert world.person.family_name not in html
        assert "private@example.org" not in html


@pytest.mark.parametrize("role", [role for role in roles.ROLES if role != roles.TRAVEL_OFFICERS])
def test_no_page_shows_restricted_data_to_the_others(client: Client, world: World, role: str) -> None:
    client.force_login(make_staff(*sorted(roles.ROLES[role])))
    for _what, method, address, who in TABLE:
        response = getattr(client, method)(address(world))
        if role in who.split("|"):
            shown = b"".join(response.streaming_content) if response.streaming else response.content
            assert b"no nuts" not in shown


def test_the_whole_table_writes_nothing_for_those_who_only_read(client: Client, world: World) -> None:
    client.force_login(make_staff(*sorted(roles.ROLES[roles.READERS])))
    before = (Message.objects.count(), Registration.objects.get().updated_at)
    for _what, method, address, _who in TABLE:
        getattr(client, method)(address(world))
    assert (Message.objects.count(), Registration.objects.get().updated_at) == before
    assert Registration.objects.get().state == State.PENDING
