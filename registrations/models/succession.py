"""One registration in the place of another: two registrations are of one person."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from registrations.models.answers import RestrictedData
from registrations.models.consents import Consent
from registrations.models.corrections import NEEDS, Correctable
from registrations.models.errors import NotMergeable
from registrations.models.standing import Actor
from registrations.models.states import LIVING, State

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from registrations.models.history import StateChange
    from registrations.models.registration import Registration

# What a person chooses between when two registrations become one.
MERGED = (
    "honorific", "title", "given_name", "family_name", "function", "organisation", "organisation_name", "country",
    "category", "email", "phone", "language", "mode",
)  # fmt: skip


class Succession(Correctable):
    """The verbs. Staff alone call them (law 4)."""

    class Meta:
        abstract = True

    def merge(self, other: "Registration", *, by: "User", chosen: Mapping[str, Any]) -> list[str]:
        """The other one is of the same person: it ends here, and what it alone has comes over; what changed, as codes.

        `chosen` holds the columns that staff took from the other one. Answers, needs, consents, nomination and mail
        that this one lacks come along; of what both have, this one's stays and the other's is kept with the other.
        Nobody is told: for the person nothing changes. Raises NotMergeable, IllegalMove, NoPlaceLeft.
        """
        with self._locked():
            other.refresh_from_db(from_queryset=type(other)._base_manager.select_for_update())
            if other.pk == self.pk or other.event_id != self.event_id or self.state not in LIVING:
                raise NotMergeable
            other.event = self.event
            other._end_for(self, by=by, reason=self.reference)
            fields = dict(chosen)
            if not self.nomination_document and other.nomination_document:
                fields["nomination_document"] = other.nomination_document
            for name in ("remarks", "note"):
                words = [getattr(self, name), getattr(other, name)]
                fields[name] = "\n\n".join(dict.fromkeys(text for text in words if text))
            answers = {answer.question.code: answer.value for answer in other.answers.select_related("question")}
            own = set(self.answers.values_list("question__code", flat=True))  # type: ignore[attr-defined]
            answers = {code: value for code, value in answers.items() if code not in own}
            apart, needs = self._lacking(other)
            changed = self.correct(by=by, answers=answers | apart, restricted=needs, **fields)
            self._take_over(other)
            return changed

    def _end_for(self, successor: Any, *, by: "User", reason: str) -> "StateChange":
        """End as replaced, without a word yet; the caller holds the lock."""
        change = self._move(State.REPLACED, Actor.STAFF, kind=None, by=by, reason=reason)
        if successor is not None:
            self._link(successor)
        return change

    def _link(self, successor: Any) -> None:
        self.replaced_by = successor
        type(self)._base_manager.filter(pk=self.pk).update(replaced_by=successor, updated_at=timezone.now())

    def _lacking(self, other: "Registration") -> tuple[dict[str, Any], dict[str, str]]:
        """Restricted answers and needs that only the other one has."""
        theirs = RestrictedData.objects.filter(registration=other).first()
        ours = RestrictedData.objects.filter(registration_id=self.pk).first()
        if theirs is None:
            return {}, {}
        known = ours.answers if ours is not None else {}
        answers = {code: value for code, value in theirs.answers.items() if code not in known}
        lacking = [name for name in NEEDS if ours is None or not getattr(ours, name)]
        return answers, {name: getattr(theirs, name) for name in lacking if getattr(theirs, name)}

    def _take_over(self, other: "Registration") -> None:
        """Consents in force that this one lacks, as they were given; conversations, and what proposals became."""
        own = set(Consent.objects.filter(registration_id=self.pk, withdrawn_at=None).values_list("kind", flat=True))
        for consent in Consent.objects.filter(registration=other, withdrawn_at=None).exclude(kind__in=own):
            consent.pk, consent.registration_id = None, self.pk
            consent._state.adding = True
            consent.save()
        other.conversations.update(registration=self.pk)
        other.came_from.update(result=self.pk)
        other.proposed_changes.update(target=self.pk)
