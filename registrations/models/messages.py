"""Which messages of the outbox went to whom: the outbox itself knows no registration."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outbox.models import Message


class RegistrationMessage(models.Model):
    """A message to the person of a registration. Whoever deletes the registration deletes its messages."""

    message = models.OneToOneField(
        Message, models.CASCADE, primary_key=True, related_name="registration_link", verbose_name=_("message")
    )
    registration = models.ForeignKey(
        "registrations.Registration", models.CASCADE, related_name="message_links", verbose_name=_("registration")
    )
    # As they were when it was written, to be compared with those of another day (mails.dates_and_place).
    dates_and_place = models.TextField(_("dates and place"), blank=True, editable=False)

    class Meta:
        verbose_name = _("message to a person")
        verbose_name_plural = _("messages to persons")
        ordering = ["-message_id"]

    def __str__(self) -> str:
        return str(self.message)
