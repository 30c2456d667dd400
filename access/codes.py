"""Codes and passkeys as they are given: guesses are counted and refused, and no code is taken twice.

Only who knows the password gets here, so that a count by account locks no colleague out for a stranger.
"""

import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from access import mails, security_log
from access.second_factor import note_confirmed
from storage.models import MINUTES_10, RateCount

# Wrong codes of an account in ten minutes.
LIMIT = 5
# Longer than any code of an app is good for.
CODE_SECONDS = 120

Found = TypeVar("Found")


def counted(user: Any, check: Callable[[], Found]) -> Found:
    """What the check gives; it is not asked above the limit, and what it refuses counts."""
    if RateCount.objects.count_of("code", str(user.pk), MINUTES_10) >= LIMIT:
        raise ValidationError(_("Too many wrong codes were tried. Please wait ten minutes, then try again."), "limit")
    try:
        return check()
    except ValidationError:
        RateCount.objects.hit("code", str(user.pk), MINUTES_10)
        security_log.write(security_log.Kind.FAILED, context.request, user, "second factor")
        raise


def forgive(user: Any) -> None:
    """The wrong codes of an account count no more."""
    RateCount.objects.forget("code", str(user.pk), MINUTES_10)


@transaction.atomic
def spend(authenticator: Authenticator, code: str) -> bool:
    """Take a code of an app, once; False where it was taken already, by whatever process (RFC 6238, 5.2)."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    now, plain = time.time(), re.sub(r"\D", "", code)
    used = [[old, at] for old, at in row.data.get("used", ()) if now - at < CODE_SECONDS]
    if any(old == plain for old, _at in used):
        return False
    row.data["used"] = [*used, [plain, now]]
    row.save(update_fields=["data"])
    return True


def code_field() -> forms.CharField:
    """Where a code is typed."""
    attributes = {"autocomplete": "one-time-code", "autofocus": True, "inputmode": "numeric"}
    return forms.CharField(label=_("Code"), widget=forms.TextInput(attributes))


class _CodeForm(AuthenticateForm):
    """A code of an app, or a recovery code."""

    code = code_field()
    authenticator: Authenticator

    def clean_code(self) -> str:
        """The code, if it is good."""
        return counted(self.user, self._good_code)

    def _good_code(self) -> str:
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not spend(self.authenticator, code):
            raise ValidationError(_("This code was used already. Please wait for the next one."), "used")
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            mails.note_change("recovery code used", self.user, context.request)
        return code


class SignInCodeForm(_CodeForm):
    """Behind the password."""


class AgainCodeForm(_CodeForm, ReauthenticateForm):
    """Of somebody who is signed in."""

    def save(self) -> None:
        """The person is there."""
        super().save()
        note_confirmed(context.request)


class SetUpForm(ActivateTOTPForm):
    """The first code of an app that is set up."""

    code = code_field()

    def clean_code(self) -> str:
        """The code, if it is good."""
        return counted(self.user, super().clean_code)


class SignInPasskeyForm(AuthenticateWebAuthnForm):
    """Behind the password."""

    def clean_credential(self) -> Authenticator:
        """The passkey, if it is the person's."""
        return counted(self.user, super().clean_credential)


class AgainPasskeyForm(SignInPasskeyForm, ReauthenticateWebAuthnForm):
    """Of somebody who is signed in."""

    def clean_credential(self) -> Authenticator:
        """The passkey; the person is there."""
        authenticator = super().clean_credential()
        note_confirmed(context.request)
        return authenticator
