"""Whose place a person takes where a mail names several, and who comes in nobody's place after all."""

import re

import pytest
from django.test import Client

from inbox.models import Conversation
from registrations.models import Registration
from registrations.models.states import State
from tests.desk.acting import DESK, act, filled
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
def conversation() -> Conversation:
    """Two are replaced by two, and the mail does not say who by whom so that a machine understands it."""
    event = make_event(code="IDM-2027")
    make_settings(event, capacity=5)
    conversation = make_conversation(event, email="focal@ministry.example.org", kind="substitution")
    mail = make_incoming(conversation, kind="substitution")
    for name in ("Mota", "Lima"):
        make_proposal(mail, data={"given_name": "Luis", "family_name": name, "email": f"{name.lower()}@example.org"})
    for name in ("Same", "Diop"):
        row = make_registration(event, family_name=name, email=f"{name.lower()}@example.org", state=State.APPROVED)
        make_proposal(mail, action="cancel", target=row, data={})
    return conversation


def named(name: str) -> Registration:
    return Registration.objects.get(family_name=name)


def proposed(conversation: Conversation, name: str) -> int:
    return int(conversation.proposals().get(data__family_name=name).pk)


def test_the_place_is_chosen_among_those_that_the_mail_frees(desk: Client, conversation: Conversation) -> None:
    html = desk.get(f"{DESK}{conversation.pk}/").content.decode()
    one = proposed(conversation, "Mota")
    box = re.search(rf'<select name="place-{one}">(.*?)</select>', html, re.DOTALL)
    assert box is not None
    assert re.findall(r'value="(\d+)"', box[1]) == [str(named(name).pk) for name in ("Same", "Diop")]
    assert not re.search(rf'name="p{one}-chosen"[^>]*checked', html)  # nobody is one more without being asked for
    data = filled(conversation) | {"substitute": one, f"place-{one}": named("Diop").pk}
    page = act(desk, conversation, "substitute", **data)
    assert f'name="place" value="{named("Diop").pk}"' in page
    act(desk, conversation, "substitute", **data, do="1")
    assert (named("Diop").state, named("Diop").replaced_by) == (State.REPLACED, named("Mota"))
    assert named("Same").state == State.APPROVED


def test_what_the_mail_wanted_cancelled_is_done_with_it(desk: Client, conversation: Conversation) -> None:
    one = proposed(conversation, "Mota")
    act(desk, conversation, "substitute", **filled(conversation), substitute=one, place=named("Diop").pk, do="1")
    rows = dict(conversation.proposals().filter(action="cancel").values_list("target__family_name", "state"))
    assert rows == {"Same": "open", "Diop": "accepted"}
    html = desk.get(f"{DESK}{conversation.pk}/").content.decode()
    assert f"in the place of {named('Same').reference}" in html  # one is left: no choice is needed
    assert '<select name="place-' not in html


@pytest.mark.parametrize("place", ["abc", "0", "9" * 40, "another"])
def test_no_other_place_is_given(desk: Client, conversation: Conversation, place: str) -> None:
    other = make_registration(conversation.event, family_name="Other", state=State.APPROVED)
    chosen = str(other.pk) if place == "another" else place
    one = proposed(conversation, "Mota")
    data = filled(conversation) | {"substitute": one, "place": chosen, "seen": conversation.seen_mark(), "do": "1"}
    assert desk.post(f"{DESK}{conversation.pk}/substitute/", data).status_code == 404
    assert not Registration.objects.filter(state=State.REPLACED).exists()


@pytest.fixture
def misread() -> Conversation:
    """A delegation of two of whom one replaces somebody: both were read as coming in that place."""
    event = make_event(code="IDM-2027")
    make_settings(event, capacity=5)
    conversation = make_conversation(event, email="focal@ministry.example.org", kind="substitution")
    mail = make_incoming(conversation, kind="substitution")
    old = make_registration(event, family_name="Same", state=State.APPROVED)
    for name in ("Mota", "Lima"):
        data = {"given_name": "Luis", "family_name": name, "email": f"{name.lower()}@example.org"}
        make_proposal(mail, action="substitute", target=old, data=data)
    return conversation


def test_one_of_them_comes_in_nobodys_place(desk: Client, misread: Conversation) -> None:
    one = proposed(misread, "Lima")
    assert f'name="p{one}-chosen"' not in desk.get(f"{DESK}{misread.pk}/").content.decode()
    html = act(desk, misread, "one-more", one_more=one, **{f"p{one}-language": "en", f"p{one}-given_name": "Luisa"})
    assert f'name="p{one}-chosen"' in html
    assert 'value="Luisa"' in html  # what was typed stays
    data = {
        f"p{one}-{name}": value for name, value in {"chosen": "on", "language": "en", "given_name": "Luisa"}.items()
    }
    act(desk, misread, "accept", **data)
    assert Registration.objects.get(given_name="Luisa").replaces.count() == 0
    assert named("Same").state == State.APPROVED


def test_that_is_undone(desk: Client, misread: Conversation) -> None:
    one = misread.proposals().get(data__family_name="Lima")
    act(desk, misread, "one-more", one_more=one.pk)
    one.refresh_from_db()
    assert (one.action, one.target) == ("register", None)
    act(desk, misread, "undo")
    one.refresh_from_db()
    assert (one.action, one.target) == ("substitute", named("Same"))
    assert "nobody’s place already" in act(desk, misread, "one-more", one_more=one.pk) + act(
        desk, misread, "one-more", one_more=one.pk
    )


def test_it_needs_the_right_to_register(client: Client, misread: Conversation) -> None:
    client.force_login(make_staff("inbox.work_mailbox"))
    data = {"one_more": proposed(misread, "Lima"), "seen": misread.seen_mark()}
    assert client.post(f"{DESK}{misread.pk}/one-more/", data).status_code == 403


def test_of_a_mail_for_several_events_each_is_registered_for_the_right_one(desk: Client) -> None:
    first, second = make_event(code="IDM-2027"), make_event(code="TUR-2027")
    for event in (first, second):
        make_settings(event)
    conversation = make_conversation(first)
    mail = make_incoming(conversation, facts={"flags": ["several_events"]})
    one, other = (make_proposal(mail, data={"given_name": "Ana", "family_name": name}) for name in ("Same", "Diop"))
    html = desk.get(f"{DESK}{conversation.pk}/").content.decode()
    assert not re.search(r'name="p[0-9]+-chosen"[^>]*checked', html)  # or all would go to the first with one click
    assert '<details class="sort" open><summary>Correct the sorting' in html
    act(desk, conversation, "accept", **{f"p{one.pk}-{name}": value for name, value in SAME.items()})
    act(desk, conversation, "sort", event=second.pk)
    act(desk, conversation, "accept", **{f"p{other.pk}-{name}": value for name, value in DIOP.items()})
    assert (named("Same").event, named("Diop").event) == (first, second)


SAME = {"chosen": "on", "language": "en", "given_name": "Ana", "family_name": "Same"}
DIOP = SAME | {"family_name": "Diop"}


@pytest.mark.parametrize("value", ["abc", "abc:{0}", "{1}:abc", "{1}:", "0:{0}", "{1}:{0}:9", "٣:٤", "9" * 400])
@pytest.mark.parametrize("button", ["attach", "attach_and_change"])
def test_a_wrong_value_of_attach_is_answered_with_a_sentence(
    desk: Client, conversation: Conversation, value: str, button: str
) -> None:
    text = value.format(named("Same").pk, proposed(conversation, "Mota"))
    assert "is not there any more. Look again." in act(desk, conversation, "attach", **{button: text})
    assert not conversation.actions.exists()
