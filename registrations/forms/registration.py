"""The registration form: what the settings and the category need, and nothing else."""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from django import forms
from django.conf import settings as site_settings
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.templatetags.dates import day
from multilingual.texts import translated
from registrations.forms.email_slips import EMAIL_SURE, question_email
from registrations.forms.questions import UnaskedField, field_of, is_doubtful, name_of
from registrations.forms.uploads import DocumentField
from registrations.models import Category, Consent, Question, Registration, RegistrationSettings
from registrations.models.answers import NEEDS
from registrations.models.consents import SENTENCES
from registrations.models.states import State
from registrations.organisations import named
from speakers.models import Country, Organisation
from website.forms import SURE, AddressField, LineField, NameField, PhoneField, PublicForm, TextField
from website.revision import Kept
from website.templatetags.site import OWN_NAMES

PERSON = ("title", "given_name", "family_name", "email", "phone")
ORGANISATION = ("function", "organisation_name", "country")
ATTENDANCE = ("category", "mode", "language")
MODES = {
    Event.Mode.IN_PERSON: _("In person"),
    Event.Mode.ONLINE: _("Online"),
}
# Each under its own name, since readers may look for theirs on a page they cannot read.
CORRESPONDENCE = [(code, OWN_NAMES.get(code, code)) for code, _name in site_settings.LANGUAGES]


class Countries(NamedTuple):
    """All countries by their codes, and as the choices of a field in one language."""

    by_code: dict[str, Country]
    choices: "Listed"


class Listed(BaseChoiceIterator):
    """Choices as they stand: Django looks through others at every use, which for all countries takes long."""

    def __init__(self, choices: list[tuple[str, Any]]) -> None:
        self.choices = choices

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self.choices)


_countries: Kept[Countries] = Kept()
# By what was typed: whole delegations register in the same hour.
_organisations: Kept[Organisation | None] = Kept()


def read_countries() -> Countries:
    """The countries in the alphabetical order of the reader's language."""
    rows = Country.objects.in_reading_order()
    choices = [("", gettext("Choose…")), *((row.code, translated(row, "name").value) for row in rows)]
    return Countries({row.code: row for row in rows}, Listed(choices))


class Section(NamedTuple):
    """A part of the form under one heading."""

    code: str
    fields: list[BoundField]


def consent_name(kind: str) -> str:
    """The name of a consent's field."""
    return f"consent-{kind}"


def sure_name(question: Question) -> str:
    """The name of the box that says that a far day is right."""
    return f"{name_of(question)}{SURE}"


class RegistrationForm(PublicForm):
    """One person's registration. With `registration` it corrects that one, and asks no consents; once that is decided
    on, it asks for answers and needs alone.
    """

    title = LineField(
        label=_("Title"),
        max_length=30,
        required=False,
        help_text=_("As it is to be printed: Ms, Mr, Dr, Prof. …"),
        widget=forms.TextInput(attrs={"autocomplete": "honorific-prefix"}),
    )
    given_name = NameField(
        label=_("Given name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = NameField(
        label=_("Family name"),
        max_length=120,
        help_text=_("As in your passport. If you have one name only, write it here."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = AddressField(label=_("E-mail"), help_text=_("The answer goes to this address."))
    phone = PhoneField(
        label=_("Telephone"),
        max_length=60,
        required=False,
        help_text=_("With the code of the country, such as +238 260 0000."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    function = LineField(
        label=_("Function"),
        max_length=300,
        help_text=_("Your position or title at work."),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    organisation_name = LineField(
        label=_("Organisation"),
        max_length=250,
        help_text=_("Ministry, agency, association… Its name or its acronym."),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "list": "organisations"}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        help_text=_("The one you come from or represent."),
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    category = forms.ChoiceField(label=_("You take part as"), widget=forms.RadioSelect)
    mode = forms.ChoiceField(label=_("How will you attend?"), widget=forms.RadioSelect, choices=list(MODES.items()))
    language = forms.ChoiceField(
        label=_("In which language shall we write to you?"),
        choices=CORRESPONDENCE,
    )
    nomination_document = DocumentField(
        label=_("Nomination document"),
        help_text=_("Letter or note verbale that names you: PDF, Word (DOCX), JPG or PNG, 10 MB at most."),
    )
    diet = TextField(label=_("Diet"), max_length=1000, required=False, help_text=_("What you do not eat, allergies."))
    access_needs = TextField(
        label=_("Access"), max_length=1000, required=False, help_text=_("Wheelchair, sign language, large print…")
    )
    remove_restricted = forms.BooleanField(
        label=_("Remove what was given under another address"),
        required=False,
    )
    remarks = TextField(label=_("Your answer to the secretariat"), max_length=2000, required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        settings: RegistrationSettings,
        category: Category | None,
        offered: list[Category],
        questions: list[Question],
        registration: Registration | None = None,
        full_modes: Collection[str] = (),
        first_values: Mapping[str, Any] | None = None,
    ) -> None:
        """`category`: the one already chosen; else, of those `offered`, one is chosen in the form itself.

        `full_modes`: those of a hybrid event in which no place is left. `first_values`: what is known of a new person.
        """
        self.settings, self.chosen, self.registration = settings, category, registration
        self.is_decided = registration is not None and not registration.is_correctable
        # Given under another address than today's: replaced or removed here, not read.
        self.hidden = hidden_of(registration)
        self.offered = {each.code: each for each in offered}
        self.questions = [question for question in questions if question.is_for(category.pk if category else None)]
        initial = {"language": (get_language() or "en").split("-")[0], **(first_values or {})}
        # Django copies each of these for this form, which takes longer than to check what was typed.
        asked = {name: field for name, field in self.base_fields.items() if self._is_asked(name)}
        self.base_fields = asked  # type: ignore[misc]  # of this form, not of its class
        super().__init__(data, files, initial=stored(registration, questions) if registration else initial)
        self._keep_what_is_known(registration)
        self._offer(full_modes)
        for question in questions:
            field = field_of(question)
            self.fields[name_of(question)] = field if question in self.questions else UnaskedField(field)
        self._keep_what_is_hidden()
        for kind in self.consent_kinds():
            is_notice = kind == Consent.Kind.NOTICE
            self.fields[consent_name(kind)] = forms.BooleanField(label=SENTENCES[kind], required=is_notice)
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED.get(type(field), _("Please answer this."))

    def _offer(self, full_modes: Collection[str]) -> None:
        """What can be chosen."""
        self.countries, countries = _countries.get(get_language(), read_countries)
        choices: dict[str, Any] = {
            "country": countries,
            "category": [(each.code, translated(each, "label").value) for each in self.offered.values()],
            "mode": mode_choices(self.settings, full_modes),
        }
        for name in choices.keys() & self.fields.keys():
            self.fields[name].choices = choices[name]  # type: ignore[attr-defined]

    def _is_asked(self, name: str) -> bool:
        settings, category, registration = self.settings, self.chosen, self.registration
        if self.is_decided and name not in (*NEEDS, "remove_restricted"):
            return False
        asked = {
            "phone": settings.asks_phone,
            "category": category is None and bool(self.offered),
            "mode": settings.event.mode == Event.Mode.HYBRID,
            "nomination_document": category is not None and category.needs_nomination,
            "diet": settings.asks_diet,
            "access_needs": settings.asks_access,
            "remove_restricted": bool(self.hidden),
            "remarks": registration is not None and registration.state == State.INCOMPLETE,
        }
        return asked.get(name, True)

    def _keep_what_is_known(self, registration: Registration | None) -> None:
        if registration is None or self.is_decided:
            return
        # The address is what the link hangs on, and whether another has it is told to nobody: it changes elsewhere.
        self.fields["email"].disabled = True
        self.fields["email"].help_text = _(
            "To change it, go back to your own page: the new one is confirmed by a mail."
        )
        if registration.nomination_document and "nomination_document" in self.fields:
            self.fields["nomination_document"].required = False
            self.fields["nomination_document"].help_text = _("We have it. Choose a file only to replace it.")

    def _keep_what_is_hidden(self) -> None:
        """We have it: a field may stay empty, unless what we have is to go."""
        codes = {question.code: name_of(question) for question in self.questions}
        for name in self.hidden & {*codes, *NEEDS}:
            if (field := self.fields.get(codes.get(name, name))) is not None:
                field.required = field.required and self._is_removing()
                field.help_text = _("We have something here, given under another address. Write only to replace it.")

    def _is_removing(self) -> bool:
        return self.is_bound and bool(self.data.get("remove_restricted"))

    def consent_kinds(self) -> list[Consent.Kind]:
        """The consents asked for, each by itself: the notice if there is one, then those of the settings."""
        if self.registration is not None:
            return []
        notice = [Consent.Kind.NOTICE] if self.settings.has_notice else []
        return notice + [Consent.Kind(kind) for kind in self.settings.consents_in_use]

    # What the page shows ------------------------------------------------------------------------------------------

    def sections(self) -> Iterator[Section]:
        """The parts of the form that have something to ask."""
        asked = [question for question in self.questions if not question.is_restricted]
        open_questions = [name for question in asked for name in (name_of(question), sure_name(question))]
        restricted = [name_of(question) for question in self.questions if question.is_restricted]
        parts = {
            "person": (*PERSON[:4], EMAIL_SURE, *PERSON[4:]),
            "organisation": ORGANISATION,
            "attendance": ATTENDANCE,
            "questions": [*open_questions, "nomination_document", "remarks"],
            "needs": [*NEEDS, *restricted, "remove_restricted"],
            "notice": [consent_name(Consent.Kind.NOTICE)],
            "consents": [consent_name(kind) for kind in self.consent_kinds() if kind != Consent.Kind.NOTICE],
        }
        for code, names in parts.items():
            if fields := [self[name] for name in names if name in self.fields and not self[name].is_hidden]:
                yield Section(code, fields)

    def missing(self) -> list[BoundField]:
        """The fields of what is still missing of the registration that is corrected, as long as nothing was checked."""
        if self.registration is None or (self.is_bound and not self.is_unchecked):
            return []
        codes = self.registration.missing()
        named = {"organisation": "organisation_name"} | {row.code: name_of(row) for row in self.questions}
        names = [name for name in (named.get(code, code) for code in codes) if name in self.fields]
        return [self[name] for name in names if not self[name].value()]

    # What was typed -----------------------------------------------------------------------------------------------

    def clean_category(self) -> Category:
        """The category itself."""
        return self.offered[self.cleaned_data["category"]]

    def clean_country(self) -> Country:
        """The country itself."""
        return self.countries[self.cleaned_data["country"]]

    def clean(self) -> dict[str, Any]:
        """An address or a day that may be a slip is questioned. A file does not come back with the page: whoever must
        correct something else must choose it again.
        """
        if self.registration is None:
            question_email(self)
        for question in self.questions:
            self._question_day(question)
        if self.errors and "nomination_document" not in self.errors and self.cleaned_data.get("nomination_document"):
            self.ask_for_files_again()
        return self.cleaned_data

    def _question_day(self, question: Question) -> None:
        """Of a day that does not fit the meeting, just typed, a box asks whether it is right."""
        name, answer = name_of(question), self.cleaned_data.get(name_of(question))
        if not is_doubtful(question, answer, self.initial.get(name), self.settings.event):
            return
        label = gettext("Yes, %(day)s is right.") % {"day": day(answer)}
        if not self.is_sure(sure_name(question), str(answer), label):
            words = _("This day does not fit those of the meeting. If it is right, please tick the box below.")
            self.add_error(name, ValidationError(words, code="far"))

    def columns(self) -> dict[str, Any]:
        """The columns of a registration; none once it is decided on."""
        if self.is_decided:
            return {}
        names = (*PERSON, *ORGANISATION, "mode", "language", "nomination_document", "remarks")
        found = {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name) is not None}
        found["category"] = self.chosen or self.cleaned_data.get("category")
        typed = found["organisation_name"]
        found["organisation"] = _organisations.get(typed, partial(named, typed))
        if self.settings.event.mode == Event.Mode.ONLINE:
            found["mode"] = Event.Mode.ONLINE
        return found

    def answers(self) -> dict[str, Any]:
        """Answers by the keys of the questions."""
        found = {question.code: self.cleaned_data[name_of(question)] for question in self.questions}
        return {code: value for code, value in found.items() if not self._stays(code, value)}

    def needs(self) -> dict[str, str]:
        """Restricted data: diet and access needs, and what is to be removed besides the answers."""
        found = {name: self.cleaned_data[name] for name in NEEDS if name in self.fields}
        asked = {question.code for question in self.questions}
        if self._is_removing():
            found = dict.fromkeys(self.hidden - asked, "") | found
        return {name: value for name, value in found.items() if not self._stays(name, value)}

    def _stays(self, name: str, value: Any) -> bool:
        """It is hidden, and nothing was said of it."""
        return name in self.hidden and value in (None, "", []) and not self._is_removing()

    def consents(self) -> list[str]:
        """The kinds of the consents given."""
        return [kind.value for kind in self.consent_kinds() if self.cleaned_data[consent_name(kind)]]


def mode_choices(settings: RegistrationSettings, full_modes: Collection[str]) -> list[tuple[str, str]]:
    """The modes of a hybrid event, each with a word where its places are taken."""
    full = gettext("full, with a waiting list") if settings.has_waiting_list else gettext("full")
    return [
        (mode.value, f"{label} – {full}" if mode.value in full_modes else str(label)) for mode, label in MODES.items()
    ]


REQUIRED: dict[type[forms.Field], Any] = {
    NameField: _("Please write your name."),
    AddressField: _("Please write your e-mail address."),
    DocumentField: _("Please choose the document."),
    forms.BooleanField: _("Please confirm this."),
}


def hidden_of(registration: Registration | None) -> set[str]:
    """The keys of restricted data that the person may not read."""
    restricted = getattr(registration, "restricted", None)
    return restricted.hidden_from_person() if restricted is not None else set()


def stored(registration: Registration, questions: list[Question]) -> dict[str, Any]:
    """What a registration holds, as the form's first values."""
    names = (*PERSON, "function", "mode", "language", "remarks")
    found: dict[str, Any] = {name: getattr(registration, name) for name in names}
    found["organisation_name"] = registration.organisation_name or registration.organisation_display
    found["country"] = registration.country_id
    found["category"] = registration.category.code if registration.category else None
    restricted = getattr(registration, "restricted", None)
    answered = {answer.question.code: answer.value for answer in registration.answers.all()}
    if restricted is not None:
        hidden = hidden_of(registration)
        found |= {name: getattr(restricted, name) for name in NEEDS if name not in hidden}
        answered |= {name: value for name, value in restricted.answers.items() if name not in hidden}
    return found | {name_of(question): answered.get(question.code) for question in questions}
