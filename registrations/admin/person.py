"""A registration's page: everything about one person's request on one screen, and the look at what is restricted."""

from typing import Any, NamedTuple, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.base import BackOfficeAdmin
from backoffice.extensions import Panels
from backoffice.rights import ANYWHERE, demand, staff
from outbox.models import DeliveryTry, Message, UndeliverableAddress
from registrations.actions.correct import correct
from registrations.actions.locking import last_history
from registrations.admin.answers import AnswersForm, warn_of_far_days
from registrations.admin.next_person import KEPT, kept_filters, next_to_decide
from registrations.admin.permissions import DECIDE
from registrations.admin.queue import STATE_STYLES
from registrations.decisions import Decision, decisions_for
from registrations.duplicates import possible_duplicates_of, refusals_of
from registrations.errors import RegistrationError
from registrations.kinds import Kind
from registrations.missing_fields import missing_labels
from registrations.models import Question, Registration, RegistrationMessage
from registrations.models.states import ACTIVE, UNDECIDED
from registrations.summary import answer_in_words
from storage.keys import key_of

FIELDSETS: list[Any] = [
    (
        gettext_lazy("Person"),
        {
            "fields": [
                ("honorific", "title"),
                ("given_name", "family_name"),
                "function",
                ("organisation", "organisation_name"),
                ("country", "category"),
            ]
        },
    ),
    (
        gettext_lazy("How to reach"),
        {"fields": [("email", "phone"), ("language", "mode"), "nomination_document"]},
    ),
    (gettext_lazy("For staff"), {"fields": ["note", "visa_letter_on"]}),
]
FIELDS = [
    name
    for _heading, options in FIELDSETS
    for line in options["fields"]
    for name in (line if isinstance(line, tuple) else (line,))
]


class PersonForm(forms.ModelForm[Registration]):
    """The data of a registration; saved by the action that keeps quotas and history."""

    class Meta:
        model = Registration
        fields = FIELDS
        widgets = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "visa_letter_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "category" in self.fields:
            field = cast("forms.ModelChoiceField[Any]", self.fields["category"])
            field.queryset = self.instance.event.categories.all()

    def values(self) -> dict[str, Any]:
        """What was changed, as the action takes it; a file that was taken away is an empty one."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data if name in FIELDS}
        return {name: "" if value is False else value for name, value in changed.items()}


def fetch(pk: Any) -> Registration:
    """The registration with all that its page shows."""
    rows = Registration.objects.select_related(
        "event__registration_settings", "category", "organisation", "country", "restricted"
    ).prefetch_related(
        "history__by",
        "history__message",
        "consents",
        "answers__question",
        "event__categories",
        Prefetch("event__questions", Question.objects.prefetch_related("categories", "choices")),
        Prefetch(
            "message_links",
            RegistrationMessage.objects.select_related("message").defer("message__calendar"),
        ),
        Prefetch("message_links__message__tries", DeliveryTry.objects.order_by("started_at", "pk")),
    )
    registration = rows.filter(pk=key_of(pk)).first()
    if registration is None:
        raise Http404
    return registration


def page(request: HttpRequest, object_id: str, model_admin: BackOfficeAdmin, look: Any = None) -> HttpResponse:
    """The page; POST keeps corrected data. `look`: restricted data, for somebody who may see it."""
    demand(request, ANYWHERE, "registrations.view_registration")
    registration = fetch(object_id)
    demand(request, registration, "registrations.view_registration")
    can_change = model_admin.has_change_permission(request, registration) and registration.state in ACTIVE
    is_sent = request.method == "POST" and look is None
    if is_sent and not can_change:
        raise PermissionDenied
    may_decide = request.user.has_perm(DECIDE, registration)
    answered = open_answers(registration)
    form = answers_form = None
    if can_change:
        form, answers_form = forms_of(request, registration, model_admin, answered, is_sent=is_sent)
        if is_sent and save(request, registration, form, answers_form):
            return HttpResponseRedirect(request.get_full_path())
    context = {
        **form_context(request, model_admin, form, answers_form),
        **facts(request, registration),
        "panels": Panels(request, registration),
        "title": registration.formal_name or registration.email,
        "subtitle": None,
        "seen": last_history(registration),
        "read_data": [] if can_change else read_data(registration),
        "read_answers": [(str(question), answer_in_words(question, value)) for question, value in answered],
        "look": look,
        "back": f"?{request.GET.get(KEPT, '')}",
        "kept_filters": kept_filters(request),
        "with_filters": f"?{kept_filters(request)}" if kept_filters(request) else "",
        "and_filters": f"&{kept_filters(request)}" if kept_filters(request) else "",
        "next_person": next_to_decide(request, registration) if may_decide else None,
    }
    return model_admin.render(request, "admin/registrations/registration/person.html", context)


def forms_of(
    request: HttpRequest,
    registration: Registration,
    model_admin: BackOfficeAdmin,
    answered: list[tuple[Question, Any]],
    *,
    is_sent: bool,
) -> tuple[Any, AnswersForm]:
    """The forms of data and of open answers, with what was sent or what is kept."""
    data, files = (request.POST, request.FILES) if is_sent else (None, None)
    form = model_admin.get_form(request, registration)(data, files, instance=registration)
    kept = {question.code: value for question, value in answered}
    return form, AnswersForm([question for question, _value in answered], kept, data)


def facts(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    """What the page shows of the registration, whoever may change it."""
    mails = [link.message for link in registration.message_links.all()]
    reminder = next((row for row in mails if row.kind == Kind.REMINDER), None)
    return {
        "original": registration,
        "registration": registration,
        "state_style": STATE_STYLES.get(registration.state, "off"),
        "decisions": decisions_of(request, registration, reminder),
        "missing": missing_labels(registration) if registration.state in ACTIVE else [],
        "reminder": reminder,
        "undeliverable": undeliverable(registration),
        "history": list(reversed(registration.history.all())),
        "mails": mails,
        "duplicates": duplicates_table(registration),
        "told_apart": list(registration.not_same_as.order_by("pk")),
        "refusals": refusals_of(registration) if registration.state in UNDECIDED else [],
        "may_look": request.user.has_perm("registrations.view_restricted", registration),
    }


def open_answers(registration: Registration) -> list[tuple[Question, Any]]:
    """The questions that are not restricted, each with its answer; None where there is none."""
    kept = {answer.question.code: answer.value for answer in registration.answers.all()}
    asked = [question for question in registration.event.questions.all() if not question.is_restricted]
    return [(question, kept.get(question.code)) for question in asked]


def decisions_of(request: HttpRequest, registration: Registration, reminder: Message | None) -> list[Decision]:
    """What may be decided; nobody is reminded twice, or without an address."""
    if registration.is_erased or not request.user.has_perm(DECIDE, registration):
        return []
    is_out = reminder is not None or not registration.email
    return [
        decision for decision in decisions_for(registration.state) if not (is_out and decision.kind == Kind.REMINDER)
    ]


def undeliverable(registration: Registration) -> UndeliverableAddress | None:
    """What a mail server said when mail to this address came back."""
    key = registration.email_key
    return UndeliverableAddress.objects.filter(email_key=key).first() if key else None


def form_context(
    request: HttpRequest, model_admin: BackOfficeAdmin, form: Any, answers_form: AnswersForm | None
) -> dict[str, Any]:
    """The form in Django's own wrapping, so that fields look as everywhere."""
    if form is None:
        return {}
    adminform = helpers.AdminForm(form, FIELDSETS, {}, (), model_admin)
    return {
        "adminform": adminform,
        "answers_form": answers_form,
        "errors": helpers.AdminErrorList(form, []),
        "media": model_admin.media + adminform.media,
    }


def save(request: HttpRequest, registration: Registration, form: Any, answers_form: AnswersForm) -> bool:
    """Keep corrected data by the action; what it refuses stands above the form."""
    if not (form.is_valid() & answers_form.is_valid()):
        return False
    seen = key_of(request.POST.get("seen"))
    try:
        changed = correct(registration, by=staff(request), answers=answers_form.answers(), seen=seen, **form.values())
    except RegistrationError as error:
        form.add_error(None, str(error))
        return False
    if changed:
        messages.success(request, _("The changes are kept."))
    warn_of_far_days(request, registration.event, answers_form)
    return True


def read_data(registration: Registration) -> list[tuple[str, str]]:
    """The data for somebody who may not change them."""
    data = []
    for name in FIELDS:
        in_words = getattr(registration, f"get_{name}_display", None)
        data.append((field_label(name), str(in_words() if in_words else getattr(registration, name) or "")))
    return data


def field_label(name: str) -> str:
    """The name of a column, in words."""
    return str(Registration._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


class Row(NamedTuple):
    """One line of the comparison: the same fact of each."""

    label: str
    values: list[tuple[str, bool]]


def duplicates_table(registration: Registration) -> dict[str, Any] | None:
    """The registration and those that may be the same person, side by side; what differs is marked."""
    duplicates = possible_duplicates_of(registration) if registration.state in ACTIVE else []
    if not duplicates:
        return None
    people = [registration, *(other for other, _reasons in duplicates)]
    reasons = {
        "address": _("same address"),
        "name-organisation": _("same name and organisation"),
        "name-country": _("same name and country"),
    }
    facts = (
        (_("name"), lambda row: row.formal_name),
        (_("e-mail"), lambda row: row.email),
        (_("function"), lambda row: row.function),
        (_("organisation"), lambda row: row.organisation_display),
        (_("country"), lambda row: str(row.country or "")),
        (_("category"), lambda row: str(row.category or "")),
        (_("state"), lambda row: row.get_state_display()),
        (_("source"), lambda row: row.get_source_display()),
    )
    rows = []
    for label, fact in facts:
        values = [str(fact(person)) for person in people]
        rows.append(Row(label, [(value, value != values[0]) for value in values]))
    return {
        "people": people,
        "reasons": [", ".join(reasons[code] for code in codes) for _other, codes in duplicates],
        "rows": rows,
    }
