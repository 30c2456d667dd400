"""Answers to an event's questions on the pages of staff, to be typed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.models import Event
from events.templatetags.dates import day
from registrations.forms.questions import field_of, is_doubtful, name_of
from registrations.models import Question


class AnswersForm(forms.Form):
    """Questions of an event, answers by the key of the question. None is required: staff keep what there is."""

    def __init__(self, questions: Iterable[Question], kept: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            field = self.fields[name_of(question)] = field_of(question)
            field.required = False
            field.initial = kept.get(question.code)

    def answers(self) -> dict[str, Any]:
        """What was typed, by the key of the question."""
        return {question.code: self.cleaned_data.get(name_of(question)) for question in self.questions}


def warn_of_far_days(request: HttpRequest, event: Event, form: AnswersForm) -> None:
    """A day about which a participant would be asked is kept for staff, who are told."""
    for question in form.questions:
        answer, kept = form.cleaned_data.get(name_of(question)), form.fields[name_of(question)].initial
        if is_doubtful(question, answer, kept, event):
            words = {"question": question, "day": day(answer)}
            messages.warning(
                request, _("%(question)s: %(day)s does not fit the days of the event. Is that right?") % words
            )


def open_questions(event_id: int) -> list[Question]:
    """The questions of an event that are not restricted, with their choices."""
    rows = Question.objects.filter(event=event_id, is_restricted=False)
    return list(rows.prefetch_related("choices", "categories"))
