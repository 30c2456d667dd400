"""One registration in the place of another: somebody else comes, or two registrations are of one person."""

import secrets
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from registrations.kinds import Kind
from registrations.models.answers import RestrictedData
from registrations.models.consents import Consent
from registrations.models.corrections import NEEDS, Correctable
from registrations.models.errors import NotMergeable
from registrations.models.standing import Actor
from registrations.models.states import LIVING, SEATED, State
from registrations.models.telling import PLAIN, Telling

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models.fields.files import FieldFile

    from registrations.models.history import StateChange
    from registrations.models.registration import Registration

# What the substitute has from the person replaced, where nothing else is said.
INHERITED = ("category", "organisation", "organisation_name", "country", "mode")
# What a person chooses between when two registrations become one.
MERGED = (
    "honorific", "title", "given_name", "family_name", "function", "organisation", "organisation_name", "country",
    "category", "email", "phone", "language", "mode",
)  # fmt: skip


class Succession(Correctable):
    """The verbs. Staff alone call them (law 4)."""

    class Meta:
        abstract = True

    def substitute(
        self,
        *,
        by: "User",
        source: str,
        language: str = "",
        telling: Telling = PLAIN,
        submission_key: str | None = None,
        answers: Mapping[str, Any] | None = None,
        restricted: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> "Registration":
        """Another person comes instead; both are linked, both are told, and at no moment both have the place.

        `fields` are the columns of the new person; body, country, category and mode are inherited where they are not
        given. The new registration stands where the old one stood: it has the place, the place in the line, or waits
        for a decision. `telling` has the mails to both. Raises IllegalMove, AlreadyRegistered (the new person is
        registered already), NoPlaceLeft (a quota of another category or body), NotShown.
        """
        with self._locked():
            was, since = self.state, self.state_changed_at
            # The place is free before it is given: with the last one taken, the substitute has it all the same.
            change = self._end_for(None, by=by, reason=telling.reason)
            given = {name: getattr(self, name) for name in INHERITED if name not in fields}
            if "organisation_name" in fields and "organisation" not in fields:
                given["organisation"] = None  # another body was named
            new: Registration = self.event.registrations.register(
                self.event,
                source=source,
                language=language or self.language,
                by=by,
                state=_successor(was),
                submission_key=submission_key,
                answers=answers,
                restricted=restricted,
                is_told=False,
                **given,
                **fields,
            )
            if was == State.WAITING:
                type(self)._base_manager.filter(pk=new.pk).update(state_changed_at=since)
                new.state_changed_at = since
            self._link(new)
            # Each is told of the other, now that both are known.
            draft = telling.draft(Kind.REPLACED.value, self.language, self.email)
            told = self._tell(Kind.REPLACED, change.pk, by=by, reason=telling.reason, draft=draft)
            type(change).objects.filter(pk=change.pk).update(message=told)
            new.history.update(message=new._tell_first(Kind.SUBSTITUTED, telling, by=by))
            return new

    def merge(self, other: "Registration", *, by: "User", chosen: Mapping[str, Any]) -> list[str]:
        """The other one is of the same person: it ends here, and what it alone has comes over; what changed, as codes.

        `chosen` holds the columns that staff took from the other one. Answers, needs, consents, nomination and mail
        that this one lacks come along; of what both have, this one's stays and the other's is kept with the other.
        Nobody is told: for the person nothing changes. Raises NotMergeable, IllegalMove, NoPlaceLeft.
        """
        if other.event_id != self.event_id:
            raise NotMergeable  # before any lock: two such merges that cross would wait for each other for ever
        with transaction.atomic():
            self._lock_conversations_of(other)
            return self._merge(other, by, chosen)

    def _merge(self, other: "Registration", by: "User", chosen: Mapping[str, Any]) -> list[str]:
        with self._locked():
            other.refresh_from_db(from_queryset=type(other)._base_manager.select_for_update())
            if other.pk == self.pk or other.event_id != self.event_id or self.state not in LIVING:
                raise NotMergeable
            other.event = self.event
            other._end_for(self, by=by, reason=self.reference)
            fields = dict(chosen)
            if not self.nomination_document and other.nomination_document:
                fields["nomination_document"] = _copy(other.nomination_document)
            for name in ("remarks", "note"):
                words = [getattr(self, name), getattr(other, name)]
                fields[name] = "\n\n".join(dict.fromkeys(text for text in words if text))
            answers = {answer.question.code: answer.value for answer in other.answers.select_related("question")}
            own = set(self.answers.values_list("question__code", flat=True))  # type: ignore[attr-defined]
            answers = {code: value for code, value in answers.items() if code not in own}
            changed = self.correct(by=by, answers=answers, restricted=self._lacking(other), **fields)
            self._take_over(other)
            return changed

    @staticmethod
    def _lock_conversations_of(other: "Registration") -> None:
        """Those that `_take_over` changes, before the event: the verbs of the desk lock in this order too."""
        from inbox.models.conversations import Conversation  # here: conversations are about registrations
        from inbox.models.proposals import MailProposal

        about = MailProposal.objects.filter(Q(result=other) | Q(target=other)).values("message__conversation")
        rows = Conversation.objects.filter(Q(registration=other) | Q(pk__in=about)).order_by("pk")
        list(rows.select_for_update().values_list("pk"))

    def _end_for(self, successor: Any, *, by: "User", reason: str) -> "StateChange":
        """End as replaced, without a word yet; the caller holds the lock."""
        change = self._move(State.REPLACED, Actor.STAFF, kind=None, by=by, reason=reason)
        if successor is not None:
            self._link(successor)
        return change

    def _link(self, successor: Any) -> None:
        self.replaced_by = successor
        type(self)._base_manager.filter(pk=self.pk).update(replaced_by=successor, updated_at=timezone.now())

    def _lacking(self, other: "Registration") -> dict[str, Any]:
        """Needs, restricted answers and what mails said besides that only the other one has."""
        theirs = RestrictedData.objects.filter(registration=other).first()
        ours = RestrictedData.objects.filter(registration_id=self.pk).first()
        if theirs is None:
            return {}
        known = ours.answers if ours is not None else {}
        answers = {code: value for code, value in theirs.answers.items() if code not in known}
        lacking = [name for name in NEEDS if ours is None or not getattr(ours, name)]
        return answers | {name: getattr(theirs, name) for name in lacking if getattr(theirs, name)}

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


def _copy(document: "FieldFile") -> ContentFile[bytes]:
    """The same document under a name of its own: each registration's file goes its own way later."""
    with document.open("rb") as file:
        return ContentFile(file.read(), name=f"{secrets.token_hex(16)}{PurePosixPath(document.name or '').suffix}")


def _successor(state: str) -> str:
    """Where a substitute stands when the other one stood here."""
    if state in SEATED:
        return State.APPROVED
    return State.WAITING if state == State.WAITING else State.PENDING
