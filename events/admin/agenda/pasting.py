"""“Paste an agenda” in the back office: a text or a file, what it would change, then all that is ticked or nothing."""

from typing import Any

from auditlog.models import LogEntry
from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from agendareader.facts import Agenda
from backoffice.base import BackOfficeAdmin
from backoffice.texts import LinesField, language_label
from backoffice.uploads import MaxBytes
from events.admin.agenda.forms import version_of
from events.admin.agenda.view import address, event_for, may_add_people, may_edit_agenda
from events.admin.sections import head_context
from events.models import Event
from events.pasting.plan import CHANGED, LEAVE_OUT, MAKE, NEW, SAME, ItemPlan, PersonPlan, Plan, plan_of
from events.pasting.reading import read_agenda
from events.pasting.rooms import add_rooms
from events.pasting.takeover import NotTaken, take_back, take_over, takeovers
from multilingual.texts import LANGUAGES
from sandbox.plain import from_plain, to_plain

FILE_BYTES = 10 * 1024 * 1024
MOST_LETTERS = 500_000
# What was read comes back with the second page, signed; a day later it has to be read again.
KEPT_SECONDS = 24 * 3600
SALT = "events.pasting"
STATES = {NEW: _("new"), CHANGED: _("changed"), SAME: _("as it is")}
REASONS = {
    "before": _("stands above the first item"),
    "behind": _("stands below the last item"),
    "no-item": _("stands in no item"),
    "column": _("a column that is not read"),
    "language": _("a column in another language: paste again and choose that language"),
    "no-person": _("names nobody that could be read"),
}


class PasteForm(forms.Form):
    """A text or a file; it is read here, so that what is wrong with it stands beside its box."""

    text = LinesField(
        label=_("Agenda"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 16, "class": "whole-width"}),
    )
    file = forms.FileField(
        label=_("or a file"),
        required=False,
        validators=[MaxBytes(FILE_BYTES)],
        widget=forms.FileInput({"accept": ".txt,.docx,.xlsx,.csv,.html,.htm"}),
        help_text=_("Text, DOCX, XLSX, CSV or a saved web page (HTML), at most 10 MB."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        choices = [("", _("as the text tells")), *((code, language_label(code)) for code in LANGUAGES)]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]  # a field with choices

    def clean(self) -> dict[str, Any]:
        """Something of which an item was read."""
        text, file = self.cleaned_data.get("text", "").strip(), self.cleaned_data.get("file")
        if self.errors:
            return self.cleaned_data
        if bool(text) == bool(file):
            raise ValidationError(_("Paste the agenda, or choose a file."))
        content, name = (file.read(), file.name) if file else (text.encode(), "")
        self.agenda: Agenda = read_agenda(self.event, content, name, self.cleaned_data["language"])
        if not self.agenda.items:
            raise ValidationError(_("No item was found: an item begins with its hours, or with “Session 1”."))
        return self.cleaned_data

    @property
    def text_language(self) -> str:
        """The language chosen or found, if the site has it; else that of the page."""
        found = self.agenda.language
        return found if found in LANGUAGES else (get_language() or LANGUAGES[0]).split("-")[0]


def paste_view(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Ask for the agenda, show what it would change, take over what is ticked."""
    event = event_for(request, pk)
    if not may_edit_agenda(request, event):
        raise PermissionDenied
    if request.method == "POST" and "reading" in request.POST:
        return _second_step(model_admin, request, event)
    form = PasteForm(request.POST or None, request.FILES or None, event=event)
    if request.method == "POST" and form.is_valid():
        plan = plan_of(event, form.agenda, form.text_language, may_add_people=may_add_people(request))
        return _show(model_admin, request, plan, form.agenda)
    context = {**_frame(model_admin, request, event), "form": form}
    return model_admin.render(request, "admin/events/event/paste.html", context)


def _second_step(model_admin: BackOfficeAdmin, request: HttpRequest, event: Event) -> HttpResponse:
    """What was read is here again. It is compared anew, with what is stored by now."""
    agenda = _unsigned(request, event)
    if agenda is None:
        messages.error(request, gettext("What was read is no longer kept: paste the agenda again."))
        return HttpResponseRedirect(reverse("admin:events_event_paste", args=[event.pk]))
    language = request.POST.get("language", "")
    if language not in LANGUAGES:
        language = LANGUAGES[0]
    may_add = may_add_people(request)
    if "add_rooms" in request.POST:
        return _show(model_admin, request, _with_rooms(request, event, agenda, language), agenda)
    if "again" in request.POST:
        return _show(model_admin, request, plan_of(event, agenda, language, may_add_people=may_add), agenda)
    with transaction.atomic():
        # Two who take over at once come one after the other, and the second sees what the first did. The key of the
        # event stays free: whoever registers meanwhile, and so stores rows that point to it, need not wait.
        rows = Event.objects.select_for_update(of=("self",), no_key=True).select_related("venue__country")
        event = rows.get(pk=event.pk)
        plan = plan_of(event, agenda, language, may_add_people=may_add)
        _keep_choices(plan, request)
        taken, problems = (None, {}) if _is_overtaken(plan, request) else _take(plan, request)
        if problems:
            # The rows in hand say what was tried: they are read anew, as they are stored.
            plan = plan_of(event, agenda, language, may_add_people=may_add)
            _keep_choices(plan, request)
            for row in plan.items:
                row.problems = problems.get(row.place, row.problems)
    if taken is None:
        return _show(model_admin, request, plan, agenda, has_errors=True)
    ticked = sum(row.is_ticked for row in plan.items)
    messages.success(
        request, ngettext("%d item has been taken over.", "%d items have been taken over.", ticked) % ticked
    )
    first = next((row.item.day for row in plan.items if row.is_ticked), event.starts_on)
    return HttpResponseRedirect(f"{address(event, first)}&taken={taken.pk}")


def _with_rooms(request: HttpRequest, event: Event, agenda: Agenda, language: str) -> Plan:
    """The plan with what was chosen, once the venue has the rooms that were ticked, for whoever may add them."""
    before = plan_of(event, agenda, language)
    if event.venue_id and _may_add_rooms(request):
        add_rooms(event.venue_id, [name for name in request.POST.getlist("room") if name in before.rooms], language)
    plan = plan_of(event, agenda, language, may_add_people=may_add_people(request))
    _keep_choices(plan, request)
    for row, was in zip(plan.items, before.items, strict=True):
        if was.state == SAME:  # there was no box to tick
            row.is_ticked = row.state != SAME
    return plan


def _may_add_rooms(request: HttpRequest) -> bool:
    """To a venue, which all events share that are held there."""
    return request.user.has_perm("events.add_room")


def _take(plan: Plan, request: HttpRequest) -> tuple[LogEntry | None, dict[int, list[str]]]:
    """The line of the history; or what is wrong, by the place of the item."""
    chosen = {person.key: person.chosen for row in plan.items for person in row.people}
    places = [row.place for row in plan.items if row.is_ticked]
    try:
        with transaction.atomic():
            return take_over(plan, places, chosen, request.user), {}  # type: ignore[arg-type]  # somebody signed in
    except NotTaken as error:
        return None, error.problems


def _keep_choices(plan: Plan, request: HttpRequest) -> None:
    """Put the ticks and choices that were sent into the plan."""
    for row in plan.items:
        row.is_ticked = f"take-{row.place}" in request.POST
        for person in row.people:
            person.chosen = request.POST.get(f"person-{person.key}", person.chosen)


def _is_overtaken(plan: Plan, request: HttpRequest) -> bool:
    """Whether somebody has changed a ticked item since it was shown; the items say so."""
    changed = [
        row for row in plan.items if row.is_ticked and request.POST.get(f"seen-{row.place}", "") != _version(row)
    ]
    for row in changed:
        row.problems.append(gettext("Somebody else has changed this item meanwhile: compare, then take over again."))
    return bool(changed)


def _version(row: ItemPlan) -> str:
    """What tells that the item is the one that was shown, and as it was."""
    return f"{row.session.pk} {version_of(row.session)}" if row.session else ""


def _unsigned(request: HttpRequest, event: Event) -> Agenda | None:
    """What was read for this event and this person, if it is not older than a day."""
    try:
        kept = signing.loads(request.POST["reading"], salt=SALT, max_age=KEPT_SECONDS)
        if (kept["event"], kept["by"]) != (event.pk, request.user.pk):
            return None
        return from_plain(Agenda, kept["agenda"])
    except (signing.BadSignature, TypeError, ValueError, KeyError):
        return None


def _signed(request: HttpRequest, event: Event, agenda: Agenda) -> str:
    kept = {"event": event.pk, "by": request.user.pk, "agenda": to_plain(agenda)}
    return signing.dumps(kept, salt=SALT, compress=True)


def _show(
    model_admin: BackOfficeAdmin, request: HttpRequest, plan: Plan, agenda: Agenda, *, has_errors: bool = False
) -> HttpResponse:
    """The table of what was read."""
    context = {
        **_frame(model_admin, request, plan.event),
        "plan": plan,
        "rows": [
            {
                "plan": row,
                "state": STATES[row.state],
                "seen": _version(row),
                "people": [{"plan": person, "choices": _choices(plan, person)} for person in row.people],
            }
            for row in plan.items
        ],
        "counts": {state: plan.count(state) for state in STATES},
        "unread": [(line, REASONS.get(line.reason, "")) for line in agenda.unread],
        "other_weekdays": agenda.other_weekdays,
        "is_cut": agenda.is_cut,
        "reading": _signed(request, plan.event, agenda),
        "languages": [(code, language_label(code)) for code in LANGUAGES],
        "may_add_rooms": bool(plan.event.venue_id) and _may_add_rooms(request),
        "has_errors": has_errors,
    }
    return model_admin.render(request, "admin/events/event/pasted.html", context)


def _choices(plan: Plan, person: PersonPlan) -> list[tuple[str, str]]:
    """Who may be meant, for a box of choices."""
    if person.appearance is not None:
        return []
    found = [("", gettext("choose who it is"))] if len(person.candidates) > 1 else []
    found += [(str(one.pk), _described(one)) for one in person.candidates]
    if plan.may_add_people:
        found.append(
            (MAKE, gettext("another person of the same name") if person.candidates else gettext("new in the directory"))
        )
    found += [(str(one.pk), _described(one)) for one in person.likely]
    return [*found, (LEAVE_OUT, gettext("leave out"))]


def _described(speaker: Any) -> str:
    """A name, and what tells one from another of the same name."""
    return " – ".join(filter(None, (speaker.name, speaker.function)))


def _frame(model_admin: BackOfficeAdmin, request: HttpRequest, event: Event) -> dict[str, Any]:
    return {
        **head_context(model_admin, request, event),
        "title": str(event),
        "original": event,
    }


@require_POST
def take_back_view(request: HttpRequest, pk: int, entry_pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Undo a take-over as a whole; `entry_pk` is the line of the history that says so."""
    event = event_for(request, pk)
    if not may_edit_agenda(request, event):
        raise PermissionDenied
    entry = get_object_or_404(takeovers(event.pk), pk=entry_pk)
    try:
        take_back(entry)
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The agenda is as it was before."))
    return HttpResponseRedirect(address(event, event.starts_on))
