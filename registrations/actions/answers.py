"""How answers and restricted data are written."""

import datetime
import decimal
from collections.abc import Mapping
from typing import Any

from registrations.errors import RestrictedUnreadable
from registrations.models import Answer, Question, Registration, RestrictedData
from registrations.models.answers import NEEDS


def as_kept(value: Any) -> Any:
    """An answer in the form in which it is kept as JSON; None for an empty one."""
    if value is None or value in ("", []):
        return None
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def keep_answers(
    registration: Registration, answers: Mapping[str, Any], needs: Mapping[str, Any], *, is_new: bool = False
) -> list[str]:
    """Write answers by the keys of their questions, the restricted ones encrypted; returns what changed.

    `needs`: diet and access_needs, and other restricted data by their keys, be it asked or not.
    """
    questions = {question.code: question for question in registration.event.questions.all()} if answers else {}
    open_answers = {questions[code]: as_kept(value) for code, value in answers.items()}
    restricted = {question.code: value for question, value in open_answers.items() if question.is_restricted}
    for code in restricted:
        del open_answers[questions[code]]
    restricted = {code: as_kept(value) for code, value in needs.items() if code not in NEEDS} | restricted
    changed = _keep_open(registration, open_answers, is_new=is_new) if open_answers else []
    return changed + (_keep_restricted(registration, restricted, needs, is_new=is_new) if restricted or needs else [])


def _keep_open(registration: Registration, answers: dict[Question, Any], *, is_new: bool) -> list[str]:
    known = [] if is_new else list(Answer.objects.filter(registration=registration))
    kept = {answer.question_id: answer for answer in known}
    new: list[Answer] = []
    changed: list[str] = []
    for question, value in answers.items():
        answer = kept.get(question.pk)
        if value == (answer.value if answer else None):
            continue
        changed.append(question.code)
        if answer is None:
            new.append(Answer(registration=registration, question=question, value=value))
        elif value is None:
            answer.delete()
        else:
            answer.value = value
            answer.save()
    if new:
        Answer.objects.bulk_create(new)
    return changed


def _keep_restricted(
    registration: Registration, answers: dict[str, Any], needs: Mapping[str, str], *, is_new: bool
) -> list[str]:
    known = None if is_new else RestrictedData.objects.filter(registration=registration).first()
    kept = known or RestrictedData(registration=registration)
    if kept.is_unreadable and _differ(kept, answers, needs):
        raise RestrictedUnreadable
    changed = [name for name in NEEDS if needs.get(name, getattr(kept, name)) != getattr(kept, name)]
    for name in changed:
        setattr(kept, name, needs[name])
    for code, value in answers.items():
        if kept.answers.get(code) != value:
            changed.append(code)
            kept.answers[code] = value
    if changed:
        kept.answers = {code: value for code, value in kept.answers.items() if value is not None}
        kept.save()
    return changed


def _differ(kept: RestrictedData, answers: dict[str, Any], needs: Mapping[str, str]) -> bool:
    """Something is to be written that is not there already."""
    is_other = any(needs.get(name, getattr(kept, name)) != getattr(kept, name) for name in NEEDS)
    return is_other or any(kept.answers.get(code) != value for code, value in answers.items())
