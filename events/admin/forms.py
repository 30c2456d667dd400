"""Forms of the programme: an event's basics, and the copy of an event."""

import datetime
import zoneinfo
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_slug
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from backoffice.texts import TextsForm, columns_of
from backoffice.uploads import redrawn
from backoffice.widgets import DayInput
from events.models import Event, Series
from events.models.copying import next_name
from events.models.reschedule import skipped

# The points of an event's picture: twice what a wide page shows, for fine screens.
IMAGE_BOX = (1280, 1280)


HOURS_SKIPPED = _("These hours do not exist there, the clocks go forward: ")


class TimezoneInput(forms.TextInput):
    """A time zone, with the names of the IANA database offered from the page's list."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"list": "timezones", "class": "vTextField", **(attrs or {})})


def timezone_names() -> list[str]:
    """The names worth offering: Area/Place."""
    return sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))


class EventForm(TextsForm):
    """An event, with the offer to take its agenda along to other days."""

    # For whoever may make events in some series alone: see EventAdmin.
    series = forms.ModelChoiceField(Series.objects.none(), label=_("series"))
    move_agenda = forms.BooleanField(
        label=_("take the agenda along"),
        required=False,
        help_text=_("If the first day changes: move all items and phases by as many days."),
    )

    # By how many days the first day moved before, and the agenda did not.
    stayed_days = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.stayed_days and "move_agenda" in self.fields:
            words = _("The first day has moved by %(days)s days, the agenda has not: tick and save to move it too.")
            self.fields["move_agenda"].help_text = words % {"days": f"{self.stayed_days:+d}"}
        if self.instance.pk is None and "timezone" in self.fields:
            self.fields["code"].required = self.fields["timezone"].required = False
            self.initial["timezone"] = None
            self.fields["code"].help_text = format_lazy(
                "{} {}", self.fields["code"].help_text, _("Empty: made of the title and the year.")
            )
            self.fields["timezone"].help_text = _("Empty: that of the venue.")

    def clean_timezone(self) -> str:
        """The zone; of a new event that of its venue, unless another one is said."""
        zone = str(self.cleaned_data.get("timezone") or "")
        if zone or self.instance.pk:
            return zone
        venue = self.cleaned_data.get("venue")
        return (venue.timezone if venue else "") or str(Event._meta.get_field("timezone").get_default())

    def clean_image(self) -> Any:
        """A new picture is drawn anew, no larger than pages show it."""
        image = self.cleaned_data["image"]
        return redrawn(image, IMAGE_BOX) if isinstance(image, UploadedFile) else image

    def clean(self) -> dict[str, Any] | None:
        """Refuse a zone, or days, in which an item of the agenda would have an hour that there is not."""
        cleaned = super().clean()
        self._demand_words_for_the_picture()
        timezone = self.cleaned_data.get("timezone")
        if (
            not self.instance.pk
            or not timezone
            or not {"timezone", "starts_on", "move_agenda"} & set(self.changed_data)
        ):
            return cleaned
        stored = Event.objects.get(pk=self.instance.pk)
        days = self.days_to_move if self.cleaned_data.get("move_agenda") else 0
        if items := skipped(stored, days=days, zone=zoneinfo.ZoneInfo(timezone)):
            self.add_error("timezone", HOURS_SKIPPED + ", ".join(items))
        return cleaned

    def _demand_words_for_the_picture(self) -> None:
        columns = [column for column in columns_of("image_alt") if column in self.fields]
        if columns and self.cleaned_data.get("image") and not any(self.cleaned_data.get(each) for each in columns):
            self.add_error(columns[0], _("Say what the picture shows, in one language at least."))

    @property
    def moved_days(self) -> int:
        """By how many days the first day has moved."""
        before, after = self.initial.get("starts_on"), self.cleaned_data.get("starts_on")
        return (after - before).days if before and after else 0

    @property
    def days_to_move(self) -> int:
        """By how many days the agenda is to move to keep up with the first day."""
        return self.moved_days + self.stayed_days


class CopyForm(forms.Form):
    """What the copy of an event needs to be an event of its own."""

    # For whoever may make events in some series alone: see EventAdmin.
    series = forms.ModelChoiceField(Series.objects.none(), label=_("series"))
    code = forms.CharField(label=_("code"), max_length=40)
    slug = forms.CharField(label=_("address on the site"), max_length=80, validators=[validate_slug])
    starts_on = forms.DateField(
        label=_("first day"),
        required=False,
        widget=DayInput,
        help_text=_("Agenda and phases move along; hours stay as they are."),
    )
    with_people = forms.BooleanField(
        label=_("take the speakers along"), required=False, initial=True, help_text=_("As invited, to be asked anew.")
    )

    def clean_code(self) -> str:
        """A code is taken once."""
        code = str(self.cleaned_data["code"]).strip()
        if Event.objects.filter(code__iexact=code).exists():
            raise forms.ValidationError(_("Another event has this code."))
        return code

    def clean_slug(self) -> str:
        """So is an address."""
        slug = str(self.cleaned_data["slug"])
        if Event.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another event has this address."))
        return slug


def copy_suggestions(event: Event) -> dict[str, Any]:
    """A free code and address, and the same weekday a year (52 weeks) later."""
    codes = set(Event.objects.values_list("code", flat=True))
    slugs = set(Event.objects.values_list("slug", flat=True))
    later = event.starts_on + datetime.timedelta(weeks=52) if event.starts_on else None
    return {"code": next_name(event.code, codes), "slug": next_name(event.slug, slugs), "starts_on": later}
