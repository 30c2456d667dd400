"""Categories of participants, and the questions that an event asks beyond the usual."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Event
from multilingual.keys import Keyed
from multilingual.texts import translated
from storage.dated import Dated
from website.models import OnPublicPages, PublicQuerySet


class Category(Keyed, OnPublicPages, Dated):
    """A category of participants at one event: Member State, NGO, media…."""

    event_paths = shown_by = ("event",)
    key_column, key_texts, key_within = "code", ("label",), "event"

    event = models.ForeignKey(Event, models.CASCADE, related_name="categories", verbose_name=_("event"))
    code = models.SlugField(_("short key"), max_length=40)
    label = models.CharField(_("label"), max_length=120)
    quota = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: only the event's limit.")
    )
    quota_per_organisation = models.PositiveIntegerField(_("places an organisation"), null=True, blank=True)
    needs_place = models.BooleanField(
        _("takes a place"),
        default=True,
        help_text=_("Off: personal assistants, interpreters… They count against no limit."),
    )
    is_offered = models.BooleanField(
        _("offered on the form"), default=True, help_text=_("Off: only staff put people into it.")
    )
    needs_approval = models.BooleanField(
        _("always approved by staff"), default=False, help_text=_("Even where registration is open.")
    )
    needs_nomination = models.BooleanField(_("nomination document asked"), default=False)
    is_in_list = models.BooleanField(_("in the list of participants"), default=True)
    badge_colour = models.CharField(
        _("badge colour"),
        max_length=7,
        default="#1f4e79",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Six figures after #, such as #1f4e79."))],
    )
    badge_text = models.CharField(_("text on the badge"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["event", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "code"],
                name="category_code_once",
                violation_error_message=_("This event already has a category with this key."),
            ),
            models.CheckConstraint(
                condition=Q(needs_place=True) | Q(quota__isnull=True, quota_per_organisation__isnull=True),
                name="category_without_place_has_no_quota",
                violation_error_message=_("A category that takes no places has no quota."),
            ),
        ]

    def __str__(self) -> str:
        return translated(self, "label").value or self.code


class Question(Keyed, OnPublicPages, Dated):
    """A question on the registration form of one event."""

    event_paths = shown_by = ("event",)
    key_column, key_texts, key_within = "code", ("label",), "event"

    class Type(models.TextChoices):
        TEXT = "text", _("one line")
        LONG_TEXT = "long-text", _("several lines")
        CHOICE = "choice", _("one of a list")
        CHOICES = "choices", _("several of a list")
        YES_NO = "yes-no", _("yes or no")
        NUMBER = "number", _("number")
        DATE = "date", _("date")

    # What a mail says goes into questions of these types.
    TEXTS = (Type.TEXT, Type.LONG_TEXT)

    event = models.ForeignKey(Event, models.CASCADE, related_name="questions", verbose_name=_("event"))
    code = models.SlugField(_("short key"), max_length=40)
    label = models.CharField(_("question"), max_length=250)
    help = models.CharField(_("help"), max_length=300, blank=True)
    type = models.CharField(_("type"), max_length=10, choices=Type.choices, default=Type.TEXT)
    is_required = models.BooleanField(_("required"), default=False)
    categories = models.ManyToManyField(
        Category, blank=True, related_name="questions", verbose_name=_("only for"), help_text=_("None: for everybody.")
    )
    is_restricted = models.BooleanField(
        _("restricted"),
        default=False,
        help_text=_("Kept apart; seen only by those with the right, and each look is noted."),
    )
    keep_days = models.PositiveIntegerField(
        _("keep for days after the event"),
        null=True,
        blank=True,
        help_text=_(
            "Empty: restricted answers for the house’s own period, others as long as the address of the person."
        ),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["event", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "code"],
                name="question_code_once",
                violation_error_message=_("This event already has a question with this key."),
            ),
        ]

    def __str__(self) -> str:
        return translated(self, "label").value or self.code

    @property
    def has_choices(self) -> bool:
        """Whether it is answered from a list."""
        return self.type in (self.Type.CHOICE, self.Type.CHOICES)

    @property
    def is_empty_choice(self) -> bool:
        """It is answered from a list, and nothing is in it; no query when the choices were fetched with it."""
        return self.has_choices and not self.choices.all()

    def is_for(self, category_id: int | None) -> bool:
        """Whether people of this category are asked; no query when the categories were fetched with it."""
        only_for = [category.pk for category in self.categories.all()]
        return not only_for or category_id in only_for


class QuestionChoice(Keyed, OnPublicPages):
    """One answer of the list of a question. The answer kept is the key, never the label."""

    event_paths = shown_by = ("question__event",)
    key_column, key_texts, key_within = "code", ("label",), "question"

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices", verbose_name=_("question"))
    code = models.SlugField(_("short key"), max_length=40)
    label = models.CharField(_("label"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["question", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "code"],
                name="questionchoice_code_once",
                violation_error_message=_("This question already has a choice with this key."),
            ),
        ]

    def __str__(self) -> str:
        return translated(self, "label").value or self.code
