"""The database that tests run on."""

import pytest
from django.db import connection

from speakers.models import Country


@pytest.mark.postgres
def test_the_driver_is_the_one_we_chose() -> None:
    assert connection.Database.__name__ == "psycopg2"  # type: ignore[attr-defined]  # Django takes another one if that is installed too


@pytest.mark.parametrize("turn", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_finds_the_countries(turn: str) -> None:
    assert Country.objects.count() > 190
