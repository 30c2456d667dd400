"""Places: counted in a constant number of queries; a free one is proposed to the next in line and given by nobody."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from registrations import capacity
from registrations.actions.correct import correct
from registrations.actions.decide import approve, cancel, put_on_waiting_list
from registrations.errors import NoPlaceLeft
from registrations.models import Registration, RegistrationSettings
from tests.factories import (
    make_category,
    make_event,
    make_organisation,
    make_registration,
    make_settings,
    make_staff,
)

pytestmark = pytest.mark.django_db


def test_places_tell_taken_and_left_of_event_and_categories(django_assert_num_queries: pytest.FixtureDef) -> None:
    settings = make_settings(capacity=10)
    event = settings.event
    limited, free = make_category(event, quota=3), make_category(event)
    for category in (limited, limited, free, None):
        make_registration(event, category=category, state="approved")
    make_registration(event, category=limited)
    with django_assert_num_queries(2):
        places = capacity.places(settings)
    assert (places.capacity, places.taken, places.left) == (10, 4, 6)
    assert places.by_category == {limited.pk: (3, 2, 1), free.pk: (None, 1, None)}


def test_a_limit_lowered_below_what_is_taken_leaves_nothing() -> None:
    settings = make_settings()
    for _number in range(2):
        make_registration(settings.event, state="approved")
    settings.capacity = 1
    assert capacity.places(settings).left == 0
    assert capacity.places(settings).is_full_for(None)


@pytest.mark.parametrize("state", ["approved", "confirmed", "checked-in", "attended", "no-show"])
def test_a_seat_is_taken_until_the_end(state: str) -> None:
    settings = make_settings()
    Registration.objects.filter(pk=make_registration(settings.event).pk).update(state=state)
    assert capacity.places(settings).taken == 1


def test_nobody_is_next_as_long_as_no_place_is_free() -> None:
    settings = make_settings(capacity=1)
    make_registration(settings.event, state="approved")
    make_registration(settings.event, state="waiting")
    assert capacity.next_in_line(settings) is None


def test_a_freed_place_is_proposed_to_the_first_in_line_and_given_to_nobody() -> None:
    settings = make_settings(capacity=1)
    seated = make_registration(settings.event, state="approved")
    waiting = [make_registration(settings.event, state="waiting") for _number in range(2)]
    cancel(seated)
    assert capacity.next_in_line(settings) == waiting[0]
    assert {row.state for row in Registration.objects.exclude(pk=seated.pk)} == {"waiting"}


def test_the_line_is_that_of_coming_onto_the_list() -> None:
    settings = make_settings(capacity=1)
    first, second = make_registration(settings.event), make_registration(settings.event)
    put_on_waiting_list(second, make_staff())
    put_on_waiting_list(first, make_staff())
    assert capacity.next_in_line(settings) == second
    assert list(Registration.objects.filter(state="waiting").order_by("state_changed_at")) == [second, first]


def test_the_next_is_the_first_whom_a_free_place_fits(django_assert_max_num_queries: pytest.FixtureDef) -> None:
    settings = make_settings(capacity=5)
    event = settings.event
    full = make_category(event, quota=0)
    small = make_category(event, quota_per_organisation=1)
    make_registration(event, category=small, organisation_name="Union", state="approved")
    make_registration(event, category=full, state="waiting")
    make_registration(event, category=small, organisation_name="UNION", state="waiting")
    fitting = make_registration(event, category=small, organisation_name="Other", state="waiting")
    for _number in range(20):
        make_registration(event, category=full, state="waiting")
    with django_assert_max_num_queries(7):
        assert capacity.next_in_line(settings) == fitting


# Hybrid events ----------------------------------------------------------------------------------------------------


def hybrid(**overrides: Any) -> RegistrationSettings:
    return make_settings(make_event(mode="hybrid"), **overrides)


def test_of_a_hybrid_event_room_and_online_are_counted_apart() -> None:
    settings = hybrid(capacity=2, capacity_online=5)
    category = make_category(settings.event, quota=10)
    for mode in ("in-person", "in-person", "online"):
        make_registration(settings.event, mode=mode, category=category, state="approved")
    places = capacity.places(settings)
    assert places.by_mode == {"in-person": (2, 2, 0), "online": (5, 1, 4)}
    assert (places.capacity, places.taken, places.left) == (7, 3, 4)
    assert places.by_category[category.pk].taken == 3
    assert places.is_full_for(category.pk, "in-person")
    assert not places.is_full_for(category.pk, "online")
    assert not places.is_full_for(category.pk)


def test_without_a_limit_online_only_the_room_is_limited() -> None:
    settings = hybrid(capacity=0)
    make_registration(settings.event, mode="online", state="approved")
    with pytest.raises(NoPlaceLeft, match="in the room"):
        make_registration(settings.event, state="approved")
    assert capacity.places(settings).left is None


def test_the_last_place_online_is_refused_by_name() -> None:
    settings = hybrid(capacity_online=0)
    make_registration(settings.event, state="approved")
    with pytest.raises(NoPlaceLeft, match="online"):
        make_registration(settings.event, mode="online", state="approved")


@pytest.mark.parametrize("mode", ["in-person", "online"])
def test_an_event_of_one_mode_has_one_number_whatever_a_registration_says(mode: str) -> None:
    settings = make_settings(make_event(mode=mode), capacity=1, capacity_online=50)
    make_registration(settings.event, mode="online", state="approved")
    with pytest.raises(NoPlaceLeft, match="All places are taken"):
        make_registration(settings.event, mode="in-person", state="approved")
    assert capacity.places(settings).by_mode == {}


def test_who_moves_between_modes_takes_a_place_there_and_frees_one_here() -> None:
    settings = hybrid(capacity=1, capacity_online=1)
    officer = make_staff()
    room = make_registration(settings.event, state="approved")
    online = make_registration(settings.event, mode="online", state="approved")
    with pytest.raises(NoPlaceLeft, match="online"):
        correct(room, by=officer, mode="online")
    cancel(online)
    correct(room, by=officer, mode="online")
    assert capacity.places(settings).by_mode == {"in-person": (1, 0, 1), "online": (1, 1, 0)}


def test_the_next_in_line_is_the_first_who_wants_what_is_free() -> None:
    settings = hybrid(capacity=0, capacity_online=1)
    make_registration(settings.event, state="waiting")
    fitting = make_registration(settings.event, mode="online", state="waiting")
    assert capacity.next_in_line(settings) == fitting
    approve(fitting, make_staff())
    assert capacity.next_in_line(settings) is None


def test_a_newcomer_online_passes_those_who_wait_for_the_room_and_no_other() -> None:
    settings = hybrid(capacity=0, capacity_online=2, how="open")
    make_registration(settings.event, state="waiting")
    assert make_registration(settings.event, mode="online").state == "approved"
    make_registration(settings.event, mode="online", state="waiting")
    assert make_registration(settings.event, mode="online").state == "waiting"


def test_of_a_long_waiting_list_only_the_first_are_read_where_a_place_is_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = make_settings(capacity=1, how="open")
    for _number in range(6):
        make_registration(settings.event, state="waiting")
    read: list[Registration] = []
    of = capacity.SeatRequest.of

    def noted(row: Registration) -> capacity.SeatRequest:
        read.append(row)
        return of(row)

    monkeypatch.setattr(capacity.SeatRequest, "of", noted)
    assert make_registration(settings.event).state == "waiting"
    assert len(read) < 4


def test_a_newcomer_has_what_is_left_when_all_who_wait_had_theirs() -> None:
    settings = make_settings(capacity=4, how="open")
    full, free = make_category(settings.event, quota=0), make_category(settings.event)
    for category in (full, free, full, free):
        make_registration(settings.event, category=category, state="waiting")
    assert [make_registration(settings.event, category=free).state for _number in range(3)] == [
        "approved", "approved", "waiting",
    ]  # fmt: skip


# Who needs no place -----------------------------------------------------------------------------------------------


def test_assistants_count_against_nothing_and_always_find_room() -> None:
    settings = make_settings(capacity=1, how="open")
    assistants = make_category(settings.event, needs_place=False)
    make_registration(settings.event, state="waiting")
    assert [make_registration(settings.event, category=assistants).state for _number in range(3)] == ["approved"] * 3
    make_registration(settings.event, state="approved")
    places = capacity.places(settings)
    assert (places.taken, places.left, places.by_category[assistants.pk].taken) == (1, 0, 3)
    assert not places.is_full_for(assistants.pk)
    with pytest.raises(NoPlaceLeft):
        correct(Registration.objects.filter(category=assistants)[0], by=make_staff(), category=None)


def test_an_assistant_who_waits_is_next_even_when_all_places_are_taken() -> None:
    settings = make_settings(capacity=0)
    assistants = make_category(settings.event, needs_place=False)
    make_registration(settings.event, state="waiting")
    waiting = make_registration(settings.event, category=assistants, state="waiting")
    assert capacity.next_in_line(settings) == waiting


def test_a_category_that_takes_no_places_has_no_quota() -> None:
    category = make_category(needs_place=False)
    category.quota = 3
    with pytest.raises(ValidationError, match="no quota"):
        category.full_clean()


# Known and typed bodies ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "organisation des îles",
        "IO",
        "I.O.",
        "Islands Organisation",
        "Islands Organisation.",
        "Islands-Organisation",
        "Old name",
    ],
)
def test_a_typed_body_counts_as_the_known_one_of_that_name(typed: str) -> None:
    known = make_organisation(
        name_en="Islands Organisation", name_fr="Organisation des Îles", acronym_en="IO", other_names="Old name\nX"
    )
    settings = make_settings()
    category = make_category(settings.event, quota_per_organisation=1)
    make_registration(settings.event, category=category, organisation_name=typed, state="approved")
    with pytest.raises(NoPlaceLeft, match="organisation"):
        make_registration(settings.event, category=category, organisation=known, organisation_name="", state="approved")


def test_a_known_body_takes_the_place_of_the_typed_one() -> None:
    known = make_organisation(acronym_en="IO")
    settings = make_settings()
    category = make_category(settings.event, quota_per_organisation=1)
    make_registration(settings.event, category=category, organisation=known, organisation_name="", state="approved")
    with pytest.raises(NoPlaceLeft, match="organisation"):
        make_registration(settings.event, category=category, organisation_name="io", state="approved")


def test_a_name_that_two_bodies_have_counts_as_neither() -> None:
    known = [make_organisation(acronym_en="IO") for _number in range(2)]
    settings = make_settings()
    category = make_category(settings.event, quota_per_organisation=1)
    for fields in ({"organisation": known[0]}, {"organisation": known[1]}, {"organisation_name": "IO"}):
        make_registration(settings.event, category=category, state="approved", **{"organisation_name": "", **fields})
    with pytest.raises(NoPlaceLeft, match="organisation"):
        make_registration(settings.event, category=category, organisation_name="Io", state="approved")


def test_a_full_stop_makes_no_other_body() -> None:
    settings = make_settings()
    category = make_category(settings.event, quota_per_organisation=1)
    make_registration(settings.event, category=category, organisation_name="City of Exampleton", state="approved")
    for typed in ("City of Exampleton.", "City of  Exampleton,", "city-of-exampleton"):
        with pytest.raises(NoPlaceLeft, match="organisation"):
            make_registration(settings.event, category=category, organisation_name=typed, state="approved")
    make_registration(settings.event, category=category, organisation_name=".", state="approved")
    with pytest.raises(NoPlaceLeft, match="organisation"):
        make_registration(settings.event, category=category, organisation_name=" . ", state="approved")
