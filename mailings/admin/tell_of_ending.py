"""An event is cancelled or postponed: the mail to everybody, to be edited in each language, and the sending."""

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from backoffice.base import BackOfficeAdmin
from events.models import Event
from mailings.actions.announce import KINDS, kind_for, not_yet_notified, notify
from outbox import previews
from registrations.admin import mail_editor
from registrations.admin.permissions import demand_right
from registrations.errors import RegistrationError


def address_of(event: Event) -> str:
    """The page of the notice."""
    return reverse("admin:events_event_notice", args=[event.pk])


def back_to(event: Event) -> str:
    """The event's own screen."""
    return reverse("admin:events_event_change", args=[event.pk]) + "#registration"


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """GET shows whom and which mail; POST writes to everybody who is not yet notified. With `preview`, one mail."""
    by = demand_right(request)
    event = find(pk)
    demand_right(request, event)
    people = list(not_yet_notified(event))
    for row in people:
        row.event = event
    kind, is_sent = str(kind_for(event) or ""), request.method == "POST"
    data = request.POST if is_sent else request.GET
    posted = data.dict() if is_sent or "preview" in data else None
    mails = mail_editor.mails(people, kind, posted)
    if "preview" in data:
        return preview(mails, kind, data.get("preview", ""))
    if not people:
        messages.info(request, _("Everybody is told already: no mail was written."))
        return HttpResponseRedirect(back_to(event))
    problems = [problem for mail in mails for problem in mail.problems]
    if is_sent and not problems:
        send(request, event, mails, by)
        return HttpResponseRedirect(back_to(event))
    context = {
        "title": _("Tell participants: the event is %(status)s") % {"status": event.get_status_display()},
        "event": event,
        "people": people,
        "has_many": True,
        "mails": mails,
        "problems": problems,
        "without_address": [row for row in people if not row.email],
        "preview_address": address_of(event),
        "back": back_to(event),
    }
    return model_admin.render(request, "admin/mailings/notice.html", context)


def find(pk: int) -> Event:
    """The event with what its mails say, if it registers people."""
    rows = Event.objects.select_related("venue__country", "registration_settings")
    event = rows.filter(pk=pk, registration_settings__isnull=False).first()
    if event is None:
        raise Http404
    return event


def preview(mails: list[mail_editor.EditedMail], kind: str, language: str) -> HttpResponse:
    """The mail with the words as typed, as the first reader of its language will get it. Writes nothing."""
    mail = next((mail for mail in mails if mail.language == language), None)
    if mail is None:
        raise Http404
    return previews.framed(mail_editor.shown(mail.readers[0], kind, mail, ""))


def send(request: HttpRequest, event: Event, mails: list[mail_editor.EditedMail], by: User) -> None:
    """Write to everybody, and say to how many; or why to nobody."""
    try:
        count = notify(event, {mail.language: mail.draft for mail in mails}, by=by)
    except RegistrationError as error:
        messages.error(request, str(error))
    else:
        words = ngettext("%(count)d message is on its way.", "%(count)d messages are on their way.", count)
        messages.success(request, words % {"count": count})


@admin.action(description=gettext_lazy("Tell participants that the event is cancelled or postponed"))
def tell_of_ending(
    model_admin: BackOfficeAdmin, request: HttpRequest, queryset: QuerySet[Event]
) -> HttpResponse | None:
    """To the page that shows the mail; nothing is done before."""
    events = list(queryset.filter(status__in=KINDS, registration_settings__isnull=False)[:2])
    if len(events) == 1:
        return HttpResponseRedirect(address_of(events[0]))
    model_admin.message_user(request, _("Choose one event that is cancelled or postponed."), messages.WARNING)
    return None
