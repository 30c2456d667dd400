"""A telephone call, typed in as quickly as a form: one compact page, duplicates shown before anything is kept."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from backoffice.base import BackOfficeAdmin
from backoffice.rights import staff
from backoffice.widgets import LookupSelect
from events.models import Event
from registrations import capacity
from registrations.actions.register import register as register_person
from registrations.admin.answers import AnswersForm, open_questions, warn_of_far_days
from registrations.admin.filters import events_with_registration
from registrations.admin.permissions import DECIDE
from registrations.admin.places import rows_of
from registrations.duplicates import possible_duplicates_of, refusals_of
from registrations.errors import NoPlaceLeft, RegistrationError
from registrations.models import ErasedAddress, Registration, RegistrationSettings, StateChange
from registrations.models.states import State

ADD = "registrations.add_registration"


class PhoneForm(forms.ModelForm[Registration]):
    """What a caller tells, in the order in which it is said."""

    diet = forms.CharField(label=gettext_lazy("Diet"), required=False)
    access_needs = forms.CharField(label=gettext_lazy("Access needs"), required=False)
    is_approved = forms.BooleanField(label=gettext_lazy("Approve at once"), required=False)
    # The page was sent once more after duplicates were shown: they are known, and it is somebody else.
    is_known_single = forms.BooleanField(required=False, widget=forms.HiddenInput)
    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    class Meta:
        model = Registration
        fields = (
            "honorific", "title", "given_name", "family_name", "function", "organisation", "organisation_name",
            "country", "category", "email", "phone", "language", "mode", "note",
        )  # fmt: skip
        labels = {
            "organisation": gettext_lazy("Organisation, if it is in the directory"),
            "organisation_name": gettext_lazy("Organisation, as told"),
        }
        widgets = {
            "organisation": LookupSelect(Registration._meta.get_field("organisation"), admin.site),
            "country": LookupSelect(Registration._meta.get_field("country"), admin.site),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, event: Event, may_decide: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.event = event
        category = cast("forms.ModelChoiceField[Any]", self.fields["category"])
        category.queryset = event.categories.all()
        self.fields["family_name"].required = True
        self.fields["language"].initial = (get_language() or "en").split("-")[0]
        self.fields["submission_key"].initial = get_random_string(32)
        settings = event.registration_settings
        for name, is_asked in (
            ("diet", settings.asks_diet),
            ("access_needs", settings.asks_access),
            ("is_approved", may_decide),
        ):
            if not is_asked:
                del self.fields[name]
        if event.mode != Event.Mode.HYBRID:
            del self.fields["mode"]
        self.fields["given_name"].widget.attrs["autofocus"] = True
        for name in ("given_name", "family_name", "email", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def _get_validation_exclusions(self) -> set[str]:
        """The action says better than a constraint who is registered already, and under which reference."""
        return {*super()._get_validation_exclusions(), "email_key", "person_key"}  # type: ignore[misc]

    def possible_duplicates(self) -> list[Registration]:
        """Active registrations that may be the same person."""
        self.instance.make_keys()
        return [other for other, _reasons in possible_duplicates_of(self.instance)]

    def refusals(self) -> list[StateChange]:
        """How the person may have been refused before."""
        return refusals_of(self.instance)

    def needs(self) -> dict[str, str]:
        """Restricted data."""
        return {name: self.cleaned_data[name] for name in ("diet", "access_needs") if self.cleaned_data.get(name)}

    def person(self) -> dict[str, Any]:
        """The columns, as the action takes them."""
        columns = self._meta.fields or ()
        given = {name: self.cleaned_data[name] for name in columns if name in self.cleaned_data and name != "language"}
        return given | ({"mode": Event.Mode.ONLINE} if self.instance.event.mode == Event.Mode.ONLINE else {})


def chosen_event(request: HttpRequest) -> tuple[Event | None, list[Event]]:
    """The event of the call: as named in the address, else the only one that is open; and all to choose from."""
    events = list(events_with_registration(request, ADD).exclude(status=Event.Status.CANCELLED))
    named = request.GET.get("event", "")
    if named:
        return next((event for event in events if str(event.pk) == named), None), events
    window = RegistrationSettings.Window
    still_on = [event for event in events if event.registration_settings.window() == window.OPEN]
    return (still_on[0] if len(still_on) == 1 else None), events


def phone(request: HttpRequest, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The page; POST registers, or shows possible duplicates first."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    event, events = chosen_event(request)
    if event is None:
        return show(request, model_admin, {"events": events})
    data = request.POST if request.method == "POST" else None
    form = PhoneForm(event, request.user.has_perm(DECIDE, event), data)
    answers_form = AnswersForm(open_questions(event.pk), {}, data)
    duplicates: list[Registration] = []
    refusals: list[StateChange] = []
    is_erased = False
    if data is not None and form.is_valid() & answers_form.is_valid():
        if not form.cleaned_data["is_known_single"]:
            duplicates, refusals = form.possible_duplicates(), form.refusals()
            is_erased = ErasedAddress.objects.has(form.instance.email_key)
        registration = None if duplicates or refusals or is_erased else register(request, event, form, answers_form)
        if registration is not None:
            warn_of_far_days(request, event, answers_form)
            return HttpResponseRedirect(after(request, event, registration))
    context = {
        "events": events,
        "event": event,
        "form": form,
        "answers_form": answers_form,
        "duplicates": duplicates,
        "refusals": refusals,
        "is_erased": is_erased,
        "places": rows_of(capacity.places(event.registration_settings)),
    }
    return show(request, model_admin, context)


def show(request: HttpRequest, model_admin: BackOfficeAdmin, context: dict[str, Any]) -> HttpResponse:
    """The page, as far as the event is chosen."""
    context = {
        **context,
        "title": _("Telephone registration"),
        "media": model_admin.media + (context["form"].media if "form" in context else forms.Media()),
        "has_view_permission": model_admin.has_view_permission(request),
    }
    return model_admin.render(request, "admin/registrations/registration/phone.html", context)


def register(request: HttpRequest, event: Event, form: PhoneForm, answers_form: AnswersForm) -> Registration | None:
    """Keep it by the action; what that refuses stands above the form."""
    is_approved = form.cleaned_data.get("is_approved")
    try:
        return register_person(
            event,
            source=Registration.Source.PHONE,
            language=form.cleaned_data["language"],
            by=staff(request),
            state=State.APPROVED if is_approved else None,
            submission_key=f"phone-{form.cleaned_data['submission_key']}"[:64],
            answers=answers_form.answers(),
            restricted=form.needs(),
            **form.person(),
        )
    except NoPlaceLeft as error:
        hint = _("Take away “Approve at once” to keep the request all the same.") if is_approved else ""
        form.add_error(None, f"{error} {hint}".strip())
    except RegistrationError as error:
        form.add_error(None, str(error))
    return None


def after(request: HttpRequest, event: Event, registration: Registration) -> str:
    """Where to go next: the same page for the next call, or the person."""
    sentence = _("%(name)s is registered: %(reference)s, “%(state)s”.") % {
        "name": registration.name,
        "reference": registration.reference,
        "state": registration.get_state_display(),
    }
    messages.success(request, sentence)
    if "next" in request.POST:
        return f"{reverse('admin:registrations_registration_add')}?event={event.pk}"
    return reverse("admin:registrations_registration_change", args=[registration.pk])
