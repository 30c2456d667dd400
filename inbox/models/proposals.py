"""Proposals: what a mail seems to want done, for staff to accept, correct or put aside."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event
from inbox.models.incoming import IncomingMessage
from lexicon.categories import category_label
from registrations.models.answers import BY_MAIL, NEEDS
from registrations.models.questions import Category, Question
from storage.encrypted_fields import EncryptedJSONField, is_unreadable


class MailProposal(models.Model):
    """One person to register, or one registration to cancel, replace or change. Nothing happens without staff.

    `data` has the fields of `mailreader.Proposal` that were found; `reasons` says for each why it is
    believed, as [code, detail]; `missing` names what to ask for; `assumed` what a rule filled in rather than words.
    """

    event_paths = ("message__conversation__event",)

    class Action(models.TextChoices):
        REGISTER = "register", _("register")
        SUBSTITUTE = "substitute", _("put in another's place")
        CANCEL = "cancel", _("cancel")
        UPDATE = "update", _("change")

    # These propose somebody who comes.
    PERSONS = (Action.REGISTER, Action.SUBSTITUTE)

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DISMISSED = "dismissed", _("put aside")

    message = models.ForeignKey(
        IncomingMessage, models.CASCADE, related_name="proposals", verbose_name=_("mail received")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    action = models.CharField(_("action"), max_length=10, choices=Action.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    data = models.JSONField(_("data"), default=dict, blank=True)
    # Diet, access needs, passport, birth, nationality, health: seen with the permission for them alone.
    restricted = EncryptedJSONField(_("restricted data"), default=dict, blank=True, editable=False)
    reasons = models.JSONField(default=dict, blank=True, editable=False)
    missing = models.JSONField(default=list, blank=True, editable=False)
    assumed = models.JSONField(default=list, blank=True, editable=False)
    # Where it was read: ["table", "row 3"].
    source = models.JSONField(default=list, blank=True, editable=False)
    # The registration to cancel, to change or to give to another; or the one that this person may have already.
    target = models.ForeignKey(
        "registrations.Registration",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposed_changes",
        verbose_name=_("about"),
    )
    # What became of it.
    result = models.ForeignKey(
        "registrations.Registration",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="came_from",
        verbose_name=_("became"),
    )
    # Nobody (null) where the person filled in the form by the link in the acknowledgement.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["message", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "position"],
                name="proposal_position_once",
                violation_error_message=_("This proposal already exists."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.value("email") or self.get_action_display()

    def value(self, name: str) -> Any:
        """A field that was found, or ""."""
        return self.data.get(name, "")

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.value('given_name')} {self.value('family_name')}".strip()

    @property
    def is_person(self) -> bool:
        """It proposes somebody who comes, not only a change to a registration."""
        return self.action in self.PERSONS

    @property
    def is_sure(self) -> bool:
        """Something in the mail shows that just this is wanted; else it is a suggestion, which staff tick or leave."""
        return bool(self.value("is_sure"))

    @property
    def has_restricted(self) -> bool:
        """It holds restricted data, be it that no key opens them today."""
        return bool(self.restricted) or is_unreadable(self.restricted)

    @property
    def given_under(self) -> str:
        """The address under which it gives restricted data: the person's as the mail says it, else the writer's."""
        return str(self.value("email") or self.message.reply_to)

    def restricted_for(self, event: Event) -> tuple[dict[str, str], dict[str, str]]:
        """Its restricted data as `register` takes them: answers to the event's questions of that key, and the rest.

        Words that the question of their key does not take (a date, a choice) have a key that no question can have.
        """
        asked: dict[str, Question] = {question.code: question for question in event.questions.all()}
        answers: dict[str, str] = {}
        rest: dict[str, str] = {}
        for name, words in self.restricted.items():
            question = asked.get(name)
            is_taken = question is not None and question.is_restricted and question.type in Question.TEXTS
            if is_taken:
                answers[name] = words
            if name in NEEDS or question is None:
                rest[name] = words
            elif not is_taken:
                rest[BY_MAIL + name] = words
        return answers, rest

    def category_among(self, categories: Sequence[Category]) -> Category | None:
        """The event's category of the kind of organisation that was read; each event words its categories as it likes.

        The only category is everybody's. Of two of one kind neither is chosen: staff, or the person, know better.
        """
        if len(categories) == 1:
            return categories[0]
        wanted = str(self.value("category"))
        if not wanted:
            return None
        same_code = [row for row in categories if row.code.replace("-", "_") == wanted]
        same_kind = [row for row in categories if _kind_of(row) == wanted]
        found = same_code or same_kind
        return found[0] if len(found) == 1 else None


def _kind_of(category: Category) -> str:
    """The kind of organisation that the words of a category mean."""
    labels = [getattr(category, f"label_{code}") or "" for code, _name in settings.LANGUAGES]
    return next((kind for kind in map(category_label, [*labels, category.code]) if kind), "")
