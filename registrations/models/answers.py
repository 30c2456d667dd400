"""What a person answered: the open answers, and what only those with the right may see."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from registrations.models.questions import Question
from storage.encrypted_fields import EncryptedJSONField, EncryptedTextField, is_unreadable

# The restricted data that have columns of their own; all else is under a key in `answers`.
NEEDS = ("diet", "access_needs")
# Restricted data, by their keys, whether a question asks them or a mail said them.
RESTRICTED_LABELS = {
    "diet": _("diet"),
    "access_needs": _("access needs"),
    "passport": _("passport"),
    "passport_dates": _("dates of the passport"),
    "birth": _("birth"),
    "nationality": _("nationality"),
    "health": _("health"),
}
# Before the key of what a mail said of something that is asked, or known, otherwise. No question's key has a colon.
BY_MAIL = "mail:"


class Answer(models.Model):
    """The answer to a question that is not restricted."""

    event_paths = ("registration__event",)

    registration = models.ForeignKey(
        "registrations.Registration", models.CASCADE, related_name="answers", verbose_name=_("registration")
    )
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name=_("question"))
    # Text, number, true/false, "2027-06-14", or the keys of choices as a list.
    value = models.JSONField(_("answer"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["registration", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "question"],
                name="answer_once",
                violation_error_message=_("This question is already answered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"


class RestrictedData(models.Model):
    """What only those with the right may see: encrypted, each look noted, deleted first."""

    event_paths = ("registration__event",)

    registration = models.OneToOneField(
        "registrations.Registration", models.CASCADE, related_name="restricted", verbose_name=_("registration")
    )
    diet = EncryptedTextField(_("diet"), blank=True)
    access_needs = EncryptedTextField(_("access needs"), blank=True)
    # Answers to restricted questions, by the key of the question: {"passport": "…"}; and what a mail said of that the
    # event does not ask, by what it is: {"nationality": "…"}.
    answers = EncryptedJSONField(_("restricted answers"), default=dict, blank=True)
    # By the key of each: the address under which it was given. Staff may write another address into a registration;
    # whoever reads there gets none of it to read.
    given_under = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("restricted data")
        verbose_name_plural = _("restricted data")

    def __str__(self) -> str:
        return self.registration.reference

    def value(self, name: str) -> Any:
        """A need, or what is under this key; None for nothing."""
        return getattr(self, name) if name in NEEDS else self.answers.get(name)

    def take(self, values: Mapping[str, Any], given_under: str) -> None:
        """Other values, by their keys, None or "" for what goes, and under which address they are given; not saved."""
        answers = self.answers | {name: value for name, value in values.items() if name not in NEEDS}
        self.answers = {name: value for name, value in answers.items() if value is not None}
        for name in values.keys() & {*NEEDS}:
            setattr(self, name, values[name])
        addresses = self.given_under | dict.fromkeys(values, given_under)
        self.given_under = {name: addresses.get(name, "") for name in self.names}

    @property
    def names(self) -> list[str]:
        """The keys of all that is there."""
        return [name for name in NEEDS if getattr(self, name)] + list(self.answers)

    def hidden_from_person(self) -> set[str]:
        """The keys of what was given under another address than that of the registration now."""
        own = self.registration.email_key
        return {name for name in self.names if self.given_under.get(name) != own}

    @property
    def is_unreadable(self) -> bool:
        """Something in it cannot be read with the keys of today."""
        return any(is_unreadable(value) for value in (self.diet, self.access_needs, self.answers))
