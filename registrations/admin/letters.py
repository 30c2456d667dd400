"""Staff note for many at once that their letters for a visa were sent."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from backoffice.base import BackOfficeAdmin
from backoffice.rights import rows_for, staff
from registrations.actions.correct import correct
from registrations.models import Registration
from registrations.models.states import ACTIVE


@admin.action(permissions=["change"], description=gettext_lazy("Note: visa letter sent today"))
def visa_letter_sent(model_admin: BackOfficeAdmin, request: HttpRequest, rows: QuerySet[Registration]) -> None:
    """Today's date, with a line of the history, for those without one; what has ended stays as it is."""
    rows = rows_for(request.user, rows, "registrations.change_registration")
    today = timezone.localdate()
    found = list(rows.filter(visa_letter_on=None, state__in=ACTIVE))
    for registration in found:
        correct(registration, by=staff(request), visa_letter_on=today)
    words = ngettext("Noted for %(count)d person.", "Noted for %(count)d persons.", len(found))
    model_admin.message_user(request, words % {"count": len(found)}, messages.SUCCESS)
