"""An event has moved: who was told the old dates or place, the mails they would get, and the sending."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.base import BackOfficeAdmin
from backoffice.rights import rows_for, staff
from events.models import Event
from mailings.actions.announce import tell_of_new_dates
from mailings.old_dates import with_old_dates
from outbox.previews import veiled
from outbox.rendering import render_text
from registrations.admin.permissions import DECIDE
from registrations.kinds import Kind
from registrations.mails import preview
from registrations.models import Registration
from registrations.models.states import standing_of


@admin.action(description=gettext_lazy("Tell participants of new dates or a new place"))
def tell_of_change(model_admin: BackOfficeAdmin, request: HttpRequest, events: QuerySet[Event]) -> HttpResponse | None:
    """First a page that shows whom and what; confirmed, the sending. Nobody is notified twice of one change."""
    rows_here = rows_for(request.user, events, DECIDE).filter(registration_settings__isnull=False)
    rows = list(rows_here.select_related("venue__country", "registration_settings"))
    if "confirmed" in request.POST:
        count = sum(tell_of_new_dates(event, by=staff(request)) for event in rows)
        words = ngettext("%(count)d message is on its way.", "%(count)d messages are on their way.", count)
        model_admin.message_user(request, words % {"count": count}, messages.SUCCESS)
        return None
    parts = [(event, with_old_dates(event)) for event in rows]
    if not any(people for _event, people in parts):
        model_admin.message_user(
            request, _("Nobody was told other dates or another place than the present ones."), messages.INFO
        )
        return None
    context = {
        "title": _("Tell participants of new dates or a new place"),
        "parts": [(event, people, _mails(people)) for event, people in parts if people],
        "selected": [event.pk for event in rows],
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return model_admin.render(request, "admin/mailings/tell_of_change.html", context)


def _mails(people: list[Registration]) -> list[tuple[Registration, str, str]]:
    """Subject and text as the first will read them of those with a place, on the waiting list, not yet decided on."""
    firsts = {standing_of(row.state): row for row in reversed(people)}
    drafts = [(row, preview(row, Kind.CHANGED)) for row in firsts.values()]
    # The personal link is no business of staff.
    return [(row, draft.subject, veiled(render_text(draft.body, row.language))) for row, draft in drafts]
