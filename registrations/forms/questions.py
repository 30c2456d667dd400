"""The field of a question: one for each type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from multilingual.texts import translated
from registrations.models import Question
from website.forms import AnswerChoiceField, LineField, TextField, YesNoField

# Up to so many choices stand open as buttons; a longer list is folded.
MOST_BUTTONS = 7


def name_of(question: Question) -> str:
    """The name of a question's field."""
    return f"question-{question.code}"


def field_of(question: Question) -> forms.Field:
    """The field in which a question is answered, in the reader's language."""
    common: dict[str, Any] = {
        "label": translated(question, "label").value,
        "help_text": translated(question, "help").value,
        "required": question.is_required,
    }
    match question.type:
        case Question.Type.LONG_TEXT:
            return TextField(max_length=4000, **common)
        case Question.Type.CHOICE:
            return _choice(question, common)
        case Question.Type.CHOICES:
            return forms.MultipleChoiceField(choices=_choices(question), widget=forms.CheckboxSelectMultiple, **common)
        case Question.Type.YES_NO:
            return YesNoField(**common)
        case Question.Type.NUMBER:
            number = forms.TextInput(attrs={"inputmode": "decimal"})
            return forms.DecimalField(max_digits=15, decimal_places=4, localize=True, widget=number, **common)
        case Question.Type.DATE:
            day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            return forms.DateField(widget=day, **common)
        case _:
            return LineField(max_length=300, **common)


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(choice.code, translated(choice, "label").value or choice.code) for choice in question.choices.all()]


def _choice(question: Question, common: dict[str, Any]) -> forms.Field:
    choices = _choices(question)
    if len(choices) <= MOST_BUTTONS:
        return AnswerChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    return AnswerChoiceField(choices=[("", _("Choose…")), *choices], **common)
