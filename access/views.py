"""The pages of signing in, and those on which staff see to how they do."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from allauth.account.utils import perform_login
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import views as auth_views
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from access import mails, security_log, sessions, sign_in, typed
from access.codes import spend
from access.models import ResetRequest, SecurityEvent
from access.password_reset import AnotherPasswordForm
from storage.models import MINUTES_10, RateCount
from website.antispam import network_address

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

# Requests for a new password from one network in ten minutes; pages "sign in elsewhere" with what was typed.
ASKED_FROM_NETWORK = 10
SHOWN_EVENTS = 20
# As config/openid_url.py names the provider.
PROVIDER_ID = "house"

View = Callable[..., HttpResponseBase]


def in_admin(view: View) -> View:
    """What a view shows stands in the frame of the back office, and is kept by nobody."""

    @never_cache
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            frame = {**admin.site.each_context(request), "may_have_passkeys": bool(settings.PASSKEY_SITE)}
            response.context_data = {**frame, **(response.context_data or {})}
        return response

    return wrapper


def with_passkeys(view: View) -> View:
    """A page that is there where the site has a name that a passkey can belong to."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.PASSKEY_SITE:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


class SignIn(auth_views.LoginView):
    """Name and password, or the way to the provider of OpenID Connect; what was typed before comes along."""

    authentication_form = sign_in.SignInForm
    template_name = "admin/sign_in/password.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; who is signed in goes on, but where the password is asked for again."""
        if admin.site.has_permission(request) and "again" not in request.GET:
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """The password is right: what it is the first step of goes on."""
        kept = typed.signed_in(self.request)
        typed.keep(self.request, kept)
        address = reverse("send_again") if kept else self.get_success_url()
        response: HttpResponse = perform_login(self.request, form.get_user(), redirect_url=address)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what was typed before."""
        kept = typed.signed_in(self.request)
        return super().get_context_data(**kwargs) | sign_in_context(kept)


sign_in_page = in_admin(sign_in.guarded(cast("Callable[..., HttpResponse]", SignIn.as_view())))


@in_admin
def session_ended(request: HttpRequest, kept: typed.Typed) -> HttpResponse:
    """The sign-in in place of an answer to a form whose session is over."""
    context = {"form": sign_in.SignInForm(request), **sign_in_context(kept)}
    return TemplateResponse(request, SignIn.template_name, context)


def sign_in_context(kept: typed.Typed | None) -> dict[str, Any]:
    """What the page of the sign-in says besides its form."""
    provider = settings.OPENID_CONNECT
    return {
        "title": _("Sign in"),
        "provider": provider["name"] if provider else "",
        "provider_id": PROVIDER_ID,
        "typed": kept,
        "signed": typed.sign(kept) if kept else "",
    }


def by_provider(view: View) -> View:
    """A step of signing in elsewhere; a provider that is away is said to be."""

    @wraps(view)
    def wrapper(request: HttpRequest, provider_id: str) -> HttpResponseBase:
        try:
            return view(request, provider_id)
        except RequestException as error:
            logger.warning("The provider of OpenID Connect does not answer (%s).", error)
            messages.error(request, _("The other site does not answer. Please try again later, or give your password."))
            return HttpResponseRedirect(reverse("account_login"))

    return wrapper


@by_provider
def at_provider(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """To the provider, for signing in: allauth knows other ends, which we do not."""
    if set(request.GET) - {"next"} or request.method != "GET":
        raise BadRequest
    response: HttpResponseBase = openid.login(request, provider_id)
    return response


back_from_provider = by_provider(openid.callback)


@in_admin
def to_provider(request: HttpRequest) -> HttpResponseBase:
    """What was typed is kept, and a link leads to the provider: a form may not lead to another host."""
    kept = typed.signed_in(request)
    network = network_address(request)
    if kept is None or RateCount.objects.hit("kept for provider", network, MINUTES_10) > ASKED_FROM_NETWORK:
        return HttpResponseRedirect(reverse("account_login"))
    typed.keep(request, kept)
    context = {**sign_in_context(None), "next": reverse("send_again")}
    return TemplateResponse(request, "admin/sign_in/provider.html", context)


class Code(AuthenticateView):
    """The second step."""

    template_name = "admin/sign_in/code.html"
    extra_context = {"title": _("Sign in: second step")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Passkeys are offered to who has one."""
        context = super().get_context_data(**kwargs)
        passkeys = Authenticator.objects.filter(user=self.stage.login.user, type=Authenticator.Type.WEBAUTHN)
        context["has_passkey"] = "js_data" in context and passkeys.exists()
        return context | self.extra_context


@require_safe
def send_again(request: HttpRequest) -> HttpResponse:
    """What was typed before, with a button that sends it."""
    kept = typed.take(request)
    if kept is None:
        return HttpResponseRedirect(reverse("admin:index"))
    return show_typed(request, kept)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """In place of Django's refusal of a form whose token is not today's.

    Of staff that is a form which was open in one tab while they signed in again in another: our own page sent it, as
    the browser says, so that it may be sent again.
    """
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin" and request.path.startswith(reverse("admin:index"))
    kept = typed.of(request) if is_ours else None
    if kept is None:
        return csrf_failure(request, reason)
    if not admin.site.has_permission(request):
        return session_ended(request, kept)
    return in_admin(show_typed)(request, kept)


def show_typed(request: HttpRequest, kept: typed.Typed) -> HttpResponse:
    """The page with the button."""
    context = {"title": _("Send again"), "typed": kept, "rows": typed.rows_of(request, kept)}
    return TemplateResponse(request, "admin/sign_in/send_again.html", context)


@require_safe
def own_sign_in(request: HttpRequest) -> HttpResponse:
    """How somebody signs in, and when that was done in his or her name."""
    rows = {kind: [row for row in _factors(request) if row.type == kind] for kind in Authenticator.Type.values}
    codes = rows[Authenticator.Type.RECOVERY_CODES]
    context = {
        "title": _("My sign-in"),
        "app": rows[Authenticator.Type.TOTP],
        "passkeys": rows[Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else 0,
        "is_required": settings.SECOND_FACTOR_REQUIRED,
        "sessions": sessions.opened(cast("User", request.user), request.session.session_key),
        "events": SecurityEvent.objects.filter(user=request.user)[:SHOWN_EVENTS],  # type: ignore[misc]  # signed in
    }
    return TemplateResponse(request, "admin/sign_in/own.html", context)


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one of somebody's own sessions, or all but this one."""
    others = sessions.opened(cast("User", request.user), request.session.session_key)
    mark = request.POST.get("session", "")
    chosen = [row for row in others if not row.is_this and mark in ("", row.mark)]
    if sessions.end(chosen):
        security_log.write(security_log.Kind.CHANGED, request, detail="sessions ended")
    messages.success(request, _("Nobody works there any more without signing in again."))
    return HttpResponseRedirect(reverse("mfa_index"))


class SetUpApp(ActivateTOTPView):
    """An app is set up by its first code, which is spent by that as any other."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        """The app is the person's."""
        response = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        spend(app, form.cleaned_data["code"])
        return response


def _factors(request: HttpRequest) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=request.user).order_by("created_at"))


class AskForPassword(auth_views.PasswordResetView):
    """Who has forgotten the password gives an address. Whatever it is, the page says and does the same."""

    template_name = "admin/sign_in/reset.html"
    success_url = reverse_lazy("password_reset_done")
    title = _("Forgotten password")

    def form_valid(self, form: Any) -> HttpResponse:
        """Write down that somebody asked, as long as one network does not ask for too many."""
        network = network_address(self.request)
        if RateCount.objects.hit("password asked", network, MINUTES_10) <= ASKED_FROM_NETWORK:
            ResetRequest.objects.ask(form.cleaned_data["email"], get_language() or settings.LANGUAGE_CODE)
        return HttpResponseRedirect(str(self.success_url))


class ChoosePassword(auth_views.PasswordResetConfirmView):
    """Behind the link of the mail. Nobody is signed in by it: the second factor is asked for as ever."""

    template_name = "admin/sign_in/reset_confirm.html"
    form_class = AnotherPasswordForm
    success_url = reverse_lazy("password_reset_complete")
    title = _("Choose a password")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The title says, too, that a link is dead."""
        context = super().get_context_data(**kwargs)
        return context if self.validlink else context | {"title": _("This link is not good any more")}

    def form_valid(self, form: Any) -> HttpResponse:
        """The password is another, and other sessions are over."""
        response = super().form_valid(form)
        mails.note_change("password by mail", form.user, self.request)
        return response


reset_done = auth_views.PasswordResetDoneView.as_view(
    template_name="admin/sign_in/message.html",
    extra_context={
        "sentence": _(
            "If there is an account with this address, a mail with a link is on its way. The link is good for an hour."
        )
    },
    title=_("Forgotten password"),
)
reset_complete = auth_views.PasswordResetCompleteView.as_view(
    template_name="admin/sign_in/message.html",
    extra_context={"sentence": _("Your new password holds. Please sign in with it.")},
    title=_("Choose a password"),
)
