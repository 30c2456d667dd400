"""Who is at work, and who may decide."""

from typing import cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def staff(request: HttpRequest) -> User:
    """The member of staff: behind the door of the back office it is one."""
    return cast("User", request.user)


def demand_right(request: HttpRequest) -> User:
    """The member of staff, who may decide; raises PermissionDenied."""
    if not request.user.has_perm("registrations.decide_registration"):
        raise PermissionDenied
    return staff(request)
