"""The demo's staff: one who may do everything, and one person for each role of the secretariat."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User

from access import roles
from access.models import Assignment
from events.models import Event

PASSWORD = "atelier-demo"  # noqa: S105  in the documentation for everybody; made only while DEBUG is on, or on demand
CHIEF = "secretariat"
OFFICER = "registration-officer"
_ROLES = {
    "event-manager": roles.EVENT_MANAGERS,
    OFFICER: roles.REGISTRATION_OFFICERS,
    "agenda-editor": roles.AGENDA_EDITORS,
    "travel-officer": roles.TRAVEL_OFFICERS,
    "directory-editor": roles.DIRECTORY_EDITORS,
    "reader": roles.READERS,
    "identity-editor": roles.IDENTITY_EDITORS,
}
# Has roles for one event alone.
TEAM = "forum-team"
TEAM_ROLES = (roles.EVENT_MANAGERS, roles.REGISTRATION_OFFICERS)
NAMES = (CHIEF, TEAM, *_ROLES)


def load() -> None:
    """Make those who are not there yet; one who is keeps his or her password and rights."""
    roles.sync_roles()
    known = set(User.objects.values_list("username", flat=True))
    missing = [name for name in NAMES if name not in known or name == OFFICER]
    password = make_password(PASSWORD) if missing else ""
    for name in missing:
        user, _is_new = User.objects.get_or_create(username=name, defaults={"email": f"{name}@example.org"})
        if user.is_active and user.is_staff:
            continue
        user.password, user.is_active, user.is_staff = password, True, True
        user.is_superuser = name == CHIEF
        user.save()
        if role := _ROLES.get(name):
            user.groups.add(Group.objects.get(name=role))


def give_team(slug: str) -> None:
    """The roles of the team for the event at this address."""
    event = Event.objects.get(slug=slug)
    user = User.objects.get(username=TEAM)
    for role in Group.objects.filter(name__in=TEAM_ROLES):
        Assignment.objects.get_or_create(user=user, role=role, event=event)


def officer() -> User:
    """Who decided on the registrations of the demo; without a login where the staff is not loaded."""
    user, _is_new = User.objects.get_or_create(
        username=OFFICER,
        defaults={"email": f"{OFFICER}@example.org", "is_active": False, "password": make_password(None)},
    )
    return user
