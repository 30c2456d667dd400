"""The page on which an agenda is published as a version with a note, and versions are withdrawn."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin
from backoffice.extensions import Panels
from backoffice.rights import demand
from backoffice.texts import columns_of, text_formfield
from backoffice.widgets import InstantField, set_clock
from events.actions.publish import (
    AgendaChanged,
    NothingToPublish,
    correct,
    corrected_contents,
    draft_contents,
    mark_of,
    publish,
    withdraw,
)
from events.changes import Change, changes
from events.exports.changes import Line, in_words
from events.models import AgendaVersion, Event
from events.models.placement import WithinEachOther
from events.models.snapshot import Plain
from events.templatetags.dates import local_instant
from multilingual.texts import LANGUAGES, semicolon
from storage.clock import database_now

PUBLISH = "events.publish_agenda"


@dataclass
class AgendaState:
    """Where the agenda of an event stands: what everybody reads, what waits, what is new in the draft."""

    event: Event
    # What changed since the last version that waits, alone; and the note by language, as far as it is written.
    is_correction: bool = False
    note: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def standing(self) -> AgendaVersion | None:
        """The version that is out."""
        return self.event.agenda_versions.standing().first()

    @cached_property
    def waiting(self) -> list[AgendaVersion]:
        """Those whose moment is still to come, the next one first."""
        return list(self.event.agenda_versions.waiting().order_by("published_from", "number"))

    @cached_property
    def draft(self) -> dict[int, Plain]:
        """What would be published now."""
        return corrected_contents(self.event) if self.is_correction else draft_contents(self.event)

    @cached_property
    def changes(self) -> list[Change]:
        """What would be new to whoever reads the version that stands."""
        return changes(self.standing.contents() if self.standing else {}, self.draft)

    @property
    def version(self) -> AgendaVersion:
        """The version that it would be, stored nowhere."""
        return AgendaVersion(event=self.event, **{f"note_{code}": text for code, text in self.note.items()})

    @property
    def lines(self) -> list[Line]:
        """The same in words."""
        return in_words(self.event, self.changes)

    @property
    def words(self) -> str:
        """All of it as a line."""
        parts = [self._standing_words()]
        if self.waiting:
            words = gettext("version %(number)d will be public from %(when)s")
            parts.append(words % {"number": self.waiting[0].number, "when": self._when(self.waiting[0])})
        if self.standing is not None:
            count = len(self.changes)
            words = ngettext("%d change in the draft", "%d changes in the draft", count)
            parts.append(words % count if count else gettext("the draft is the same"))
        return semicolon().join(parts)

    def _standing_words(self) -> str:
        if self.standing is None:
            return gettext("Not published")
        words = gettext("Version %(number)d, %(status)s, public since %(when)s")
        status = self.standing.get_status_display()
        return words % {"number": self.standing.number, "status": status, "when": self._when(self.standing)}

    def _when(self, version: AgendaVersion) -> str:
        return str(local_instant(version.published_from, self.event))


class PublishForm(forms.Form):
    """What a version says of itself, from when it is public, and who gets a mail."""

    status = forms.ChoiceField(label=_("status"), choices=AgendaVersion.Status.choices)
    published_from = InstantField(
        label=_("public from"), required=False, help_text=_("Empty: now. A time to come keeps it back until then.")
    )
    audience = forms.ChoiceField(
        label=_("who gets a mail"), choices=AgendaVersion.Audience.choices, widget=forms.RadioSelect
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, event: Event, *args: Any, is_correction: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_correction:  # public now, before what waits
            del self.fields["published_from"]
        for column in columns_of("note"):
            field: Any = AgendaVersion._meta.get_field(column)
            self.fields[column] = text_formfield(field, field.formfield())
            self.fields[column].widget.attrs["rows"] = 2
        set_clock(self, event.timezone)

    def clean_published_from(self) -> datetime.datetime | None:
        """A time lies ahead."""
        at: datetime.datetime | None = self.cleaned_data["published_from"]
        if at and at <= database_now():
            words = gettext("This time has passed. Give a later one, or none: then it is public at once.")
            raise ValidationError(words)
        return at

    @property
    def note_by_language(self) -> dict[str, str]:
        """The note by language."""
        return {code: self.cleaned_data[f"note_{code}"] for code in LANGUAGES}


def publish_view(
    model_admin: BackOfficeAdmin, request: HttpRequest, event: Event, context: dict[str, Any]
) -> HttpResponse:
    """Show what would be published; publish it, or withdraw what was. `context`: what the head of the page shows."""
    demand(request, event, PUBLISH)
    if request.method == "POST" and "withdraw" in request.POST:
        return _withdraw(request, event)
    state = AgendaState(event)
    if "correction" in request.GET and state.standing and state.waiting:
        state = AgendaState(event, is_correction=True)
    initial = {"status": state.standing.status if state.standing else AgendaVersion.Status.PROVISIONAL,
               "audience": AgendaVersion.Audience.NOBODY, "seen": mark_of(state.draft)}  # fmt: skip
    form = PublishForm(event, request.POST or None, initial=initial, is_correction=state.is_correction)
    if form.is_valid():
        state.note = form.note_by_language
        if "preview" not in request.POST and _publish(request, state, form):
            return HttpResponseRedirect(_page(event))
    context |= {
        "state": state,
        "form": form,
        "panels": Panels(request, event, state=state)["agenda-publish"],
        "versions": list(event.agenda_versions.select_related("created_by")),
        "was_final": state.standing is not None and state.standing.is_final,
    }
    return model_admin.render(request, "admin/events/event/publish.html", context)


def _page(event: Event) -> str:
    return reverse("admin:events_event_publish", args=[event.pk])


def _publish(request: HttpRequest, state: AgendaState, form: PublishForm) -> bool:
    """Publish what was seen; False, with a sentence, where that is not what there is."""
    event, data = state.event, form.cleaned_data
    is_told = data["audience"] != AgendaVersion.Audience.NOBODY
    # Before: then the draft is no news any more.
    told = Panels(request, event, state=state)["agenda-told"] if is_told else ""
    fields = {name: data[name] for name in ("status", "audience", "seen")}
    fields |= {"note": state.note, "by": request.user}
    try:
        if state.is_correction:
            version = correct(event, **fields)
        else:
            version = publish(event, at=data["published_from"], **fields)
    except WithinEachOther as error:
        form.add_error(None, str(error))
        return False
    except NothingToPublish:
        form.add_error(None, gettext("There is no item yet: nothing to publish."))
        return False
    except AgendaChanged:
        form.data = {**form.data.dict(), "seen": mark_of(state.draft)}  # type: ignore[attr-defined]  # sent
        words = gettext("The draft has changed meanwhile. Look at what would be published now, then publish.")
        form.add_error(None, words)
        return False
    words = gettext("Version %(number)d of the agenda is published.")
    if version.published_from > database_now():
        words = gettext("Version %(number)d of the agenda will be public from %(when)s.")
    when = local_instant(version.published_from, event)
    messages.success(request, words % {"number": version.number, "when": when})
    if told.strip():
        messages.info(request, told)
    return True


def _withdraw(request: HttpRequest, event: Event) -> HttpResponse:
    """Take one version away, or all of them."""
    wanted = request.POST["withdraw"]
    version = None
    if wanted != "all":
        rows = event.agenda_versions.filter(withdrawn_at=None)
        version = get_object_or_404(rows, number=int(wanted) if wanted.isdigit() and len(wanted) < 6 else 0)
    stands = withdraw(event, version)
    words = gettext("The agenda is not public any more.")
    if stands is not None:
        words = gettext("Everybody reads version %(number)d now.") % {"number": stands.number}
    messages.success(request, words)
    return HttpResponseRedirect(_page(event))
