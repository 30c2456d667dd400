"""A new personal link for whoever lost it: asked by address and reference, sent by mail, never told on the page."""

import time

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from registrations.actions.personal_link import renew_link
from registrations.models import Registration
from storage.models import MINUTES_10, RateCount
from website import antispam
from website.forms import LineField, PublicForm
from website.responses import SeeOther, private

# Every answer takes so long, that its time does not tell whether a registration was found.
ANSWER_SECONDS = 0.3


class LinkForm(PublicForm):
    """Which registration."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        help_text=gettext_lazy("The address with which you registered."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Please write your e-mail address.")},
    )
    reference = LineField(
        label=gettext_lazy("Reference"),
        max_length=60,
        help_text=gettext_lazy("It stands in the mails that you had from us, such as IDM-2015-0042."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": gettext_lazy("Please write the reference.")},
    )


@csrf_exempt  # acts on nothing that a browser carries by itself
@private
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest) -> HttpResponseBase:
    """Ask for a new link. The old one dies when the new one is on its way."""
    return ask(request, LinkForm(request.POST if request.method == "POST" else None))


def ask(request: HttpRequest, form: LinkForm) -> HttpResponse:
    """Show the form, or act on it."""
    if not form.is_bound:
        return render(request, "registrations/new_link.html", {"form": form})
    begun = time.monotonic()
    count = RateCount.objects.hit("new-link", antispam.network_address(request), MINUTES_10)
    if count > settings.REGISTRATION_RATE_LIMIT:
        form.add_error(None, _("Too many requests came from your network. Please try again in ten minutes."))
        response = render(request, "registrations/new_link.html", {"form": form}, status=429)
        response.headers["Retry-After"] = "600"
        return response
    if antispam.is_from_elsewhere(request):
        form.add_error(None, _("Please send this again."))
    if not form.is_valid():
        return render(request, "registrations/new_link.html", {"form": form})
    key = form.cleaned_data["email"].strip().casefold()
    rows = Registration.objects.filter(email_key=key, reference__iexact=form.cleaned_data["reference"])
    if registration := rows.first():
        renew_link(registration)
    time.sleep(max(0.0, ANSWER_SECONDS - (time.monotonic() - begun)))
    return SeeOther(reverse("registrations:new-link-sent"))


@private
@require_safe
def new_link_sent(request: HttpRequest) -> HttpResponseBase:
    """The same page whether a registration was found or not."""
    return render(request, "registrations/new_link_sent.html")
