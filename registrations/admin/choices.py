"""The form of a question: its choices are typed where the question is, one a line, a box for each language."""

from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from backoffice.texts import LinesField, TextsForm, language_label
from multilingual.texts import LANGUAGES, direction
from registrations.models import Question, QuestionChoice

COLUMNS = tuple(f"choices_{code}" for code in LANGUAGES)
LONGEST = QuestionChoice._meta.get_field("label").max_length or 200


class ChoicesField(LinesField):
    """The new choices in one language."""

    def __init__(self, code: str) -> None:
        self.language, self.text_label = code, _("New choices")
        self.language_label = lazy(language_label, str)(code)
        attrs = {"rows": 2, "class": "text-box one-line", "lang": code, "dir": direction(code), "placeholder": " "}
        super().__init__(
            label=format_lazy("{} – {}", self.text_label, self.language_label),
            required=False,
            widget=forms.Textarea(attrs),
            help_text=_("One a line; the same line in each language. Of a question that is answered from a list."),
            strip=False,
        )

    def clean(self, value: Any) -> Any:
        """The lines, none too long."""
        lines = [line.strip() for line in str(super().clean(value)).splitlines()]
        if any(len(line) > LONGEST for line in lines):
            raise ValidationError(_("A choice has at most %(limit)d characters."), params={"limit": LONGEST})
        return lines


class _NewChoices(forms.Form):
    """A box for each language of the site."""


_NewChoices.base_fields.update({f"choices_{code}": ChoicesField(code) for code in LANGUAGES})
_NewChoices.declared_fields = _NewChoices.base_fields


class QuestionForm(TextsForm, _NewChoices):
    """A question, and choices to be added to it."""

    def clean(self) -> dict[str, Any] | None:
        """Whoever types choices asks for one of them; a list with nothing in it is refused."""
        cleaned = super().clean()
        kinds = (Question.Type.CHOICE, Question.Type.CHOICES)
        is_new_list = self.cleaned_data.get("type") in kinds and "type" in self.changed_data
        if self.new_choices() and self.cleaned_data.get("type") not in kinds:
            self.cleaned_data["type"] = Question.Type.CHOICE
        elif is_new_list and not self.new_choices() and not self._has_choices():
            self.add_error(COLUMNS[0] if COLUMNS[0] in self.fields else "type", _("Type what there is to choose from."))
        return cleaned

    def _has_choices(self) -> bool:
        return bool(self.instance.pk) and self.instance.choices.exists()

    def new_choices(self) -> list[dict[str, str]]:
        """The labels of each new choice, by column; a line that is empty in all languages is none."""
        lines = zip_longest(*(self.cleaned_data.get(column) or [] for column in COLUMNS), fillvalue="")
        return [
            {f"label_{code}": text for code, text in zip(LANGUAGES, line, strict=False)} for line in lines if any(line)
        ]

    def save(self, commit: bool = True) -> Any:
        """Save the question and add the choices behind those that are there."""
        question = super().save(commit)
        if commit:
            for position, labels in enumerate(self.new_choices(), start=question.choices.count() + 1):
                question.choices.create(position=position, **labels)
        return question
