"""The registration part of an event's screen: how it registers, categories, questions, the words of its mails."""

import datetime
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.base import TextsStackedInline, TextsTabularInline
from events.admin import EventAdmin
from events.models import Event
from events.models.copying import clone
from events.models.reschedule import shifted
from inbox.models import StandardAnswer
from outbox.models import MessageTemplate
from outbox.models.messages import NOT_DELIVERED
from registrations import capacity
from registrations.actions.announce import KINDS
from registrations.admin import notices
from registrations.admin.changes import tell_of_change
from registrations.admin.places import rows_of
from registrations.kinds import Kind
from registrations.models import Category, Question, Registration, RegistrationSettings
from registrations.models.states import TO_DECIDE


class SettingsInline(TextsStackedInline):
    """How the event registers, after a look at how registration goes."""

    model = RegistrationSettings
    section = "registration"
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
                    ("asks_phone", "asks_diet", "asks_access", "asks_confirmation"),
                    "reminder_days",
                    "asked_consents",
                    "notice",
                    "notice_version",
                ]
            },
        )
    ]

    may_tell = False
    works_mailbox = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegistrationSettings]:
        """The settings; what the overview offers depends on who looks."""
        self.may_tell = request.user.has_perm("registrations.decide_registration")
        self.works_mailbox = request.user.has_perm("inbox.work_mailbox")
        queryset: QuerySet[RegistrationSettings] = super().get_queryset(request)
        return queryset

    @admin.display(description=_("now"))
    def overview(self, settings: RegistrationSettings) -> SafeString:
        """Places, what waits for a decision, the way to the queue, the words of the mails."""
        if not settings.pk:
            return SafeString("–")
        event = settings.event
        own = {template.kind: template for template in event.message_templates.all()}
        categories = {category.pk: category for category in event.categories.all()}
        places = capacity.places(settings)
        waiting = event.conversations.filter(state="open").count() if self.works_mailbox else None
        context = {
            "mail_waiting": waiting,
            "event": event,
            "window": settings.window(),
            "places": rows_of(places),
            "category_places": [(categories[pk], quota) for pk, quota in places.by_category.items()],
            "notice_address": notices.address_of(event) if self.may_tell else "",
            "untold": notices.not_yet_told(event).count() if self.may_tell else 0,
            "to_decide": event.registrations.filter(state__in=TO_DECIDE).count(),
            "failed": event.messages.filter(state__in=NOT_DELIVERED).count(),
            "kinds": [(kind.value, kind.label, own.get(kind.value)) for kind in Kind],
        }
        return render_to_string("admin/registrations/_event_overview.html", context)


class CategoryInline(TextsTabularInline):
    """The categories; badge and rules stand on the page of each."""

    model = Category
    section = "registration"
    readonly_fields = ("more",)
    fields = (
        "label", "code", "needs_place", "quota", "quota_per_organisation", "is_offered", "needs_approval", "position",
        "more",
    )  # fmt: skip

    @admin.display(description=_("more"))
    def more(self, category: Category) -> SafeString:
        """The way to its page."""
        return link_to(category, gettext("Badge and rules"))


class QuestionInline(TextsTabularInline):
    """The questions; choices, help and categories stand on the page of each."""

    model = Question
    section = "registration"
    readonly_fields = ("more",)
    fields = ("label", "code", "type", "is_required", "is_restricted", "position", "more")

    @admin.display(description=_("more"))
    def more(self, question: Question) -> SafeString:
        """The way to its page."""
        words = gettext("Choices and help") if question.has_choices else gettext("Help and categories")
        return link_to(question, words)


def link_to(row: Category | Question, words: str) -> SafeString:
    """The page of a row that is saved."""
    if not row.pk:
        return SafeString("–")
    address = reverse(f"admin:registrations_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}<span class="visually-hidden"> ({})</span></a>', address, words, row)


@admin.register(Event)
class EventWithRegistrationAdmin(EventAdmin):
    """An event with what it registers."""

    inlines = [*EventAdmin.inlines, SettingsInline, CategoryInline, QuestionInline]
    actions = ["tell_of_change", "tell_of_ending"]

    def get_urls(self) -> list[URLPattern]:
        """The page of the notice besides."""

        def view(request: HttpRequest, pk: int) -> HttpResponse:
            return notices.notice(request, pk, self)

        name = "events_event_notice"
        return [path("<int:pk>/notice/", self.admin_site.admin_view(view), name=name), *super().get_urls()]

    @admin.action(description=_("Tell participants that the event is cancelled or postponed"), permissions=["tell"])
    def tell_of_ending(self, request: HttpRequest, queryset: QuerySet[Event]) -> HttpResponse | None:
        """To the page that shows the mail; nothing is done before."""
        events = list(queryset.filter(status__in=KINDS, registration_settings__isnull=False)[:2])
        if len(events) == 1:
            return HttpResponseRedirect(notices.address_of(events[0]))
        self.message_user(request, _("Choose one event that is cancelled or postponed."), messages.WARNING)
        return None

    def response_change(self, request: HttpRequest, obj: Event) -> HttpResponse:
        """Saved; whoever cancelled or postponed it is told that nobody of the participants knows yet."""
        if self.has_tell_permission(request) and (count := notices.not_yet_told(obj).count()):
            words = ngettext(
                "%(count)d registered person does not know yet that the event is %(status)s.",
                "%(count)d registered persons do not know yet that the event is %(status)s.",
                count,
            ) % {"count": count, "status": obj.get_status_display()}
            link = format_html('{} <a href="{}">{}</a>', words, notices.address_of(obj), gettext("Tell them…"))
            self.message_user(request, link, messages.WARNING)
        return super().response_change(request, obj)

    @admin.action(description=_("Tell participants of new dates or a new place"), permissions=["tell"])
    def tell_of_change(self, request: HttpRequest, queryset: QuerySet[Event]) -> HttpResponse | None:
        """Send an update of their invitation to those who hold another one, after a look at the mail."""
        return tell_of_change(self, request, queryset)

    def has_tell_permission(self, request: HttpRequest) -> bool:
        """Those who decide on registrations write to participants."""
        return request.user.has_perm("registrations.decide_registration")

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """An event that somebody registered for is cancelled, not deleted."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not Registration.objects.filter(event=obj).exists())

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> tuple[str, ...]:
        """Whoever may not make events may not publish one by accident either: agenda editors leave its status alone."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if obj is None or self.has_add_permission(request) else (*fields, "status")

    def copied(self, original: Event, copy: Event) -> None:
        """Copy how the event registers: settings with their dates moved, categories, questions, words of mails."""
        copy_registration(original, copy)


@transaction.atomic
def copy_registration(original: Event, copy: Event) -> None:
    """Everything that an event registers by, and nobody who registered."""
    settings = RegistrationSettings.objects.filter(event=original).first()
    days = (copy.starts_on - original.starts_on).days if copy.starts_on and original.starts_on else None
    if settings is not None:
        moved = {name: _moved(getattr(settings, name), days, original, copy) for name in ("opens_at", "closes_at")}
        clone(settings, event=copy, last_number=0, **moved)
    categories: dict[int, Any] = {row.pk: clone(row, event=copy) for row in original.categories.all()}
    for question in original.questions.prefetch_related("choices", "categories"):
        new: Any = clone(question, event=copy)
        new.categories.set([categories[category.pk] for category in question.categories.all()])
        for choice in question.choices.all():
            clone(choice, question=new)
    for words in (MessageTemplate, StandardAnswer):
        for row in words.objects.filter(event=original):
            clone(row, event=copy)


def _moved(
    instant: datetime.datetime | None, days: int | None, original: Event, copy: Event
) -> datetime.datetime | None:
    """The instant as many days later as the event; without a date there is nothing to count from."""
    return shifted(instant, days, original.zone, copy.zone) if instant is not None and days is not None else None
