"""What is stored of a person, as labels and words, for that person to read."""

import contextlib
import datetime
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.models import Event
from events.templatetags.dates import day
from multilingual.texts import translated
from registrations.forms.registration import MODES
from registrations.models import Question, Registration, RestrictedData
from website.templatetags.site import OWN_NAMES


class Pair(NamedTuple):
    """A label and a value; `is_restricted` for what only few may see."""

    label: str
    value: str
    is_restricted: bool = False


def pairs(registration: Registration, *, is_fresh: bool = False) -> list[Pair]:
    """All that the person told us, in the order of the form, without what is empty.

    After the event restricted data are shown on a page alone whose link has just gone to the person's address.
    """
    category = registration.category
    is_hybrid = registration.event.mode == Event.Mode.HYBRID
    found = [
        Pair(_("Name"), registration.formal_name),
        Pair(_("E-mail"), registration.email),
        Pair(_("Telephone"), registration.phone),
        Pair(_("Function"), registration.function),
        Pair(_("Organisation"), registration.organisation_name or registration.organisation_display),
        Pair(_("Country"), translated(registration.country, "name").value if registration.country else ""),
        Pair(_("You take part as"), translated(category, "label").value if category else ""),
        Pair(_("You attend"), str(MODES[Event.Mode(registration.mode)]) if is_hybrid else ""),
        Pair(_("We write to you in"), OWN_NAMES.get(registration.language, registration.language)),
        *_answers(registration),
        Pair(_("Nomination document"), _("received") if registration.nomination_document else ""),
        Pair(_("Your answer to the secretariat"), registration.remarks),
    ]
    if (restricted := getattr(registration, "restricted", None)) is not None:
        is_hidden = not is_fresh and registration.event.is_over()
        found += _restricted(registration, restricted, is_hidden=is_hidden)
    return [pair for pair in found if pair.value]


def _answers(registration: Registration) -> list[Pair]:
    given = {answer.question_id: answer.value for answer in registration.answers.all()}
    questions = [question for question in registration.event.questions.all() if question.pk in given]
    return [_pair(question, given[question.pk]) for question in questions]


def _restricted(registration: Registration, restricted: RestrictedData, *, is_hidden: bool) -> list[Pair]:
    """What only few may see; of what was given under another address, or is hidden, that it is there."""
    questions = [question for question in registration.event.questions.all() if question.code in restricted.answers]
    found = {
        "diet": Pair(_("Diet"), restricted.diet),
        "access_needs": Pair(_("Access"), restricted.access_needs),
        **{question.code: _pair(question, restricted.answers[question.code]) for question in questions},
    }
    hidden = _("given under another address; not shown here")
    for code in restricted.hidden_from_person() & set(found):
        found[code] = found[code]._replace(value=hidden)
    if is_hidden:
        over = _("kept for some days after the meeting; not shown here")
        found = {code: pair._replace(value=over if pair.value else "") for code, pair in found.items()}
    return [pair._replace(is_restricted=True) for pair in found.values()]


def _pair(question: Question, value: Any) -> Pair:
    words = answer_in_words(question, value)
    return Pair(translated(question, "label").value, capfirst(words) if isinstance(value, bool) else words)


def answer_in_words(question: Question, value: Any) -> str:
    """An answer in the reader's language. A choice that staff deleted since is shown by its key."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if question.has_choices:
        return ", ".join(_choices_in_words(question, value if isinstance(value, list) else [value]))
    if question.type == Question.Type.DATE:
        with contextlib.suppress(ValueError):  # a mail may have said it in words
            return day(datetime.date.fromisoformat(str(value)))
    return str(value)


def _choices_in_words(question: Question, codes: list[Any]) -> list[str]:
    labels = {choice.code: translated(choice, "label").value for choice in question.choices.all()}
    return [labels.get(str(code)) or str(code) for code in codes]
