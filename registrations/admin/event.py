"""What registrations add to the screen of an event: how it registers, categories, questions, the words of its mails."""

import contextlib
import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.base import LookupFormSet, TextsStackedInline, TextsTabularInline, without
from backoffice.extensions import Extension, Panels, extend
from backoffice.rights import ANYWHERE
from backoffice.texts import TextsForm, columns_of
from events.models import Event
from events.models.copying import clone
from events.models.reschedule import shifted
from events.templatetags.dates import local_instant
from outbox import kinds
from outbox.models import MessageTemplate
from registrations import capacity
from registrations.actions.locking import locked_settings
from registrations.admin import missing_texts, usual
from registrations.admin.choices import COLUMNS, QuestionForm
from registrations.admin.places import rows_of
from registrations.errors import NoRegistrationHere
from registrations.models import Category, Question, Registration, RegistrationSettings
from registrations.models.states import TO_DECIDE


class SettingsForm(TextsForm):
    """How an event registers. Its form opens only where there is a notice, and something to choose from."""

    usual_categories = usual.ticks(_("Usual categories"), list(usual.CATEGORIES.items()))
    usual_questions = usual.ticks(
        _("Usual questions"), [(code, words) for code, (_kind, words) in usual.QUESTIONS.items()]
    )

    def save(self, commit: bool = True) -> Any:
        """Save; what was ticked is made."""
        settings = super().save(commit)
        if commit:
            chosen = [self.cleaned_data.get(name) or [] for name in ("usual_categories", "usual_questions")]
            usual.add(settings.event, *chosen)
        return settings

    def clean(self) -> dict[str, Any] | None:
        """Refuse what opens a form that lacks something, and to take away the notice of one that is open."""
        cleaned = super().clean()
        inline: Any = self.fields["event"]
        event = inline.parent_instance  # one that is new has no row yet
        wanted = RegistrationSettings(
            event=event, how=self.cleaned_data.get("how") or "", closes_at=self.cleaned_data.get("closes_at")
        )
        if not _has_form(wanted):
            return cleaned
        before = RegistrationSettings.objects.select_related("event").filter(pk=self.instance.pk).first()
        is_opening = before is None or not _has_form(before)
        columns = columns_of("notice")
        had_notice = before is not None and before.has_notice
        if (is_opening or had_notice) and not any(self.cleaned_data.get(column) for column in columns):
            self.add_error(columns[0], _("Give the data-protection notice: without it the form does not open."))
        questions = event.questions.prefetch_related("choices") if is_opening and event.pk else []
        if empty := ", ".join(str(question) for question in questions if question.is_empty_choice):
            self.add_error(None, gettext("There is nothing to choose from yet: %(questions)s") % {"questions": empty})
        return cleaned


def _has_form(settings: RegistrationSettings) -> bool:
    """The public can fill in a form, now or later."""
    return settings.has_form_to_come and settings.event.status == Event.Status.PUBLISHED


def narrowed(fieldsets: Any, gone: set[str]) -> list[Any]:
    """Fieldsets without some fields."""
    return [(name, {**options, "fields": without(options["fields"], gone)}) for name, options in fieldsets]


class SettingsFormSet(LookupFormSet):
    """The settings of an event; they go as long as nobody is registered."""

    def clean(self) -> None:
        """Refuse to delete them under somebody: all that is done with a registration takes the lock of this row.

        The race: somebody registers while the page lies open, or at this very moment. Who registers holds the lock
        until the registration is stored; so it is asked behind the lock, which is kept until the settings are gone.
        """
        super().clean()
        if not self.deleted_forms:
            return
        with contextlib.suppress(NoRegistrationHere):  # a colleague deleted them before
            locked_settings(self.instance.pk)
        if not has_nobody(self.instance):
            words = _(
                "Somebody is registered for this event: its registration settings cannot be deleted."
                " To take no more registrations, let registration close instead."
            )
            raise ValidationError(words)


class SettingsInline(TextsStackedInline):
    """How the event registers, after a look at how registration goes."""

    model = RegistrationSettings
    form = SettingsForm
    formset = SettingsFormSet
    section = "registration"
    extra = 1
    readonly_fields = ("overview",)

    class Media:
        css = {"all": ["registrations_admin/registrations.css"]}
        js = [Script("registrations_admin/event.js", defer=True)]

    fieldsets = [
        (
            None,
            {
                "fields": [
                    "overview",
                    "how",
                    ("opens_at", "closes_at"),
                    ("capacity", "capacity_online", "has_waiting_list"),
                    "invitation_code",
                    "mailbox",
                    "usual_categories",
                    "usual_questions",
                    ("asks_phone", "asks_diet", "asks_access", "asks_confirmation"),
                    "reminder_days",
                    ("has_lists_by_hand", "asked_consents"),
                    "notice",
                    "notice_version",
                ]
            },
        )
    ]

    request: HttpRequest
    not_offered: set[str] | None = None

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> Any:
        """The usual categories and questions are on offer as long as there are none."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj is None or not obj.pk else narrowed(fieldsets, self._not_offered(request, obj))

    def _not_offered(self, request: HttpRequest, event: Event) -> set[str]:
        """Asked once: an inline is made anew for each request."""
        if self.not_offered is None:
            offered: dict[str, Any] = {"usual_categories": event.categories, "usual_questions": event.questions}
            may_change = self.has_change_permission(request, event)
            self.not_offered = {name for name, rows in offered.items() if not may_change or rows.exists()}
        return self.not_offered

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Not offered where somebody is registered; of what was sent, the rows say so behind a lock."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (request.method == "POST" or obj is None or not obj.pk or has_nobody(obj))

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegistrationSettings]:
        """The settings; what the overview offers depends on who looks. An inline is made anew for each request."""
        self.request = request
        queryset: QuerySet[RegistrationSettings] = super().get_queryset(request)
        return queryset

    @admin.display(description=_("now"))
    def overview(self, settings: RegistrationSettings) -> SafeString:
        """Places, what waits for a decision, the way to the queue, the words of the mails."""
        if not settings.pk:
            words = gettext("Nobody can register yet. Fill in what follows, with the data-protection notice, and save.")
            return format_html("{}", words)
        if self.request.method == "POST":  # as it is stored, not as it was refused
            stored = RegistrationSettings.objects.select_related("event").filter(pk=settings.pk)
            settings = stored.first() or settings
        event = settings.event
        own = {template.kind: template for template in event.message_templates.all()}
        categories = {category.pk: category for category in event.categories.all()}
        places = capacity.places(settings)
        panels = Panels(self.request, event)
        context = {
            "missing_texts": missing_texts.sentence(settings),
            "links": panels["registration-links"],
            "warnings": panels["registration-warnings"],
            "event": event,
            "window": settings.window(),
            "lacks_notice": settings.has_form_to_come and not settings.has_notice,
            "notice_box": f"id_registration_settings-0-{columns_of('notice')[0]}",
            "may_change_words": self.request.user.has_perm("outbox.add_messagetemplate", event),
            "places": rows_of(places),
            "category_places": [(categories[pk], quota) for pk, quota in places.by_category.items()],
            "to_decide": event.registrations.filter(state__in=TO_DECIDE).count(),
            "own_words": len(own),
            "kinds": [(kind.code, kind.label, own.get(kind.code)) for kind in kinds.edited()],
        }
        return render_to_string("admin/registrations/_event_overview.html", context, self.request)


class CategoryInline(TextsTabularInline):
    """The categories; places and rules stand on the page of each."""

    model = Category
    section = "registration"
    readonly_fields = ("more",)
    fields = (
        "label", "quota", "quota_per_organisation", "needs_place", "is_offered", "needs_approval", "more",
    )  # fmt: skip

    @admin.display(description=_("more"))
    def more(self, category: Category) -> SafeString:
        """The way to its page."""
        return link_to(category, gettext("Rules"))


class QuestionInline(TextsStackedInline):
    """The questions, with new choices; help, categories and the order stand on the page of each."""

    model = Question
    form = QuestionForm
    section = "registration"
    extra = 1
    readonly_fields = ("more",)
    fieldsets = [(None, {"fields": ["label", ("type", "is_required", "is_restricted"), COLUMNS, "more"]})]

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> Any:
        """New choices are asked of those who may add them."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if self._takes_choices(request, obj) else narrowed(fieldsets, set(COLUMNS))

    def get_formset(self, request: HttpRequest, obj: Event | None = None, **kwargs: Any) -> Any:
        """So it is of what was sent."""
        formset = super().get_formset(request, obj, **kwargs)
        if not self._takes_choices(request, obj):
            for column in COLUMNS:
                formset.form.base_fields.pop(column, None)
        return formset

    def _takes_choices(self, request: HttpRequest, obj: Event | None) -> bool:
        may_add = request.user.has_perm("registrations.add_questionchoice", obj if obj and obj.pk else ANYWHERE)
        return may_add and self.has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """With their choices, which are named."""
        queryset: QuerySet[Question] = super().get_queryset(request).prefetch_related("choices")
        return queryset

    @admin.display(description=_("more"))
    def more(self, question: Question) -> SafeString:
        """The way to its page."""
        if not question.pk or not question.has_choices:
            return link_to(question, gettext("Help and categories"))
        choices = " · ".join(str(choice) for choice in question.choices.all())
        return format_html("{} {}", choices, link_to(question, gettext("Choices and help")))


def link_to(row: Category | Question, words: str) -> SafeString:
    """The page of a row that is saved."""
    if not row.pk:
        return SafeString("–")
    address = reverse(f"admin:registrations_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}<span class="visually-hidden"> ({})</span></a>', address, words, row)


def after_change(request: HttpRequest, event: Event) -> None:
    """What a change of the event means for who registers."""
    if event.is_newly_public:
        say_whether_the_form_is_open(request, event)


def say_whether_the_form_is_open(request: HttpRequest, event: Event) -> None:
    """Whoever published an event is told from when anybody can register."""
    settings = RegistrationSettings.objects.filter(event=event).exclude(how=RegistrationSettings.How.MAIL).first()
    if settings is None or (window := settings.window()) == RegistrationSettings.Window.CLOSED:
        return
    words = gettext("The registration form is open.")
    if window == RegistrationSettings.Window.NOT_YET and settings.opens_at:
        words = gettext("The registration form opens on %(instant)s.") % {
            "instant": local_instant(settings.opens_at, event)
        }
    if missing := missing_texts.sentence(settings):
        messages.warning(request, missing)
    address = reverse("registrations:register", args=[event.slug])
    messages.success(request, format_html('{} <a href="{}">{}</a>', words, address, gettext("See on the site")))


def has_nobody(event: Event) -> bool:
    """An event that somebody registered for is cancelled, not deleted."""
    return not Registration.objects.filter(event=event).exists()


@transaction.atomic
def copy_registration(original: Event, copy: Event) -> None:
    """Everything that an event registers by, settings with their dates moved, and nobody who registered."""
    settings = RegistrationSettings.objects.filter(event=original).first()
    days = (copy.starts_on - original.starts_on).days if copy.starts_on and original.starts_on else None
    if settings is not None:
        moved = {name: _moved(getattr(settings, name), days, original, copy) for name in ("opens_at", "closes_at")}
        clone(settings, event=copy, last_number=0, mailbox="", **moved)
    categories: dict[int, Any] = {row.pk: clone(row, event=copy) for row in original.categories.all()}
    for question in original.questions.prefetch_related("choices", "categories"):
        new: Any = clone(question, event=copy)
        new.categories.set([categories[category.pk] for category in question.categories.all()])
        for choice in question.choices.all():
            clone(choice, question=new)
    for row in MessageTemplate.objects.filter(event=original):
        clone(row, event=copy)


def _moved(
    instant: datetime.datetime | None, days: int | None, original: Event, copy: Event
) -> datetime.datetime | None:
    """The instant as many days later as the event; without a date there is nothing to count from."""
    return shifted(instant, days, original.zone, copy.zone) if instant is not None and days is not None else None


extend(
    Event,
    Extension(
        inlines=(SettingsInline, CategoryInline, QuestionInline),
        after_change=after_change,
        may_delete=has_nobody,
        after_copy=copy_registration,
    ),
)
