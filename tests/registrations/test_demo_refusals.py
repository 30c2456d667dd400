"""The demo never gets into a real site by accident."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from events.models import Event

pytestmark = pytest.mark.django_db


def test_it_refuses_a_site_with_debug_off_in_one_sentence() -> None:
    with pytest.raises(CommandError, match=r"^DEBUG is off.* --force .*\.$"):
        call_command("seed_demo")
    assert not Event.objects.exists()


def test_forced_into_a_site_with_debug_off_it_makes_no_login_that_everybody_knows() -> None:
    call_command("seed_demo", force=True)
    assert Event.objects.filter(slug="cities-climate-mobility-forum").exists()
    assert [user for user in User.objects.all() if user.is_active or user.has_usable_password()] == []
