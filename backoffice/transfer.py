"""Import and export in the back office: a file, then row by row what it would change, then all of it or nothing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm, ImportForm
from import_export.results import RowResult

from backoffice.spreadsheets import FORMATS, Csv, Xlsx
from backoffice.tables import TableResource

IMPORT_BYTES = 20 * 1024 * 1024


class FileForm(ImportForm):
    """A file alone: its name says what it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields["import_file"].label = _("File")
        self.fields["import_file"].widget.attrs["accept"] = ".csv,.xlsx,.txt"

    def clean(self) -> dict[str, Any]:
        """Which of our formats it is."""
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("import_file")
        if file is None:
            return cleaned
        if file.size > IMPORT_BYTES:
            self.add_error("import_file", _("This file is too large."))
        cleaned["format"] = str(FORMATS.index(Xlsx if file.name.lower().endswith(".xlsx") else Csv))
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

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """All or nothing, also where the database has changed between looking and confirming."""
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def process_result(self, result: Any, request: HttpRequest) -> Any:
        """Never say that it is done when it is not."""
        if result.has_errors() or result.has_validation_errors():
            messages.error(
                request, _("Nothing was imported: the data has changed meanwhile. Look at the file once more.")
            )
            return HttpResponseRedirect(reverse("admin:{}_{}_import".format(*self.get_model_info())))
        return super().process_result(result, request)

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        """How many rows were added, changed and left as they were."""
        words = {
            "new": result.totals[RowResult.IMPORT_TYPE_NEW],
            "changed": result.totals[RowResult.IMPORT_TYPE_UPDATE],
            "same": result.totals[RowResult.IMPORT_TYPE_SKIP],
        }
        messages.success(request, _("Imported: %(new)d new, %(changed)d changed, %(same)d as they were.") % words)
