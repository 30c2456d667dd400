"""The history of a registration: every change of state, and every correction."""

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from registrations.models.answers import RESTRICTED_LABELS
from registrations.models.states import State


class StateChange(models.Model):
    """One change of state: who, when, why, which message said so. A correction leaves the state as it is."""

    event_paths = ("registration__event",)

    class Actor(models.TextChoices):
        PARTICIPANT = "participant", _("participant")
        STAFF = "staff", _("staff")
        SYSTEM = "system", _("by the event's settings")
        # Staff removed the person: nobody cancelled.
        ERASURE = "erasure", _("erasure")

    registration = models.ForeignKey(
        "registrations.Registration", models.CASCADE, related_name="history", verbose_name=_("registration")
    )
    from_state = models.CharField(_("from"), max_length=12, choices=State.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=State.choices)
    at = models.DateTimeField(_("when"))
    actor = models.CharField(_("by"), max_length=12, choices=Actor.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    # Of a correction: the names of the fields and the keys of the questions that changed, separated by commas.
    reason = models.TextField(_("reason"), blank=True)
    message = models.ForeignKey(
        "outbox.Message", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("message")
    )

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ["registration", "at", "pk"]

    def __str__(self) -> str:
        if self.is_correction:
            return str(_("Corrected: %(fields)s") % {"fields": ", ".join(self.corrected())})
        return f"{self.get_from_state_display()} → {self.what}"

    @property
    def what(self) -> str:
        """What became of the registration, in words."""
        is_erasure = self.actor == self.Actor.ERASURE
        return str(_("erased")) if is_erasure else str(self.get_to_state_display())

    @property
    def is_correction(self) -> bool:
        """Data changed, the state did not."""
        return self.from_state == self.to_state

    def corrected(self) -> list[str]:
        """What a correction changed, in words; a question is named by its key."""
        names = []
        for code in self.reason.split(", ") if self.reason else []:
            try:
                names.append(str(self.registration._meta.get_field(code).verbose_name))  # type: ignore[union-attr]
            except FieldDoesNotExist:
                names.append(str(RESTRICTED_LABELS.get(code, code)))
        return names
