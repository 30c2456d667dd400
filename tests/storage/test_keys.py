"""Keys of rows as addresses and forms give them."""

import pytest
from django.urls import Resolver404, resolve

from storage.keys import key_of


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("7", 7),
        (7, 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, 0),
        (10**30, 0),
        ("", 0),
        (None, 0),
        ("-1", 0),
        ("²", 0),
        ("1.0", 0),
    ],
)
def test_a_key_is_one_that_the_database_can_hold(given: object, key: int) -> None:
    assert key_of(given) == key


def test_an_address_names_no_row_that_cannot_be() -> None:
    assert resolve(f"/en/events/day/sessions/{'9' * 18}/").kwargs["pk"] == 10**18 - 1
    with pytest.raises(Resolver404):
        resolve(f"/en/events/day/sessions/{'9' * 19}/")
