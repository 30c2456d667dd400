"""Staff send people the links to their registrations, after old ones were killed or lost."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from backoffice.base import BackOfficeAdmin
from backoffice.rights import rows_for, staff
from registrations.actions.personal_link import send_links
from registrations.admin.permissions import DECIDE
from registrations.models import Registration


@admin.action(permissions=["decide"], description=gettext_lazy("Send the personal link"))
def send_personal_links(model_admin: BackOfficeAdmin, request: HttpRequest, rows: QuerySet[Registration]) -> None:
    """One mail an address, with the link of each of its registrations."""
    rows = rows_for(request.user, rows, DECIDE)
    found = dict(rows.exclude(email_key="").order_by("pk").values_list("email_key", "language"))
    count = sum(send_links(key, language, by=staff(request)) for key, language in found.items())
    words = ngettext("%(count)d message is on its way.", "%(count)d messages are on their way.", count)
    model_admin.message_user(request, words % {"count": count}, messages.SUCCESS)
