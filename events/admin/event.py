"""The screen of an event, by the work: basics, texts, people and organisations, agenda, documents, registration."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin
from backoffice.extensions import Panels
from backoffice.lists import PlainChangeList
from backoffice.rights import rows_for
from backoffice.transfer import TransferMixin
from events.actions.publish import publish
from events.actions.take_zone import HoursSkipped, take_zone_of_venue
from events.admin.agenda.pasting import paste_view, take_back_view
from events.admin.agenda.view import (
    agenda_view,
    documents_view,
    event_for,
    lineup_view,
    restore_page,
    restore_view,
    speaker_view,
)
from events.admin.forms import HOURS_SKIPPED, CopyForm, EventForm, TimezoneInput, copy_suggestions, timezone_names
from events.admin.inlines import EventOrganisationInline, PhaseInline, SeriesEntryInline
from events.admin.missing import missing_of
from events.admin.publishing import remind_to_publish, say_what_is_public, things_to_look_at
from events.admin.sections import head_context, sections_of
from events.admin.versions import PUBLISH as PUBLISH_AGENDA
from events.admin.versions import publish_view
from events.completeness import as_list, measure
from events.models import AgendaVersion, Event, Series, SeriesEntry
from events.models.copying import copy_event
from events.models.fields import TimezoneField, language_name
from events.models.placement import WithinEachOther
from events.models.reschedule import move_agenda
from events.resources import EventResource
from events.templatetags.dates import plain_days

# What stands in place of lists of codes where nothing is changed.
READ_AS: dict[Any, str] = {
    "working_languages": "working_languages_here",
    "interpretation_languages": "interpretation_languages_here",
}
ADD, PUBLISH = "events.add_event", "events.publish_event"
_STAYED = "agenda-stayed"


def series_field(request: HttpRequest) -> forms.ModelChoiceField[Series]:
    """The series in which somebody may make events."""
    return forms.ModelChoiceField(rows_for(request.user, Series.objects.all(), ADD), label=_("series"))


def _stayed_days(request: HttpRequest, event: Event) -> int:
    """By how many days the first day was moved in this session, and the agenda was not."""
    kept = request.session.get(_STAYED, {})
    return int(kept["days"]) if kept.get("event") == event.pk else 0


def _keep_stayed_days(request: HttpRequest, event: Event, days: int) -> None:
    """Until the agenda is taken along, or another event is moved."""
    if days:
        request.session[_STAYED] = {"event": event.pk, "days": days}
    elif _stayed_days(request, event):
        del request.session[_STAYED]


def _has_new_agenda(event: Event | None) -> bool:
    """It has items, and none was ever published."""
    return event is not None and event.sessions.exists() and not event.agenda_versions.exists()


class EventList(PlainChangeList):
    """A page of events, each with how complete its languages are: two queries for the page."""

    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page, measured."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        shares = measure(self.result_list)
        for event in self.result_list:
            event.shares = shares[event.pk]


def publish_page(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Publish the agenda, and withdraw it."""
    event = event_for(request, pk)
    context = {
        **head_context(model_admin, request, event),
        "title": gettext("Publish the agenda"),
        "original": event,
        "warnings": things_to_look_at(event),
    }
    return publish_view(model_admin, request, event, context)


def missing_page(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Which texts a language lacks."""
    event = event_for(request, pk)
    context = {
        **head_context(model_admin, request, event),
        "title": gettext("Missing texts"),
        "original": event,
        "missing": missing_of(event),
        "panels": Panels(request, event)["missing-texts"],
    }
    return model_admin.render(request, "admin/events/event/missing.html", context)


@admin.register(Event)
class EventAdmin(TransferMixin, BackOfficeAdmin):
    """Events. Inlines say by `section` in which part of the screen they stand; those of other rooms too."""

    is_searched = True
    resource_classes = [EventResource]
    form = EventForm
    formfield_overrides = {**BackOfficeAdmin.formfield_overrides, TimezoneField: {"widget": TimezoneInput}}
    change_form_template = "admin/events/event/change_form.html"
    first_step = _("No event yet. Add the first one: a title and its days are enough to begin.")
    list_display = ("name_here", "code", "days_here", "place_here", "status_tag", "languages")
    list_filter = ("status", "kind", "mode")
    list_select_related = ("venue__country",)
    search_fields = ("search_text",)
    autocomplete_fields = ("venue", "room", "countries")
    date_hierarchy = "starts_on"
    inlines = [PhaseInline, EventOrganisationInline, SeriesEntryInline]
    fieldsets = [
        (
            None,
            {
                "classes": ["section-basics"],
                "fields": [
                    "title",
                    ("code", "slug"),
                    ("kind", "mode"),
                    ("starts_on", "ends_on"),
                    "move_agenda",
                    "date_text",
                    ("venue", "room"),
                    "timezone",
                    "status",
                    "working_languages",
                    "interpretation_languages",
                ],
            },
        ),
        (
            None,
            {
                "classes": ["section-texts"],
                "fields": ["subtitle", "summary", "description", "audience", "practical_information", "attendance"],
            },
        ),
        (
            _("Contact"),
            {"classes": ["section-texts"], "fields": ["contact", ("contact_email", "contact_phone"), "website"]},
        ),
        (
            _("Picture and map"),
            {"classes": ["section-texts"], "fields": ["image", "image_alt", "image_credit", "map_url"]},
        ),
        (_("For staff"), {"classes": ["section-texts"], "fields": ["note"]}),
        (None, {"classes": ["section-people"], "fields": ["countries"]}),
    ]

    # Lists -------------------------------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """A list that measures its page."""
        return EventList

    @admin.display(description=_("title"), ordering="search_text")
    def name_here(self, event: Event) -> str:
        """The title in the reader's language."""
        return str(event)

    def name_and_about(self, row: Event) -> tuple[str, str]:
        """Its title; code and days."""
        return str(row), " · ".join(filter(None, (row.code, plain_days(row))))

    @admin.display(description=_("dates"), ordering="starts_on")
    def days_here(self, event: Event) -> str:
        """The days in words."""
        return plain_days(event) or str(event.date_text or "")

    @admin.display(description=_("venue"), ordering="venue__slug")
    def place_here(self, event: Event) -> str:
        """The venue."""
        return str(event.venue or "")

    @admin.display(description=_("status"), ordering="status")
    def status_tag(self, event: Event) -> SafeString:
        """The status as a mark."""
        styles = {Event.Status.PUBLISHED: "tag-good", Event.Status.CANCELLED: "tag-bad"}
        style = styles.get(Event.Status(event.status), "tag-warn")
        return format_html('<span class="tag {}">{}</span>', style, event.get_status_display())

    @admin.display(description=_("languages"))
    def languages(self, event: Event) -> SafeString:
        """How complete each language is."""
        return as_list(event.shares)  # type: ignore[attr-defined]  # measured by the list

    @admin.display(description=_("working languages"))
    def working_languages_here(self, event: Event) -> str:
        """Their names."""
        return ", ".join(map(language_name, event.working_languages))

    @admin.display(description=_("interpretation"))
    def interpretation_languages_here(self, event: Event) -> str:
        """Their names."""
        return ", ".join(map(language_name, event.interpretation_languages))

    # The screen --------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """The agenda and the copy stand under the event."""
        page, view = self.own_page, self.admin_site.admin_view
        return [
            page("<key:pk>/agenda/", agenda_view, "agenda"),
            page("<key:pk>/agenda/lineup/<key:session_pk>/", lineup_view, "lineup"),
            page("<key:pk>/agenda/paste/", paste_view, "paste"),
            page("<key:pk>/agenda/paste/<key:entry_pk>/undo/", take_back_view, "take_back"),
            page("<key:pk>/agenda/speaker/", speaker_view, "speaker"),
            page("<key:pk>/agenda/publish/", publish_page, "publish"),
            page("<key:pk>/documents/", documents_view, "documents"),
            page("restore/<key:pk>/", restore_view, "restore"),
            page("<key:pk>/missing/", missing_page, "missing"),
            path("<key:pk>/take-zone/", view(self.take_zone), name="events_event_take_zone"),
            path("<key:pk>/copy/", view(self.copy_page), name="events_event_copy"),
            *super().get_urls(),
        ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """Rooms are those of the venue."""
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if formfield is not None and db_field.name == "room":
            formfield.widget.widget.attrs["data-within"] = "venue"
            formfield.help_text = _("Those of the venue: choose it first.")
        return formfield

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The screen; “save and publish” is saving with another status, which the form asks for the right to."""
        if "_publish" in request.POST:
            sent = request.POST.copy()
            sent["status"] = Event.Status.PUBLISHED
            request.POST = sent  # type: ignore[assignment]  # a QueryDict as it was
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> Any:
        """An event that is new has no agenda to take along."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            name, options = fieldsets[0]
            fields = [field for field in options["fields"] if field != "move_agenda"]
            if obj is None and not request.user.has_perm(ADD):
                fields.insert(0, "series")
            if obj is not None:
                fields = [READ_AS.get(field, field) for field in fields]
            fieldsets[0] = (name, {**options, "fields": fields})
        return fieldsets

    def get_form(self, request: HttpRequest, obj: Event | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Whoever may make events in some series alone says in which."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        if obj is not None:
            form.stayed_days = _stayed_days(request, obj)
        if obj is None and not request.user.has_perm(ADD):
            form.base_fields["series"] = series_field(request)
        else:
            del form.base_fields["series"]
        return form

    def may_save(self, request: HttpRequest, obj: Event, *, change: bool) -> bool:
        """A new event has no row to ask for: its form asks for a series in which one may be made."""
        return super().may_save(request, obj, change=change) if change else self.has_add_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> tuple[str, ...]:
        """Nobody publishes by accident: agenda editors leave the status of an event alone."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if obj is None or request.user.has_perm(PUBLISH, obj) else (*fields, "status")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form as parts that follow the work."""
        event = context.get("original")
        if event is not None and context.get("errors"):
            event = Event.objects.select_related("venue__country").get(pk=event.pk)  # as it is, not as it was refused
        context["sections"] = sections_of(context, event, Panels(request, event))
        context["timezones"] = timezone_names()
        is_draft = event is not None and event.status == Event.Status.DRAFT
        context["can_publish"] = is_draft and request.user.has_perm(PUBLISH, event)
        context["publishes_agenda"] = context["can_publish"] and _has_new_agenda(event)
        if event is not None and event.pk:
            context.update(head_context(self, request, event))
        # One button: it saves and stays on the event, where the work goes on.
        context.update(show_save_and_continue=False, show_save_and_add_another=False)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Event, post_url_continue: str | None = None) -> HttpResponse:
        """Made, and perhaps public at once."""
        if obj.is_newly_public:
            say_what_is_public(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Event) -> HttpResponse:
        """Changed, and perhaps public by now."""
        if obj.is_newly_public:
            say_what_is_public(request, obj)
        return super().response_change(request, obj)

    def response_post_save_add(self, request: HttpRequest, obj: Event) -> HttpResponseRedirect:
        """On to the rest of the event."""
        return self.response_post_save_change(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Event) -> HttpResponseRedirect:
        """Stay on the event."""
        return HttpResponseRedirect(reverse("admin:events_event_change", args=[obj.pk]))

    def save_model(self, request: HttpRequest, obj: Event, form: EventForm, change: bool) -> None:
        """Save; the agenda keeps its hours on the clock in another zone, and moves with the first day if asked."""
        super().save_model(request, obj, form, change)
        was_draft = not change or form.initial.get("status") == Event.Status.DRAFT
        obj.is_newly_public = obj.is_public and was_draft
        if change:
            self._take_agenda_along(request, obj, form)
        elif form.cleaned_data.get("series"):
            SeriesEntry.objects.create(series=form.cleaned_data["series"], event=obj)
        if obj.is_newly_public and request.user.has_perm(PUBLISH_AGENDA, obj):
            self._publish_agenda(request, obj)

    def _take_agenda_along(self, request: HttpRequest, obj: Event, form: EventForm) -> None:
        """The agenda keeps its hours on the clock in another zone, and moves with the first day if asked."""
        takes_along = bool(form.cleaned_data.get("move_agenda"))
        days = form.days_to_move if takes_along else 0
        old_timezone = form.initial["timezone"] if "timezone" in form.changed_data else ""
        if old_timezone or days:
            count = move_agenda(obj, days=days, old_timezone=old_timezone)
            if days:
                self._say_moved(request, count, days)
            remind_to_publish(request, obj)
        elif takes_along:
            messages.info(request, gettext("The first day has not moved: the agenda stays where it is."))
        _keep_stayed_days(request, obj, 0 if takes_along or not obj.sessions.exists() else form.days_to_move)
        if form.moved_days and (stayed := _stayed_days(request, obj)):
            text = gettext(
                "The first day has moved by %(days)s days, the agenda has stayed. "
                "Tick “take the agenda along” below the dates and save to move it too."
            )
            messages.warning(request, text % {"days": f"{stayed:+d}"})

    def _publish_agenda(self, request: HttpRequest, event: Event) -> None:
        """With the event the agenda that it has becomes public, unless staff had published one before."""
        if not _has_new_agenda(event):
            return
        try:
            publish(event, status=AgendaVersion.Status.PROVISIONAL, by=request.user)  # type: ignore[arg-type]
        except WithinEachOther as error:
            messages.error(request, f"{gettext('The agenda is not published yet.')} {error}")

    def _say_moved(self, request: HttpRequest, count: int, days: int) -> None:
        words = {"items": ngettext("%d item", "%d items", count) % count, "days": f"{days:+d}"}
        messages.success(request, gettext("The agenda has moved along: %(items)s by %(days)s days.") % words)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Links from other lists may ask for an event by its series or venue."""
        return lookup in ("series_entries__series", "venue") or super().lookup_allowed(lookup, value, request)

    def history_also(self, obj: Event) -> Q:
        """What was done to its agenda, organisations and documents, removed ones too."""
        return Q(additional_data__event=obj.pk)

    def restore_page(self, request: HttpRequest) -> str:
        """Removed items come back."""
        return restore_page(request)

    # Pages under the event -----------------------------------------------------------------------------------------

    def take_zone(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the event the time zone of its venue."""
        event = event_for(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request, event):
            raise PermissionDenied
        try:
            if take_zone_of_venue(event):
                words = gettext("The event has the time zone of its venue; its agenda keeps its hours on the clock.")
                messages.success(request, words)
                remind_to_publish(request, event)
        except HoursSkipped as error:
            messages.error(request, f"{HOURS_SKIPPED}{error}")
        return self.response_post_save_change(request, event)

    @transaction.atomic
    def _copied(self, request: HttpRequest, event: Event, data: dict[str, Any]) -> Event:
        series = data.pop("series", None)
        copy = copy_event(event, **data)
        if series is not None:
            SeriesEntry.objects.create(series=series, event=copy)
        for more in self.extensions:
            if more.after_add is not None:
                more.after_add(request, copy)
            if more.after_copy is not None:
                more.after_copy(event, copy)
        return copy

    def copy_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Copy an event as the model for the next."""
        event = self.get_object(request, str(pk))
        if not self.has_add_permission(request):
            raise PermissionDenied
        if event is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        form = CopyForm(request.POST or None, initial={**copy_suggestions(event), "with_people": True})
        if request.user.has_perm(ADD):
            del form.fields["series"]
        else:
            form.fields["series"] = series_field(request)
        if request.method == "POST" and form.is_valid():
            copy = self._copied(request, event, form.cleaned_data)
            messages.success(request, gettext("This is the copy, a draft: look through its texts and dates."))
            return HttpResponseRedirect(reverse("admin:events_event_change", args=[copy.pk]))
        context = {
            **head_context(self, request, event),
            "title": gettext("Copy as the model for the next"),
            "form": form,
            "original": event,
        }
        return self.render(request, "admin/events/event/copy.html", context)
