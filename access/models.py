"""Roles that are given for one event or one series; what is kept of signing in."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, Series
from outbox.models.asked import Asked
from storage.dated import Dated

# What stands in the details of some kinds of line, in words.
DETAILS = {
    "password": _("password"),
    "password by mail": _("new password by mail"),
    "password changed": _("password changed"),
    "password by colleague": _("password set by a colleague"),
    "second factor": _("second factor"),
    "openid": _("OpenID Connect"),
    "no staff": _("no active member of staff"),
    "totp_activated": _("app set up"),
    "totp_deactivated": _("app removed"),
    "recovery_codes_generated": _("new recovery codes"),
    "webauthn_added": _("passkey added"),
    "webauthn_removed": _("passkey removed"),
    "recovery code used": _("recovery code used"),
    "address changed": _("another e-mail address for mails about the sign-in"),
    "factor reset": _("second factor taken away"),
    "sessions ended": _("sessions ended"),
}


class Assignment(Dated):
    """A role that somebody has for one event, or for all events of one series, those of its parts too.

    Whoever is in the group itself has the role for the whole house.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments", verbose_name=_("who"),
        limit_choices_to={"is_staff": True},
    )  # fmt: skip
    role = models.ForeignKey(Group, models.CASCADE, related_name="assignments", verbose_name=_("role"))
    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="assignments", verbose_name=_("event")
    )
    series = models.ForeignKey(
        Series, models.CASCADE, null=True, blank=True, related_name="assignments", verbose_name=_("series")
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("given by"),
    )  # fmt: skip
    # Given by a group of the provider of OpenID Connect, which takes it away again.
    is_by_provider = models.BooleanField(_("given by OpenID Connect"), default=False, editable=False)

    event_paths = ("event",)

    class Meta:
        verbose_name = _("role for an event or a series")
        verbose_name_plural = _("roles for events and series")
        ordering = ["user", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=False, series__isnull=True) | Q(event__isnull=True, series__isnull=False),
                name="assignment_for_one",
                violation_error_message=_("Choose an event or a series, one of the two."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["user", "role", place],
                    condition=Q(**{f"{place}__isnull": False}),
                    name=f"assignment_once_by_{place}",
                    violation_error_message=_("This person has this role here already."),
                )
                for place in ("event", "series")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} – {self.event or self.series}"


class SecurityEvent(models.Model):
    """A line of the security log, which has a clock of its own (SECURITY_LOG_DAYS)."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed-in", _("signed in")
        FAILED = "failed", _("sign-in failed")
        DENIED = "denied", _("page refused")
        EXPORTED = "exported", _("export")
        CHANGED = "changed", _("sign-in changed")

    at = models.DateTimeField(_("when"), default=timezone.now)
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


class ResetRequest(Asked):
    """Somebody asked for a new password."""

    class Meta(Asked.Meta):
        verbose_name = _("request for a new password")
        verbose_name_plural = _("requests for a new password")
