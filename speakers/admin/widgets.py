"""What a form of the back office is filled in with: native dates and times, lists looked up as one types."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.db import models
from django.forms.widgets import Script
from django.utils.translation import gettext

if TYPE_CHECKING:

    class _Base(AutocompleteMixin, forms.Select):
        pass

else:
    _Base = AutocompleteMixin


class LookupMixin(_Base):
    """Django's autocomplete with a script of our own: no jQuery, no inline style, the ARIA pattern of a combobox."""

    # Names by key of what is chosen, where the page has loaded them for all its rows at once; None: ask for each row.
    known: dict[str, str] | None = None

    def optgroups(self, name: str, value: Any, attr: Any = None) -> list[Any]:
        """The chosen rows alone."""
        if self.known is None:
            return super().optgroups(name, value, attr)
        options = []
        if not self.allow_multiple_selected:
            options.append(self.create_option(name, "", "", not any(value), 0))
        for key in value:
            if str(key) in self.known:
                options.append(self.create_option(name, key, self.known[str(key)], True, len(options)))
        return [(None, options, 0)]

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """What the script needs to know."""
        attrs: dict[str, Any] = {**self.attrs, **base_attrs, **(extra_attrs or {})}
        return {
            **attrs,
            "data-lookup": self.get_url(),
            "data-app-label": self.field.model._meta.app_label,
            "data-model-name": self.field.model._meta.model_name,
            "data-field-name": self.field.name,
            "data-allow-clear": "false" if self.is_required else "true",
            "data-remove-label": gettext("Remove"),
            "data-nothing-label": gettext("Nothing found"),
        }

    @property
    def media(self) -> forms.Media:
        """The script."""
        return forms.Media(js=[Script("admin_theme/combobox.js", defer=True)])  # type: ignore[list-item]  # the stubs know strings only


class LookupSelect(LookupMixin, AutocompleteSelect):
    """One row, looked up."""


class LookupSelectMultiple(LookupMixin, AutocompleteSelectMultiple):
    """Several rows, looked up."""


class DayInput(forms.DateInput):
    """A day, in the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """A time of day, in hours and minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class InstantInput(forms.DateTimeInput):
    """A day and a time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class InstantField(forms.DateTimeField):
    """A day and a time in one box; the admin's own field wants them in two."""

    widget = InstantInput


OVERRIDES: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"widget": DayInput},
    models.TimeField: {"widget": ClockInput},
    models.DateTimeField: {"form_class": InstantField, "widget": InstantInput},
}
