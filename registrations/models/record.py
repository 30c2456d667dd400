"""The columns of a registration, and what follows from them alone. The verbs are in the modules beside."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Event
from multilingual.search import Searchable, fold
from outbox.models import Message
from registrations.models.questions import Category
from registrations.models.states import State
from speakers.models import Country, Organisation
from storage.dated import Dated
from storage.tokens import make_token


class NominationStorage(FileSystemStorage):
    """Nominations: in the private folder, at an address that only staff who may see registrations can use."""

    @property
    def base_location(self) -> str:
        """The folder, of the settings as they are now."""
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        """The folder, absolute."""
        return str(Path(settings.PRIVATE_ROOT).resolve())

    def url(self, name: str | None) -> str:
        """The address for staff."""
        return reverse("registrations:private-file", args=[name])


def person_key(given_name: str, family_name: str) -> str:
    """A name as it is compared: without accents, case, punctuation and order."""
    bare = "".join(char if char.isalnum() else " " for char in fold(f"{given_name} {family_name}"))
    return " ".join(sorted(bare.split()))


# Written by the verbs alone, each column by itself: who saves a row that was read before must not undo a decision.
BY_VERBS = {
    "state",
    "state_changed_at",
    "number",
    "reference",
    "token_nonce",
    "token_hash",
    "submission_key",
    "calendar_sequence",
    "calendar_answer",
    "calendar_answered_at",
    "replaced_by",
}


class Record(Searchable, Dated):
    """A person at an event, as columns."""

    class Source(models.TextChoices):
        WEB = "web", _("form")
        MAIL = "mail", _("mail")
        PHONE = "phone", _("telephone")
        IMPORT = "import", _("import")
        FOCAL_POINT = "focal-point", _("focal point")

    class CalendarAnswer(models.TextChoices):
        """What the person's calendar answered to our invitation (RFC 5545, 3.2.12). It decides nothing."""

        ACCEPTED = "accepted", _("accepted")
        TENTATIVE = "tentative", _("tentative")
        DECLINED = "declined", _("declined")

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
    nomination_document = models.FileField(
        _("nomination document"), upload_to="nominations/", storage=NominationStorage(), blank=True
    )
    remarks = models.TextField(_("remarks of the participant"), blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("For staff only."))

    token_nonce = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField(max_length=64, editable=False, unique=True)
    # One sending of the form makes one registration, however often the button is pressed.
    submission_key = models.CharField(max_length=64, editable=False, null=True, unique=True)
    # SEQUENCE of the invitation in the participant's calendar; -1 as long as none was sent.
    calendar_sequence = models.IntegerField(default=-1, editable=False)
    calendar_answer = models.CharField(
        _("answer of the calendar"), max_length=10, choices=CalendarAnswer.choices, blank=True, editable=False
    )
    calendar_answered_at = models.DateTimeField(_("calendar answered"), null=True, blank=True, editable=False)
    # Several may point at one: doubles that were merged.
    replaced_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the keys by which a person is recognised made anew; of a row that exists only its data."""
        self.make_keys()
        if not self._state.adding and kwargs.get("update_fields") is None:
            columns = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = columns - BY_VERBS - self.get_deferred_fields()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "email_key", "person_key"}
        super().save(*args, **kwargs)

    def make_keys(self) -> None:
        """The keys by which a person is recognised, from address and name as they are now."""
        self.email_key = self.email.strip().casefold()
        self.person_key = person_key(self.given_name, self.family_name)[:250]

    @property
    def messages(self) -> "models.QuerySet[Message]":
        """What the person was written."""
        return Message.objects.filter(registration_link__registration=self.pk)

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
