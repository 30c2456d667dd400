"""Registrations in the back office: the queue, a registration's page, and who may do what there."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern

from backoffice.base import BackOfficeAdmin
from backoffice.extensions import Panels
from backoffice.rights import ANYWHERE, rows_for
from registrations.admin import decisions, filters, letters, links, merging, person, phone, queue, restricted
from registrations.admin.permissions import DECIDE
from registrations.admin.transfer import RegistrationTransfer
from registrations.models import Registration


@admin.register(Registration)
class RegistrationAdmin(RegistrationTransfer, BackOfficeAdmin):
    """The people who register. Lists and pages are drawn by templates of their own."""

    # A registration is cancelled, and its history stays.
    nobody_may = ("delete",)
    is_searched = True
    list_display = queue.HEADINGS
    list_filter = (
        filters.EventFilter,
        filters.StateFilter,
        filters.CategoryFilter,
        filters.CountryFilter,
        filters.SourceFilter,
        filters.CalendarFilter,
        filters.BodyFilter,
        filters.AnswerFilter,
        filters.LetterFilter,
    )
    search_fields = ("search_text",)
    autocomplete_fields = ("organisation", "country")
    actions = [*decisions.ACTIONS, links.send_personal_links, letters.visa_letter_sent]
    form = person.PersonForm
    change_form_template = "admin/registrations/registration/person.html"

    # The queue -------------------------------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[queue.QueueChangeList]:
        """The list that knows the chosen event."""
        return queue.QueueChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        """Rows of the queue for the list; whole rows for everything else."""
        rows = rows_for(request.user, Registration.objects.all())
        return queue.undecided_first(rows) if self._is_list(request) else rows

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Those that wait for a decision first, the newest of them on top."""
        return ("rank", "-created_at", "-pk") if self._is_list(request) else ("-created_at", "-pk")

    def _is_list(self, request: HttpRequest) -> bool:
        match = request.resolver_match
        return match is not None and match.url_name == "registrations_registration_changelist"

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The pages; how many rows there are is counted once, with their states, where that tells."""
        paginator = super().get_paginator(request, *args, **kwargs)
        if (count := getattr(request, "_queue_count", None)) is not None:
            paginator.count = count
        return paginator

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The queue."""
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data and "cl" in response.context_data:
            response.context_data.update(queue.context_of(response.context_data["cl"], request))
            response.context_data["can_decide"] = self.has_decide_permission(request)
            panels = Panels(request, response.context_data["cl"].chosen_event)
            response.context_data["links"] = panels["registration-queue"]
        return response

    def found(self, request: HttpRequest, query: str) -> QuerySet[Registration]:
        """The latest first, with no more than a line says."""
        rows = rows_for(request.user, Registration.objects.matching(query)).order_by("-pk")
        return rows.only("reference", "state", "honorific", "title", "given_name", "family_name", "email")

    def name_and_about(self, row: Registration) -> tuple[str, str]:
        """The name; reference and state."""
        return row.formal_name or row.email, f"{row.reference} · {row.get_state_display()}"

    # Who may do what -------------------------------------------------------------------------------------------------

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Those who decide; the actions of the list ask this."""
        return request.user.has_perm(DECIDE, ANYWHERE)

    # Addresses -------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Pages besides Django's own."""
        page = self.own_page
        return [
            page("decide/<slug:code>/", decisions.decide, "decide"),
            page("decide/<slug:code>/preview/", decisions.preview, "preview"),
            page("decided/", decisions.decided, "decided"),
            page("<key:pk>/merge/<key:other_pk>/", merging.merge, "merge"),
            page("<key:pk>/apart/<key:other_pk>/", merging.tell_apart, "apart"),
            page("<key:pk>/restricted/", restricted.restricted, "restricted"),
            page("<key:pk>/restricted/change/", restricted.change, "restricted_change"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """“Add” is a telephone call."""
        return phone.phone(request, model_admin=self)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A registration, all on one screen."""
        return person.page(request, object_id, model_admin=self)
