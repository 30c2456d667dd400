"""Who is to be decided on next, by the filters of the queue from which staff came."""

from typing import Any

from django.db.models import Case, When
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from backoffice.rights import rows_for
from registrations.admin.filters import StateFilter
from registrations.admin.permissions import DECIDE
from registrations.models import Registration
from registrations.models.states import TO_DECIDE

KEPT = "_changelist_filters"
# The filters of the queue that are columns, by their names in its address.
COLUMNS = {
    "event": "event",
    "category": "category",
    "country": "country",
    "source": "source",
    "calendar": "calendar_answer",
}


def kept_filters(request: HttpRequest) -> str:
    """The filters as an address carries them along, with their name; "" for none."""
    kept = request.GET.get(KEPT, "")
    return urlencode({KEPT: kept}) if kept else ""


def next_to_decide(request: HttpRequest, registration: Registration) -> Registration | None:
    """The next below this one in the queue, else the first of it; without filters among those of its event.

    One query.
    """
    chosen = QueryDict(request.GET.get(KEPT, ""))
    found = Registration.objects.filter(state__in=TO_DECIDE)
    if chosen.get("q"):
        found = found.matching(str(chosen["q"]))
    rows = rows_for(request.user, found, DECIDE).exclude(pk=registration.pk)
    values: dict[str, Any] = {COLUMNS[name]: value for name, value in chosen.items() if name in COLUMNS and value}
    try:
        rows = rows.filter(**(values or {"event": registration.event_id}))
    except ValueError:  # a filter that makes no sense finds nobody
        return None
    if chosen.get("state"):
        rows = rows.filter(state__in=StateFilter.states(str(chosen["state"])))
    is_above = Case(When(created_at__lte=registration.created_at, then=0), default=1)
    names = ("honorific", "title", "given_name", "family_name", "email", "reference")
    return rows.only(*names).order_by(is_above, "-created_at", "-pk").first()
