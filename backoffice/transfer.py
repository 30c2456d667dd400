"""Import and export in the back office: a file, then row by row what it would change, then all of it or nothing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm, ImportForm
from import_export.results import RowResult

from backoffice.spreadsheets import FORMATS, UnreadableTable, limits_in_words
from backoffice.tables import TableResource

IMPORT_BYTES = 10 * 1024 * 1024
# Of the name of a file before its time and maker: with these it stays below what a file system takes.
LONGEST_NAME = 150


class FileForm(ImportForm):
    """A file alone: its name says what it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields["import_file"].label = _("File")
        self.fields["import_file"].widget.attrs["accept"] = ".csv,.xlsx,.txt"

    def clean(self) -> dict[str, Any]:
        """Not too large. Of which format it is, its bytes say when it is read."""
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("import_file")
        if file is not None and file.size > IMPORT_BYTES:
            self.add_error(
                "import_file", _("This file is larger than %(size)s.") % {"size": filesizeformat(IMPORT_BYTES)}
            )
        cleaned["format"] = "0"
        return cleaned


class TransferMixin(ImportExportMixin):
    """Before BackOfficeAdmin: lists get “Import” and “Export”. Importing adds and changes, so it needs both rights."""

    resource_classes: Iterable[type[TableResource]] = ()
    import_formats = export_formats = FORMATS
    formats = FORMATS
    import_form_class = FileForm
    export_form_class = ExportForm
    import_template_name = "admin/transfer/import.html"
    export_template_name = "admin/transfer/export.html"
    import_export_change_list_template = "admin/transfer/change_list.html"
    skip_admin_log = True

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whoever may add and change rows one by one may do so by file."""
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whoever sees the list may take it along."""
        return bool(self.has_view_permission(request))

    # Export ----------------------------------------------------------------------------------------------------------

    def exported_list(self, request: HttpRequest) -> ChangeList:
        """The list whose rows go into the file, made once a request."""
        changelist: ChangeList | None = getattr(request, "_exported_list", None)
        if changelist is None:
            changelist = self.get_changelist_instance(request)
            request._exported_list = changelist  # type: ignore[attr-defined]
        return changelist

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of the list with its search and filters, on all its pages."""
        return self.exported_list(request).queryset

    def init_request_context_data(self, request: HttpRequest, form: forms.Form) -> dict[str, Any]:
        """What goes into the file, and from where."""
        changelist = self.exported_list(request)
        context: dict[str, Any] = super().init_request_context_data(request, form)
        return context | {"number": changelist.result_count, "filters": filters_in_words(changelist)}

    def _do_file_export(
        self, file_format: Any, request: HttpRequest, queryset: QuerySet[Any], export_form: Any = None
    ) -> HttpResponseBase:
        """The file; CSV is sent while it is made. Its name, and a sheet of a workbook, say from where it comes."""
        kwargs = self.get_export_resource_kwargs(request, export_form=export_form)
        resource = self.choose_export_resource_class(export_form, request)(**kwargs)
        changelist, made_at = self.exported_list(request), timezone.localtime()
        about = {
            "made by": request.user.get_username(),
            "made at": made_at.isoformat(timespec="seconds"),
            "filter": filters_in_words(changelist),
            **resource.about(),
        }
        filters = [words for _title, words in chosen_filters(changelist)] or ["all"]
        parts = [f"{self.opts.model_name}s", *filters, *resource.marks]
        name = "-".join(filter(None, map(slugify, parts)))[:LONGEST_NAME].rstrip("-")
        name = f"{name}-{made_at:%Y-%m-%d-%H%M}-{slugify(about['made by'])}.{file_format.get_extension()}"
        resource.before_export(queryset)
        self.note_export(request, resource, queryset, name)
        content = file_format.write(resource.get_export_headers(), resource.lines(queryset), about)
        response = FileResponse(content, content_type=file_format.get_content_type())
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def note_export(self, request: HttpRequest, resource: TableResource, queryset: QuerySet[Any], name: str) -> None:
        """Before the file is made: whatever must be noted of it."""

    # Import ----------------------------------------------------------------------------------------------------------

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What a file may hold is said before one is chosen."""
        return {**super().get_import_context_data(**kwargs), "limits": limits_in_words(IMPORT_BYTES)}

    def add_data_read_fail_error_to_form(self, form: forms.Form, error: Exception) -> None:
        """Why a file cannot be read, in words for people."""
        is_ours = isinstance(error, UnreadableTable)
        form.add_error("import_file", str(error) if is_ours else _("The file cannot be read as CSV or XLSX."))

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """What was looked at is done, if the file is still there: it is kept for some hours, and confirmed once."""
        try:
            response: HttpResponseBase = super().process_import(request, **kwargs)
        except FileNotFoundError:
            messages.error(request, _("This page is too old: please choose the file again."))
            return self.back_to_import()
        except UnreadableTable as error:
            messages.error(request, str(error))
            return self.back_to_import()
        return response

    def back_to_import(self) -> HttpResponseRedirect:
        """Once more from the beginning."""
        return HttpResponseRedirect(reverse("admin:{}_{}_import".format(*self.get_model_info())))

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """All or nothing, also where the database has changed between looking and confirming."""
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def process_result(self, result: Any, request: HttpRequest) -> Any:
        """Never say that it is done when it is not."""
        if result.has_errors() or result.has_validation_errors():
            messages.error(
                request, _("Nothing was imported: the data has changed meanwhile. Look at the file once more.")
            )
            return self.back_to_import()
        return super().process_result(result, request)

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        """How many rows were added, changed and left as they were."""
        words = {
            "new": result.totals[RowResult.IMPORT_TYPE_NEW],
            "changed": result.totals[RowResult.IMPORT_TYPE_UPDATE],
            "same": result.totals[RowResult.IMPORT_TYPE_SKIP],
        }
        messages.success(request, _("Imported: %(new)d new, %(changed)d changed, %(same)d as they were.") % words)


def chosen_filters(changelist: ChangeList) -> list[tuple[str, str]]:
    """The filters of a list that are set, and the words searched for: what they are called, what was chosen."""
    found = [
        (str(spec.title), words) for spec in changelist.filter_specs if (words := chosen_in_words(spec, changelist))
    ]
    if changelist.date_hierarchy:
        dated = f"{changelist.date_hierarchy}__"
        found += [(name, value) for name, value in changelist.params.items() if name.startswith(dated)]
    return [*found, (_("words"), changelist.query)] if changelist.query else found


def chosen_in_words(spec: Any, changelist: ChangeList) -> str:
    """What is chosen in a filter; nothing if it is not set, in which case Django marks its “All”."""
    if not spec.used_parameters:
        return ""
    labels = [str(choice["display"]) for choice in spec.choices(changelist) if choice["selected"]]
    return ", ".join(labels or [str(value) for value in spec.used_parameters.values() if value])


def filters_in_words(changelist: ChangeList) -> str:
    """From which filters the rows come."""
    chosen = chosen_filters(changelist)
    found = [_("%(filter)s: %(value)s") % {"filter": title, "value": words} for title, words in chosen]
    return "; ".join(found) or _("all rows")
