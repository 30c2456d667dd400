"""What a mail, and the conversation that it is in, is about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Classification(models.TextChoices):
    """What a mail is. Codes of `mailreader`, with hyphens."""

    REGISTRATION_REQUEST = "registration-request", _("request")
    NOMINATION_ATTACHED = "nomination-attached", _("nomination attached")
    SUBSTITUTION = "substitution", _("substitution")
    CANCELLATION = "cancellation", _("cancellation")
    UPDATE = "update", _("change")
    DUPLICATE = "duplicate", _("asked before")
    QUESTION = "question", _("question")
    NEEDS_REVIEW = "needs-review", _("to be read")
    AUTO_REPLY = "auto-reply", _("automatic answer")
    BOUNCE_PERMANENT = "bounce-permanent", _("undeliverable")
    BOUNCE_TRANSIENT = "bounce-transient", _("delayed")
    BULK = "bulk", _("circular")
    SPAM = "spam", _("junk")


# What machines write, and nobody answers.
AUTOMATIC = (
    Classification.AUTO_REPLY,
    Classification.BOUNCE_PERMANENT,
    Classification.BOUNCE_TRANSIENT,
    Classification.BULK,
)
