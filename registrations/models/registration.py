"""Registrations: a person at an event, with answers, restricted data apart, and the history of its states."""

import hashlib
import hmac

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Event
from registrations.models.questions import Category, Question
from registrations.models.states import LIVING, State
from speakers.models import Country, Dated, Organisation
from speakers.texts import Searchable, SearchableQuerySet, fold


def make_token(nonce: str) -> str:
    """The secret of a personal link. Computed from a nonce and the site's key: the database alone does not give it."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"registration link " + nonce.encode(), hashlib.sha256).hexdigest()[:40]


def hash_token(token: str) -> str:
    """What is stored of a token, and looked up."""
    return hashlib.sha256(token.encode()).hexdigest()


def person_key(given_name: str, family_name: str) -> str:
    """A name as it is compared: without accents, case, punctuation and order."""
    bare = "".join(char if char.isalnum() else " " for char in fold(f"{given_name} {family_name}"))
    return " ".join(sorted(bare.split()))


class RegistrationQuerySet(SearchableQuerySet["Registration"]):
    """Registrations."""


class Registration(Searchable, Dated):
    """A person's registration for an event. Its state is changed by the verbs below only."""

    class Source(models.TextChoices):
        WEB = "web", _("form")
        MAIL = "mail", _("mail")
        PHONE = "phone", _("telephone")
        IMPORT = "import", _("import")
        FOCAL_POINT = "focal-point", _("focal point")

    search_fields = (
        "reference",
        "given_name",
        "family_name",
        "email",
        "organisation_name",
        "organisation.name",
        "organisation.acronym",
        "country.name",
    )

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations", verbose_name=_("event"))
    number = models.PositiveIntegerField(_("number"), editable=False)
    reference = models.CharField(_("reference"), max_length=60, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PENDING, editable=False)
    state_changed_at = models.DateTimeField(_("in this state since"), editable=False)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices, default=Source.WEB)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="registrations", verbose_name=_("category")
    )

    honorific = models.CharField(_("honorific"), max_length=30, blank=True)
    title = models.CharField(_("title"), max_length=30, blank=True)
    given_name = models.CharField(_("given name"), max_length=120, blank=True)
    family_name = models.CharField(_("family name"), max_length=120, blank=True)
    person_key = models.CharField(max_length=250, editable=False, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True)
    email_key = models.CharField(max_length=254, editable=False, blank=True, default="")
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    function = models.CharField(_("function"), max_length=300, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("known organisation"),
    )
    organisation_name = models.CharField(
        _("organisation"), max_length=250, blank=True, help_text=_("As typed by the person.")
    )
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="registrations", verbose_name=_("country")
    )
    mode = models.CharField(
        _("attends"),
        max_length=10,
        choices=[(m.value, m.label) for m in (Event.Mode.IN_PERSON, Event.Mode.ONLINE)],
        default=Event.Mode.IN_PERSON,
    )
    language = models.CharField(_("language of correspondence"), max_length=5, choices=settings.LANGUAGES, default="en")
    nomination_document = models.FileField(_("nomination document"), upload_to="nominations/", blank=True)
    remarks = models.TextField(_("remarks of the participant"), blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("For staff only."))

    token_nonce = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField(max_length=64, editable=False, unique=True)
    # One sending of the form makes one registration, however often the button is pressed.
    submission_key = models.CharField(max_length=64, editable=False, null=True, unique=True)
    # SEQUENCE of the invitation in the participant's calendar; -1 as long as none was sent.
    calendar_sequence = models.IntegerField(default=-1, editable=False)
    replaced_by = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("decide_registration", _("Can decide on registrations")),
            ("view_restricted", _("Can see restricted data")),
        ]
        indexes = [
            models.Index(fields=["event", "state", "category"], name="registration_seats"),
            models.Index(fields=["-created_at", "-id"], name="registration_newest"),
            models.Index(fields=["email_key"], name="registration_email"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="registration_number_once",
                violation_error_message=_("This number is already given."),
            ),
            models.UniqueConstraint(
                fields=["event", "email_key", "person_key"],
                condition=Q(state__in=[str(state) for state in LIVING]) & ~Q(email_key=""),
                name="registration_one_living",
                violation_error_message=_("This person is already registered for this event with this address."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="registration_state_known",
                violation_error_message=_("This state does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(family_name="") | ~Q(given_name="") | ~Q(email=""),
                name="registration_somebody",
                violation_error_message=_("Give a name or an address."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}".strip()

    def save(self, *args: object, **kwargs: object) -> None:
        """Save, with the keys by which a person is recognised made anew."""
        self.email_key = self.email.strip().casefold()
        self.person_key = person_key(self.given_name, self.family_name)[:250]
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "email_key", "person_key"}  # type: ignore[misc]
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def formal_name(self) -> str:
        """The name with honorific and title before it."""
        return " ".join(part for part in (self.honorific, self.title, self.name) if part)

    @property
    def body(self) -> str:
        """The organisation as known, else as typed."""
        return str(self.organisation) if self.organisation else self.organisation_name

    @property
    def token(self) -> str:
        """The secret of the personal link."""
        return make_token(self.token_nonce)


class Answer(models.Model):
    """The answer to a question that is not restricted."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="answers", verbose_name=_("registration")
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
    """What only those with the right may see: kept apart, each look noted, deleted first."""

    registration = models.OneToOneField(
        Registration, models.CASCADE, related_name="restricted", verbose_name=_("registration")
    )
    diet = models.TextField(_("diet"), blank=True)
    access_needs = models.TextField(_("access needs"), blank=True)
    # Answers to restricted questions, by the key of the question: {"passport": "…"}.
    answers = models.JSONField(_("restricted answers"), default=dict, blank=True)

    class Meta:
        verbose_name = _("restricted data")
        verbose_name_plural = _("restricted data")

    def __str__(self) -> str:
        return self.registration.reference


class StateChange(models.Model):
    """One change of state: who, when, why, and which message told the person."""

    class Actor(models.TextChoices):
        PARTICIPANT = "participant", _("participant")
        STAFF = "staff", _("staff")
        SYSTEM = "system", _("by the event's settings")

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="history", verbose_name=_("registration")
    )
    from_state = models.CharField(_("from"), max_length=12, choices=State.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=State.choices)
    at = models.DateTimeField(_("when"))
    actor = models.CharField(_("by"), max_length=12, choices=Actor.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    reason = models.TextField(_("reason"), blank=True)
    message = models.ForeignKey(
        "registrations.Message", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("message")
    )

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ["registration", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"
