"""Another e-mail address: asked for on the personal page, confirmed by the link that goes to the new one."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from outbox.models import Message
from registrations.actions.change_email import ask_for_email, confirm_email, is_latest
from registrations.errors import AlreadyRegistered, ChangedSince, NotCorrectable
from registrations.forms.email_slips import question_email
from registrations.kinds import Kind, is_email_seal
from registrations.models import Registration
from registrations.views.carried import carried, carrying
from registrations.views.links import LinkForm
from registrations.views.personal import back, own
from storage.models import MINUTES_10, RateCount
from website import antispam
from website.forms import is_only_shown
from website.responses import SeeOther, private


class NewEmailForm(LinkForm):
    """The address to which we write from now on."""

    def __init__(self, registration: Registration, data: Any) -> None:
        super().__init__(data)
        self.registration = registration
        self.fields["email"].label = gettext_lazy("New e-mail address")
        self.fields["email"].help_text = gettext_lazy("A mail with a link to confirm goes to it.")

    def clean_email(self) -> str:
        """Another one than the present."""
        email = str(self.cleaned_data["email"])
        if email.strip().casefold() == self.registration.email_key:
            raise forms.ValidationError(_("This is the address that we have."))
        return email

    def clean(self) -> dict[str, Any]:
        """An address that may be a slip is questioned."""
        question_email(self)
        return self.cleaned_data


@own
@require_http_methods(["GET", "HEAD", "POST"])
def new_email(request: HttpRequest, registration: Registration) -> HttpResponseBase:
    """Ask for another address; the answer is the same whatever is known of it."""
    form = NewEmailForm(registration, request.POST if request.method == "POST" else None)
    if is_only_shown(request):
        form.leave_unchecked()
    elif form.is_bound and form.is_valid() and _try_to_ask(request, registration, form):
        return SeeOther(carrying(request.path, form.cleaned_data["email"]))
    email = "" if form.is_bound else "".join(carried(request))
    context = {"registration": registration, "form": form, "email": email, "keeps_form": True}
    return render(request, "registrations/new_email.html", context)


def _try_to_ask(request: HttpRequest, registration: Registration, form: NewEmailForm) -> bool:
    """Send the mails, and whether any went, as far as anybody is told; what forbids it stands above the form."""
    count = RateCount.objects.hit("new-link", antispam.network_address(request), MINUTES_10)
    try:
        if count > settings.REGISTRATION_RATE_LIMIT:
            form.add_error(None, _("Too many requests came from your network. Please try again in ten minutes."))
        elif not ask_for_email(registration, form.cleaned_data["email"]):
            form.add_error(None, _("Another address can be asked for three times a day. Please try again tomorrow."))
    except NotCorrectable as error:
        form.add_error(None, str(error))
    return not form.errors


@csrf_exempt  # acts on nothing that a browser carries by itself
@private
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_new_email(request: HttpRequest, pk: int, seal: str) -> HttpResponseBase:
    """Whoever reads at the new address confirms it, by a button: programs that look at links press none."""
    rows = Message.objects.filter(kind=Kind.EMAIL_CONFIRM).select_related("registration_link__registration__event")
    asked = rows.filter(pk=pk).first()
    if asked is None:
        return _too_old(request)
    registration = asked.registration_link.registration
    if not is_email_seal(seal, registration, asked) or not is_latest(registration, asked):
        return _too_old(request)
    if request.method != "POST":
        return _page(request, asked)
    try:
        confirm_email(registration, asked)
    except (ChangedSince, NotCorrectable):
        return _too_old(request)
    except AlreadyRegistered as error:  # meanwhile, by the form: who reads there may know
        return _page(request, asked, str(error), status=409)
    return back(registration, "email")


def _page(request: HttpRequest, asked: Message, error: str = "", status: int = 200) -> HttpResponse:
    context = {"event": asked.event, "email": asked.to_email, "error": error}
    return render(request, "registrations/confirm_email.html", context, status=status)


def _too_old(request: HttpRequest) -> HttpResponse:
    return render(request, "registrations/stale_email.html", {"form": LinkForm()}, status=404)
