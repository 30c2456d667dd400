"""Standard answers: what staff write again and again, by event or for the whole house, in every language."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Event
from inbox.kinds import Kind
from multilingual.texts import translated
from outbox import kinds
from outbox.placeholders import problems
from storage.dated import Dated


class StandardAnswerQuerySet(models.QuerySet["StandardAnswer"]):
    """Standard answers."""

    def for_event(self, event: Event | None) -> Self:
        """Those of an event before those of the house."""
        return self.filter(Q(event=event) | Q(event=None)).order_by(models.F("event").asc(nulls_last=True), "pk")


class StandardAnswer(Dated):
    """A text that the desk offers when a question has one of its words in it; Markdown with placeholders."""

    event_paths = ("event",)
    is_shared_without_event = True  # those of the house are seen by whoever works for one event

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

    def clean(self) -> None:
        """Check every language, as templates are checked; a text needs a label."""
        super().clean()
        errors: dict[str, list[str]] = {}
        for code, name in settings.LANGUAGES:
            body = getattr(self, f"body_{code}") or ""
            # The text itself is what an answer needs.
            found = [sentence for _field, sentence in problems(kinds.get(Kind.ANSWER), "", f"{body}{{text}}")]
            if "{text}" in body:
                found.append(str(_("{text} stands for this text itself.")))
            if found:
                errors[f"body_{code}"] = [f"{name}: {sentence}" for sentence in found]
        if not any(getattr(self, f"body_{code}") for code, _name in settings.LANGUAGES):
            errors["body_en"] = [str(_("Give a text in at least one language."))]
        if errors:
            raise ValidationError(errors)
