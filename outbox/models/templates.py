"""The words of messages, as staff write them."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Event
from outbox import kinds
from outbox.placeholders import problems
from storage.dated import Dated
from website.models import OnPublicPages, PublicQuerySet


def check_words(row: Any) -> None:
    """Raise ValidationError for what is wrong with `subject` and `body` of a `kind`, in any language."""
    errors: dict[str, list[str]] = {}
    for code, name in settings.LANGUAGES:
        for field, sentence in _problems_in(row, code):
            errors.setdefault(f"{field}_{code}", []).append(f"{name}: {sentence}")
    if errors:
        raise ValidationError(errors)


def _problems_in(row: Any, code: str) -> list[tuple[str, str]]:
    """What is wrong with the words of one language, as (field, sentence)."""
    subject, body = getattr(row, f"subject_{code}") or "", getattr(row, f"body_{code}") or ""
    if subject and body:
        return problems(kinds.get(row.kind), subject, body)
    if not subject and not body:
        return []
    return [("body" if subject else "subject", str(_("Give a subject and a text, or neither.")))]


class MessageTemplate(OnPublicPages, Dated):
    """The words of a kind of message: for one event, or without an event for the whole house."""

    event_paths = shown_by = ("event",)
    is_shared_without_event = True  # those of the house are seen by whoever works for one event

    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="message_templates", verbose_name=_("event")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=kinds.edited_choices)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind"],
                condition=Q(event__isnull=False),
                name="template_one_an_event",
                violation_error_message=_("This event already has a template of this kind."),
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(event__isnull=True),
                name="template_one_for_the_house",
                violation_error_message=_("There already is a house template of this kind."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        """Check every language: a mail with a misspelt placeholder must not be found out by its reader."""
        super().clean()
        check_words(self)
