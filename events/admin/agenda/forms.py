"""The cells of the agenda's table: one form for an item, one for its details, one for each person in its line-up.

A model form asks the database about every constraint of every row, and a day may have forty rows. So these leave that
out: what the constraints say is said here again, beside the cell, and the database keeps the last word.
"""

import datetime
from typing import Any

from django import forms
from django.db import models
from django.utils import formats
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modeltranslation.fields import TranslationField

from backoffice.texts import LinesField, columns_of, text_formfield
from backoffice.widgets import DayInput
from events.admin.agenda import directory
from events.admin.agenda.directory import Known, KnownField, KnownListField
from events.hours import hour, is_next_morning, on_clock
from events.models import Appearance, Event, Session
from multilingual.search import fold
from speakers.models import Speaker


def _callback(db_field: Any, **kwargs: Any) -> forms.Field | None:
    if isinstance(db_field, models.TextField):
        kwargs["form_class"] = LinesField
    formfield = db_field.formfield(**kwargs)
    if formfield is not None and isinstance(db_field, TranslationField):
        formfield = text_formfield(db_field, formfield)
        # One heading a column says what it is; each cell says its language.
        formfield.widget.attrs["aria-label"] = formfield.label
        if isinstance(formfield.widget, forms.Textarea) and "one-line" in formfield.widget.attrs["class"]:
            formfield.widget.attrs["rows"] = 1
    elif formfield is not None and not isinstance(formfield.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        formfield.widget.attrs["aria-label"] = formfield.label  # lazy: said in the language of the reader
    return formfield


def version_of(session: Session) -> str:
    """What tells one state of an item and of its line-up from the next."""
    people = session.appearances.all()  # loaded with the item
    return " ".join([session.updated_at.isoformat(), *(f"{row.pk}@{row.updated_at.timestamp()}" for row in people)])


class HourField(forms.TimeField):
    """An hour as people type it: 9:30, 9h30, 930, 9, 2:30 pm. Shown as 09:30, whatever the habits of the browser."""

    def __init__(self, *, label: Any, is_end: bool = False) -> None:
        self.is_end = is_end
        attrs = {
            "aria-label": label,
            "class": "hour",
            "inputmode": "numeric",
            "autocomplete": "off",
            "placeholder": "––:––",
        }
        super().__init__(label=label, required=False, widget=forms.TimeInput(attrs, format="%H:%M"))

    def to_python(self, value: Any) -> datetime.time | None:
        """The hour."""
        try:
            return hour(value, is_end=self.is_end)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from None


# What a row carries beside its texts: nobody compares it with what is stored.
UNSAID = ("order", "version", "delete")


def in_words(field: forms.Field, value: Any) -> str:
    """What a box would hold, as its reader would say it."""
    chosen = [str(key) for key in (value if isinstance(value, list) else [value])]
    if isinstance(field, KnownField):
        return ", ".join(filter(None, map(field.known.get, chosen)))
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return ", ".join(str(label) for key, label in choices if str(key) in chosen)
    if isinstance(field, forms.BooleanField):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    return formats.date_format(value) if isinstance(value, datetime.date) else str(value or "")


class CellsForm(forms.ModelForm):
    """A form that is filled from a row and written back to it by `apply`, with no question to the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["use_required_attribute"] = False
        super().__init__(*args, **kwargs)
        self.initial.update(self.more_initial())

    def more_initial(self) -> dict[str, Any]:
        """What the fields begin with that are not the model's own."""
        return {}

    def _post_clean(self) -> None:
        """See the module."""

    def mark_errors(self) -> None:
        """Say of each wrong box that it is wrong."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"

    def tell_stored(self) -> None:
        """Say beside each box that differs from what is stored by now what that is."""
        for name in self.changed_data:
            field = self.fields[name]
            if name in UNSAID or self.instance.pk is None:
                continue
            value = in_words(field, self.get_initial_for_field(field, name))
            self.add_error(name, _("Stored now: %(value)s") % {"value": value or "–"})

    def apply(self) -> None:
        """Write the model's fields to the row, without saving it: what was not changed to the letter as it was."""
        for name in self._meta.fields or ():
            values = self.cleaned_data if name in self.changed_data else self.initial
            setattr(self.instance, name, values[name])

    def texts(self, field: str) -> list[forms.BoundField]:
        """The boxes of a text, one a language."""
        return [self[column] for column in columns_of(field)]


SESSION_FIELDS = ["kind", "number", *columns_of("title"), "is_to_be_confirmed", "is_cancelled"]
DETAIL_FIELDS = ["languages", *columns_of("description"), "note"]
PERSON_FIELDS = ["role", "status", *columns_of("function"), *columns_of("topic")]


class SessionForm(CellsForm):
    """An item: its line in the table."""

    instance: Session

    start = HourField(label=_("Start"))
    end = HourField(label=_("End"), is_end=True)
    room = forms.TypedChoiceField(
        label=_("room"), required=False, empty_value=None, coerce=int, widget=forms.Select({"aria-label": _("Room")})
    )
    level = forms.TypedChoiceField(
        label=_("place"),
        choices=[(0, "—"), (1, _("↳ part of the above")), (2, _("↳ ↳ part of a part"))],
        coerce=int,
        empty_value=0,  # type: ignore[arg-type]  # the stubs know strings only
        required=False,
        widget=forms.Select({"aria-label": _("Stands within the item above"), "class": "level"}),
    )
    order = forms.IntegerField(
        label=_("order"), required=False, widget=forms.NumberInput({"class": "order", "aria-label": _("Order")})
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    delete = forms.BooleanField(label=_("Remove"), required=False)

    class Meta:
        model = Session
        fields = SESSION_FIELDS
        formfield_callback = _callback

    def __init__(
        self,
        *args: Any,
        event: Event,
        day: datetime.date | None,
        rooms: list[Any],
        level: int = 0,
        order: int = 0,
        **kwargs: Any,
    ) -> None:
        self.event, self.day, self._level, self._order = event, day, level, order
        instance = kwargs["instance"]
        self.is_new = instance.pk is None
        super().__init__(*args, empty_permitted=self.is_new, **kwargs)
        self.fields["room"].choices = rooms  # type: ignore[attr-defined]  # a field with choices

    def more_initial(self) -> dict[str, Any]:
        """Times by the clock of the event; a row that is new begins empty."""
        row = self.instance
        return {
            "start": row.local_start.time() if row.local_start else None,
            "end": row.local_end.time() if row.local_end else None,
            "room": row.room_id,
            "level": self._level,
            "order": self._order,
            "version": version_of(row) if row.pk else "",
        }

    @property
    def is_blank(self) -> bool:
        """A new row in which nothing was typed."""
        return self.is_new and not set(self.changed_data) - {"order", "version", "level", "delete"}

    def has_changed(self) -> bool:
        """Order and version are no change of the item."""
        return bool(set(self.changed_data) - {"order", "version"})

    def clean(self) -> dict[str, Any]:
        """A title in some language; an end that comes after the start."""
        cleaned = self.cleaned_data
        titles = columns_of("title")
        if not any(cleaned.get(column) or column in self.errors for column in titles):
            self.add_error(titles[0], _("Give this text in at least one language."))
        start, end = cleaned.get("start"), cleaned.get("end")
        if end and not start and "start" not in self.errors:
            self.add_error("start", _("Give the start too."))
        elif start and end and end <= start and not self._runs_past_midnight(start, end):
            self.add_error("end", _("The end must be after the start."))
        return cleaned

    def _nights(self) -> int:
        """How many nights the item lasts as it is stored."""
        row = self.instance
        return (row.local_end.date() - row.local_start.date()).days if row.local_start and row.local_end else 0

    def _runs_past_midnight(self, start: datetime.time, end: datetime.time) -> bool:
        """Whether an end that is not after the start is meant for the next morning."""
        if self._nights() and "end" not in self.changed_data:
            return True
        return is_next_morning(start, end)

    def is_overtaken(self) -> bool:
        """Whether somebody else has changed the item since this page was opened: nobody overwrites in silence."""
        sent = self.cleaned_data.get("version")
        if self.is_new or not sent or sent == (version := version_of(self.instance)):
            return False
        self.add_error(
            None, _("Somebody else has changed this item meanwhile. Your text is kept here: compare, then save again.")
        )
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data[self.add_prefix("version")] = version
        self.data = data
        return True

    def check_clock(self, day: datetime.date | None) -> None:
        """Hours that the clock leaps over on this day, because summer time begins, are refused beside their boxes."""
        if day is None or self.errors:
            return
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        for name, moment, on in (("start", start, day), ("end", end, self._last_day(day, start, end))):
            try:
                on_clock(on, moment, self.event.zone)
            except ValueError as error:
                self.add_error(name, str(error))

    def _last_day(self, day: datetime.date, start: datetime.time | None, end: datetime.time | None) -> datetime.date:
        if start is None or end is None:
            return day
        is_kept = not {"start", "end"} & set(self.changed_data)
        return day + datetime.timedelta(days=self._nights() if is_kept else int(end <= start))

    def apply_times(self, day: datetime.date | None) -> None:
        """Write day, start and end for a day of the event. Call after `check_clock`."""
        row, zone = self.instance, self.event.zone
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        last = self._last_day(day, start, end) if day else None
        row.day = day
        row.starts_at = on_clock(day, start, zone)
        row.ends_at = on_clock(last, end, zone) if start else None

    def apply(self) -> None:
        """Write the line's fields, the room too."""
        super().apply()
        self.instance.room_id = self.cleaned_data["room"]


class DetailForm(CellsForm):
    """What an item has beyond its line: the day, the languages, the description, a note."""

    instance: Session

    day = forms.DateField(label=_("day"), required=False, widget=DayInput)

    class Meta:
        model = Session
        fields = DETAIL_FIELDS
        formfield_callback = _callback

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._day = kwargs.pop("day")
        super().__init__(*args, **kwargs)

    def more_initial(self) -> dict[str, Any]:
        """The day on which it stands."""
        return {"day": self._day}


NEW = ("given_name", "family_name", "is_namesake", "new_body")


class PersonForm(CellsForm):
    """A speaker in the line-up of an item."""

    instance: Appearance

    speaker = KnownField("speaker", label=pgettext_lazy("person", "Speaker"), required=False)
    organisations = KnownListField("organisations", label=_("Organisations"), required=False)
    country = KnownField("country", label=_("Country"), required=False)
    # Somebody who is not in the directory yet, and a body that is not.
    given_name = forms.CharField(label=_("Given name"), max_length=120, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=120, required=False)
    is_namesake = forms.BooleanField(label=_("another person of the same name"), required=False)
    new_body = forms.CharField(label=_("New body"), max_length=250, required=False)
    is_joint = forms.BooleanField(label=_("presents jointly with the speaker above"), required=False)
    delete = forms.BooleanField(label=_("Remove"), required=False)

    class Meta:
        model = Appearance
        fields = PERSON_FIELDS
        formfield_callback = _callback

    def __init__(self, *args: Any, known: Known, takes_new: bool = False, **kwargs: Any) -> None:
        self.known = known
        self.is_new = kwargs["instance"].pk is None
        super().__init__(*args, empty_permitted=self.is_new, **kwargs)
        for name in () if takes_new else NEW:
            del self.fields[name]
        self._bind_known()

    def _bind_known(self) -> None:
        for field in self.fields.values():
            if isinstance(field, KnownField):
                field.use(self.known)

    def more_initial(self) -> dict[str, Any]:
        """The people and organisations by their keys."""
        row = self.instance
        return {
            "speaker": row.speaker_id,
            "organisations": [organisation.pk for organisation in row.organisations.all()] if row.pk else [],
            "country": row.country_id,
            "is_joint": row.joint_with_id is not None,
        }

    @property
    def is_blank(self) -> bool:
        """A new line in which nothing was typed."""
        return self.is_new and not set(self.changed_data) - {"delete", "role", "status"}

    def clean(self) -> dict[str, Any]:
        """Somebody must speak: of the directory, or new and not there under the same name."""
        if self.is_blank or self.cleaned_data.get("speaker") or "speaker" in self.errors:
            return self.cleaned_data
        if not self.new_name:
            self.add_error("speaker", _("Choose the speaker."))
        elif not self.cleaned_data.get("is_namesake") and (known := directory.person_named(self.new_name)):
            self._choose(known)
        return self.cleaned_data

    @property
    def new_name(self) -> str:
        """The name of somebody who is not in the directory, as it is sorted; "" where nobody new is named."""
        cleaned = getattr(self, "cleaned_data", {})
        return (
            fold(f"{cleaned.get('family_name', '')} {cleaned.get('given_name', '')}")
            if cleaned.get("family_name")
            else ""
        )

    def _choose(self, speaker: Speaker) -> None:
        """Somebody of this name is known: show that, with what the directory says, for staff to look at."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data[self.add_prefix("speaker")] = str(speaker.pk)
        for column in columns_of("function"):
            if not data.get(self.add_prefix(column)):
                data[self.add_prefix(column)] = getattr(speaker, column) or ""
        self.data = data
        self.known.names["speaker"][str(speaker.pk)] = str(speaker)
        words = _(
            "%(name)s is in the directory already and is chosen now. Save again, or say that this is another person."
        )
        self.add_error("speaker", words % {"name": speaker})

    def apply(self) -> None:
        """Write the fields of the line but the organisations, which need a saved row."""
        super().apply()
        cleaned = self.cleaned_data
        if name := cleaned.get("new_body"):
            body = directory.body_named(name)
            cleaned["organisations"] = list(dict.fromkeys([*cleaned["organisations"], body.pk]))
        if not cleaned["speaker"]:
            known = None if cleaned["is_namesake"] else directory.person_named(self.new_name)
            cleaned["speaker"] = (known or self._new_speaker()).pk
        self.instance.speaker_id = cleaned["speaker"]
        self.instance.country_id = cleaned["country"]

    def _new_speaker(self) -> Speaker:
        """Put a new person into the directory, with the function and the bodies printed here."""
        cleaned = self.cleaned_data
        names = ("given_name", "family_name", *columns_of("function"))
        speaker = Speaker.objects.create(country_id=cleaned["country"], **{name: cleaned[name] for name in names})
        speaker.organisations.set(cleaned["organisations"])
        return speaker
