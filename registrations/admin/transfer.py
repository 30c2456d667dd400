"""Export and import of registrations: with restricted data for those with the right, each look noted; new people."""

from functools import reduce
from operator import or_
from typing import Any, cast

from auditlog.context import set_actor
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from backoffice.history import note_access
from backoffice.rights import ANYWHERE, rows_for
from backoffice.tables import TableResource
from backoffice.transfer import ConfirmForm, FileForm, TableExportForm, TransferMixin
from events.models import Event
from registrations.admin import filters
from registrations.admin.permissions import DECIDE
from registrations.resources import RegistrationResource
from storage.keys import key_of

SEE_RESTRICTED = "registrations.view_restricted"
# Whoever works with people may carry a list of them away.
WORKING = (DECIDE, "registrations.change_registration", SEE_RESTRICTED)


class RestrictedExportForm(TableExportForm):
    """Which file."""

    has_restricted = forms.BooleanField(
        label=_("With restricted data"),
        help_text=_("Diet, access needs and restricted questions. A line is left with each person's record."),
        required=False,
    )
    note = _(
        "Personal data: the name of the file says who made it, when and from which filter. "
        "Delete it when it has done its work."
    )


class NewPeople(forms.Form):
    """What is to be done with new rows."""

    event = forms.ModelChoiceField(
        Event.objects.none(),
        label=_("Event of new rows"),
        help_text=_("Where the file does not name one."),
        required=False,
    )
    notify = forms.BooleanField(
        label=_("Write to each new person"),
        help_text=_("Else new rows wait for a decision and nobody gets a mail."),
        required=False,
    )


class RegistrationFileForm(FileForm, NewPeople):
    """The file, and what is to be done with new rows."""

    field_order = ("resource", "import_file", "event", "notify")
    note = _(
        "A row without a reference is a new person. States are not changed by an import, and nobody is decided on."
    )


class RegistrationConfirmForm(ConfirmForm, NewPeople):
    """The file that was looked at, with what was chosen beside it."""


class RegistrationTransfer(TransferMixin):
    """Registrations out and in."""

    resource_classes = [RegistrationResource]
    import_form_class = RegistrationFileForm
    confirm_form_class = RegistrationConfirmForm
    export_form_class = RestrictedExportForm
    import_export_change_list_template = "admin/registrations/registration/change_list.html"

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Those who work with the people; a list of addresses is no light thing to carry away."""
        is_working = any(request.user.has_perm(right, ANYWHERE) for right in WORKING)
        return is_working and super().has_export_permission(request)

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The people with whom somebody works, and not those whom he or she only sees."""
        rows = super().get_export_queryset(request)
        if any(request.user.has_perm(right) for right in WORKING):
            return rows
        return reduce(or_, (rows_for(request.user, rows, right) for right in WORKING))

    def create_import_form(self, request: HttpRequest) -> FileForm:
        """With the events to which this person may add people."""
        return self._with_events(request, super().create_import_form(request))

    def create_confirm_form(self, request: HttpRequest, import_form: forms.Form | None = None) -> ConfirmForm:
        """The same."""
        return self._with_events(request, super().create_confirm_form(request, import_form))

    def _with_events(self, request: HttpRequest, form: Any) -> Any:
        form.fields["event"].queryset = filters.events_with_registration(request, "registrations.add_registration")
        return form

    def init_request_context_data(self, request: HttpRequest, form: forms.Form) -> dict[str, Any]:
        """Restricted data are offered to those with the right alone."""
        if not request.user.has_perm(SEE_RESTRICTED, ANYWHERE):
            del form.fields["has_restricted"]
        return super().init_request_context_data(request, form)

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """With restricted data if they are wanted, and may be seen."""
        form = kwargs.get("export_form")
        is_wanted = form is not None and form.cleaned_data.get("has_restricted", False)
        return {"with_restricted": is_wanted and request.user.has_perm(SEE_RESTRICTED, ANYWHERE)}

    def _do_file_export(
        self, file_format: Any, request: HttpRequest, queryset: QuerySet[Any], export_form: Any = None
    ) -> HttpResponseBase:
        """With restricted data, of those alone of whom this person may see them."""
        if self.get_export_resource_kwargs(request, export_form=export_form)["with_restricted"]:
            queryset = rows_for(request.user, queryset, SEE_RESTRICTED)
        return super()._do_file_export(file_format, request, queryset, export_form=export_form)

    def note_export(self, request: HttpRequest, resource: TableResource, queryset: QuerySet[Any], name: str) -> None:
        """A line for each person whose restricted data go into the file (rule 7)."""
        if not cast("RegistrationResource", resource).with_restricted:
            return
        seen = queryset.filter(restricted__isnull=False).order_by("pk")
        with set_actor(actor=request.user):
            for registration in seen.only("pk", "reference", "given_name", "family_name").iterator(chunk_size=1000):
                note_access(registration, seen="restricted", export=name)

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponseBase:
        """On to the queue of the event that was chosen."""
        response: HttpResponseBase = super().process_result(result, request)
        event = key_of(request.POST.get("event"))
        if isinstance(response, HttpResponseRedirect) and event:
            return HttpResponseRedirect(f"{response.url}?event={event}")
        return response

    def chosen(self, form: forms.Form) -> dict[str, Any]:
        """The event of new rows, and whether people are told."""
        event = form.cleaned_data.get("event")
        return {"event": event.pk if event else None, "notify": form.cleaned_data.get("notify", False)}
