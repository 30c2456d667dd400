"""What staff make of persons whom a mail proposes: registrations, or nothing. Nothing happens by itself (rule 4)."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from inbox import writers
from inbox.actions import locking
from inbox.actions.before import AcceptedBefore, Columns, DismissedBefore, ProposedBefore
from inbox.actions.locking import set_columns, write_down
from inbox.actions.proposals import decide, open_proposals, propose
from inbox.errors import DeskError, NotAccepted
from inbox.models import Conversation, DeskAction, MailProposal
from inbox.threads import keep_threads, thread_for
from inbox.wishes import answers_to, note_of
from registrations.actions.notifications import PLAIN, Notification
from registrations.actions.register import register as register_person
from registrations.errors import RegistrationError
from registrations.missing_fields import state_of_accepted
from registrations.models import Registration


class Wanted(NamedTuple):
    """A proposed person as staff corrected the fields; `proposal` is the key, or 0 for one whom nothing proposed."""

    proposal: int
    fields: dict[str, Any]
    language: str
    is_pending: bool = False  # to be decided on although something is missing


def accept(
    conversation: Conversation,
    by: User,
    seen: str,
    wanted: Iterable[Wanted],
    *,
    is_approved: bool = False,
    documents: Sequence[str] = (),
    notification: Notification = PLAIN,
) -> list[Registration]:
    """Register the chosen persons, all or none; raises NotAccepted with the one who did not fit.

    Each is notified by the registration's own mail, and who wrote for them by one more; `notification` is how.
    `documents` are the names of nomination documents, one for each person, where there are any.
    """
    wanted = list(wanted)
    with locking.held(conversation, by, seen, DeskAction.Kind.ACCEPTED):
        if conversation.event is None:
            raise DeskError(_("Choose the event first."))
        proposals = _proposals_of(conversation, wanted)
        made = _register_all(conversation, by, proposals, wanted, documents, notification, is_approved=is_approved)
        _write_down(conversation, by, proposals, made, notification)
        return made


def _proposals_of(conversation: Conversation, wanted: Sequence[Wanted]) -> list[MailProposal]:
    """The proposal of each, locked and open; of somebody whom nothing proposed, one that staff make."""
    keys = [one.proposal or propose(conversation, as_data(one)).pk for one in wanted]
    found = open_proposals(conversation, keys)
    return [found[key] for key in keys]


def _register_all(
    conversation: Conversation,
    by: User,
    proposals: Sequence[MailProposal],
    wanted: Sequence[Wanted],
    documents: Sequence[str],
    notification: Notification,
    *,
    is_approved: bool,
) -> list[Registration]:
    """One after another; raises NotAccepted with the first who does not fit."""
    made = []
    for number, (proposal, one) in enumerate(zip(proposals, wanted, strict=True)):
        more: dict[str, Any] = {"nomination_document": documents[number]} if documents else {}
        more["notification"] = notification._replace(thread=thread_for(proposal.message, one.fields.get("email", "")))
        try:
            made.append(_register(conversation, by, proposal, one, more, is_approved=is_approved))
        except RegistrationError as error:
            raise NotAccepted(one.proposal, error) from error
        decide(proposal, MailProposal.State.ACCEPTED, by, made[-1])
    return made


def _register(
    conversation: Conversation,
    by: User,
    proposal: MailProposal,
    one: Wanted,
    more: dict[str, Any],
    *,
    is_approved: bool,
) -> Registration:
    assert conversation.event is not None  # noqa: S101  asked by the caller
    event, category = conversation.event, one.fields.get("category")
    answers = answers_to(proposal, event, category)
    return register_person(
        event,
        source=Registration.Source.MAIL,
        language=one.language,
        by=by,
        state=state_of_accepted(
            event,
            one.fields,
            answers,
            nomination=more.get("nomination_document", ""),
            is_pending=one.is_pending,
            is_approved=is_approved,
        ),
        submission_key=f"mail-proposal-{proposal.pk}",
        restricted=proposal.restricted_for(event)[1],
        restricted_given_under=proposal.given_under,
        answers=answers,
        note=note_of(proposal, event, category),
        **one.fields,
        **more,
    )


def _write_down(
    conversation: Conversation,
    by: User,
    proposals: Sequence[MailProposal],
    made: Sequence[Registration],
    notification: Notification,
) -> None:
    """The line of the history, and the mail to who wrote for them, which bears the number of that line."""
    before = AcceptedBefore(
        columns=_about_the_only_one(conversation, made),
        proposals=[proposal.pk for proposal in proposals],
        registrations=[registration.pk for registration in made],
    )
    action = write_down(
        conversation,
        DeskAction.Kind.ACCEPTED,
        by,
        note=", ".join(registration.reference for registration in made),
        registration=made[0] if len(made) == 1 else None,
        before=before,
    )
    rows = [(proposal.message, registration) for proposal, registration in zip(proposals, made, strict=True)]
    sent = writers.notify_writers(conversation, rows, purpose=str(action.pk), notification=notification)
    action.before |= {"notifications": [message.pk for message in sent]}
    action.save(update_fields=["before"])


def _about_the_only_one(conversation: Conversation, made: Sequence[Registration]) -> Columns:
    """A conversation that proposes one person is about his or her registration; what was before."""
    is_only_one = len(made) == 1 and conversation.registration_id is None and conversation.number_of_persons() == 1
    return set_columns(conversation, registration_id=made[0].pk) if is_only_one else {}


def as_data(one: Wanted) -> dict[str, Any]:
    """What staff typed, in the words of a proposal: so it stands there again when accepting is undone."""
    names = {"organisation_name": "organisation"}
    found = {names.get(name, name): value for name, value in one.fields.items() if value and isinstance(value, str)}
    found["language"] = one.language
    if one.fields.get("country") is not None:
        found["country"] = one.fields["country"].pk
    return found


def accept_from_person(conversation: Conversation, proposal: int, register: Callable[[], Registration]) -> Registration:
    """Who wrote sent the form that was filled in with the mail: nobody of staff decided that it be accepted.

    Raises DeskError where the proposal was decided meanwhile, and what `register` raises; then nothing is stored.
    """
    with transaction.atomic():
        locking.lock(conversation)
        chosen = open_proposals(conversation, [proposal])[proposal]
        made = register()
        decide(chosen, MailProposal.State.ACCEPTED, None, made)
        _about_the_only_one(conversation, [made])
        write_down(conversation, DeskAction.Kind.NOTED, None, note=made.reference, registration=made)
        keep_threads({made.pk})
        return made


def set_aside(conversation: Conversation, by: User, seen: str, proposals: Iterable[int]) -> None:
    """Nothing comes of these proposals."""
    with locking.held(conversation, by, seen, DeskAction.Kind.DISMISSED):
        rows = open_proposals(conversation, proposals)
        for proposal in rows.values():
            decide(proposal, MailProposal.State.DISMISSED, by)
        names = ", ".join(str(proposal) for proposal in rows.values())
        before = DismissedBefore(proposals=list(rows))
        write_down(conversation, DeskAction.Kind.DISMISSED, by, note=names, before=before)


def add_person(conversation: Conversation, by: User, seen: str) -> MailProposal:
    """An empty proposal for somebody whom the reader did not find."""
    with locking.held(conversation, by, seen, DeskAction.Kind.PROPOSED):
        proposal = propose(conversation, {})
        before = ProposedBefore(proposals=[proposal.pk])
        write_down(conversation, DeskAction.Kind.PROPOSED, by, before=before)
        return proposal
