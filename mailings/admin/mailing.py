"""Mail to participants in the back office: drafts, and the way to the page on which they are looked at and sent."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin
from backoffice.rights import ANYWHERE, demand
from backoffice.texts import TextsForm
from backoffice.widgets import set_clock
from events.models import Document, Event
from mailings.admin import pages
from mailings.forms import AttachedForm, AttachedFormSet
from mailings.kinds import Kind
from mailings.models import Mailing, MailingFile
from mailings.writer import documents_of
from multilingual.texts import LANGUAGES
from outbox import kinds
from outbox.templates import words_of_kinds
from registrations.admin.filters import (
    LETTER_CHOICES,
    answer_choices,
    body_choices,
    country_choices,
    events_with_registration,
    state_choices,
)
from registrations.models import Registration
from registrations.selection import ANSWER, BODY, STATE, filters_in
from storage.keys import key_of

ALL = [("", _("all"))]
# Before the name of a filter, in the form: a mailing has a state of its own.
BY = "by_"


class DocumentsField(forms.ModelMultipleChoiceField):
    """Documents of the event, each with who may fetch it."""

    def label_from_instance(self, obj: Model) -> str:
        """Its label, whose it is, and who may see it: many are called alike."""
        document: Any = obj
        name = " – ".join(filter(None, (str(document), document.whose)))
        return f"{name} ({document.get_audience_display()})"


class MailingForm(TextsForm):
    """A draft: the filters of the queue under the names that they have there, the words, the documents of the event."""

    event: Event
    by_state = forms.ChoiceField(label=capfirst(_("state")), required=False)
    by_category = forms.ChoiceField(label=capfirst(_("category")), required=False)
    by_country = forms.ChoiceField(label=capfirst(_("country")), required=False)
    by_source = forms.ChoiceField(
        label=capfirst(_("source")), required=False, choices=[*ALL, *Registration.Source.choices]
    )
    by_calendar = forms.ChoiceField(
        label=capfirst(_("answer of the calendar")),
        required=False,
        choices=[*ALL, *Registration.CalendarAnswer.choices],
    )
    by_body = forms.ChoiceField(label=capfirst(_("organisation")), required=False)
    by_answer = forms.ChoiceField(label=capfirst(_("answer")), required=False)
    by_letter = forms.ChoiceField(label=capfirst(_("visa letter")), required=False, choices=[*ALL, *LETTER_CHOICES])
    by_q = forms.CharField(label=_("Name, body, reference"), required=False, max_length=200)
    documents = DocumentsField(
        label=_("Documents"),
        required=False,
        queryset=Document.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each stands in the mail as a link with its size; those for participants, for who has a place."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.event = self.event
        set_clock(self, self.event.timezone)
        choices: dict[str, Any] = {
            STATE: state_choices(),
            "category": [(str(row.pk), str(row)) for row in self.event.categories.all()],
            "country": country_choices(),
            BODY: body_choices(self.event),
            ANSWER: answer_choices(self.event),
        }
        for name, found in choices.items():
            self.fields[BY + name].choices = [*ALL, *found]  # type: ignore[attr-defined]
        documents = documents_of(self.event.pk).select_related("session", "appearance__session", "appearance__speaker")
        self.fields["documents"].queryset = documents  # type: ignore[attr-defined]
        self.initial = {**{BY + name: value for name, value in self.instance.filters.items()}, **self.initial}

    def clean_planned_at(self) -> datetime.datetime | None:
        """A new time lies ahead; one that has passed since it was given may stay."""
        planned_at: datetime.datetime | None = self.cleaned_data["planned_at"]
        if planned_at and "planned_at" in self.changed_data and planned_at <= timezone.now():
            raise ValidationError(gettext("This time has passed. Give a later one, or none: then it goes at once."))
        return planned_at

    def clean(self) -> dict[str, Any] | None:
        """Keep the choice as the queue's address has it."""
        cleaned = super().clean()
        chosen = {name.removeprefix(BY): value for name, value in self.cleaned_data.items() if name.startswith(BY)}
        self.instance.filters = filters_in(chosen)
        return cleaned


class MailingFileInline(admin.StackedInline[MailingFile, Mailing]):
    """Attached files."""

    model = MailingFile
    form = AttachedForm
    formset = AttachedFormSet
    extra, max_num = 1, 5


@admin.register(Mailing)
class MailingAdmin(BackOfficeAdmin):
    """Mail to participants. A draft is a form; what was released is looked at on a page of its own."""

    first_step = _("No mail to participants yet. Choose an event in the queue, then “Write to these…”.")
    list_display = ("__str__", "event_code", "state_here", "released_at", "released_by")
    list_filter = ("state",)
    search_fields = ("subject_en", "subject_fr", "subject_es", "event__search_text")
    form = MailingForm
    inlines = [MailingFileInline]
    change_form_template = "admin/mailings/mailing/change_form.html"
    fieldsets = [
        (
            _("To whom"),
            {
                "fields": [
                    ("by_state", "by_category"),
                    ("by_country", "by_source"),
                    ("by_calendar", "by_body"),
                    ("by_answer", "by_letter"),
                    "by_q",
                    "has_copies",
                    "is_news",
                ]
            },
        ),
        (_("Subject and text"), {"fields": ["subject", "body"]}),
        (_("Documents"), {"fields": ["documents"]}),
        (_("When"), {"fields": ["planned_at"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mailing]:
        """With what a line of the list shows."""
        rows: Any = super().get_queryset(request)
        found: QuerySet[Mailing] = rows.for_list()
        return found

    @admin.display(description=_("event"), ordering="event")
    def event_code(self, mailing: Mailing) -> str:
        """The code of the event."""
        return mailing.event.code

    @admin.display(description=_("state"), ordering="state")
    def state_here(self, mailing: Mailing) -> SafeString:
        """In words."""
        style = pages.STATE_STYLES.get(mailing.state, "")
        return format_html('<span class="tag tag-{}">{}</span>', style, mailing.state_label)

    # Who may do what -------------------------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Mailing | None = None) -> bool:
        """What was released stays as it is."""
        return (obj is None or obj.state == Mailing.State.DRAFT) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Mailing | None = None) -> bool:
        """What was released stays on record."""
        return (obj is None or obj.state == Mailing.State.DRAFT) and super().has_delete_permission(request, obj)

    # The form --------------------------------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Mailing | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form of an event: of the draft, or that which the address names."""
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"event": obj.event if obj else event_for(request)})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The filters of the queue from which one comes, and the words of a template."""
        initial: dict[str, Any] = {BY + name: value for name, value in filters_in(request.GET).items()}
        found = words_of_kinds(event_for(request), [kind := kind_for(request)])
        for code in LANGUAGES:
            words = found(kind, code)
            if words.language == code:
                initial |= {f"subject_{code}": words.subject, f"body_{code}": words.body}
        return initial

    def save_model(self, request: HttpRequest, obj: Mailing, form: Any, change: bool) -> None:
        """A new one is of the kind whose words it began with."""
        if not change:
            obj.kind = kind_for(request)
        super().save_model(request, obj, form, change)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The form; without an event, the way to where one is chosen."""
        demand(request, ANYWHERE, pages.ADD)
        event = event_for(request)
        if event is None:
            messages.info(request, gettext("Choose an event in the queue, then “Write to these…”."))
            return HttpResponseRedirect(reverse("admin:registrations_registration_changelist"))
        begin = [(kind.label, self._begin_with(request, kind), kind == kind_for(request)) for kind in Kind]
        return super().add_view(request, form_url, {**(extra_context or {}), "event": event, "begin_with": begin})

    def _begin_with(self, request: HttpRequest, kind: Kind) -> str:
        asked = request.GET.copy()
        asked["kind"] = kind.value
        return f"?{asked.urlencode()}"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The form of a draft; of what was released, its page."""
        mailing = self.get_object(request, object_id)
        if mailing is not None and not self.has_change_permission(request, mailing):
            demand(request, mailing, pages.SEE)
            return HttpResponseRedirect(pages.address_of(mailing))
        return super().change_view(request, object_id, form_url, extra_context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With the placeholders beside."""
        context = {**(extra_context or {}), "placeholders": list(kinds.get(Kind.MAILING).known.items())}
        return super().changeform_view(request, object_id, form_url, context)

    def response_add(self, request: HttpRequest, obj: Mailing, post_url_continue: str | None = None) -> HttpResponse:
        """On to how it will look."""
        return HttpResponseRedirect(pages.address_of(obj))

    def response_change(self, request: HttpRequest, obj: Mailing) -> HttpResponse:
        """On to how it will look."""
        return HttpResponseRedirect(pages.address_of(obj))

    def get_urls(self) -> list[URLPattern]:
        """Its page, the frames on it, and what is done there."""
        page = self.own_page
        return [
            page("<key:pk>/page/", pages.page, "page"),
            page("<key:pk>/preview/", pages.preview, "preview"),
            page("<key:pk>/file/<key:file_pk>/", pages.file, "file"),
            page("<key:pk>/test/", pages.test, "test"),
            page("<key:pk>/send/", pages.send, "send"),
            page("<key:pk>/stop/", pages.stop, "stop"),
            *super().get_urls(),
        ]


def event_for(request: HttpRequest) -> Event | None:
    """The event that the address names, if mail to its participants may be drafted by who asks."""
    rows = events_with_registration(request, pages.ADD)
    return rows.filter(pk=key_of(request.GET.get("event", ""))).first()


def kind_for(request: HttpRequest) -> str:
    """The kind that the address names, else the plain one."""
    asked = request.GET.get("kind", "")
    return asked if asked in Kind else Kind.MAILING.value
