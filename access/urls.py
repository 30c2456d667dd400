"""Addresses of signing in, below /admin/. Of allauth's pages only these; their names are those that it looks for."""

from typing import TYPE_CHECKING, Any

from allauth.mfa.base.views import ReauthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import admin
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from access import views
from access.views import in_admin, with_passkeys

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def own(route: str, view: views.View, name: str) -> URLPattern:
    """A page for who is signed in, in the frame of the back office."""
    return path(route, admin.site.admin_view(in_admin(view)), name=name)


def page(template: str, title: "StrPromise") -> dict[str, Any]:
    """The template of one of allauth's pages, and its heading."""
    return {"template_name": f"admin/sign_in/{template}.html", "extra_context": {"title": title}}


urlpatterns = [
    path("login/", views.sign_in_page, name="account_login"),
    path("login/code/", in_admin(views.Code.as_view()), name="mfa_authenticate"),
    path("login/provider/", views.to_provider, name="to_provider"),
    path("login/reset/", in_admin(views.AskForPassword.as_view()), name="admin_password_reset"),
    path("login/reset/sent/", in_admin(views.reset_done), name="password_reset_done"),
    path("login/reset/done/", in_admin(views.reset_complete), name="password_reset_complete"),
    path("login/reset/<uidb64>.<token>/", in_admin(views.ChoosePassword.as_view()), name="password_reset_confirm"),
    own("login/again/", ReauthenticateView.as_view(**page("again", _("Confirm that it is you"))), "mfa_reauthenticate"),
    own("send-again/", views.send_again, "send_again"),
    own("sign-in/", views.own_sign_in, "mfa_index"),
    own("sign-in/sessions/end/", views.end_sessions, "end_sessions"),
    own("sign-in/app/", views.SetUpApp.as_view(**page("app", _("Set up an app"))), "mfa_activate_totp"),
    own(
        "sign-in/app/remove/", DeactivateTOTPView.as_view(**page("remove", _("Remove the app"))), "mfa_deactivate_totp"
    ),
    own(
        "sign-in/codes/", ViewRecoveryCodesView.as_view(**page("codes", _("Recovery codes"))), "mfa_view_recovery_codes"
    ),
    own(
        "sign-in/codes/new/",
        GenerateRecoveryCodesView.as_view(**page("new_codes", _("New recovery codes"))),
        "mfa_generate_recovery_codes",
    ),
    path("login/openid/<str:provider_id>/", views.at_provider, name="openid_connect_login"),
    path("login/openid/<str:provider_id>/back/", views.back_from_provider, name="openid_connect_callback"),
    own(
        "login/again/passkey/",
        with_passkeys(ReauthenticateWebAuthnView.as_view(**page("again_passkey", _("Confirm that it is you")))),
        "mfa_reauthenticate_webauthn",
    ),
    own(
        "sign-in/passkey/",
        with_passkeys(AddWebAuthnView.as_view(**page("passkey", _("Add a passkey")))),
        "mfa_add_webauthn",
    ),
    own(
        "sign-in/passkey/<int:pk>/remove/",
        RemoveWebAuthnView.as_view(**page("remove", _("Remove a passkey")), success_url=reverse_lazy("mfa_index")),
        "mfa_remove_webauthn",
    ),
]
