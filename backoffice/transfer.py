"""Import and export in the back office: a file, then row by row what it would change, then all of it or nothing."""

import unicodedata
from collections.abc import Iterable
from itertools import starmap
from pathlib import Path
from typing import Any

import tablib
from django import forms
from django.contrib import messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.results import RowResult

from backoffice.importing import Findings
from backoffice.models import Import, receive
from backoffice.rights import staff
from backoffice.spreadsheets import FORMATS, UnreadableTable, Xlsx, limits_in_words, read_table
from backoffice.tables import TableResource
from multilingual.sizes import file_size
from multilingual.texts import semicolon, with_label

State = Import.State
# Who reads an exported file.
PEOPLE = "people"
IMPORT_BYTES = 10 * 1024 * 1024
# Of the name of a file before its time and maker: with these it stays below what a file system takes.
LONGEST_NAME = 150


class FileForm(ImportForm):
    """A file alone: its bytes say what it is."""

    table: tablib.Dataset

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields["import_file"].label = _("File")
        self.fields["import_file"].widget.attrs["accept"] = ".csv,.xlsx,.txt"

    def clean_import_file(self) -> UploadedFile:
        """A table within the limits; it is read here, so that what is wrong with it stands beside the field."""
        file: UploadedFile = self.cleaned_data["import_file"]
        if file.size is None or file.size > IMPORT_BYTES:
            raise ValidationError(_("This file is larger than %(size)s.") % {"size": file_size(IMPORT_BYTES)})
        try:
            self.table = read_table(file.read())
        except UnreadableTable as error:
            raise ValidationError(str(error)) from error
        file.seek(0)
        return file

    def clean_format(self) -> str:
        """Any: they are read alike."""
        return "0"


class ConfirmForm(ConfirmImportForm):
    """The file that was looked at. Its name is signed for whoever uploaded it, and is good for nobody else."""

    signer: Signer

    def clean_import_file_name(self) -> str:
        """The name without its signature."""
        try:
            return self.signer.unsign(self.cleaned_data["import_file_name"])
        except BadSignature as error:
            raise ValidationError(_("This file was uploaded by somebody else: please choose it again.")) from error


class TableExportForm(ExportForm):
    """Which file, and who reads it."""

    reader = forms.ChoiceField(
        label=gettext_lazy("For"),
        choices=[
            (PEOPLE, gettext_lazy("people: headings and values in your language")),
            ("machines", gettext_lazy("other programs: technical names of columns, and codes")),
        ],
        widget=forms.RadioSelect,
        initial=PEOPLE,
        required=False,
    )


class TransferMixin(ImportExportMixin):
    """Before BackOfficeAdmin: lists get “Import” and “Export”. Importing adds and changes, so it needs both rights."""

    resource_classes: Iterable[type[TableResource]] = ()
    import_formats = export_formats = FORMATS
    formats = FORMATS
    import_form_class = FileForm
    confirm_form_class = ConfirmForm
    export_form_class = TableExportForm
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
        return context | {"number": changelist.queryset.count(), "filters": filters_in_words(changelist)}

    def _do_file_export(
        self, file_format: Any, request: HttpRequest, queryset: QuerySet[Any], export_form: Any = None
    ) -> HttpResponseBase:
        """The file; CSV is sent while it is made. Its name, and a sheet of a workbook, say from where it comes."""
        kwargs = self.get_export_resource_kwargs(request, export_form=export_form)
        resource = self.choose_export_resource_class(export_form, request)(**kwargs)
        changelist, made_at = self.exported_list(request), timezone.localtime()
        user = request.user.get_username()
        about = {
            "made by": user,
            "made at": made_at.isoformat(timespec="seconds"),
            "filter": filters_in_words(changelist),
            **{name: "yes" if is_so else "no" for name, is_so in resource.about().items()},
        }
        filters = [words for _title, words in chosen_filters(changelist)] or ["all"]
        parts = [f"{self.opts.model_name}s", *filters, *resource.marks]
        name = "-".join(filter(None, map(slugify, parts)))[:LONGEST_NAME].rstrip("-")
        name = f"{name}-{made_at:%Y-%m-%d-%H%M}-{slugify(user)}.{file_format.get_extension()}"
        resource.before_export(queryset)
        self.note_export(request, resource, queryset, name)
        if export_form is not None and export_form.cleaned_data.get("reader") == PEOPLE:
            headings, lines = resource.headings_in_words(), resource.lines_in_words(queryset)
            about["made at"] = date_format(made_at, "DATETIME_FORMAT")
            about |= {name: _("yes") if is_so else _("no") for name, is_so in resource.about().items()}
            about = {in_words(name): text for name, text in about.items()}
            sheets = (_("rows"), pgettext("sheet", "about this file"))
        else:
            headings, lines = resource.get_export_headers(), resource.lines(queryset)
            sheets = ("rows", "about")
        content = file_format.write(headings, lines, about, sheets)
        response = FileResponse(content, content_type=file_format.get_content_type())
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def note_export(self, request: HttpRequest, resource: TableResource, queryset: QuerySet[Any], name: str) -> None:
        """Before the file is made: whatever must be noted of it."""

    # Import ----------------------------------------------------------------------------------------------------------

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What a file may hold is said before one is chosen."""
        resource = self.resource_class_of()
        more = {
            "limits": limits_in_words(IMPORT_BYTES, resource.most_rows),
            "large": resource.large,
            "not_here": resource.not_here,
        }
        return {**super().get_import_context_data(**kwargs), **more}

    def add_data_read_fail_error_to_form(self, form: forms.Form, error: Exception) -> None:
        """Why a file that was read cannot be read once more, in words for people."""
        is_ours = isinstance(error, UnreadableTable)
        form.add_error("import_file", str(error) if is_ours else _("The file cannot be read as CSV or XLSX."))

    def get_urls(self) -> list[URLPattern]:
        """With the page of an import that the worker does."""
        name = "{}_{}_large_import".format(*self.get_model_info())
        view = self.admin_site.admin_view(self.large_import)
        empty = "{}_{}_import_template".format(*self.get_model_info())
        return [
            path("import/<int:pk>/", view, name=name),
            path("import/template/", self.admin_site.admin_view(self.import_template), name=empty),
            *super().get_urls(),
        ]

    def import_template(self, request: HttpRequest) -> HttpResponseBase:
        """An empty workbook with the columns; its second sheet says what may stand in those that have a list."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        resource = self.resource_class_of()(by=staff(request))
        content = Xlsx.write(resource.get_export_headers(), [], resource.allowed())
        name = f"{self.opts.model_name}s-template.xlsx"
        return FileResponse(content, as_attachment=True, filename=name, content_type=Xlsx().get_content_type())

    def create_import_form(self, request: HttpRequest) -> FileForm:
        """Made once a request: it reads the file."""
        form: FileForm | None = getattr(request, "_import_form", None)
        if form is None:
            form = super().create_import_form(request)
            request._import_form = form  # type: ignore[attr-defined]
        return form

    def chosen(self, form: forms.Form) -> dict[str, Any]:
        """What was chosen beside the file, as plain data."""
        return {}

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """Who imports, and what was chosen."""
        form = kwargs.get("form")
        chosen = self.chosen(form) if form is not None and form.is_bound and form.is_valid() else {}
        return self.resource_class_of().import_kwargs(staff(request), chosen)

    def resource_class_of(self) -> type[TableResource]:
        """What reads the file."""
        return next(iter(self.resource_classes))

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """A file is tried at once, or by the worker where that would take long."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.create_import_form(request)
        resource_class = self.resource_class_of()
        most = resource_class.most_rows
        if request.method == "POST" and form.is_valid() and len(form.table) > most:
            form.add_error("import_file", _("At most %(number)d rows at once.") % {"number": most})
        if request.method == "POST" and form.is_valid() and len(form.table) > resource_class.large:
            file = form.cleaned_data["import_file"]
            job = receive(
                file.read(),
                by=request.user,
                language=get_language(),
                table=self.opts.label_lower,
                chosen=self.chosen(form),
                name=unicodedata.normalize("NFC", Path(file.name).name)[-100:],
                rows=len(form.table),
            )
            return self.to_large_import(job)
        response: HttpResponseBase = super().import_action(request, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data:
            if result := response.context_data.get("result"):
                response.context_data["found"] = Findings().add(result).plain()
            mine = Import.objects.filter(by=staff(request), table=self.opts.label_lower)
            response.context_data["large_imports"] = mine[:5]
        return response

    def to_large_import(self, job: Import) -> HttpResponseRedirect:
        """Its page."""
        return HttpResponseRedirect(reverse("admin:{}_{}_large_import".format(*self.get_model_info()), args=[job.pk]))

    def large_import(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """How far the worker has come, what it found, and the confirmation of whoever sent the file."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        job = get_object_or_404(Import, pk=pk, by=staff(request), table=self.opts.label_lower)
        if request.method == "POST":
            wanted = {"confirm": (State.TRIED, State.TO_STORE), "again": (State.STOPPED, State.TO_TRY)}
            before, after = wanted.get(request.POST.get("do", ""), (None, ""))
            if job.state != before or not job.ask_for(after, job.found):
                messages.error(request, _("This page is too old: look at it once more."))
            return self.to_large_import(job)
        context = {
            "title": _("Import"),
            "job": job,
            "found": None if job.is_open else job.found,
        }
        return self.render(request, "admin/transfer/large_import.html", context)

    def signer(self, request: HttpRequest) -> Signer:
        """For names of files that this person uploaded."""
        return Signer(salt=f"import {request.user.pk}")

    def get_confirm_form_initial(self, request: HttpRequest, import_form: forms.Form | None) -> dict[str, Any]:
        """What was chosen goes on to the confirmation, with the file of this person."""
        initial: dict[str, Any] = super().get_confirm_form_initial(request, import_form)
        if import_form is None:
            return initial
        signed = self.signer(request).sign(initial["import_file_name"])
        return {**initial, **self.chosen(import_form), "import_file_name": signed}

    def create_confirm_form(self, request: HttpRequest, import_form: forms.Form | None = None) -> ConfirmForm:
        """It takes the files of this person."""
        form: ConfirmForm = super().create_confirm_form(request, import_form=import_form)
        form.signer = self.signer(request)
        return form

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


def in_words(name: str) -> str:
    """What a thing is called that a file says of itself, in the reader's language."""
    words = {
        "made by": _("made by"),
        "made at": _("made at"),
        "filter": _("filter"),
        "restricted data": _("restricted data"),
    }
    return words.get(name, name)


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
    return semicolon().join(starmap(with_label, chosen)) or _("all rows")
