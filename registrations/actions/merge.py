"""Two registrations of one person become one. Staff alone decide that (rule 4)."""

import secrets
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath
from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile

from registrations import hooks
from registrations.actions.correct import correct
from registrations.actions.locking import locked
from registrations.actions.substitute import link
from registrations.actions.transitions import Actor, move
from registrations.errors import NotMergeable
from registrations.models import Consent, Registration, RestrictedData
from registrations.models.answers import NEEDS
from registrations.models.states import ACTIVE, State

# What a person chooses between when two registrations become one.
MERGED = (
    "honorific", "title", "given_name", "family_name", "function", "organisation", "organisation_name", "country",
    "category", "email", "phone", "language", "mode",
)  # fmt: skip


def merge(registration: Registration, other: Registration, *, by: User, chosen: Mapping[str, Any]) -> list[str]:
    """The other one is of the same person: it ends here, and what it alone has comes over; what changed, as codes.

    `chosen` holds the columns that staff took from the other one. Answers, needs, consents, nomination and mail
    that this one lacks come along; of what both have, this one's stays and the other's is kept with the other.
    Nobody is notified: for the person nothing changes. Raises NotMergeable, IllegalMove, NoPlaceLeft.

    The race: the desk acts on a conversation of the other one at the same moment. It locks the conversation first and
    the event after; so does this, by the hooks, lest each wait for the other for ever.
    """
    if other.event_id != registration.event_id:
        raise NotMergeable  # before any lock: two such merges that cross would wait for each other for ever
    with transaction.atomic():
        lock_around(other)
        with locked(registration):
            other.refresh_from_db(from_queryset=Registration.objects.select_for_update())
            if other.pk == registration.pk or other.event_id != registration.event_id:
                raise NotMergeable
            if registration.state not in ACTIVE:
                raise NotMergeable
            other.event = registration.event
            move(other, State.REPLACED, Actor.STAFF, kind=None, by=by, reason=registration.reference)
            link(other, registration)
            coming = _what_comes_over(registration, other, chosen)
            changed = correct(registration, by=by, **coming)
            _take_over_addresses(registration, other, coming["restricted"])
            _take_over_consents(registration, other)
            for hook in hooks.merging:
                hook.take_over(registration, other)
            return changed


def lock_around(other: Registration) -> None:
    """Lock what hangs on a registration that is to be merged, before its event; in the caller's transaction."""
    for hook in hooks.merging:
        hook.lock(other)


def _what_comes_over(registration: Registration, other: Registration, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """What `correct` is to change: the columns chosen, and what only the other one has."""
    fields = dict(chosen)
    if not registration.nomination_document and other.nomination_document:
        fields["nomination_document"] = _copy(other.nomination_document)
    for name in ("remarks", "note"):
        texts = [getattr(registration, name), getattr(other, name)]
        fields[name] = "\n\n".join(dict.fromkeys(text for text in texts if text))
    answers = {answer.question.code: answer.value for answer in other.answers.select_related("question")}
    own = set(registration.answers.values_list("question__code", flat=True))
    answers = {code: value for code, value in answers.items() if code not in own}
    return {**fields, "answers": answers, "restricted": _lacking(registration, other)}


def _lacking(registration: Registration, other: Registration) -> dict[str, Any]:
    """Needs, restricted answers and what mails said besides that only the other one has."""
    theirs = RestrictedData.objects.filter(registration=other).first()
    ours = RestrictedData.objects.filter(registration=registration).first()
    if theirs is None:
        return {}
    known = ours.answers if ours is not None else {}
    answers = {code: value for code, value in theirs.answers.items() if code not in known}
    lacking = [name for name in NEEDS if ours is None or not getattr(ours, name)]
    return answers | {name: getattr(theirs, name) for name in lacking if getattr(theirs, name)}


def _take_over_addresses(registration: Registration, other: Registration, names: Collection[str]) -> None:
    """What came over was given under the other one's address: at another it is not read."""
    if names:
        ours, theirs = (RestrictedData.objects.get(registration=row) for row in (registration, other))
        ours.given_under |= {name: theirs.given_under.get(name, "") for name in names}
        ours.save()


def _take_over_consents(registration: Registration, other: Registration) -> None:
    """Consents in force that this one lacks, as they were given."""
    in_force = Consent.objects.filter(withdrawn_at=None)
    own = set(in_force.filter(registration=registration).values_list("kind", flat=True))
    for consent in in_force.filter(registration=other).exclude(kind__in=own):
        consent.pk, consent.registration_id = None, registration.pk
        consent._state.adding = True
        consent.save()


def _copy(document: FieldFile) -> ContentFile[bytes]:
    """The same document under a name of its own: each registration's file goes its own way later."""
    with document.open("rb") as file:
        return ContentFile(file.read(), name=f"{secrets.token_hex(16)}{PurePosixPath(document.name or '').suffix}")
