"""Export and import of registrations: what the list shows, as a file; and a file, tried first, then kept whole."""

from typing import Any, cast

from auditlog.context import set_actor
from auditlog.models import LogEntry
from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from backoffice.base import BackOfficeAdmin
from events.models import Event
from registrations import imports
from registrations.admin import filters
from registrations.admin.permissions import staff
from registrations.models import Registration
from registrations.resources import About, Table, csv_lines, xlsx_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "registrations-import"
KEPT_SECONDS = 3600


def may_export(request: HttpRequest, model_admin: BackOfficeAdmin) -> bool:
    """Those who work with the people; a list of addresses is no light thing to carry away."""
    rights = ("decide_registration", "change_registration", "view_restricted")
    is_working = any(request.user.has_perm(f"registrations.{name}") for name in rights)
    return is_working and model_admin.has_view_permission(request)


def may_import(request: HttpRequest, model_admin: BackOfficeAdmin) -> bool:
    """Those who may add and change."""
    return model_admin.has_add_permission(request) and model_admin.has_change_permission(request)


class ExportForm(forms.Form):
    """Which file."""

    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=[("xlsx", "XLSX"), ("csv", "CSV")])
    has_restricted = forms.BooleanField(
        label=gettext_lazy("With restricted data"),
        help_text=gettext_lazy(
            "Diet, access needs and restricted questions. A line is left with each person's record."
        ),
        required=False,
    )

    def __init__(self, may_see_restricted: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_see_restricted:
            del self.fields["has_restricted"]


@never_cache
def export(request: HttpRequest, model_admin: BackOfficeAdmin) -> HttpResponseBase:
    """GET asks which file; POST makes it from the rows that the list shows with the same filters."""
    if not may_export(request, model_admin):
        raise PermissionDenied
    changelist = model_admin.get_changelist_instance(request)
    rows = cast("QuerySet[Registration]", changelist.get_queryset(request))
    form = ExportForm(request.user.has_perm("registrations.view_restricted"), request.POST or None)
    if request.method == "POST" and form.is_valid():
        with_restricted = form.cleaned_data.get("has_restricted", False)
        about = About(request.user.get_username(), timezone.localtime(), filters_in_words(changelist), with_restricted)
        name = file_name(changelist, about)
        if with_restricted:
            note_looks(request, rows, name)
        table = Table(rows, with_restricted=with_restricted)
        return respond(table, about, name, form.cleaned_data["format"])
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("Export registrations"),
        "form": form,
        "number": rows.count(),
        "filters": filters_in_words(changelist),
        "back": f"{reverse('admin:registrations_registration_changelist')}?{request.GET.urlencode()}",
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/registrations/registration/export.html", context)


def respond(table: Table, about: About, name: str, wanted: str) -> HttpResponseBase:
    """The file as a download."""
    if wanted == "xlsx":
        return FileResponse(xlsx_file(table, about), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    response = StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def chosen_filters(changelist: Any) -> list[tuple[str, str, str]]:
    """The filters that are set: name, value, the value in words."""
    found = []
    for spec in changelist.filter_specs:
        if value := spec.value():
            words = {str(code): str(label) for code, label in spec.lookup_choices}.get(value, value)
            found.append((str(spec.title), str(value), words))
    if changelist.query:
        found.append((_("words"), changelist.query, changelist.query))
    return found


def filters_in_words(changelist: Any) -> str:
    """From which filter the rows come."""
    found = [
        _("%(filter)s: %(value)s") % {"filter": title, "value": words}
        for title, _value, words in chosen_filters(changelist)
    ]
    return "; ".join(found) or _("all registrations")


def file_name(changelist: Any, about: About) -> str:
    """Filter, time and maker: a CSV has no other place to say them without spoiling its way back."""
    event = changelist.chosen_event
    values = [event.code if event else "all", *(value for title, value, _words in chosen_filters(changelist))]
    if event:
        values.remove(str(event.pk))
    kind = "restricted" if about.restricted else ""
    when = about.made_at.strftime("%Y-%m-%d-%H%M")
    return "-".join(filter(None, ("registrations", *map(slugify, values), kind, when, slugify(about.made_by))))


def note_looks(request: HttpRequest, rows: QuerySet[Registration], name: str) -> None:
    """A line for each person whose restricted data go into the file (rule 7)."""
    seen = rows.filter(restricted__isnull=False).order_by("pk").only("pk", "reference", "given_name", "family_name")
    with set_actor(actor=request.user):
        for registration in seen.iterator(chunk_size=1000):
            LogEntry.objects.log_create(
                registration,
                force_log=True,
                action=LogEntry.Action.ACCESS,
                changes={},
                additional_data={"seen": "restricted", "export": name},
            )


# Import ----------------------------------------------------------------------------------------------------------


class ImportForm(forms.Form):
    """The file, and what is to be done with new rows."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX with the columns of an export. A row without a reference is a new person."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    event = forms.ModelChoiceField(
        Event.objects.none(),
        label=gettext_lazy("Event of new rows"),
        help_text=gettext_lazy("Where the file does not name one."),
        required=False,
    )
    is_told = forms.BooleanField(
        label=gettext_lazy("Write to each new person"),
        help_text=gettext_lazy("Else new rows wait for a decision and nobody gets a mail."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Event]", self.fields["event"]).queryset = filters.events_with_registration()


@never_cache
def import_(request: HttpRequest, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Upload, see row by row what would change, confirm. Between the two the rows travel in the page, signed."""
    if not may_import(request, model_admin):
        raise PermissionDenied
    is_confirmed = "kept" in request.POST
    form = ImportForm(None if is_confirmed else request.POST or None, request.FILES or None)
    reports: list[imports.RowReport] = []
    kept = ""
    if is_confirmed:
        reports, kept = confirm(request)
    elif request.method == "POST" and form.is_valid():
        reports, kept = try_out(request, form)
    if is_confirmed and reports and not has_bad(reports):
        return finish(request, reports)
    context = {
        **model_admin.admin_site.each_context(request),
        **in_parts(reports, kept),
        "opts": model_admin.opts,
        "title": _("Import registrations"),
        "form": form,
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/registrations/registration/import.html", context)


def has_bad(reports: list[imports.RowReport]) -> bool:
    """A row cannot be taken: then none is."""
    return any(report.code == "bad" for report in reports)


def in_parts(reports: list[imports.RowReport], kept: str) -> dict[str, Any]:
    """What the page shows of the rows; only the bad ones where there are some, and then nothing to confirm."""
    is_bad = has_bad(reports)
    shown = [report for report in reports if (report.code == "bad" if is_bad else report.code != "same")]
    return {
        "bad": shown if is_bad else [],
        "changes": [] if is_bad else shown,
        "same": sum(report.code == "same" for report in reports),
        "has_rows": bool(reports),
        "kept": "" if is_bad else kept,
    }


def try_out(request: HttpRequest, form: ImportForm) -> tuple[list[imports.RowReport], str]:
    """Every row tried and undone."""
    upload = form.cleaned_data["file"]
    event: Event | None = form.cleaned_data["event"]
    try:
        sheet = imports.read_file(upload.name, upload.read())
    except imports.Unreadable as error:
        form.add_error("file", str(error))
        return [], ""
    is_told = form.cleaned_data["is_told"]
    reports = importer(request, event, is_told).run(sheet, for_real=False)
    options = {"sheet": list(sheet), "event": event.pk if event else None, "is_told": is_told, "by": request.user.pk}
    return reports, signing.dumps(options, salt=SALT, compress=True)


def confirm(request: HttpRequest) -> tuple[list[imports.RowReport], str]:
    """Every row for real, or none."""
    try:
        options = signing.loads(request.POST["kept"], salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        messages.error(request, _("This page is too old: please choose the file again."))
        return [], ""
    if options["by"] != request.user.pk:
        raise PermissionDenied
    event = Event.objects.filter(pk=options["event"]).first() if options["event"] else None
    sheet = imports.Sheet(*options["sheet"])
    return importer(request, event, options["is_told"]).run(sheet, for_real=True), request.POST["kept"]


def importer(request: HttpRequest, event: Event | None, is_told: bool) -> imports.Importer:
    """The importer on behalf of this member of staff."""
    may_see = request.user.has_perm("registrations.view_restricted")
    return imports.Importer(staff(request), event=event, is_told=is_told, may_see_restricted=may_see)


def finish(request: HttpRequest, reports: list[imports.RowReport]) -> HttpResponse:
    """Say how many, and go back to the queue."""
    new = sum(report.code == "new" for report in reports)
    changed = sum(report.code == "changed" for report in reports)
    parts = [
        ngettext("%(number)d new registration", "%(number)d new registrations", new) % {"number": new},
        ngettext("%(number)d changed", "%(number)d changed", changed) % {"number": changed},
    ]
    messages.success(request, ", ".join(parts) + ".")
    return HttpResponseRedirect(reverse("admin:registrations_registration_changelist"))
