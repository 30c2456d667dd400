"""A person of a mail comes in the place of a registration; or besides, in nobody's place."""

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from inbox.actions import locking
from inbox.actions.accept import Wanted
from inbox.actions.before import SortedBefore
from inbox.actions.change import decided
from inbox.actions.locking import write_down
from inbox.actions.proposals import decide, open_proposals
from inbox.errors import DeskError
from inbox.models import Conversation, DeskAction, MailProposal
from inbox.threads import thread_for
from inbox.wishes import answers_to, note_of
from registrations.actions import substitute as of_registrations
from registrations.actions.notifications import PLAIN, Notification
from registrations.errors import NotShown, RegistrationError
from registrations.models import Registration


def substitute(
    conversation: Conversation,
    by: User,
    seen: str,
    registration: Registration,
    wanted: Wanted,
    *,
    notification: Notification = PLAIN,
) -> Registration:
    """The person of a proposal comes in the place of a registration; raises NotShown, DeskError with a sentence.

    What the mail does not say of the new person is as it was with the other.
    """
    with locking.held(conversation, by, seen, DeskAction.Kind.SUBSTITUTED):
        proposal = open_proposals(conversation, [wanted.proposal])[wanted.proposal]
        given = {name: value for name, value in wanted.fields.items() if value not in ("", None)}
        if "category" in given and given["category"].event_id != registration.event_id:
            words = {"reference": registration.reference}
            raise DeskError(_("%(reference)s is of another event: sort the conversation under that one.") % words)
        category = given.get("category", registration.category)
        try:
            new = of_registrations.substitute(
                registration,
                by=by,
                source=Registration.Source.MAIL,
                language=wanted.language,
                submission_key=f"mail-proposal-{proposal.pk}",
                answers=answers_to(proposal, registration.event, category),
                restricted=proposal.restricted_for(registration.event)[1],
                restricted_given_under=proposal.given_under,
                notification=notification._replace(thread=thread_for(proposal.message, given.get("email", ""))),
                note=note_of(proposal, registration.event, category),
                **given,
            )
        except NotShown:
            raise
        except RegistrationError as error:
            raise DeskError(str(error)) from error
        decided(conversation, DeskAction.Kind.SUBSTITUTED, by, new, [proposal.pk])
        # What the mail wanted to end has ended by this.
        ends = {"action": MailProposal.Action.CANCEL, "state": MailProposal.State.OPEN, "target": registration}
        for ended in conversation.proposals().filter(**ends):
            decide(ended, MailProposal.State.ACCEPTED, by, registration)
        return new


def make_one_more(conversation: Conversation, by: User, seen: str, proposal: int) -> None:
    """The person of a proposal comes in nobody's place: to be accepted like anybody else."""
    with locking.held(conversation, by, seen, DeskAction.Kind.SORTED):
        chosen = open_proposals(conversation, [proposal])[proposal]
        if chosen.action != MailProposal.Action.SUBSTITUTE:
            raise DeskError(_("This person comes in nobody’s place already."))
        before = SortedBefore(one_more=chosen.pk, replaced=chosen.target_id)
        chosen.action, chosen.target = MailProposal.Action.REGISTER, None
        chosen.save(update_fields=["action", "target"])
        write_down(conversation, DeskAction.Kind.SORTED, by, note=str(chosen), before=before)
