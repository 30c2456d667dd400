"""Standard answers: what staff write again and again, by event or for the whole house, in every language."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Event
from speakers.models import Dated
from speakers.texts import translated


class StandardAnswerQuerySet(models.QuerySet["StandardAnswer"]):
    """Standard answers."""

    def for_event(self, event: Event | None) -> Self:
        """Those of an event before those of the house."""
        return self.filter(Q(event=event) | Q(event=None)).order_by(models.F("event").asc(nulls_last=True), "pk")


class StandardAnswer(Dated):
    """A text that the desk offers when a question has one of its words in it; Markdown with placeholders."""

    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="standard_answers", verbose_name=_("event")
    )
    label = models.CharField(_("label"), max_length=120)
    keywords = models.CharField(
        _("words of the question"),
        max_length=300,
        blank=True,
        help_text=_("Separated by commas; the answer is offered when a mail has one of them: fee, cost, price."),
    )
    body = models.TextField(_("text"), help_text=_("Markdown. Salutation and closing are put around it."))

    objects = StandardAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard answer")
        verbose_name_plural = _("standard answers")
        ordering = ["pk"]

    def __str__(self) -> str:
        return translated(self, "label").value
