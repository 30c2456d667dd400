"""Roles: each group holds its permissions and no other."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from access import roles

pytestmark = pytest.mark.django_db


def grants(name: str) -> set[str]:
    found = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in found}


def test_each_group_gets_the_permissions_of_its_role() -> None:
    call_command("sync_roles", verbosity=0)
    assert {name: grants(name) for name in roles.ROLES} == roles.ROLES


def test_a_second_run_takes_back_what_was_given_by_hand_and_leaves_other_groups_alone() -> None:
    roles.sync_roles()
    other = Group.objects.create(name="Interns")
    permission = Group.objects.get(name=roles.TRAVEL_OFFICERS).permissions.get(codename="view_restricted")
    other.permissions.add(permission)
    Group.objects.get(name=roles.READERS).permissions.add(permission)
    roles.sync_roles()
    assert grants(roles.READERS) == roles.ROLES[roles.READERS]
    assert grants("Interns") == {"registrations.view_restricted"}


def test_restricted_data_are_for_the_travel_and_visa_officer_alone() -> None:
    assert [name for name, grants in roles.ROLES.items() if "registrations.view_restricted" in grants] == [
        roles.TRAVEL_OFFICERS
    ]


def test_only_the_registration_officer_decides() -> None:
    assert [name for name, grants in roles.ROLES.items() if "registrations.decide_registration" in grants] == [
        roles.REGISTRATION_OFFICERS
    ]


def test_readers_may_change_nothing() -> None:
    assert {grant.split(".")[1].split("_")[0] for grant in roles.ROLES[roles.READERS]} == {"view"}


def test_those_who_have_no_business_with_participants_see_none() -> None:
    assert not [grant for grant in roles.ROLES[roles.AGENDA_EDITORS] if grant.startswith("registrations.")]


def test_there_is_no_role_for_what_cannot_be_done_yet() -> None:
    assert "Badge desk" not in roles.ROLES
