"""Places: counted in a constant number of queries; a free one is proposed to the next in line and given by nobody."""

import pytest

from registrations.models import Registration
from tests.factories import make_category, make_registration, make_settings, make_staff

pytestmark = pytest.mark.django_db


def test_places_tell_taken_and_left_of_event_and_categories(django_assert_num_queries: pytest.FixtureDef) -> None:
    settings = make_settings(capacity=10)
    event = settings.event
    limited, free = make_category(event, quota=3), make_category(event)
    for category in (limited, limited, free, None):
        make_registration(event, category=category, state="approved")
    make_registration(event, category=limited)
    with django_assert_num_queries(2):
        places = settings.places()
    assert (places.capacity, places.taken, places.left) == (10, 4, 6)
    assert places.by_category == {limited.pk: (3, 2, 1), free.pk: (None, 1, None)}


def test_a_limit_lowered_below_what_is_taken_leaves_nothing() -> None:
    settings = make_settings()
    for _number in range(2):
        make_registration(settings.event, state="approved")
    settings.capacity = 1
    assert settings.places().left == 0
    assert settings.places().is_full_for(None)


@pytest.mark.parametrize("state", ["approved", "confirmed", "checked-in", "attended", "no-show"])
def test_a_seat_is_taken_until_the_end(state: str) -> None:
    settings = make_settings()
    Registration.objects.filter(pk=make_registration(settings.event).pk).update(state=state)
    assert settings.places().taken == 1


def test_nobody_is_next_as_long_as_no_place_is_free() -> None:
    settings = make_settings(capacity=1)
    make_registration(settings.event, state="approved")
    make_registration(settings.event, state="waiting")
    assert settings.next_in_line() is None


def test_a_freed_place_is_proposed_to_the_first_in_line_and_given_to_nobody() -> None:
    settings = make_settings(capacity=1)
    seated = make_registration(settings.event, state="approved")
    waiting = [make_registration(settings.event, state="waiting") for _number in range(2)]
    seated.cancel()
    assert settings.next_in_line() == waiting[0]
    assert {row.state for row in Registration.objects.exclude(pk=seated.pk)} == {"waiting"}


def test_the_line_is_that_of_coming_onto_the_list() -> None:
    settings = make_settings(capacity=1)
    first, second = make_registration(settings.event), make_registration(settings.event)
    second.put_on_waiting_list(make_staff())
    first.put_on_waiting_list(make_staff())
    assert settings.next_in_line() == second
    assert list(Registration.objects.in_line()) == [second, first]


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
    with django_assert_max_num_queries(5):
        assert settings.next_in_line() == fitting
