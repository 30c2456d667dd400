"""Who may do what with which rows.

A right is held for the whole house, as Django has it, or for one event or series; what that means for a row, a back
end of `AUTHENTICATION_BACKENDS` says (see access/backend.py). `user.has_perm(right)` asks for the whole house,
`user.has_perm(right, row)` for a row, `user.has_perm(right, ANYWHERE)` whether there is any row at all.
"""

from typing import Any, Final, TypeVar, cast

from django.contrib.auth import get_backends, get_permission_codename
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

ANYWHERE: Final[Any] = object()  # typed so, since Django says that rights are asked for rows

Row = TypeVar("Row", bound=Model)


def right_to(action: str, model: type[Model]) -> str:
    """The name of a right: "events.change_session"."""
    return f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}"


def rows_for(user: Any, rows: QuerySet[Row], *rights: str) -> QuerySet[Row]:
    """Of these rows those with which this person may do all of that: to see them, if nothing is named."""
    for right in rights or (right_to("view", rows.model),):
        if not user.has_perm(right):
            rows = _limited(user, rows, right)
    return rows


def _limited(user: Any, rows: QuerySet[Row], right: str) -> QuerySet[Row]:
    for back_end in get_backends():
        if hasattr(back_end, "rows_for"):
            return back_end.rows_for(user, rows, right)
    return rows.none()


def events_for(user: Any, right: str) -> list[int]:
    """The keys of the events for which somebody has a right by a role for events or series."""
    return [
        key
        for back_end in get_backends()
        if hasattr(back_end, "events_for")
        for key in back_end.events_for(user, right)
    ]


def staff(request: HttpRequest) -> User:
    """Who is at work: behind the door of the back office it is a member of staff."""
    return cast("User", request.user)


def demand(request: HttpRequest, row: Any, *rights: str) -> None:
    """Raise PermissionDenied unless the reader has these rights with the row; Http404 for one that is not seen."""
    user = request.user
    if all(user.has_perm(right, row) for right in rights):
        return
    has_elsewhere = row is not ANYWHERE and all(user.has_perm(right, ANYWHERE) for right in rights)
    if has_elsewhere and not user.has_perm(right_to("view", type(row)), row):
        raise Http404
    raise PermissionDenied
