"""Texts in several languages on the forms of the back office: all languages side by side, each under its own name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.fields import TranslationField
from modeltranslation.translator import NotRegistered, translator

from backoffice.rights import rows_for
from backoffice.uploads import limit_upload
from backoffice.widgets import OVERRIDES, LookupSelect, LookupSelectMultiple, set_clock
from multilingual.texts import LANGUAGES, direction

# A text of so many letters gets a box that grows with it, rather than a line that hides its end.
LONG_LINE = 120


def text_fields_of(model: type[models.Model]) -> tuple[str, ...]:
    """The names of the fields of a model that exist in every language."""
    try:
        return tuple(translator.get_options_for_model(model).fields)  # type: ignore[attr-defined]  # not in its types
    except NotRegistered:
        return ()


def language_label(code: str) -> str:
    """The name of a language of the site, in the reader's language."""
    return str(dict(settings.LANGUAGES)[code])


def columns_of(field: str) -> tuple[str, ...]:
    """The columns of a translated field, in the order of the site's languages."""
    return tuple(f"{field}_{code}" for code in LANGUAGES)


def expanded(fields: Sequence[Any], texts: Sequence[str], *, flat: bool = False) -> list[Any]:
    """Fields of a form with each translated one replaced by its columns, side by side on one line (or one by one)."""
    result: list[Any] = []
    for field in fields:
        if isinstance(field, str) and field in texts:
            if flat:
                result.extend(columns_of(field))
            else:
                result.append(columns_of(field))
        else:
            result.append(field)
    return result


class LinesField(forms.CharField):
    """A text of several lines. Browsers end lines in two signs, the database in one: that alone is no change."""

    def to_python(self, value: Any) -> Any:
        """The text, its lines ended as they are stored."""
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n") or self.empty_value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether a reader would see it."""
        return super().has_changed(self.to_python(initial), data)


class OneLineField(forms.CharField):
    """A text of one line that is typed in a box of several: line breaks become spaces."""

    def to_python(self, value: Any) -> Any:
        """The text without line breaks."""
        value = super().to_python(value)
        return " ".join(value.split()) if value else value


class TextsForm(forms.ModelForm):
    """A form that asks for a needed text in one language at least, whichever it is; instants by the row's own clock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_clock(self, str(getattr(self.instance, "clock", "")))

    def _keep_unchanged_lines(self) -> None:
        """What nobody changed stays to the letter as it was, so that the history has nothing to say of it."""
        for name in set(self.cleaned_data) - set(self.changed_data):
            field = self.fields.get(name)
            if isinstance(field, LinesField):
                self.cleaned_data[name] = self.get_initial_for_field(field, name) or field.empty_value

    def _post_clean(self) -> None:
        """As Django does; but what a constraint refuses is said beside a box, not above the form."""
        super()._post_clean()  # type: ignore[misc]  # not in its types
        above = self.errors.pop(NON_FIELD_ERRORS, None)
        boxes = {
            str(constraint.violation_error_message): self._last_box_of(constraint)
            for constraint in self._meta.model._meta.constraints
        }
        for error in above.as_data() if above else []:
            self.add_error(boxes.get(str(error.message)), error)

    def _last_box_of(self, constraint: models.BaseConstraint) -> str | None:
        """The last one on the form of which the constraint speaks; none if it speaks of none."""
        condition = getattr(constraint, "condition", None)
        named = {*getattr(constraint, "fields", ()), *getattr(condition, "referenced_base_fields", ())}
        shown = [name for name, field in self.fields.items() if name in named and not field.widget.is_hidden]
        return shown[-1] if shown else None

    def clean(self) -> dict[str, Any] | None:
        """Refuse a needed text that no language has."""
        cleaned = super().clean()
        self._keep_unchanged_lines()
        has_page = getattr(self.instance, "has_public_page", None)
        if "slug" in self.changed_data and self.instance.pk and has_page is not None and has_page():
            self.add_error("slug", _("The address is published: links to it would break."))
        for name in text_fields_of(self._meta.model):
            columns = [column for column in columns_of(name) if column in self.fields]
            if not columns or self._meta.model._meta.get_field(name).blank:
                continue
            if not any(self.cleaned_data.get(column) or column in self.errors for column in columns):
                own = f"{name}_{(get_language() or '').split('-')[0]}"
                self.add_error(own if own in columns else columns[0], _("Give this text in at least one language."))
        return cleaned


def text_formfield(column: TranslationField, formfield: forms.Field) -> forms.Field:
    """The form's field of one language: named for text and language, its box marked with the language."""
    original = column.translated_field
    code = column.language
    limit = getattr(formfield, "max_length", None)
    if type(column).__name__.endswith("CharField") and type(formfield) is forms.CharField and (limit or 0) >= LONG_LINE:
        formfield = OneLineField(
            max_length=limit,
            required=formfield.required,
            empty_value=formfield.empty_value,
            widget=AdminTextareaWidget(attrs={"rows": 2, "class": "one-line"}),
        )
    elif isinstance(formfield.widget, forms.Textarea):
        formfield.widget.attrs.setdefault("rows", 6)
    # Lazy, since some forms are made once, when the module loads, and read in every language.
    label, language = capfirst(original.verbose_name), lazy(language_label, str)(code)
    formfield.label = format_lazy("{} – {}", label, language)
    formfield.help_text = original.help_text
    # Read by the template that draws the languages side by side.
    formfield.language = code  # type: ignore[attr-defined]
    formfield.language_label = language  # type: ignore[attr-defined]
    formfield.text_label = label  # type: ignore[attr-defined]
    # An empty box shows its placeholder, by which the style sheet marks the language as missing, with no script.
    formfield.widget.attrs.update({"lang": code, "dir": direction(code), "placeholder": " "})
    classes = formfield.widget.attrs.get("class", "")
    formfield.widget.attrs["class"] = f"{classes} text-box".strip()
    return formfield


if TYPE_CHECKING:
    from django.contrib.admin.options import BaseModelAdmin as _Base
else:
    _Base = object


class TextsMixin(_Base):
    """For a ModelAdmin or an inline: name a translated field once, and the form has it in every language.

    Also brings the widgets of the back office.
    """

    model: type[models.Model]
    form: Any = TextsForm
    formfield_overrides: ClassVar[Any] = OVERRIDES | {models.TextField: {"form_class": LinesField}}
    are_texts_flat = False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The sections of the form, every text in all languages."""
        texts = text_fields_of(self.model)
        fieldsets = super().get_fieldsets(request, obj)
        return [
            (name, {**options, "fields": expanded(options["fields"], texts, flat=self.are_texts_flat)})
            for name, options in fieldsets
        ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fields as named by the class; without a list all but the undecorated columns, which mean nothing."""
        fields = super().get_fields(request, obj)
        texts = text_fields_of(self.model)
        named = self.fields or self.fieldsets
        return fields if named else [field for field in fields if field not in texts]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """A field of the form; one language of a text is named for it."""
        if db_field.name in self.get_autocomplete_fields(request):
            widget = LookupSelectMultiple if db_field.many_to_many else LookupSelect
            kwargs["widget"] = widget(db_field, self.admin_site)
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        return None if formfield is None else self._fitted(db_field, formfield)

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any] | None:
        """What can be chosen: of what belongs to events, what this person may see."""
        model = db_field.remote_field.model
        rows = super().get_field_queryset(db, db_field, request)
        if not hasattr(model, "event_paths"):
            return rows
        return rows_for(request.user, model._default_manager.all() if rows is None else rows)

    def _fitted(self, db_field: Any, formfield: forms.Field) -> forms.Field:
        """What Django made of a column, as the back office shows it."""
        if isinstance(formfield.widget, RelatedFieldWidgetWrapper):
            # Adding and correcting a related row belong to the work; deleting one from here is an accident.
            formfield.widget.can_delete_related = formfield.widget.can_view_related = False
        if isinstance(db_field, TranslationField):
            formfield = text_formfield(db_field, formfield)
        elif isinstance(db_field, models.FileField):
            limit_upload(db_field, formfield)
        if formfield.label:
            formfield.label = capfirst(str(formfield.label))
        if self.are_texts_flat:  # the cell of a table has no label of its own
            box: Any = getattr(formfield.widget, "widget", formfield.widget)
            box.attrs.setdefault("aria-label", formfield.label)
        return formfield

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The public page of a row, where there is one."""
        return obj.get_absolute_url() if obj is not None and hasattr(obj, "get_absolute_url") else None
