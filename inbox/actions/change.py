"""What a mail changes of a registration that is there: what it is about, its data, decisions taken because of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from inbox.actions import locking
from inbox.actions.before import ChangedBefore, FieldsBefore
from inbox.actions.locking import set_columns, write_down
from inbox.actions.proposals import decide, open_proposals
from inbox.errors import DeskError
from inbox.models import Conversation, DeskAction, MailProposal
from inbox.wishes import note_with
from registrations.actions.correct import correct
from registrations.actions.locking import last_history, locked
from registrations.errors import RegistrationError
from registrations.models import Registration, RestrictedData
from registrations.models.answers import BY_MAIL
from registrations.models.states import ACTIVE


def attach(
    conversation: Conversation,
    by: User,
    seen: str,
    registration: Registration,
    proposal: int | None = None,
    fields: Mapping[str, Any] | None = None,
) -> None:
    """The conversation is about this registration; of a proposal: this person, registered already.

    `fields` are what the mail says anew of it, as for `change`; they are changed with it, or nothing is done.
    """
    with locking.held(conversation, by, seen, DeskAction.Kind.ATTACHED):
        before = ChangedBefore()
        if proposal is not None:
            chosen = open_proposals(conversation, [proposal])[proposal]
            decide(chosen, MailProposal.State.ACCEPTED, by, registration)
            before = replace(before, proposals=[proposal], restricted=_hand_over(chosen, registration, by))
        if fields:
            before = replace(before, registration_fields=_correct(by, registration, fields))
        columns: dict[str, Any] = {}
        if proposal is None or conversation.number_of_persons() == 1:
            columns["registration_id"] = registration.pk
        if conversation.event_id is None:
            columns["event_id"] = registration.event_id
        if columns:
            before = replace(before, columns=set_columns(conversation, **columns))
        note = registration.reference
        write_down(conversation, DeskAction.Kind.ATTACHED, by, note=note, registration=registration, before=before)


def change(
    conversation: Conversation,
    by: User,
    seen: str,
    registration: Registration,
    fields: Mapping[str, Any],
    proposal: int | None = None,
) -> list[str]:
    """Change chosen data of a registration; what changed. Raises what `correct` raises, as a DeskError.

    `fields` as `correct` takes them, but of the note only what is added to it.
    """
    with locking.held(conversation, by, seen, DeskAction.Kind.UPDATED):
        keys = [] if proposal is None else [proposal]
        # First what is restricted: undoing asks whether anything came after the change of the columns.
        rows = open_proposals(conversation, keys).values()
        restricted = [name for one in rows for name in _hand_over(one, registration, by)]
        if not restricted and not fields:
            raise DeskError(_("Nothing was changed: it is kept there already, or cannot be kept at present."))
        changed = _correct(by, registration, fields)
        before = ChangedBefore(proposals=keys, restricted=restricted, registration_fields=changed)
        decided(conversation, DeskAction.Kind.UPDATED, by, registration, keys, before)
        return [*(changed.after if changed is not None else ()), *restricted]


def _correct(by: User, registration: Registration, fields: Mapping[str, Any]) -> FieldsBefore | None:
    """Change the data; what undoing needs, None where nothing changed."""
    try:
        with locked(registration):  # so that nobody changes it between the look and the change
            old = registration_columns(registration, fields)
            values = dict(fields)
            if "note" in values:
                values["note"] = note_with(registration.note, values["note"])
            changed = correct(registration, by=by, **values)
    except RegistrationError as error:
        raise DeskError(str(error)) from error
    if not changed:
        return None
    return FieldsBefore(
        registration=registration.pk,
        before={name: old[name] for name in changed},
        after=registration_columns(registration, changed),
        history=last_history(registration),
    )


def registration_columns(registration: Registration, names: Iterable[str]) -> dict[str, Any]:
    """These columns as JSON; of what is chosen from a list, the key."""
    fields: dict[str, Any] = {name: registration._meta.get_field(name) for name in names}
    return {name: getattr(registration, field.attname) for name, field in fields.items()}


def _hand_over(proposal: MailProposal, registration: Registration, by: User) -> list[str]:
    """Put restricted data of a mail with a registration that is there; the keys under which they are new.

    Nothing that is there is overwritten: where it has other words, those of the mail stand beside them. One that has
    ended, or that no key opens, takes nothing; then the words stay with the mail.
    """
    kept = RestrictedData.objects.filter(registration=registration).first() or RestrictedData()
    if not proposal.restricted or kept.is_unreadable or registration.state not in ACTIVE:
        return []
    answers, rest = proposal.restricted_for(registration.event)
    said: dict[str, str] = {}
    for name, words in (answers | rest).items():
        before = kept.value(name)
        if before in (None, ""):
            said[name] = words
        elif before != words and not name.startswith(BY_MAIL):
            said[BY_MAIL + name] = words
    if not said:
        return []
    try:
        return list(correct(registration, by=by, restricted=said, restricted_given_under=proposal.given_under))
    except RegistrationError as error:
        raise DeskError(str(error)) from error


def decided(
    conversation: Conversation,
    kind: DeskAction.Kind,
    by: User,
    registration: Registration,
    proposals: Iterable[int] = (),
    before: ChangedBefore | None = None,
) -> None:
    """Note what was done with a registration because of this mail; the caller holds the lock."""
    for proposal in open_proposals(conversation, proposals).values():
        decide(proposal, MailProposal.State.ACCEPTED, by, registration)
    write_down(conversation, kind, by, note=registration.reference, registration=registration, before=before)


def note_decision(
    conversation: Conversation, kind: DeskAction.Kind, by: User, registration: Registration, proposals: Iterable[int]
) -> None:
    """Note a decision taken on the registration's own page because of this mail; the caller holds the lock."""
    rows = conversation.proposals().filter(pk__in=proposals, state=MailProposal.State.OPEN)
    decided(conversation, kind, by, registration, list(rows.values_list("pk", flat=True)))
