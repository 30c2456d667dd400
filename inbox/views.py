"""The form filled in from a mail, at the address of the event's form: its writer has the link from our answer."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from inbox.errors import DeskError
from inbox.form_by_mail import FormByMail, form_by_mail_of
from registrations.views import register as public
from website.public_pages import takes
from website.responses import private


@takes("code", "category", "mail", "person")
@csrf_exempt  # needs no cookie: see antispam.is_from_elsewhere
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form for who has the link of our answer; with no link, or a wrong one, the one for everybody."""
    found = form_by_mail_of(request, slug) if request.GET.get("mail") else None
    return _by_mail(request, found) if found is not None else public.register(request, slug)


@private
def _by_mail(request: HttpRequest, found: FormByMail) -> HttpResponseBase:
    """One person's form, or the list of those whom the mail named."""
    person = found.person
    if person is None or (found.is_registered and request.method != "POST"):
        return public.why_no_form(request, found.event) or _persons(request, found)
    try:
        return public.prefilled(request, found.event, found.prefill(person), found.register)
    except DeskError:  # staff, or the same person, decided meanwhile
        return _persons(request, found, status=409)


def _persons(request: HttpRequest, found: FormByMail, status: int = 200) -> HttpResponse:
    context = {
        "event": found.event,
        "tab": "register",
        "is_registered": found.is_registered,
        "persons": found.lines(get_language() or "en"),
    }
    return render(request, "inbox/form_by_mail.html", context, status=status)
