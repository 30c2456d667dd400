"""What staff write in a conversation, and what becomes of a message that a rule wrote and staff have to look at."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from inbox.actions.accept import Accepting, Wanted, decide
from inbox.actions.claiming import DeskError
from outbox.models.messages import Message, NotHeld
from registrations.actions.notifications import PLAIN, Telling
from registrations.actions.substitute import substitute
from registrations.errors import NotShown, RegistrationError

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from inbox.models.conversations import Conversation, DeskAction
    from inbox.models.incoming import IncomingMessage
    from outbox.queue import Draft
    from registrations.models.registration import Registration


class Replying(Accepting):
    """The verbs of letters, and of one person in another's place."""

    class Meta:
        abstract = True

    def reply(
        self, by: "User", seen: str, *, incoming: "IncomingMessage | None", draft: "Draft", language: str
    ) -> Message:
        """Put an answer into the outbox. What was sent cannot be taken back."""
        from inbox import correspondence  # here: letters are about conversations, so it imports this

        row = cast("Conversation", self)
        with self.held(by, seen, "answered"):
            message = correspondence.answer(row, incoming=incoming, by=by, draft=draft, language=language)
            self.write_down("answered", by, note=message.subject)
            return message

    def release(self, by: "User", seen: str, message: Message) -> None:
        """Let a message go that waited for staff."""
        with self.held(by, seen, "answered"):
            self._must_be_ours(message)
            try:
                message.release(by)
            except NotHeld as error:
                raise DeskError(str(error)) from error
            self.write_down("answered", by, note=message.subject)

    def discard(self, by: "User", seen: str, message: Message) -> None:
        """A message that waited for staff shall not go."""
        with self.held(by, seen, "dismissed"):
            self._must_be_ours(message)
            try:
                message.discard(by)
            except NotHeld as error:
                raise DeskError(str(error)) from error
            self.write_down("dismissed", by, note=message.subject, before={"message": message.pk})

    def _must_be_ours(self, message: Message) -> None:
        if not cast("Conversation", self).outgoing.filter(pk=message.pk).exists():
            raise DeskError(_("This message belongs to another conversation."))

    def substitute(
        self, by: "User", seen: str, registration: "Registration", wanted: Wanted, *, telling: Telling = PLAIN
    ) -> "Registration":
        """The person of a proposal comes in the place of a registration; raises NotShown, DeskError with a sentence.

        What the mail does not say of the new person is as it was with the other.
        """
        from inbox.threads import thread_for  # here: letters are about conversations, so it imports this

        with self.held(by, seen, "substituted"):
            proposal = self.open_proposals([wanted.proposal])[wanted.proposal]
            answers, apart = proposal.apart_for(registration.event)
            given = {name: value for name, value in wanted.fields.items() if value not in ("", None)}
            if "category" in given and given["category"].event_id != registration.event_id:
                words = {"reference": registration.reference}
                raise DeskError(_("%(reference)s is of another event: sort the conversation under that one.") % words)
            try:
                new = substitute(
                    registration,
                    by=by,
                    source=registration.Source.MAIL,
                    language=wanted.language,
                    submission_key=f"mail-proposal-{proposal.pk}",
                    answers=answers,
                    restricted=apart,
                    telling=telling._replace(thread=thread_for(proposal.message, given.get("email", ""))),
                    **given,
                )
            except NotShown:
                raise
            except RegistrationError as error:
                raise DeskError(str(error)) from error
            self.decided("substituted", by, new, [proposal.pk])
            # What the mail wanted to end has ended by this.
            for ended in self.proposals().filter(action="cancel", state="open", target=registration):
                decide(ended, "accepted", by, registration)
            return new

    def make_one_more(self, by: "User", seen: str, proposal: int) -> None:
        """The person of a proposal comes in nobody's place: to be accepted like anybody else."""
        with self.held(by, seen, "sorted"):
            chosen = self.open_proposals([proposal])[proposal]
            if chosen.action != chosen.Action.SUBSTITUTE:
                raise DeskError(_("This person comes in nobody’s place already."))
            before = {"one_more": [chosen.pk, chosen.target_id]}
            chosen.action, chosen.target = chosen.Action.REGISTER, None
            chosen.save(update_fields=["action", "target"])
            self.write_down("sorted", by, note=str(chosen), before=before)

    def note_decision(self, kind: str, by: "User", registration: "Registration", proposals: Iterable[int] = ()) -> None:
        """Note a decision taken on the registration's own page because of this mail; the caller holds the row."""
        still_open = self.proposals().filter(pk__in=proposals, state="open").values_list("pk", flat=True)
        self.decided(kind, by, registration, list(still_open))

    def _put_back(self, action: "DeskAction", by: "User") -> None:
        """A message thrown away waits for staff again; who was one more comes in somebody's place again."""
        super()._put_back(action, by)
        if "one_more" in action.before:
            from registrations.models.registration import Registration  # here: it is told of conversations

            pk, target = action.before["one_more"]
            target = Registration.objects.filter(pk=target).first()
            self.proposals().filter(pk=pk, state="open").update(action="substitute", target=target)
        if pk := action.before.get("message"):
            rows = Message.objects.filter(pk=pk, state=Message.State.DISCARDED)
            rows.update(state=Message.State.HELD)
