"""Rows of proposals, as the actions change them; the caller holds the lock of the conversation."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.errors import DeskError
from inbox.models import Conversation, MailProposal
from registrations.models import Registration

# Where a person was read whom staff added: `source` of the proposal.
BY_STAFF = "staff"


def open_proposals(conversation: Conversation, keys: Iterable[int]) -> dict[int, MailProposal]:
    """Lock the proposals of these keys, which must be open; raises DeskError."""
    wanted = list(dict.fromkeys(keys))
    found = conversation.proposals().select_related("message").select_for_update(of=("self",))
    rows = {row.pk: row for row in found.filter(pk__in=wanted)}
    if any(key not in rows or rows[key].state != MailProposal.State.OPEN for key in wanted):
        raise DeskError(_("One of these proposals was decided meanwhile. Nothing was done; look again."))
    return {key: rows[key] for key in wanted}


def decide(
    proposal: MailProposal, state: MailProposal.State, by: User | None, result: Registration | None = None
) -> None:
    """What became of a proposal; `by` is None where the person sent the form."""
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.result = state, by, timezone.now(), result
    proposal.save(update_fields=["state", "decided_by", "decided_at", "result"])


def propose(conversation: Conversation, data: dict[str, Any]) -> MailProposal:
    """Somebody whom staff read in the newest mail that a person wrote."""
    mail = conversation.last_mail()
    if mail is None:
        raise DeskError(_("There is no mail here that a person could have been named in."))
    last = mail.proposals.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    return mail.proposals.create(position=position, action=MailProposal.Action.REGISTER, data=data, source=[BY_STAFF])
