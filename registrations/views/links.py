"""The links of an address, for whoever lost theirs: asked by address, sent by mail, never told on the page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from registrations.forms.email_slips import likely_address
from registrations.models import LinkRequest
from registrations.views.carried import carried, carrying
from storage.models import MINUTES_10, RateCount
from website import antispam
from website.forms import AddressField, PublicForm, is_only_shown
from website.public_pages import takes
from website.responses import SeeOther, private


class LinkForm(PublicForm):
    """Whose registrations."""

    email = AddressField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("The address with which you registered."),
        error_messages={"required": gettext_lazy("Please write your e-mail address.")},
    )


@csrf_exempt  # acts on nothing that a browser carries by itself
@private
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest) -> HttpResponseBase:
    """Ask for the links of an address; those that are out stay alive."""
    return ask(request, LinkForm(request.POST if request.method == "POST" else None))


def ask(request: HttpRequest, form: LinkForm) -> HttpResponse:
    """Show the form, or act on it: the same work for every address: neither page nor time tells which we know."""
    context = {"form": form, "keeps_form": True}
    if is_only_shown(request):
        form.leave_unchecked()
    if not form.is_bound or is_only_shown(request):
        return render(request, "registrations/new_link.html", context)
    count = RateCount.objects.hit("new-link", antispam.network_address(request), MINUTES_10)
    if count > settings.REGISTRATION_RATE_LIMIT:
        form.add_error(None, _("Too many requests came from your network. Please try again in ten minutes."))
        response = render(request, "registrations/new_link.html", context, status=429)
        response.headers["Retry-After"] = "600"
        return response
    if antispam.is_from_elsewhere(request):
        form.add_error(None, _("Please send this again."))
    if not form.is_valid():
        return render(request, "registrations/new_link.html", context)
    LinkRequest.objects.ask(form.cleaned_data["email"], (get_language() or "en").split("-")[0])
    return SeeOther(carrying(reverse("registrations:new-link-sent"), form.cleaned_data["email"]))


@takes("token")
@private
@require_safe
def new_link_sent(request: HttpRequest) -> HttpResponseBase:
    """The same page whether the address is known or not."""
    words = carried(request)
    email = "".join(words)
    context = {"email": email, "likely": likely_address(email)}
    return render(request, "registrations/new_link_sent.html", context, status=200 if words else 404)
