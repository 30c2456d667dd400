"""A proposed person as a compact form, filled in with what the mail said."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.choices import Known
from events.models import Event
from inbox.actions.accept import Wanted
from inbox.models import MailProposal
from inbox.wishes import answers_to
from multilingual.search import fold
from multilingual.texts import translated
from registrations.missing_fields import lacking
from registrations.organisations import named
from speakers.models import Country
from website.forms import LineField

MODES = [(Event.Mode.IN_PERSON.value, Event.Mode.IN_PERSON.label), (Event.Mode.ONLINE.value, Event.Mode.ONLINE.label)]
COUNTRY_LIST = "desk-countries"
# The box below all persons: nobody is asked for what is missing.
PENDING_FOR_ALL = "pending_for_all"
# Columns of a proposal under other names than those of a registration.
RENAMED = {"organisation": "organisation_name", "preferred_language": "language"}


class PersonForm(forms.Form):
    """A proposed person, compact. `chosen` is the box before the name; `is_pending`, where something is missing."""

    chosen = forms.BooleanField(required=False)
    is_pending = forms.BooleanField(label=gettext_lazy("pending all the same"), required=False)
    honorific = LineField(label=gettext_lazy("Honorific"), required=False, max_length=30)
    title = LineField(label=gettext_lazy("Title"), required=False, max_length=30)
    given_name = LineField(label=gettext_lazy("Given name"), required=False, max_length=120)
    family_name = LineField(label=gettext_lazy("Family name"), required=False, max_length=120)
    function = LineField(label=gettext_lazy("Function"), required=False, max_length=300)
    organisation_name = LineField(label=gettext_lazy("Organisation"), required=False, max_length=250)
    country = LineField(label=gettext_lazy("Country"), required=False, max_length=120)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=254)
    phone = LineField(label=gettext_lazy("Telephone"), required=False, max_length=60)
    mode = forms.ChoiceField(label=gettext_lazy("Attends"), required=False, choices=MODES)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)

    def __init__(self, proposal: MailProposal, known: Known, data: Any = None) -> None:
        prefix = f"p{proposal.pk or 0}"
        is_posted = data is not None and any(name.startswith(f"{prefix}-") for name in data)
        super().__init__(data if is_posted else None, prefix=prefix, initial=initial(proposal, known))
        self.proposal, self.known = proposal, known
        choices = [("", "–"), *((str(row.pk), str(row)) for row in known.categories)]
        self.fields["category"].choices = choices  # type: ignore[attr-defined]
        if known.event is None or known.event.mode != Event.Mode.HYBRID:
            del self.fields["mode"]
        if not known.categories:
            del self.fields["category"]
        self.fields["country"].widget.attrs["list"] = COUNTRY_LIST
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("autocomplete", "off")
            if name in self.missing():
                field.widget.attrs["data-missing"] = ""

    def missing(self) -> set[str]:
        """The boxes that the mail left empty although they are needed."""
        return {RENAMED.get(name, name) for name in self.proposal.missing}

    def clean_country(self) -> Country | None:
        """The country of this name, in any language."""
        typed = self.cleaned_data["country"]
        country = self.known.by_name.get(fold(typed))
        if typed and country is None:
            raise ValidationError(_("No country has this name. Choose one of the list."), code="country")
        return country

    def clean(self) -> dict[str, Any]:
        """Somebody must be meant."""
        data = self.cleaned_data
        if data.get("chosen") and not any(data.get(name) for name in ("given_name", "family_name", "email")):
            self.add_error("family_name", ValidationError(_("Give a name or an address."), code="nobody"))
        return data


def wanted(form: PersonForm, category_for_all: str) -> Wanted:
    """The person as `accept` takes it."""
    names = ("honorific", "title", "given_name", "family_name", "function", "organisation_name", "email", "phone")
    fields: dict[str, Any] = {name: form.cleaned_data[name] for name in names}
    fields["country"] = form.cleaned_data["country"]
    fields["organisation"] = named(fields["organisation_name"])
    by_key = {str(row.pk): row for row in form.known.categories}
    fields["category"] = by_key.get(form.cleaned_data.get("category") or category_for_all)
    if "mode" in form.fields and form.cleaned_data["mode"]:
        fields["mode"] = form.cleaned_data["mode"]
    elif form.known.event is not None and form.known.event.mode == Event.Mode.ONLINE:
        fields["mode"] = Event.Mode.ONLINE
    is_pending = form.cleaned_data["is_pending"] or PENDING_FOR_ALL in form.data
    return Wanted(form.proposal.pk or 0, fields, form.cleaned_data["language"], is_pending)


def lacking_in(form: PersonForm) -> list[str]:
    """Codes of what is missing of the person as the boxes stand now, chosen for all included; no query."""
    known, data = form.known, form.data
    if known.event is None:
        return []

    def typed(name: str) -> str:
        return str(form[name].value() or "").strip() if name in form.fields else ""

    categories = {str(row.pk): row for row in known.categories}
    fields: dict[str, Any] = {name: typed(name) for name in ("email", "family_name", "function", "organisation_name")}
    fields["country_id"] = typed("country")[:2].upper() or None
    fields["category"] = categories.get(typed("category") or data.get("category_for_all", ""))
    fields["nomination_document"] = data.get("document", "")
    return lacking(known.event, fields, answers_to(form.proposal, known.event, fields["category"]))


def name_in(form: PersonForm) -> str:
    """The name as staff left it."""
    names = (form.cleaned_data.get(name) for name in ("given_name", "family_name"))
    return " ".join(filter(None, names)) or form.proposal.name


def initial(proposal: MailProposal, known: Known) -> dict[str, Any]:
    """What was found, as the boxes take it."""
    found = {RENAMED.get(name, name): value for name, value in proposal.data.items() if isinstance(value, str)}
    country = known.countries.get(found.get("country", ""))
    found["country"] = translated(country, "name").value if country else found.get("country", "")
    found["mode"] = found.get("mode", "").replace("_", "-")
    category = proposal.category_among(known.categories)
    found["category"] = str(category.pk) if category is not None else ""
    if found.get("language") not in dict(settings.LANGUAGES):
        found["language"] = known.language
    return found
