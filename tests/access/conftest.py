"""What the tests of signing in share."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_code_was_used() -> None:
    """Users of two tests have the same number, and allauth remembers codes by it."""
    cache.clear()
