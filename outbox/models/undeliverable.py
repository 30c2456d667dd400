"""Addresses that do not take mail: automatic mail to them stops, staff are warned."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outbox.models.messages import Message
from storage.dated import DatedByDatabase


class UndeliverableQuerySet(models.QuerySet["UndeliverableAddress"]):
    """Addresses that came back."""

    def has(self, email: str) -> bool:
        """Mail to this address came back for good."""
        return self.filter(email_key=email.strip().casefold()).exists()


class UndeliverableAddress(DatedByDatabase):
    """An address of which a delivery report (RFC 3464) said, about a message of ours, that it takes no mail."""

    event_paths = ("message__event",)

    email_key = models.CharField(_("address"), max_length=254, unique=True)
    status = models.CharField(_("status"), max_length=20, blank=True)
    diagnostic = models.TextField(_("what the server said"), blank=True)
    message = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("message")
    )

    objects = UndeliverableQuerySet.as_manager()

    class Meta:
        verbose_name = _("undeliverable address")
        verbose_name_plural = _("undeliverable addresses")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.email_key
