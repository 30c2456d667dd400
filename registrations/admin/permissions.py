"""Who may decide."""

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest

from backoffice.rights import ANYWHERE, demand, staff

DECIDE = "registrations.decide_registration"


def demand_right(request: HttpRequest, row: Any = ANYWHERE) -> User:
    """The member of staff, who may decide on this row, or on some; raises PermissionDenied."""
    demand(request, row, DECIDE)
    return staff(request)
