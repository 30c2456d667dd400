"""What a mail wants changed is taken over as the form would take it, or not at all."""

import pytest
from django.test import Client

from events.models import Event
from inbox.models import MailProposal
from registrations.models import Registration
from tests.desk.acting import OFFICER, act
from tests.factories import (
    make_conversation,
    make_event,
    make_incoming,
    make_proposal,
    make_registration,
    make_settings,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff(*OFFICER))
    return client


def proposed(event: Event, **data: str) -> tuple[Registration, MailProposal]:
    """A registration, and a mail that wants something of it changed."""
    known = make_registration(event, function="Clerk", language="en", email="ana@example.org")
    message = make_incoming(make_conversation(event))
    return known, make_proposal(message, action="update", target=known, data=data)


@pytest.mark.parametrize(
    ("source", "name", "value", "why"),
    [
        ("title", "title", "t" * 31, "at most 30 characters"),
        ("given_name", "given_name", "é" * 200, "at most 120 characters"),
        ("organisation", "organisation_name", "Ministry " * 30, "at most 250 characters"),
        ("email", "email", "not an address", "valid email address"),
        ("preferred_language", "language", "pt", "not a valid choice"),
        ("country", "country", "ZZ", "No country has this name"),
        ("mode", "mode", "online", "The meeting is not hybrid."),
    ],
)
def test_what_cannot_be_stored_is_shown_with_the_reason_and_not_taken_over(
    desk: Client, source: str, name: str, value: str, why: str
) -> None:
    known, one = proposed(make_settings(make_event(mode="in-person")).event, function="Mayor", **{source: value})
    conversation = one.message.conversation
    page = desk.get(f"/admin/inbox/conversation/{conversation.pk}/").content.decode()
    assert why in page
    assert f'name="change-{one.pk}" value="{name}"' not in page
    assert f'name="change-{one.pk}" value="function"' in page
    before = Registration.objects.values().get(pk=known.pk)
    act(desk, conversation, "change-fields", change=one.pk, **{f"change-{one.pk}": [name, "function"]})
    after = Registration.objects.values().get(pk=known.pk)
    assert {key for key in after if after[key] != before[key]} == {"function", "updated_at"}
    assert after["function"] == "Mayor"


def test_the_same_holds_while_attaching(desk: Client) -> None:
    event = make_settings(make_event(mode="in-person")).event
    known = make_registration(event, title="Ms")
    one = make_proposal(make_incoming(make_conversation(event)), data={"email": known.email, "title": "t" * 31})
    conversation = one.message.conversation
    act(
        desk, conversation, "attach",
        attach_and_change=f"{one.pk}:{known.pk}", **{f"change-{one.pk}-{known.pk}": ["title"]},
    )  # fmt: skip
    known.refresh_from_db()
    assert known.title == "Ms"


def test_of_a_hybrid_meeting_the_mode_is_taken_over(desk: Client) -> None:
    known, one = proposed(make_settings(make_event(mode="hybrid")).event, mode="online")
    act(desk, one.message.conversation, "change-fields", change=one.pk, **{f"change-{one.pk}": "mode"})
    known.refresh_from_db()
    assert known.mode == "online"
