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
    registration: Registration,
    answers: Mapping[str, Any],
    needs: Mapping[str, Any],
    *,
    is_new: bool = False,
    given_under: str | None = None,
) -> list[str]:
    """Write answers by the keys of their questions, the restricted ones encrypted; returns what changed.

    `needs`: diet and access_needs, and other restricted data by their keys, be it asked or not. `given_under`: the
    address of who says now what is restricted; where staff write it, that of the registration, for what changes.
    """
    questions = {question.code: question for question in registration.event.questions.all()} if answers else {}
    open_answers = {questions[code]: as_kept(value) for code, value in answers.items()}
    restricted = {question.code: value for question, value in open_answers.items() if question.is_restricted}
    for code in restricted:
        del open_answers[questions[code]]
    restricted = {code: as_kept(value) for code, value in needs.items() if code not in NEEDS} | restricted
    changed = _keep_open(registration, open_answers, is_new=is_new) if open_answers else []
    if restricted or needs:
        changed += _keep_restricted(registration, restricted, needs, given_under, is_new=is_new)
    return changed


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
    registration: Registration,
    answers: dict[str, Any],
    needs: Mapping[str, str],
    given_under: str | None,
    *,
    is_new: bool,
) -> list[str]:
    known = None if is_new else RestrictedData.objects.filter(registration=registration).first()
    kept = known or RestrictedData(registration=registration)
    said = {name: needs[name] for name in NEEDS if name in needs} | answers
    address = registration.email_key if given_under is None else given_under.strip().casefold()
    # Whoever says the same words under another address has them there, too.
    moved = {name for name in kept.names if given_under is not None and kept.given_under.get(name) != address}
    changed = [name for name, value in said.items() if kept.value(name) != value or name in moved]
    if changed and kept.is_unreadable:
        raise RestrictedUnreadable
    if changed:
        kept.take({name: said[name] for name in changed}, address)
        kept.save()
    return changed
