"""The demo never gets into a real site by accident."""

import pytest
from django.core.management import CommandError, call_command

from events.models import Event

pytestmark = pytest.mark.django_db


def test_it_refuses_a_site_with_debug_off_in_one_sentence() -> None:
    with pytest.raises(CommandError, match=r"^DEBUG is off.* --force .*\.$"):
        call_command("seed_demo")
    assert not Event.objects.exists()
