"""What most events ask for, ticked rather than typed: categories and questions with their words in all languages."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from events.models import Event
from multilingual.texts import LANGUAGES
from registrations.forms.questions import ARRIVAL, DEPARTURE, VISA_LETTER
from registrations.models import Question

CATEGORIES: dict[str, Any] = {
    "member-state": _("Member State"),
    "observer-state": _("Observer State"),
    "intergovernmental-organisation": _("Intergovernmental organisation"),
    "civil-society": _("Civil society"),
    "private-sector": _("Private sector"),
    "academia": _("academia"),
    "media": _("media"),
}
QUESTIONS: dict[str, tuple[Question.Type, Any]] = {
    VISA_LETTER: (Question.Type.YES_NO, _("Do you need a letter for your visa?")),
    ARRIVAL: (Question.Type.DATE, _("Day of arrival")),
    DEPARTURE: (Question.Type.DATE, _("Day of departure")),
}


def ticks(label: Any, options: list[tuple[str, Any]]) -> forms.MultipleChoiceField:
    """A box for each."""
    return forms.MultipleChoiceField(
        label=label,
        choices=[(code, capfirst(words)) for code, words in options],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ticked ones are added when you save; change them as you like."),
    )


def add(event: Event, categories: list[str], questions: list[str]) -> None:
    """Make those that were ticked, in their order, but for what an event has already."""
    for position, code in enumerate(categories, start=1):
        event.categories.get_or_create(code=code, defaults={"position": position, **_labels(CATEGORIES[code])})
    for position, code in enumerate(questions, start=1):
        kind, words = QUESTIONS[code]
        event.questions.get_or_create(code=code, defaults={"position": position, "type": kind, **_labels(words)})


def _labels(words: Any) -> dict[str, str]:
    """The label of a row in each language of the site."""
    labels = {}
    for code in LANGUAGES:
        with override(code):
            labels[f"label_{code}"] = capfirst(str(words))
    return labels
