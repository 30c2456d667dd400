"""What stands before every page of the back office: a second factor, asked again where it matters, and the idle end."""

import time
from collections.abc import Callable
from fnmatch import fnmatch
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from access import mails, security_log, typed
from access.second_factor import SEEN_AT, has_factor, is_fresh

# The pages that ask for the second factor again once the last time is FRESH_SECONDS ago, by the names of their
# addresses: exports, restricted data, the accounts of staff and their rights, the security log, the end of sessions.
FRESH = (
    "admin:*_export",
    "admin:*_restricted",
    "admin:*_restricted_change",
    "admin:auth_*",
    "admin:access_assignment_[acd]*",  # not what each role may, in words
    "admin:access_securityevent_*",
    "end_sessions",
)
# Outside the back office: what shows files about people to staff.
ELSEWHERE = ("registrations:private-file",)
# One's own factors: who has none yet signs in again instead.
FACTORS = (
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_*_recovery_codes",
    "mfa_add_webauthn",
    "mfa_remove_webauthn",
)
# Where somebody without a second factor gets to all the same.
OPEN = (*FACTORS, "mfa_index", "admin:logout", "admin:password_change*", "admin:jsi18n")
EXPORTS = "admin:*_export"
PASSWORDS = ("admin:password_change", "admin:auth_user_password_change")
# The session is written that often while somebody works.
SEEN_SECONDS = 300


def is_one_of(request: HttpRequest, names: tuple[str, ...]) -> bool:
    """Whether the page has one of these names."""
    match = request.resolver_match
    return match is not None and any(fnmatch(match.view_name, name) for name in names)


class Gate:
    """What the back office asks before its own pages (`stop`), for the few elsewhere; it looks at no other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Where somebody has to go first."""
        return stop(request) if is_one_of(request, ELSEWHERE) and request.user.is_authenticated else None


def must_set_up(request: HttpRequest) -> bool:
    """On this page somebody sets up the second factor, without which no other page opens."""
    return settings.SECOND_FACTOR_REQUIRED and is_one_of(request, OPEN) and not has_factor(request.user)


def stop(request: HttpRequest) -> HttpResponseBase | None:
    """Where somebody who is signed in has to go first, if anywhere."""
    needs_fresh = is_one_of(request, (*FRESH, *ELSEWHERE, *FACTORS)) and not is_fresh(request)
    needs_factor = settings.SECOND_FACTOR_REQUIRED and not is_one_of(request, OPEN)
    if not (needs_fresh or needs_factor):
        return None
    if not has_factor(request.user):
        if needs_factor:
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        if not is_one_of(request, FACTORS):
            return None
        return to("account_login", request.get_full_path(), again=1)
    return ask_again(request) if needs_fresh else None


def ask_again(request: HttpRequest) -> HttpResponseBase:
    """To the page that asks for the second factor; what was typed waits behind it."""
    if request.method != "POST":
        return to("mfa_reauthenticate", request.get_full_path())
    typed.keep(request, typed.of(request) or typed.Typed(request.get_full_path(), [], False, False))
    return to("mfa_reauthenticate", reverse("send_again"))


def to(name: str, address: str, **more: int) -> HttpResponseBase:
    """To a page that leads on to an address."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': address, **more})}")


def note_seen(request: HttpRequest) -> None:
    """A page was opened: the session counts its idle time from now. What scripts fetch by themselves is no sign."""
    is_page = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    now = time.time()
    if is_page and now - request.session.get(SEEN_AT, now) > SEEN_SECONDS:
        request.session[SEEN_AT] = now


def note_denied(request: HttpRequest) -> None:
    """A refusal leaves a line."""
    security_log.write(security_log.Kind.DENIED, request, detail=f"{request.method} {request.path}")


def note_password(request: HttpRequest) -> None:
    """It is another one now: one's own, or a colleague's."""
    own = cast("User", request.user)
    key = request.resolver_match.kwargs.get("id", own.pk) if request.resolver_match else own.pk
    user = User.objects.get(pk=key)
    mails.note_change("password changed" if user == own else "password by colleague", user, request)


def note_answer(request: HttpRequest, response: HttpResponseBase) -> None:
    """So do a file that was exported, and a new password."""
    if response.status_code == 403:
        note_denied(request)
    elif request.method != "POST":
        return
    elif response.status_code == 302 and is_one_of(request, PASSWORDS):
        note_password(request)
    elif "Content-Disposition" in response.headers and is_one_of(request, (EXPORTS,)):
        security_log.write(security_log.Kind.EXPORTED, request, detail=request.path)
