"""Signing in to the back office: guesses are counted and refused before a password is hashed.

Failures count by account and network, by network, and by account, in ten minutes each. A browser in which somebody
signed in to an account before has a count of its own for it, and no other: whatever strangers guess, wherever they
sit, a colleague at her own desk gets in.
"""

import hashlib
import secrets
import threading
from typing import Any

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from storage.models import MINUTES_10, RateCount
from website.antispam import network_address

# Failures in ten minutes.
LIMIT = 10
LIMIT_OF_ACCOUNT = 30
LIMIT_OF_NETWORK = 60  # a whole office may share one address
BROWSER_DAYS = 365
# Hashing takes a core and memory: one at a time in a process. Whoever waits holds a thread that pages need.
WAIT_SECONDS = 0.05
hashing = threading.Lock()

TOO_MANY, BUSY = "too_many", "busy"
ANSWERS = {TOO_MANY: (429, 600), BUSY: (503, 2)}  # status, seconds until it makes sense to try again


class SignInForm(AdminAuthenticationForm):
    """Name and password, with limits on guessing."""

    def clean(self) -> dict[str, Any]:
        """Refuse above the limits, else compare. Each process may be at one guess: so many may pass beyond a limit."""
        account = self.cleaned_data.get("username")
        if self.request is None or not account or not self.cleaned_data.get("password"):
            return super().clean()
        if not hashing.acquire(timeout=WAIT_SECONDS):
            raise ValidationError(
                _("Many people are signing in at this moment. Please try again in a few seconds."), BUSY
            )
        try:
            return self.compare(counters(self.request, account))
        finally:
            hashing.release()

    def compare(self, counted: list[tuple[str, str, int]]) -> dict[str, Any]:
        """Compare the password unless a counter is full; a failure is one more in each."""
        if any(RateCount.objects.count_of(what, who, MINUTES_10) >= limit for what, who, limit in counted):
            raise ValidationError(
                _("Too many wrong passwords were tried. Please wait ten minutes, then try again."), TOO_MANY
            )
        try:
            return super().clean()
        except ValidationError:
            for what, who, _limit in counted:
                RateCount.objects.hit(what, who, MINUTES_10)
            raise


def counters(request: HttpRequest, account: str) -> list[tuple[str, str, int]]:
    """What a failure counts towards: what is counted, for whom, and the limit."""
    browser = request.get_signed_cookie(
        cookie_name(account), default="", salt=cookie_salt(account), max_age=BROWSER_DAYS * 86400
    )
    if browser:
        return [("sign-in browser", browser, LIMIT)]
    network = network_address(request)
    return [
        ("sign-in", f"{network} {account}", LIMIT),
        ("sign-in account", account, LIMIT_OF_ACCOUNT),
        ("sign-in network", network, LIMIT_OF_NETWORK),
    ]


def cookie_name(account: str) -> str:
    """The cookie of an account: one browser may be known for several."""
    return f"known-{hashlib.sha256(account.encode()).hexdigest()[:12]}"


def cookie_salt(account: str) -> str:
    """Binds the signature to the account: the cookie of one is worth nothing for another."""
    return f"access.sign_in {account}"


def finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer of the sign-in page: a status that tells machines of a refusal, a cookie for who got in."""
    if isinstance(response, TemplateResponse) and response.context_data:
        errors = response.context_data["form"].errors.as_data().get("__all__", [])
        for error in errors:
            if error.code in ANSWERS:
                response.status_code, seconds = ANSWERS[error.code]
                response.headers["Retry-After"] = str(seconds)
    elif request.method == "POST" and request.user.is_authenticated:
        account = request.user.get_username()
        response.set_signed_cookie(
            cookie_name(account),
            secrets.token_urlsafe(12),
            salt=cookie_salt(account),
            max_age=BROWSER_DAYS * 86400,
            path=reverse("admin:index"),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
