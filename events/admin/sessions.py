"""Sessions and appearances across events: to be found, imported, exported. They are edited in the agenda."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin
from backoffice.lists import PlainChangeList, first_which
from backoffice.rights import ANYWHERE
from backoffice.transfer import TransferMixin
from events.admin.agenda.view import restore_page
from events.admin.sections import agenda_address
from events.models import Appearance, Session
from events.models.removal import remove_session
from events.resources import AppearanceResource, SessionResource
from events.templatetags.dates import day, plain_hours


class InAgendaAdmin(TransferMixin, BackOfficeAdmin):
    """Rows of which the agenda is the only form: hours there are those of the event's own clock."""

    # Rows are made in the agenda.
    nobody_may = ("add",)

    def has_import_permission(self, request: HttpRequest) -> bool:
        """By file, with the rights to add and change."""
        names = [f"{self.opts.app_label}.{action}_{self.opts.model_name}" for action in ("add", "change")]
        return all(request.user.has_perm(name, ANYWHERE) for name in names)

    def session_of(self, row: Any) -> Session:
        """The item."""
        raise NotImplementedError

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """On to the agenda."""
        row = self.get_object(request, object_id)
        if row is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return HttpResponseRedirect(agenda_address(self.session_of(row)))


@admin.register(Session)
class SessionAdmin(InAgendaAdmin):
    """All items of all agendas."""

    is_searched = True
    resource_classes = [SessionResource]
    list_display = ("title_here", "event", "day", "hours_here", "kind", "room")
    list_filter = ("kind", "is_to_be_confirmed", "is_cancelled")
    list_select_related = ()  # see get_queryset
    search_fields = ("search_text", "event__search_text")
    date_hierarchy = "day"
    fields = ("event", "kind", "number", "title")

    def session_of(self, row: Session) -> Session:
        """Itself."""
        return row

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """With the event and room of each: a few rows, fetched once, not once more for each item beside its own."""
        return super().get_queryset(request).prefetch_related("event", "room")

    def name_and_about(self, row: Session) -> tuple[str, str]:
        """Its title; the code of the event, the day and the hours."""
        about = (row.event.code, day(row.day, "short"), plain_hours(row))
        return self.title_here(row), " · ".join(filter(None, about))

    def restore_page(self, request: HttpRequest) -> str:
        """Removed items come back."""
        return restore_page(request)

    def delete_model(self, request: HttpRequest, obj: Session) -> None:
        """Remove it so that it can come back."""
        remove_session(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        """Remove them so that they can come back; what stands within another of them goes with it."""
        for session in queryset.exclude(parent__in=queryset):
            remove_session(session)

    @admin.display(description=_("title"), ordering="search_text")
    def title_here(self, session: Session) -> str:
        """Number and title in the reader's language."""
        return f"{session.number} {session}".strip()

    @admin.display(description=_("time"), ordering="starts_at")
    def hours_here(self, session: Session) -> str:
        """The hours by the clock of the event."""
        return plain_hours(session)


class AppearanceList(PlainChangeList):
    """In the order of the agendas, which the sessions have; what is shown of each besides is fetched for one page."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page."""
        super().get_results(request)
        shown = Appearance.objects.select_related("speaker", "session__event")
        self.result_list = first_which(self.result_list, shown)


@admin.register(Appearance)
class AppearanceAdmin(InAgendaAdmin):
    """All appearances of all speakers."""

    resource_classes = [AppearanceResource]
    list_display = ("speaker", "session", "event_here", "role", "status")
    list_filter = ("role", "status")
    list_select_related = ()  # see AppearanceList
    search_fields = ("speaker__search_text", "session__search_text", "session__event__search_text")
    fields = ("session", "speaker", "role")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[AppearanceList]:
        """A list that fetches its rows last."""
        return AppearanceList

    def session_of(self, row: Appearance) -> Session:
        """The item in which it is."""
        return row.session

    @admin.display(description=_("event"), ordering="session__event")
    def event_here(self, appearance: Appearance) -> str:
        """The event."""
        return str(appearance.session.event)
