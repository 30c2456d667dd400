"""How signing on to the mail server stands, where it takes access tokens in place of passwords (OAuth)."""

import datetime
import hashlib

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from storage.dated import Dated
from storage.encrypted_fields import EncryptedTextField, is_unreadable


class SignOnQuerySet(models.QuerySet["SignOn"]):
    """The accounts of the mail server."""

    def refresh_token(self, user: str, configured: str) -> str:
        """What a new access token is asked with: the latest that grew out of the one in the settings."""
        row = self.filter(user=user, begun_with=_digest(configured)).first()
        return configured if row is None or is_unreadable(row.latest) or not row.latest else row.latest

    def keep_refresh_token(self, user: str, configured: str, latest: str) -> None:
        """The server gave another one, which takes the place of that before."""
        self.update_or_create(user=user, defaults={"latest": latest, "begun_with": _digest(configured)})

    def note_failure(self, user: str, failure: str) -> None:
        """Mail cannot leave by this account, since when, and what was said."""
        row, _is_new = self.get_or_create(user=user)
        row.failed_at, row.failure = row.failed_at or timezone.now(), failure
        row.save(update_fields=["failed_at", "failure"])

    def note_success(self, user: str) -> None:
        """It can."""
        self.filter(user=user, failed_at__isnull=False).update(failed_at=None, failure="")

    def claim_warning(self, day: datetime.date) -> bool:
        """Whether nobody was told yet that the secret ends on this day; of several that ask, one may tell."""
        self.get_or_create(user="")
        is_new = models.Q(told_end_on=None) | ~models.Q(told_end_on=day)
        return bool(self.filter(is_new, user="").update(told_end_on=day))

    def take_back_warning(self) -> None:
        """Nobody could be told."""
        self.filter(user="").update(told_end_on=None)


class SignOn(Dated):
    """An account of the mail server; the one without a name is the client that all of them belong to."""

    user = models.CharField(_("user"), max_length=254, unique=True, blank=True)
    # The refresh token of today, and of which in the settings it is the successor.
    latest = EncryptedTextField(blank=True, editable=False)
    begun_with = models.CharField(max_length=64, blank=True, editable=False)
    failed_at = models.DateTimeField(_("last failure"), null=True, blank=True, editable=False)
    failure = models.TextField(_("what went wrong"), blank=True, editable=False)
    # The end of the client secret that administrators were told of.
    told_end_on = models.DateField(null=True, blank=True, editable=False)

    objects = SignOnQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-on to the mail server")
        verbose_name_plural = _("sign-ons to the mail server")
        ordering = ["user"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.user


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
