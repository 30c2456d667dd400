"""Who is at work, and who may decide."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest

from backoffice.rights import ANYWHERE, demand

DECIDE = "registrations.decide_registration"


def staff(request: HttpRequest) -> User:
    """The member of staff: behind the door of the back office it is one."""
    return cast("User", request.user)


def demand_right(request: HttpRequest, row: Any = ANYWHERE) -> User:
    """The member of staff, who may decide on this row, or on some; raises PermissionDenied."""
    demand(request, row, DECIDE)
    return staff(request)
