"""One of staff at the desk."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.desk.acting import OFFICER
from tests.factories import make_staff


@pytest.fixture
def officer() -> User:
    """A registration officer."""
    return make_staff(*OFFICER)


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    """The browser of a registration officer."""
    client.force_login(officer)
    return client
