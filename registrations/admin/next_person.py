"""Who is to be decided on next, by the filters of the queue from which staff came."""

from django.db.models import Case, When
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from backoffice.rights import rows_for
from registrations.admin.permissions import DECIDE
from registrations.models import Registration
from registrations.models.states import TO_DECIDE
from registrations.selection import COLUMNS, filters_in, selected

KEPT = "_changelist_filters"


def kept_filters(request: HttpRequest) -> str:
    """The filters as an address carries them along, with their name; "" for none."""
    kept = request.GET.get(KEPT, "")
    return urlencode({KEPT: kept}) if kept else ""


def next_to_decide(request: HttpRequest, registration: Registration) -> Registration | None:
    """The next below this one in the queue, else the first of it; without filters among those of its event.

    One query.
    """
    filters = filters_in(QueryDict(request.GET.get(KEPT, "")))
    if not set(filters) & set(COLUMNS):
        filters["event"] = str(registration.event_id)
    found = selected(Registration.objects.filter(state__in=TO_DECIDE), filters)
    rows = rows_for(request.user, found, DECIDE).exclude(pk=registration.pk)
    is_above = Case(When(created_at__lte=registration.created_at, then=0), default=1)
    names = ("honorific", "title", "given_name", "family_name", "email", "reference")
    return rows.only(*names).order_by(is_above, "-created_at", "-pk").first()
