"""What we say to allauth: nobody signs up, what is secret is encrypted, sign-ins and changes leave a line."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from access import identities, mails, security_log, sessions, sign_in
from access.second_factor import note_confirmed
from identity.current import current
from storage import encrypted_fields
from storage.models import MINUTES_10, RateCount
from website.antispam import network_address


class Account(DefaultAccountAdapter):
    """Accounts are made by colleagues, in the admin."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """access/gate.py asks, for its pages and for ours."""
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Whoever comes by whatever way: only staff."""
        if not (user.is_active and user.is_staff):
            return refused(request, user)
        return None

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Every sign-in ends here, behind all its steps."""
        response = super().post_login(request, user, **kwargs)
        note_confirmed(request)
        sessions.note_began(request)
        sign_in.keep_known(user.get_username(), response)
        security_log.write(security_log.Kind.SIGNED_IN, request, user)
        return response

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """Ours: by the outbox, and with a line of the security log."""
        mails.note_change(template_prefix.rpartition("/")[2], user, self.request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say it themselves."""


class SecondFactor(DefaultMFAAdapter):
    """Codes and passkeys."""

    def get_totp_issuer(self) -> str:
        """What the app calls us."""
        return f"{current().display_name} {urlsplit(settings.SITE_URL).hostname}"

    def get_totp_label(self, user: Any) -> str:
        """Which account."""
        return str(user.get_username())

    def encrypt(self, text: str) -> str:
        """As restricted data are."""
        return encrypted_fields.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; one that no key opens fits no code."""
        try:
            return encrypted_fields.decrypt(encrypted_text)
        except InvalidToken:
            raise self.validation_error("incorrect_code") from None

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  as it is called
        """What a passkey is called at first."""
        return _("Passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to the site, under whatever name it was asked for."""
        return {"id": settings.PASSKEY_SITE, "name": current().display_name}


class Provider(DefaultSocialAccountAdapter):
    """Sign-in by OpenID Connect."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: who is unknown gets no account."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Who it is: known by an earlier sign-in, else by what the provider says; the roles become those it says."""
        claims = identities.claims_of(sociallogin.account.extra_data)
        if not sociallogin.is_existing:
            user = identities.user_of(claims)
            if user is None:
                raise ImmediateHttpResponse(refused(request))
            sociallogin.user = user
            sociallogin.save(request, connect=True)
        identities.set_roles(sociallogin.user, claims)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Back to the sign-in, with a sentence."""
        raise ImmediateHttpResponse(refused(request))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """None."""


def refused(request: HttpRequest, user: User | None = None) -> HttpResponse:
    """To the sign-in, with a sentence that says nothing of who has an account."""
    if RateCount.objects.hit("refused", network_address(request), MINUTES_10) <= sign_in.LIMIT_OF_NETWORK:
        security_log.write(security_log.Kind.FAILED, request, user, "openid" if user is None else "no staff")
    messages.error(request, _("You could not be signed in. Please ask a colleague who manages the accounts."))
    return HttpResponseRedirect(reverse("account_login"))
