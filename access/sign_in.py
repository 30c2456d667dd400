"""Signing in to the back office: guesses are counted and refused before a password is hashed.

Failures count by account and network, by network, and by account, in ten minutes each. A browser in which somebody
signed in to an account before has a count of its own for it, and no other: whatever strangers guess, wherever they
sit, a colleague at her own desk gets in.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language

from access import security_log
from storage.models import MINUTES_10, RateCount
from website.antispam import network_address

# Failures in ten minutes.
LIMIT = 10
LIMIT_OF_ACCOUNT = 30
LIMIT_OF_NETWORK = 60  # a whole office may share one address
BROWSER_DAYS = 365
# Hashing takes a core and memory: one sign-in at a time in a process. Whoever waits holds a thread that pages need, so
# not for longer than some colleagues need who sign in at the same moment.
WAIT_SECONDS = 0.25
MOST_REMEMBERED = 10_000

TOO_MANY, BUSY = "too_many", "busy"
ANSWERS = {TOO_MANY: (429, 600), BUSY: (503, 2)}  # status, seconds until it makes sense to try again

Counter = tuple[str, str, int]  # what is counted, for whom, and the limit
hashing = threading.Lock()
# Counters that were found full, and until when (seconds of time.time()): a loop of guesses asks the database no more.
full: dict[Counter, float] = {}


class SignInForm(AdminAuthenticationForm):
    """Name and password, with limits on guessing."""

    def clean(self) -> dict[str, Any]:
        """Refuse above the limits, else compare; a failure counts. Each process may pass one beyond a limit."""
        account = self.cleaned_data.get("username")
        if self.request is None or not account or not self.cleaned_data.get("password"):
            return super().clean()
        counted = counters(self.request, account)
        for counter in counted:
            what, who, limit = counter
            if RateCount.objects.count_of(what, who, MINUTES_10) >= limit:
                remember(counter)
                raise ValidationError("", TOO_MANY)
        try:
            return super().clean()
        except ValidationError:
            for what, who, _limit in counted:
                RateCount.objects.hit(what, who, MINUTES_10)
            security_log.write(
                security_log.Kind.FAILED, self.request, User.objects.filter(username=account).first(), "password"
            )
            raise


def remember(counter: Counter) -> None:
    """It is full until its window ends."""
    if len(full) >= MOST_REMEMBERED:
        full.clear()
    seconds = MINUTES_10.total_seconds()
    full[counter] = (time.time() // seconds + 1) * seconds


def is_remembered(request: HttpRequest) -> bool:
    """Refused already, as far as this process knows."""
    account = request.POST.get("username", "").strip()
    return any(full.get(counter, 0) > time.time() for counter in counters(request, account))


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The sign-in page, with limits on guessing; what is refused costs next to nothing."""

    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return view(request)
        if is_remembered(request):
            return refused(TOO_MANY)
        if not hashing.acquire(timeout=WAIT_SECONDS):
            return refused(BUSY)
        try:
            response = view(request)
        finally:
            hashing.release()
        if isinstance(response, TemplateResponse) and response.context_data:
            form = response.context_data["form"]
            return refused(TOO_MANY) if form.has_error("__all__", TOO_MANY) else response
        return response

    return wrapper


def refused(why: str) -> HttpResponse:
    """A word on what to do, in the reader's language."""
    status, seconds = ANSWERS[why]
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    response = HttpResponse(_page(why, get_language()), status=status, headers=headers)
    response._has_been_logged = True  # type: ignore[attr-defined]  # a line for each guess would fill the log
    return response


@cache
def _page(why: str, _language: str | None) -> str:
    return render_to_string("admin/sign_in_refused.html", {"is_busy": why == BUSY})


def counters(request: HttpRequest, account: str) -> list[Counter]:
    """What a failure counts towards."""
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


def keep_known(account: str, response: HttpResponse) -> None:
    """From now on this browser is known for the account."""
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
