"""Restricted data on a person's page: seen, and changed, by those with the right; each look and change is noted."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from backoffice.base import BackOfficeAdmin
from backoffice.history import note_access
from backoffice.rights import ANYWHERE, demand, staff
from registrations.actions.correct import correct
from registrations.actions.locking import last_history
from registrations.admin import person
from registrations.admin.answers import AnswersForm
from registrations.errors import RegistrationError
from registrations.models import Registration, RestrictedData
from registrations.models.answers import BY_MAIL, NEEDS, RESTRICTED_LABELS
from registrations.models.states import ACTIVE
from registrations.summary import answer_in_words
from storage.keys import key_of
from website.forms import TextField


class RestrictedForm(AnswersForm):
    """Diet, access needs and the answers to restricted questions."""

    diet = TextField(label=gettext_lazy("Diet"), max_length=1000, required=False)
    access_needs = TextField(label=gettext_lazy("Access needs"), max_length=1000, required=False)
    # The last line of the history that staff saw.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def needs(self) -> dict[str, str]:
        """Diet and access needs as typed."""
        return {name: self.cleaned_data[name] for name in NEEDS}


@dataclass
class Look:
    """Restricted data as they are shown to somebody with the right; `form` to somebody who may change them."""

    diet: str
    access_needs: str
    answers: list[tuple[str, str]]
    is_unreadable: bool
    form: RestrictedForm | None

    @property
    def strays(self) -> list[tuple[str, str]]:
        """Answers to questions that are asked no more, and what mails said besides: seen, and not changed."""
        asked = {str(field.label) for field in self.form.fields.values()} if self.form else set()
        return [(label, said) for label, said in self.answers if label not in asked]


def found(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> Registration:
    """The registration, for somebody who may see restricted data."""
    demand(request, ANYWHERE, "registrations.view_restricted")
    registration = person.fetch(pk)
    demand(request, registration, "registrations.view_restricted", "registrations.view_registration")
    return registration


def may_change(request: HttpRequest, registration: Registration, kept: RestrictedData) -> bool:
    """The right to change besides the right to see; what has ended is not changed, nor what cannot be read."""
    has_right = request.user.has_perm("registrations.change_restricteddata", registration)
    return has_right and registration.state in ACTIVE and not kept.is_unreadable


def form_of(registration: Registration, kept: RestrictedData, data: Any = None) -> RestrictedForm:
    """The form with what is kept; for what the event does not ask it has no field."""
    questions = [question for question in registration.event.questions.all() if question.is_restricted]
    initial = {name: getattr(kept, name) for name in NEEDS} | {"seen": last_history(registration)}
    return RestrictedForm(questions, kept.answers, data, initial=initial, auto_id="id_restricted_%s")


def from_mail(code: str) -> str:
    """The label of what is asked no more, or never was: a mail said it."""
    name = code.removeprefix(BY_MAIL)
    if name not in RESTRICTED_LABELS:
        return name
    return capfirst(_("%(what)s (by mail)") % {"what": RESTRICTED_LABELS[name]})


def show(
    request: HttpRequest,
    registration: Registration,
    kept: RestrictedData,
    form: RestrictedForm | None,
    model_admin: BackOfficeAdmin,
) -> HttpResponse:
    """The person's page with the restricted data on it; the look is noted."""
    note_access(registration, seen="restricted")
    asked = {question.code: question for question in registration.event.questions.all()}
    answers = [
        (str(asked[code]), answer_in_words(asked[code], value)) if code in asked else (from_mail(code), str(value))
        for code, value in kept.answers.items()
    ]
    look = Look(kept.diet, kept.access_needs, answers, kept.is_unreadable, form)
    return person.page(request, str(registration.pk), model_admin, look)


@require_POST
def restricted(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The page with the restricted data on it. By POST, as each look leaves a line (rule 7)."""
    registration = found(request, pk, model_admin)
    kept = getattr(registration, "restricted", None) or RestrictedData()
    form = form_of(registration, kept) if may_change(request, registration, kept) else None
    return show(request, registration, kept, form, model_admin)


@require_POST
def change(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Keep what was typed by the action `correct`, which notes what changed and not to what."""
    registration = found(request, pk, model_admin)
    kept = getattr(registration, "restricted", None) or RestrictedData()
    if not may_change(request, registration, kept):
        raise PermissionDenied
    form = form_of(registration, kept, request.POST)
    if form.is_valid() and save(request, registration, form):
        return HttpResponseRedirect(reverse("admin:registrations_registration_change", args=[pk]) + "#restricted")
    return show(request, registration, kept, form, model_admin)


def save(request: HttpRequest, registration: Registration, form: RestrictedForm) -> bool:
    """Whether it was kept; what it refuses stands above the form."""
    seen = key_of(form.cleaned_data["seen"])
    try:
        changed = correct(registration, by=staff(request), answers=form.answers(), restricted=form.needs(), seen=seen)
    except RegistrationError as error:
        form.add_error(None, str(error))
        return False
    if changed:
        note_access(registration, changed="restricted")
        messages.success(request, _("The changes are kept."))
    return True
