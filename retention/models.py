"""What keeps data from being forgotten, and what was forgotten."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from inbox.models import Conversation
from registrations.models import Registration
from storage.dated import Dated
from storage.encrypted_fields import EncryptedJSONField


class Stage(models.TextChoices):
    """How far the data of an event have been forgotten."""

    RESTRICTED = "restricted", _("restricted data and nomination documents")
    CONTACT = "contact", _("all but what the archive needs")


class Hold(Dated):
    """Data of an event, or of one person, that are kept beyond their time: why, by whose decision, until when."""

    event_paths = ("event", "registration__event")

    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="holds", verbose_name=_("event")
    )
    registration = models.ForeignKey(
        Registration, models.CASCADE, null=True, blank=True, related_name="holds", verbose_name=_("registration")
    )
    reason = models.TextField(_("reason"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answers for it")
    )
    until_on = models.DateField(_("until"), help_text=_("The last day on which nothing is forgotten."))

    class Meta:
        verbose_name = _("extended retention")
        verbose_name_plural = _("extended retentions")
        ordering = ["until_on", "pk"]
        permissions = [("erase_person", _("Can erase a person"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=True) ^ Q(registration__isnull=True),
                name="hold_of_one",
                violation_error_message=_("Choose an event or a registration, not both."),
            )
        ]

    def __str__(self) -> str:
        return str(self.event or self.registration)


class Redaction(Dated):
    """A conversation about others that names somebody who was erased: the words are blacked out within 30 days.

    Staff look first; what nobody looked at is blacked out by the daily task, by the words as they stand here.
    """

    event_paths = ("conversation__event",)
    DAYS = 30

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="redactions", verbose_name=_("conversation")
    )
    reference = models.CharField(_("reference"), max_length=60)
    # Names and addresses; they go when it is done.
    words = EncryptedJSONField(_("words"), default=list, blank=True)
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("erased person still named in mail")
        verbose_name_plural = _("erased people still named in mail")
        ordering = ["done_at", "due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.conversation.mark} ({self.reference})"


class Run(models.Model):
    """A look at what is due. The very first one only reports."""

    at = models.DateTimeField(_("when"))
    is_report = models.BooleanField(_("reported only"), default=False)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class Forgotten(models.Model):
    """One line of a run: of which event, what, of how many people. It outlives the event."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="lines", verbose_name=_("run"))
    event_code = models.CharField(_("event"), max_length=40)
    stage = models.CharField(_("what"), max_length=12, choices=Stage.choices)
    people = models.PositiveIntegerField(_("people"))

    class Meta:
        verbose_name = _("forgotten data")
        verbose_name_plural = _("forgotten data")
        ordering = ["-run", "event_code", "stage"]

    def __str__(self) -> str:
        return f"{self.event_code}: {self.get_stage_display()}, {self.people}"
