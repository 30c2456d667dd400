"""Undoing the last action of a conversation: a function for what each kind of action kept of what was before."""

from functools import singledispatch
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.actions import locking
from inbox.actions.before import (
    AcceptedBefore,
    Before,
    ChangedBefore,
    Columns,
    DismissedBefore,
    FieldsBefore,
    JoinedBefore,
    ProposedBefore,
    SortedBefore,
    before_of,
)
from inbox.actions.change import registration_columns
from inbox.actions.locking import set_columns
from inbox.actions.merge_conversations import move_mails, point_to
from inbox.errors import CannotBeUndone
from inbox.models import Conversation, DeskAction, MailProposal
from multilingual.texts import with_label
from outbox.models.messages import Message
from registrations.actions.correct import correct
from registrations.actions.decide import take_back
from registrations.actions.locking import last_history, locked
from registrations.errors import RegistrationError
from registrations.models import Registration, RestrictedData
from registrations.models.answers import BY_MAIL
from registrations.models.states import ACTIVE

Kind = DeskAction.Kind
OF_REGISTRATIONS = (Kind.CANCELLED, Kind.UPDATED)


def undo(conversation: Conversation, by: User, seen: str) -> DeskAction:
    """Put back what the last action changed; raises CannotBeUndone where it has left the house."""
    with locking.held(conversation, by, seen):
        action = conversation.last_action()
        if action is None:
            raise CannotBeUndone(_("There is nothing to undo."))
        if sentence := why_not_undone(action):
            raise CannotBeUndone(sentence)
        put_back(before_of(action), conversation, by)
        action.undone_at = timezone.now()
        action.save(update_fields=["undone_at"])
        return action


def why_not_undone(action: DeskAction) -> str:
    """Why an action cannot be undone; empty for one that can, as far as can be seen without any lock."""
    before = before_of(action)
    if isinstance(before, JoinedBefore) and before.source is None:
        return _("Its mails are in %(mark)s. Undo it there.") % {"mark": action.note}
    if action.kind == Kind.NOTED and action.by_id is None:
        return _("The last action was the person’s own: the form was sent. Decide on the registration instead.")
    if action.kind == Kind.ANSWERED:
        return _("The last action was an answer. What was sent cannot be taken back; write once more instead.")
    if action.kind == Kind.SUBSTITUTED:
        words = _(
            "Both were told of the substitution. To take it back, cancel %(new)s and take up the one before again."
        )
        return words % {"new": action.note}
    is_kept = isinstance(before, ChangedBefore) and before.has_changed_registration
    if action.kind in OF_REGISTRATIONS and not is_kept:
        return _("The last action changed a registration. Change it back on the registration’s own page.")
    # A mail that came since has its own class and is to be read: an older state would hide it.
    mails = action.conversation.incoming.filter(is_automatic=False, created_at__gt=action.at)
    if {"state", "kind"} & set(before.columns) and mails.exists():
        return _("Somebody has written since. What was before would hide that mail.")
    return ""


# By what was kept: in the transaction of `undo`, which holds the conversation -----------------------------------------


@singledispatch
def put_back(before: Before, conversation: Conversation, by: User) -> None:
    """Who handled it, whether it was to do: columns alone."""
    put_columns_back(conversation, before.columns)


@put_back.register
def put_back_sorted(before: SortedBefore, conversation: Conversation, by: User) -> None:
    """Class, event, language; who was one more comes in somebody's place again."""
    put_columns_back(conversation, before.columns)
    if before.one_more is not None:
        target = Registration.objects.filter(pk=before.replaced or 0).first()
        rows = conversation.proposals().filter(pk=before.one_more, state=MailProposal.State.OPEN)
        rows.update(action=MailProposal.Action.SUBSTITUTE, target=target)


@put_back.register
def put_back_accepted(before: AcceptedBefore, conversation: Conversation, by: User) -> None:
    """The mail to the writer that did not leave yet is gone, the registrations are cancelled, the proposals open."""
    put_columns_back(conversation, before.columns)
    Message.objects.filter(pk__in=before.notifications).waiting().delete()
    for pk in before.registrations:
        _take_back(pk, by)
    _open_again(conversation, before.proposals)


@put_back.register
def put_back_proposed(before: ProposedBefore, conversation: Conversation, by: User) -> None:
    """Who was added is not proposed any more."""
    conversation.proposals().filter(pk__in=before.proposals, state=MailProposal.State.OPEN).delete()


@put_back.register
def put_back_dismissed(before: DismissedBefore, conversation: Conversation, by: User) -> None:
    """The proposals are open again; a message thrown away waits for staff again."""
    _open_again(conversation, before.proposals)
    if before.message is not None:
        rows = Message.objects.filter(pk=before.message, state=Message.State.DISCARDED)
        rows.update(state=Message.State.HELD)


@put_back.register
def put_back_changed(before: ChangedBefore, conversation: Conversation, by: User) -> None:
    """What was changed of the registration is as before, unless it changed since; the proposals are open again."""
    put_columns_back(conversation, before.columns)
    if before.registration_fields is not None:
        _put_fields_back(before.registration_fields, by)
    if before.restricted:
        for proposal in conversation.proposals().filter(pk__in=before.proposals):
            _take_restricted_back(proposal, before.restricted, by)
    _open_again(conversation, before.proposals)


@put_back.register
def put_back_joined(before: JoinedBefore, conversation: Conversation, by: User) -> None:
    """The mails go back where they came from."""
    put_columns_back(conversation, before.columns)
    source = Conversation._base_manager.select_for_update().filter(pk=before.source or 0).first()
    if source is None:
        return  # forgotten meanwhile: its mails stay here
    move_mails(conversation, source, before.incoming, before.outgoing)
    point_to(source, None)
    put_columns_back(source, before.source_columns)
    source.actions.filter(pk=before.source_action or 0).update(undone_at=timezone.now())


# What these have in common --------------------------------------------------------------------------------------------


def put_columns_back(conversation: Conversation, columns: Columns) -> None:
    """Columns of the conversation as they were; what they pointed to and was deleted meanwhile is none."""
    values: dict[str, Any] = dict(columns)
    for name in [name for name in values if name.endswith("_id")]:
        rows = conversation._meta.get_field(name.removesuffix("_id")).related_model._base_manager  # type: ignore[union-attr]  # a foreign key
        if not rows.filter(pk=values[name]).exists():
            values[name] = None
    if values:
        set_columns(conversation, **values)


def _open_again(conversation: Conversation, proposals: list[int]) -> None:
    rows = conversation.proposals().filter(pk__in=proposals)
    rows.update(state=MailProposal.State.OPEN, decided_by=None, decided_at=None, result=None)


def _take_back(pk: int, by: User) -> None:
    """Cancel a registration that was made a moment ago; raises CannotBeUndone once it went further."""
    registration = Registration.objects.filter(pk=pk).first()
    if registration is None:
        return
    try:
        take_back(registration, by)
    except RegistrationError as error:
        raise CannotBeUndone(with_label(registration.reference, error)) from error


def _put_fields_back(kept: FieldsBefore, by: User) -> None:
    """Columns of a registration as they were; raises CannotBeUndone where it changed since."""
    registration = Registration.objects.filter(pk=kept.registration).first()
    if registration is None:
        raise CannotBeUndone(_("The registration is not there any more."))
    try:
        with locked(registration):
            is_same = registration_columns(registration, kept.after) == kept.after
            if last_history(registration) != kept.history or not is_same:
                words = _("%(reference)s was changed again since. Change it on its own page.")
                raise CannotBeUndone(words % {"reference": registration.reference})
            old = {name: _column(registration, name, value) for name, value in kept.before.items()}
            correct(registration, by=by, **old)
    except RegistrationError as error:
        raise CannotBeUndone(with_label(registration.reference, error)) from error


def _column(registration: Registration, name: str, value: Any) -> Any:
    """The column again; a row that was deleted meanwhile is none."""
    field = registration._meta.get_field(name)
    if not field.is_relation or field.related_model is None:
        return value
    return field.related_model._base_manager.filter(pk=value).first()


def _take_restricted_back(proposal: MailProposal, names: list[str], by: User) -> None:
    """Take words of a mail away from a registration again; what was written otherwise meanwhile stays."""
    registration = proposal.result
    kept = RestrictedData.objects.filter(registration=registration).first()
    if registration is None or kept is None or kept.is_unreadable or registration.state not in ACTIVE:
        return
    ours = [name for name in names if kept.value(name) == proposal.restricted.get(name.removeprefix(BY_MAIL))]
    try:
        correct(registration, by=by, restricted=dict.fromkeys(ours, ""))
    except RegistrationError as error:
        raise CannotBeUndone(str(error)) from error
