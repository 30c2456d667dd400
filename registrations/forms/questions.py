"""The field of a question: one for each type."""

import datetime
from typing import Any

from django import forms
from django.utils.formats import localize_input
from django.utils.translation import gettext_lazy as _

from events.models import Event
from multilingual.texts import translated
from registrations.models import Question
from website.forms import AnswerChoiceField, LineField, TextField, YesNoField

# The keys of the questions that the house offers to ask. Two days have an order with those of the event; a mail may
# have asked for the letter already.
ARRIVAL, DEPARTURE, VISA_LETTER = "arrival", "departure", "visa-letter"
# So long before and after the event its people come and go.
NEAR = datetime.timedelta(days=30)
# Up to so many choices stand open as buttons; a longer list is folded.
MOST_BUTTONS = 7


class UnaskedField(forms.Field):
    """The answer to a question that is not asked now: it goes along unseen, until its category is chosen again."""

    def __init__(self, asked: forms.Field) -> None:
        super().__init__(required=False, widget=forms.MultipleHiddenInput(attrs={"id": False}))
        self.asked = asked

    def prepare_value(self, value: Any) -> list[Any]:
        """What was typed or is stored, as the field that asks for it would show it: several, one or none."""
        shown = self.asked.prepare_value(value)
        values = shown if isinstance(shown, list) else [shown]
        return [localize_input(each) for each in values if each not in (None, "")]


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


def is_doubtful(question: Question, answer: Any, kept: Any, event: Event) -> bool:
    """Whether a day does not fit those of the event: far from them, an arrival after them, a departure before.

    Of one that is `kept` nobody asks again. Restricted questions ask for other days: of birth, of a passport.
    """
    first, last = event.starts_on, event.last_day
    if (
        not isinstance(answer, datetime.date)
        or answer.isoformat() == kept
        or question.is_restricted
        or first is None
        or last is None
    ):
        return False
    earliest = first if question.code == DEPARTURE else first - NEAR
    latest = last if question.code == ARRIVAL else last + NEAR
    return not earliest <= answer <= latest


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(choice.code, translated(choice, "label").value or choice.code) for choice in question.choices.all()]


def _choice(question: Question, common: dict[str, Any]) -> forms.Field:
    choices = _choices(question)
    if len(choices) <= MOST_BUTTONS:
        return AnswerChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    return AnswerChoiceField(choices=[("", _("Choose…")), *choices], **common)
