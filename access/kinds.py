"""Messages to staff about how they sign in: the link for a new password, and that something has changed."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from outbox import kinds

PASSWORD_RESET = "password-reset"  # noqa: S105  a kind of message
SIGN_IN_CHANGED = "sign-in-changed"
# In the purpose of a mail to an address that the account no longer has.
EARLIER = "earlier"


def declare() -> None:
    """Make them known."""
    kinds.declare(
        kinds.Kind(
            code=PASSWORD_RESET,
            label=_("new password"),
            app="access",
            placeholders={"link": _("the address at which the person chooses a new password")},
            required=("link",),
            link=_link,
            address=_address,
            is_reply=True,
            is_edited=False,
        ),
        kinds.Kind(
            code=SIGN_IN_CHANGED,
            label=_("change of the sign-in"),
            app="access",
            placeholders={
                "change": _("what has changed in how the person signs in"),
                "moment": _("when it was changed"),
                "link": _("the address at which the person sees to how he or she signs in"),
            },
            required=("change",),
            link=lambda _message: settings.SITE_URL + reverse("mfa_index"),
            address=_address,
            is_edited=False,
        ),
    )


def purpose_of(kind: str, user: Any, *, is_to_earlier: bool) -> str:
    """What such a mail is about: whom, and whether it goes to an address of before; there may be many."""
    return ":".join([kind, str(user.pk), *([EARLIER] if is_to_earlier else []), secrets.token_hex(8)])


def _user(message: Any) -> Any:
    """Whom it is about, by its purpose."""
    return get_user_model().objects.filter(pk=message.purpose.split(":")[1], is_active=True, is_staff=True).first()


def _link(message: Any) -> str:
    """Good for PASSWORD_RESET_TIMEOUT from the moment at which the mail leaves, and once."""
    user = _user(message)
    if user is None or user.email.casefold() != message.to_email.casefold():
        return settings.SITE_URL + reverse("admin_password_reset")
    key = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("password_reset_confirm", args=[key, default_token_generator.make_token(user)])
    return f"{settings.SITE_URL}{path}"


def _address(message: Any) -> str:
    """Today's, as for every mail that is sent again; what tells who reads at an earlier one stays there."""
    if EARLIER in message.purpose.split(":"):
        return ""
    user = _user(message)
    return str(user.email) if user is not None else ""
