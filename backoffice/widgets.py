"""What a form of the back office is filled in with: native dates and times, lists looked up as one types."""

import contextlib
import datetime
import zoneinfo
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.db import models
from django.forms.widgets import Script
from django.utils import timezone
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
    """A day and a time in one box; the admin's own field wants them in two. Says by which clock it is read."""

    widget = InstantInput
    zone: zoneinfo.ZoneInfo | None = None

    @property
    def help_text(self) -> str:
        """The help of the field, and the zone."""
        name = self.zone.key if self.zone else timezone.get_current_timezone_name()
        return " ".join(filter(None, (str(self._help), gettext("By the clock of %(zone)s.") % {"zone": name})))

    @help_text.setter
    def help_text(self, words: Any) -> None:
        self._help = words

    def prepare_value(self, value: Any) -> Any:
        """As the box shows it."""
        with timezone.override(self.zone or timezone.get_current_timezone()):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime.datetime | None:
        """As it was meant."""
        with timezone.override(self.zone or timezone.get_current_timezone()):
            return super().to_python(value)


def set_clock(form: forms.BaseForm, name: str) -> None:
    """Show and read the instants of a form by the clock of a zone, such as the event's; else by the server's."""
    instants = [field for field in form.fields.values() if isinstance(field, InstantField)]
    if not instants or not name:
        return
    with contextlib.suppress(ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):  # a name being typed: said elsewhere
        zone = zoneinfo.ZoneInfo(name)
        for field in instants:
            field.zone = zone


OVERRIDES: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"widget": DayInput},
    models.TimeField: {"widget": ClockInput},
    models.DateTimeField: {"form_class": InstantField, "widget": InstantInput},
}
