"""What is forgotten of a registration when its time is over: first what only few may see, then all but the archive.

Each takes the lock of the event, says whether there was anything, and writes no mail. Files go once it is committed.
"""

from collections.abc import Collection
from typing import Any

from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from outbox.models import Message
from registrations.actions.locking import locked
from registrations.actions.transitions import move
from registrations.kinds import Kind
from registrations.models import Answer, Consent, ErasedAddress, Registration, RestrictedData, StateChange
from registrations.models.answers import NEEDS
from registrations.models.registration import NAMELESS
from registrations.models.states import TRANSITIONS, State

# Columns by which a person is reached, or that were said to us alone; a list of who took part needs none of them.
CONTACT: dict[str, Any] = {
    "email": "",
    "phone": "",
    "remarks": "",
    "note": "",
    "submission_key": None,
    "calendar_answer": "",
    "calendar_answered_at": None,
    "threads": {},
    "asked_again": {},
    "visa_letter_on": None,
}


# What says who somebody is.
PERSON: dict[str, Any] = {
    "honorific": "",
    "title": "",
    "given_name": "",
    "family_name": NAMELESS,
    "person_key": "",
    "function": "",
    "organisation_id": None,
    "organisation_name": "",
    "country_id": None,
    "nomination_document": "",
    "replaced_by_id": None,
}


def held_keys(kept: RestrictedData) -> set[str]:
    """What the restricted data of one person hold: names of needs, keys of answers."""
    return {name for name in NEEDS if kept.value(name)} | set(kept.answers if isinstance(kept.answers, dict) else ())


def forget_restricted(registration: Registration, expired: Collection[str], *, with_nomination: bool) -> bool:
    """Delete restricted data and answers under these keys; with the nomination document also what no key opens."""
    with locked(registration):
        kept = RestrictedData.objects.filter(registration=registration).first()
        has_any = kept is not None and _forget_keys(kept, set(expired), and_unreadable=with_nomination)
        has_any |= Answer.objects.filter(registration=registration, question__code__in=expired).delete()[0] > 0
        if not with_nomination or not registration.nomination_document:
            return has_any
        _delete_on_commit(registration.nomination_document)
        Registration.objects.filter(pk=registration.pk).update(nomination_document="")
        return True


def forget_contact(registration: Registration) -> bool:
    """Reduce it to what the archive needs: who took part, in which function, for whom; the personal link dies."""
    with locked(registration):
        log = _log_of(registration)  # before its answers go, which writes into the log what they were
        found = [
            Answer.objects.filter(registration=registration).delete()[0],
            Message.objects.filter(registration_link__registration=registration).delete()[0],
            # What was corrected is gone, and with it all that such a line says.
            registration.history.filter(from_state=models.F("to_state")).delete()[0],
            registration.history.exclude(reason="").update(reason=""),
            log.delete()[0],
        ]
        is_changed = any(getattr(registration, name) != empty for name, empty in CONTACT.items())
        for name, empty in CONTACT.items():
            setattr(registration, name, empty)
        if not is_changed and not any(found):
            return False
        registration.family_name = registration.family_name if registration.name else NAMELESS
        registration.make_keys()
        registration.new_nonce()
        registration.search_text = registration.make_search_text()
        keys = ("family_name", "email_key", "person_key", "token_nonce", "search_text")
        columns = {name: getattr(registration, name) for name in (*CONTACT, *keys)}
        Registration.objects.filter(pk=registration.pk).update(**columns)
        return True


def erase(registration: Registration, *, by: User | None, reason: str) -> None:
    """Remove the person: what stays is a number, its state and category, and a line that says who did it and why.

    Without `by` the person did.

    Who has a place, or asks for one, cancels by it. Nobody is written to: there is no address any more. The caller
    has locked what the mailbox holds of the person.
    """
    with locked(registration):
        if State.CANCELLED in TRANSITIONS.get(registration.state, ()):
            actor = StateChange.Actor.ERASURE if by is not None else StateChange.Actor.PARTICIPANT
            move(registration, State.CANCELLED, actor, kind=None, by=by)
        for email_key in {registration.email_key, *_addresses_before(registration)}:
            ErasedAddress.objects.note(email_key)
        kept = RestrictedData.objects.filter(registration=registration).first()
        if kept is not None:
            kept.delete()
        if registration.nomination_document:
            _delete_on_commit(registration.nomination_document)
        registration.consents.all().delete()
        forget_contact(registration)
        for name, empty in PERSON.items():
            setattr(registration, name, empty)
        registration.search_text = registration.reference
        columns = {name: getattr(registration, name) for name in (*PERSON, "search_text")}
        Registration.objects.filter(pk=registration.pk).update(**columns)
        kind = ContentType.objects.get_for_model(Registration)
        LogEntry.objects.filter(content_type=kind, object_id=registration.pk).update(object_repr=registration.reference)
        LogEntry.objects.create(
            content_type=kind,
            object_pk=str(registration.pk),
            object_id=registration.pk,
            object_repr=registration.reference,
            action=LogEntry.Action.UPDATE,
            changes={},
            actor=by,
            additional_data={"why": "erasure", "reason": reason},
        )


def _addresses_before(registration: Registration) -> set[str]:
    """Those from which the person asked to be written to at another, as far as the mails that said so are kept."""
    asked = registration.messages.filter(kind=Kind.EMAIL_ASKED)
    return {email.strip().casefold() for email in asked.values_list("to_email", flat=True)}


def _forget_keys(kept: RestrictedData, expired: set[str], *, and_unreadable: bool) -> bool:
    if kept.is_unreadable:
        # Nothing of it can be told apart: a key that comes back may still open what is not due.
        return and_unreadable and kept.delete()[0] > 0
    if held_keys(kept) <= expired:
        kept.delete()
        return True
    if not held_keys(kept) & expired:
        return False
    for name in expired.intersection(NEEDS):
        setattr(kept, name, "")
    kept.answers = {key: value for key, value in kept.answers.items() if key not in expired}
    kept.save()
    return True


def _log_of(registration: Registration) -> models.QuerySet[LogEntry]:
    """What the log of changes holds of its data, and of answers that are gone; looks at restricted data stay."""
    is_own = models.Q(content_type=ContentType.objects.get_for_model(Registration), object_id=registration.pk)
    for model in (Answer, Consent):
        of_model = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
        # Of a row the log says only when it began and ended to whom it belongs.
        pk = str(registration.pk)
        rows = of_model.filter(models.Q(changes__registration__0=pk) | models.Q(changes__registration__1=pk))
        keys = {*rows.values_list("object_id", flat=True)}
        keys |= {*model.objects.filter(registration=registration).values_list("pk", flat=True)}
        is_own |= models.Q(pk__in=of_model.filter(object_id__in=keys).values("pk"))
    return LogEntry.objects.filter(is_own).exclude(action=LogEntry.Action.ACCESS)


def _delete_on_commit(file: models.fields.files.FieldFile) -> None:
    storage, name = file.storage, str(file.name)
    transaction.on_commit(lambda: storage.delete(name))
