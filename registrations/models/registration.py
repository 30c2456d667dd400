"""Registrations: a person at an event. What changes them is in registrations/actions."""

import datetime
import secrets
from collections.abc import Collection, Mapping
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from multilingual.search import Searchable, SearchableQuerySet, fold
from outbox.models.messages import Message, MessageQuerySet
from outbox.threads import Thread
from registrations.models.questions import Category, Question
from registrations.models.states import ACTIVE, ANSWERABLE, CORRECTABLE, TAKING_PART, State, queue_rank
from speakers.honorifics import formal_name
from speakers.models import Country, Organisation
from storage.dated import Dated
from storage.private_files import EncryptedStorage
from storage.tokens import make_token


class NominationStorage(EncryptedStorage):
    """Nominations: in the private folder, at an address that only staff who may see registrations can use."""

    def url(self, name: str | None) -> str:
        """The address for staff."""
        return reverse("registrations:private-file", args=[name])


# In place of the name of whom we had but an address, or of whom we have nothing any more.
NAMELESS = "–"


def person_key(given_name: str, family_name: str) -> str:
    """A name as it is compared: without accents, case, punctuation and order."""
    bare = "".join(char if char.isalnum() else " " for char in fold(f"{given_name} {family_name}"))
    return " ".join(sorted(bare.split()))


# Written by actions alone, each column by itself: who saves a row that was read before must not undo a decision.
BY_ACTIONS = {
    "state",
    "state_changed_at",
    "number",
    "reference",
    "token_nonce",
    "submission_key",
    "calendar_sequence",
    "calendar_answer",
    "calendar_answered_at",
    "replaced_by",
    "threads",
    "asked_again",
}


def given(answers: Mapping[str, Any] | None) -> set[str]:
    """The keys of the questions that have an answer."""
    return {code for code, value in (answers or {}).items() if value not in (None, "", [])}


class RegistrationQuerySet(SearchableQuerySet["Registration"]):
    """Registrations. A list, an export and a mail say the same words."""

    def active(self) -> Self:
        """Those that have not ended."""
        return self.filter(state__in=ACTIVE)

    def unerased(self) -> Self:
        """Those of whom more than a number is left: see `is_erased`."""
        return self.exclude(family_name=NAMELESS, email_key="", function="")

    def called(self, reference: str) -> Self:
        """With a reference, whatever its case: the one given, else that which a page named of a form sent again."""
        own = self.filter(reference__iexact=reference)
        if own.exists():
            return own
        sent_again = self.filter(event__code__iexact=reference.rpartition("-")[0]).exclude(asked_again={})
        wanted = reference.casefold()
        keys = [
            key
            for key, named in sent_again.values_list("pk", "asked_again")
            if wanted in {other.casefold() for other in named.values()}
        ]
        return self.filter(pk__in=keys)

    def taking_part(self) -> Self:
        """Those who are expected, or there."""
        return self.filter(state__in=TAKING_PART)

    def for_person(self) -> Self:
        """What one's own pages show and ask, in a constant number of queries.

        Few joins: for one row, PostgreSQL takes longer to plan a dozen of them than to answer some queries more.
        """
        questions = Question.objects.prefetch_related("categories", "choices")
        return self.select_related("event__registration_settings", "category", "restricted").prefetch_related(
            "organisation",
            "country",
            "consents",
            "answers__question",
            "event__venue__country",
            "event__categories",
            Prefetch("event__questions", questions),
        )


class Registration(Searchable, Dated):
    """A person's registration for an event. Its state is changed by actions alone."""

    event_paths = ("event",)

    class Source(models.TextChoices):
        WEB = "web", _("form")
        MAIL = "mail", _("mail")
        PHONE = "phone", _("telephone")
        IMPORT = "import", _("import")
        FOCAL_POINT = "focal-point", _("focal point")

    class CalendarAnswer(models.TextChoices):
        """What the person's calendar answered to our invitation (RFC 5545, 3.2.12). It decides nothing."""

        ACCEPTED = "accepted", _("accepted")
        TENTATIVE = "tentative", _("maybe")
        DECLINED = "declined", _("declined")

    # The name stands first, as lists of people are sorted.
    search_fields = (
        "family_name",
        "given_name",
        "reference",
        "email",
        "organisation_name",
        "organisation.name",
        "organisation.acronym",
        "country.name",
    )

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations", verbose_name=_("event"))
    # Staff have looked at both: they are of two persons.
    not_same_as = models.ManyToManyField("self", blank=True, editable=False, verbose_name=_("not the same person as"))
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
    visa_letter_on = models.DateField(_("visa letter sent"), null=True, blank=True)

    token_nonce = models.CharField(max_length=32, editable=False, unique=True)
    # One sending of the form makes one registration, however often the button is pressed.
    submission_key = models.CharField(max_length=64, editable=False, null=True, unique=True)
    # By the key of a sending the reference that its page named, where the person was registered already.
    asked_again = models.JSONField(_("references of forms sent again"), default=dict, blank=True, editable=False)
    # SEQUENCE of the invitation in the participant's calendar; -1 as long as none was sent.
    calendar_sequence = models.IntegerField(default=-1, editable=False)
    calendar_answer = models.CharField(
        _("answer of the calendar"), max_length=10, choices=CalendarAnswer.choices, blank=True, editable=False
    )
    calendar_answered_at = models.DateTimeField(_("calendar answered"), null=True, blank=True, editable=False)
    # By the address of who wrote a mail about it: the thread in which an answer to that writer goes on.
    threads = models.JSONField(default=dict, blank=True, editable=False)
    # Several may point at one: duplicates that were merged.
    replaced_by = models.ForeignKey(
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
            models.Index(fields=["event", "state", "category", "mode"], name="registration_seats"),
            models.Index(fields=["-created_at", "-id"], name="registration_newest"),
            models.Index(queue_rank(), F("created_at").desc(), F("id").desc(), name="registration_queue"),
            models.Index(fields=["email_key"], name="registration_email"),
            models.Index(fields=["event", "person_key"], name="registration_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="registration_number_once",
                violation_error_message=_("This number is already given."),
            ),
            models.UniqueConstraint(
                fields=["event", "email_key", "person_key"],
                condition=Q(state__in=[str(state) for state in ACTIVE]) & ~Q(email_key=""),
                name="registration_one_active",
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

    def make_search_text(self) -> str:
        """With the references that pages named of forms that were sent again."""
        return " ".join([super().make_search_text(), *(fold(reference) for reference in self.asked_again.values())])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the keys by which a person is recognised made anew; of a row that exists only its data."""
        self.make_keys()
        if not self._state.adding and kwargs.get("update_fields") is None:
            columns = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = columns - BY_ACTIONS - self.get_deferred_fields()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "email_key", "person_key"}
        super().save(*args, **kwargs)

    def make_keys(self) -> None:
        """The keys by which a person is recognised, from address and name as they are now."""
        self.email_key = self.email.strip().casefold()
        self.person_key = person_key(self.given_name, self.family_name)[:250]

    @property
    def messages(self) -> MessageQuerySet:
        """What the person was written."""
        return Message.objects.filter(registration_link__registration=self.pk)

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def formal_name(self) -> str:
        """The name with honorific and title before it, in the reader's language."""
        return formal_name(self)

    @property
    def organisation_display(self) -> str:
        """The organisation as known, else as typed."""
        return str(self.organisation) if self.organisation else self.organisation_name

    @property
    def token(self) -> str:
        """The secret of the personal link."""
        return make_token("registration", self.token_nonce)

    @property
    def thread(self) -> Thread | None:
        """The thread of the last mail in which this very person asked for something, as far as one is kept.

        Others have never seen that mail: their mail programs would look for it in vain, and find a mark that is not
        theirs.
        """
        kept = self.threads.get(self.email_key) if self.email_key else None
        return Thread(*kept) if kept else None

    def of_same_address(self) -> "RegistrationQuerySet":
        """All registrations of its address, newest first."""
        rows = Registration.objects.filter(email_key=self.email_key).exclude(email_key="")
        return rows.select_related("event").order_by("-pk")

    def new_nonce(self) -> None:
        """Another secret, not yet saved."""
        self.token_nonce = secrets.token_hex(16)

    def renew_link(self) -> None:
        """Another secret: the link is dead at once, and mails not yet sent carry the new one."""
        self.new_nonce()
        Registration.objects.filter(pk=self.pk).update(token_nonce=self.token_nonce)

    @property
    def is_erased(self) -> bool:
        """The person asked for it: nothing is left but a number."""
        return self.family_name == NAMELESS and not self.email_key and not self.function

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # in place of Django's own
        """Its state in words; a place that ended by an erasure was cancelled by nobody."""
        is_ended_by_it = self.state == State.CANCELLED and self.is_erased
        return str(_("erased") if is_ended_by_it else State(self.state).label)

    @property
    def is_correctable(self) -> bool:
        """The participant may correct all of it."""
        return self.state in CORRECTABLE

    @property
    def is_answerable(self) -> bool:
        """The participant may change answers and needs, and there is something to answer."""
        settings = getattr(self.event, "registration_settings", None)
        if settings is None or self.state not in ANSWERABLE:
            return False
        questions = [question for question in self.event.questions.all() if not question.is_empty_choice]
        is_asked = any(question.is_for(self.category_id) for question in questions)
        return bool(settings.asks_diet or settings.asks_access or is_asked)

    def missing(self) -> list[str]:
        """Codes of what the form asks and was not given: names of fields and keys of questions."""
        if self._state.adding:
            return self.missing_besides(())  # a person proposed, who has answered nothing yet
        answered = {answer.question.code for answer in self.answers.all()}
        restricted = getattr(self, "restricted", None)
        return self.missing_besides(answered | set(restricted.answers if restricted is not None else ()))

    def missing_besides(self, answered: Collection[str]) -> list[str]:
        """What is missing when these questions are answered."""
        found = [name for name in ("email", "family_name", "function") if not getattr(self, name).strip()]
        if self.organisation_id is None and not self.organisation_name.strip():
            found.append("organisation")
        if self.country_id is None:
            found.append("country")
        if self.category_id is None and self.event.categories.all():
            found.append("category")
        if self.category is not None and self.category.needs_nomination and not self.nomination_document:
            found.append("nomination_document")
        for question in self.event.questions.all():
            is_asked = question.is_required and question.is_for(self.category_id)
            if is_asked and question.code not in answered:
                found.append(question.code)
        return found

    def note_calendar_answer(self, answer: str, at: datetime.datetime) -> bool:
        """Keep what the person's calendar answered, if no later answer is here; whether it was kept.

        Information for staff: it changes no state and frees no place.
        """
        if answer not in self.CalendarAnswer.values:
            return False
        is_newer = Q(calendar_answered_at__isnull=True) | Q(calendar_answered_at__lt=at)
        rows = Registration.objects.filter(is_newer, pk=self.pk)
        return bool(rows.update(calendar_answer=answer, calendar_answered_at=at, updated_at=timezone.now()))
