"""Staff note for many at once that their letters for a visa were sent."""

from django.contrib import admin, messages
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from backoffice.base import BackOfficeAdmin
from backoffice.rights import rows_for, staff
from multilingual.texts import with_label
from registrations.actions.correct import correct
from registrations.errors import RegistrationError
from registrations.models import Registration
from registrations.models.states import ACTIVE


@admin.action(permissions=["change"], description=gettext_lazy("Note: visa letter sent today"))
def visa_letter_sent(model_admin: BackOfficeAdmin, request: HttpRequest, rows: QuerySet[Registration]) -> None:
    """Today's date, with a line of the history, for those without one; what has ended stays as it is.

    Who ended or was changed this moment is named, and the rest is noted.
    """
    rows = rows_for(request.user, rows, "registrations.change_registration")
    today, count = timezone.localdate(), 0
    for row in rows.filter(visa_letter_on=None, state__in=ACTIVE).annotate(last_change=Max("history")):
        try:
            correct(row, by=staff(request), seen=row.last_change or 0, visa_letter_on=today)
        except RegistrationError as error:
            model_admin.message_user(request, with_label(row.reference, error), messages.WARNING)
        else:
            count += 1
    words = ngettext("Noted for %(count)d person.", "Noted for %(count)d persons.", count)
    model_admin.message_user(request, words % {"count": count}, messages.SUCCESS)
