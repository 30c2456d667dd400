"""Fields that take what people type, in bounds, and a form that sums up what is wrong."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

# Marks that turn the direction of what follows: in a name they could disguise a line of the list of participants.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# How the name of a box ends that says that something doubtful is right: as that of no question does.
SURE = ".sure"
# Unseen on a page: in which fields a file was sent with one before it.
HAD_FILE = "had-file"

# No number with the code of its country has fewer.
FEWEST_DIGITS = 5


def tidy(value: str) -> str:
    """Without control characters and marks that turn the direction of writing; lines stay lines."""
    kept = (char for char in _TURNING.sub("", value) if char in "\n\t" or unicodedata.category(char) != "Cc")
    return unicodedata.normalize("NFC", "".join(kept))


class LineField(forms.CharField):
    """One line."""

    def to_python(self, value: Any) -> str:
        """The line with single spaces."""
        return " ".join(tidy(str(super().to_python(value)).replace("\n", " ")).split())


class TextField(forms.CharField):
    """Several lines."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> str:
        """The text with line ends of one kind."""
        return tidy(str(super().to_python(value)).replace("\r\n", "\n")).strip()


class NameField(LineField):
    """A name: some letter must be in it."""

    def validate(self, value: str) -> None:
        """Refuse a line of dots and dashes."""
        super().validate(value)
        if value and not any(char.isalpha() for char in value):
            raise ValidationError(_("Write the name in letters."), code="name")


class PhoneField(LineField):
    """A telephone number, in any spelling, with what belongs to it, such as an extension."""

    def validate(self, value: str) -> None:
        """Refuse what nobody can dial."""
        super().validate(value)
        if value and sum(char.isdigit() for char in value) < FEWEST_DIGITS:
            raise ValidationError(_("Write the number in digits, with the code of the country."), code="phone")


class AddressField(forms.EmailField):
    """An e-mail address that others can write to: none at this machine."""

    default_validators = [EmailValidator(allowlist=[])]
    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)


class SureInput(forms.CheckboxInput):
    """A box that says that something doubtful is right; ticked beside something else, it says nothing of this."""

    def __init__(self, doubtful: str) -> None:
        super().__init__(attrs={"value": doubtful})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> bool:
        """Whether it was ticked beside just this."""
        return bool(data.get(name) == self.attrs["value"])


class AnswerChoiceField(forms.ChoiceField):
    """One of a list; nothing chosen is no answer."""

    def clean(self, value: Any) -> str | None:
        """The key of the choice."""
        return super().clean(value) or None


class YesNoField(forms.TypedChoiceField):
    """Yes or no, neither chosen before."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("yes", _("Yes")), ("no", _("No"))]
        super().__init__(
            choices=choices, coerce=lambda value: value == "yes", empty_value=None, widget=forms.RadioSelect, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        """True and false as their boxes."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def is_only_shown(request: HttpRequest) -> bool:
    """Whether a form was not sent to us, but to its own page, to be shown as it was typed: in another language, by a
    button of base.html, or with what another category asks.
    """
    return request.method == "POST" and ("only-language" in request.POST or "only-category" in request.POST)


def files_sent(data: QueryDict, files: MultiValueDict) -> list[str]:
    """The names of the fields in which a file was sent, now or with a page before."""
    return sorted({*files, *data.getlist(HAD_FILE)})


class PublicForm(forms.Form):
    """A form whose page sums up its mistakes on top."""

    data: QueryDict
    is_unchecked = False

    def leave_unchecked(self) -> None:
        """It is shown as it was typed, and nothing is said of it yet but that a file does not come along. The ticks
        beside what is doubtful stay, unseen, until that is asked about again.
        """
        self._errors, self.cleaned_data, self.is_unchecked = ErrorDict(), {}, True
        for name in self.data:
            if name.endswith(SURE):
                self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"id": False}))
        self.ask_for_files_again()

    def ask_for_files_again(self) -> None:
        """Beside each field in which a file was sent, for it does not come along with the page. The page keeps their
        names unseen: that after it, in another language or for another category, says the same.
        """
        names = files_sent(self.data, self.files)
        self.data = self.data.copy()
        self.data.setlist(HAD_FILE, names)
        self.fields[HAD_FILE] = forms.Field(required=False, widget=forms.MultipleHiddenInput(attrs={"id": False}))
        for name in self.fields.keys() & names:
            self.add_error(name, ValidationError(_("Please choose the document again."), code="again"))

    def is_sure(self, name: str, doubtful: str, label: str) -> bool:
        """Whether somebody who was asked says that it is right; adds the box that asks."""
        self.fields[name] = forms.BooleanField(label=label, required=False, widget=SureInput(doubtful))
        return bool(self[name].data)

    def mistakes(self) -> list[tuple[str, str, str]]:
        """Of each field with an error: the id of its first input, its label, the error."""
        found = []
        for name in self.fields:
            if errors := self.errors.get(name):
                field = self[name]
                target = f"{field.auto_id}_0" if field.use_fieldset else field.auto_id
                found.append((str(target), str(field.label), str(errors[0])))
        return found
