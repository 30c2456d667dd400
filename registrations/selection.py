"""Which registrations the filters of the queue choose, for whoever asks without the page of the queue."""

from collections.abc import Callable, Mapping

from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from registrations.models import Answer
from registrations.models.registration import RegistrationQuerySet
from registrations.models.states import SEATED, TO_DECIDE

# The filters that are columns, by their names in the address of the queue.
COLUMNS = {
    "event": "event",
    "category": "category",
    "country": "country",
    "source": "source",
    "calendar": "calendar_answer",
}
# Names for several states at once.
TO_DECIDE_VALUE, SEATED_VALUE = "to-decide", "seated"
_GROUPS = {TO_DECIDE_VALUE: TO_DECIDE, SEATED_VALUE: SEATED}
# The words that are searched, the state, the organisation, the letter for a visa, the answer to a question.
WORDS, STATE, BODY, LETTER, ANSWER = "q", "state", "body", "letter", "answer"
SENT, NOT_SENT = "sent", "not-sent"
# In place of words that were forgotten, for they may be a name. They find nobody: without any, all would be chosen.
FORGOTTEN = "▮▮▮"
# Before the name of an organisation as typed; else it is the key of a known one.
TYPED = "name:"
# Between a question and what is asked of its answer: any, none, or the answer as it is kept.
OF, ANY, NONE = ":", "any", "none"


def states_of(value: str) -> list[str]:
    """The states that a choice of the filter stands for."""
    return [str(state) for state in _GROUPS.get(value, (value,))]


def filters_in(data: Mapping[str, object]) -> dict[str, str]:
    """The filters among the values of an address; what else stands there, and what is empty, is left out."""
    known = (WORDS, *_RULES, *COLUMNS)
    return {name: str(value) for name, value in data.items() if value and name in known}


def selected(rows: RegistrationQuerySet, filters: Mapping[str, str]) -> RegistrationQuerySet:
    """Of these rows those that the filters choose; a value that makes no sense finds nobody."""
    if words := filters.get(WORDS):
        rows = rows.matching(words) if words != FORGOTTEN else rows.none()
    try:
        for name, rule in _RULES.items():
            if value := filters.get(name):
                rows = rule(rows, value)
        return rows.filter(**{column: filters[name] for name, column in COLUMNS.items() if filters.get(name)})
    except ValueError:
        return rows.none()


def _of_states(rows: RegistrationQuerySet, value: str) -> RegistrationQuerySet:
    return rows.filter(state__in=states_of(value))


def _of_body(rows: RegistrationQuerySet, value: str) -> RegistrationQuerySet:
    """Of a known organisation, or of one that stands there as typed."""
    if value.startswith(TYPED):
        return rows.filter(organisation=None, organisation_name__iexact=value.removeprefix(TYPED))
    return rows.filter(organisation=int(value))


def _with_letter(rows: RegistrationQuerySet, value: str) -> RegistrationQuerySet:
    if value not in (SENT, NOT_SENT):
        raise ValueError(value)
    return rows.filter(visa_letter_on__isnull=value == NOT_SENT)


def _who_answered(rows: RegistrationQuerySet, value: str) -> RegistrationQuerySet:
    """Who answered a question that is not restricted, or did not, or so: one of several choices counts, too."""
    question, _colon, wanted = value.partition(OF)
    answers = Answer.objects.filter(registration=OuterRef("pk"), question=int(question))
    if wanted == NONE:
        return rows.filter(~Exists(answers))
    if wanted != ANY:
        answers = answers.annotate(kept=Cast("value", TextField())).filter(kept__contains=wanted)
    return rows.filter(Exists(answers))


_RULES: dict[str, Callable[[RegistrationQuerySet, str], RegistrationQuerySet]] = {
    STATE: _of_states,
    BODY: _of_body,
    LETTER: _with_letter,
    ANSWER: _who_answered,
}
