"""What is kept of signing in: the log of sign-ins and what goes with them, and who asked for a new password."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# What stands in the details of some kinds of line, in words.
DETAILS = {
    "password": _("password"),
    "password by mail": _("new password by mail"),
    "second factor": _("second factor"),
    "openid": _("OpenID Connect"),
    "no staff": _("no active member of staff"),
    "totp_activated": _("app set up"),
    "totp_deactivated": _("app removed"),
    "recovery_codes_generated": _("new recovery codes"),
    "webauthn_added": _("passkey added"),
    "webauthn_removed": _("passkey removed"),
}


class SecurityEvent(models.Model):
    """A line of the security log, which has a clock of its own (SECURITY_LOG_DAYS)."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed-in", _("signed in")
        FAILED = "failed", _("sign-in failed")
        DENIED = "denied", _("page refused")
        EXPORTED = "exported", _("export")
        CHANGED = "changed", _("sign-in changed")

    at = models.DateTimeField(_("time"), default=timezone.now)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="security_events",
        verbose_name=_("user"),
    )
    # The name of that moment; of a failure only where there is such an account: people type passwords there.
    account = models.CharField(_("account"), max_length=150, blank=True)
    # As far as the network: of IPv6 the /64.
    network = models.CharField(_("network"), max_length=50, blank=True)
    detail = models.CharField(_("details"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("line of the security log")
        verbose_name_plural = _("security log")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="security_newest"),
            models.Index(fields=["user", "-at"], name="security_own"),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.get_kind_display()}"

    @property
    def detail_in_words(self) -> str:
        """The details, in the reader's language where they are one of ours."""
        return str(DETAILS.get(self.detail, self.detail))


class ResetRequest(models.Model):
    """Somebody asked for a new password: written for every address, known or not, so that the page tells nothing."""

    email_key = models.CharField(_("e-mail"), max_length=254)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)

    class Meta:
        verbose_name = _("request for a new password")
        verbose_name_plural = _("requests for a new password")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.email_key
