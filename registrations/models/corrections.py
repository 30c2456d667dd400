"""Data of a registration: what is missing, what was answered, and how it is corrected."""

import datetime
import decimal
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, cast

from registrations.capacity import check_room
from registrations.models.answers import NEEDS, Answer, RestrictedData
from registrations.models.errors import NotCorrectable, RestrictedSealed
from registrations.models.questions import Question
from registrations.models.standing import Actor, Standing
from registrations.models.states import LIVING, SEATED, State
from storage.sql import insert

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from registrations.models.registration import Registration

# As long as nobody decided; after that the person writes to the secretariat (domain 2.1).
CORRECTABLE = (State.SUBMITTED, State.PENDING, State.INCOMPLETE)


def as_kept(value: Any) -> Any:
    """An answer in the form in which it is kept as JSON; None for an empty one."""
    if value is None or value in ("", []):
        return None
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


class Correctable(Standing):
    """The verbs of data."""

    class Meta:
        abstract = True

    @property
    def is_correctable(self) -> bool:
        """The participant may correct it."""
        return self.state in CORRECTABLE

    def missing(self) -> list[str]:
        """Codes of what the form asks and was not given: names of fields and keys of questions.

        No query on rows of `for_queue`.
        """
        if self.pk is None:
            return self._missing_besides(())  # a person proposed, who has answered nothing yet
        answered = {answer.question.code for answer in self.answers.all()}  # type: ignore[attr-defined]
        restricted = getattr(self, "restricted", None)
        return self._missing_besides(answered | set(restricted.answers if restricted is not None else ()))

    def _missing_besides(self, answered: Collection[str]) -> list[str]:
        """What is missing when these questions are answered."""
        found = [name for name in ("email", "family_name", "function") if not getattr(self, name).strip()]
        if self.organisation_id is None and not self.organisation_name.strip():
            found.append("organisation")
        if self.country_id is None:
            found.append("country")
        if self.category_id is None and self.event.categories.all():
            found.append("category")
        if self.category is not None and self.category.needs_nomination and not self.nomination_document:
            found.append("nomination_document")
        for question in self.event.questions.all():
            is_asked = question.is_required and question.is_for(self.category_id)
            if is_asked and question.code not in answered:
                found.append(question.code)
        return found

    def correct(
        self,
        *,
        by: "User | None" = None,
        answers: Mapping[str, Any] | None = None,
        restricted: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> list[str]:
        """Change data, by the participant when `by` is None; what changed is returned and noted in the history.

        The participant may do so as long as nobody decided, staff as long as the registration lives. Raises
        NotCorrectable, AlreadyRegistered (the new name and address are another's), NoPlaceLeft (a seated person moves
        to a full category or mode).
        """
        with self._locked() as settings:
            if self.state not in (LIVING if by is not None else CORRECTABLE):
                raise NotCorrectable
            changed = [name for name, value in fields.items() if getattr(self, name) != value]
            for name in changed:
                setattr(self, name, fields[name])
            self._must_be_only_one()
            if self.state in SEATED and {"category", "organisation", "organisation_name", "mode"} & set(changed):
                check_room(settings, self.wish)
            if changed:
                self.save()
            changed += self._keep_answers(answers or {}, restricted or {})
            if changed:
                actor = Actor.STAFF if by is not None else Actor.PARTICIPANT
                self._note(self.state, actor, by=by, reason=", ".join(changed))
            return changed

    def _keep_answers(self, answers: Mapping[str, Any], needs: Mapping[str, Any], *, is_new: bool = False) -> list[str]:
        """Write answers by the keys of their questions, the restricted ones apart; returns what changed.

        `needs`: diet and access_needs, and what else is kept apart by its key, be it asked or not.
        """
        questions = {question.code: question for question in self.event.questions.all()} if answers else {}
        open_answers = {questions[code]: as_kept(value) for code, value in answers.items()}
        apart = {question.code: value for question, value in open_answers.items() if question.is_restricted}
        for code in apart:
            del open_answers[questions[code]]
        apart = {code: as_kept(value) for code, value in needs.items() if code not in NEEDS} | apart
        changed = self._keep_open(open_answers, is_new=is_new) if open_answers else []
        return changed + (self._keep_apart(apart, needs, is_new=is_new) if apart or needs else [])

    def _keep_open(self, answers: dict[Question, Any], *, is_new: bool) -> list[str]:
        known = [] if is_new else list(Answer.objects.filter(registration_id=self.pk))
        kept = {answer.question_id: answer for answer in known}
        new: list[Answer] = []
        changed: list[str] = []
        for question, value in answers.items():
            answer = kept.get(question.pk)
            if value == (answer.value if answer else None):
                continue
            changed.append(question.code)
            if answer is None:
                new.append(Answer(registration_id=self.pk, question=question, value=value))
            elif value is None:
                answer.delete()
            else:
                answer.value = value
                answer.save()
        if new:
            insert(*new)
        return changed

    @staticmethod
    def _differ(kept: RestrictedData, answers: dict[str, Any], needs: Mapping[str, str]) -> bool:
        """Something is to be written that is not there already."""
        is_other = any(needs.get(name, getattr(kept, name)) != getattr(kept, name) for name in NEEDS)
        return is_other or any(kept.answers.get(code) != value for code, value in answers.items())

    def _keep_apart(self, answers: dict[str, Any], needs: Mapping[str, str], *, is_new: bool) -> list[str]:
        known = None if is_new else RestrictedData.objects.filter(registration_id=self.pk).first()
        kept = known or RestrictedData(registration=cast("Registration", self))
        if kept.is_sealed and self._differ(kept, answers, needs):
            raise RestrictedSealed
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
