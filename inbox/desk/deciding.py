"""A decision that was asked for by mail: taken on the page of decisions, noted in the conversation, and back there."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from inbox.actions import change
from inbox.desk.permissions import may_work
from inbox.desk.requester_reply import Asker, ToWriter, asker_of, to_writer
from inbox.desk.substitution_checks import Weight, asker_in_words
from inbox.models import Conversation, DeskAction
from inbox.threads import keep_threads
from registrations import capacity
from registrations.admin.verbs import Outcome, Verb
from registrations.models import Registration
from storage.keys import key_of

ENDING = ("cancel", "withdraw")


class FromDesk(NamedTuple):
    """The conversation that led to the page, and the proposal that asked for it (0 where none did)."""

    conversation: Conversation
    proposal: int

    def asked(self, verb: Verb, row: Registration, posted: QueryDict | None) -> tuple[Weight, ToWriter | None]:
        """Who asks, and the answer besides the person's mail: that one of a delegation does not come any more."""
        asker = asker_of(self.conversation, row)
        answer = answer_to_writer(self.conversation, asker, row, posted) if verb.code in ENDING else None
        return asker_in_words(asker), answer

    def run(
        self,
        decide: Callable[[], list[Outcome]],
        verb: Verb,
        by: User,
        row: Registration,
        answer: ToWriter | None = None,
    ) -> list[Outcome]:
        """Decide, note it with the mail and answer that, in one transaction; the conversation is locked first, as its
        actions do.
        """
        with transaction.atomic():
            conversation = Conversation.objects.select_for_update().get(pk=self.conversation.pk)
            outcomes = decide()
            if outcomes[0].code == "done":
                kind = DeskAction.Kind.CANCELLED if verb.code in ENDING else DeskAction.Kind.UPDATED
                change.note_decision(conversation, kind, by, row, [self.proposal] if self.proposal else [])
                keep_threads({row.pk})
                if answer is not None:
                    answer.send(by)
            return outcomes

    def offer_place(self, request: HttpRequest, verb: Verb, outcome: Outcome, row: Registration) -> None:
        """Say who is next in line for the place that is free now, and where it is given: by a person's click only."""
        if verb.code not in ENDING or outcome.code != "done":
            return
        following = capacity.next_in_line(row.event.registration_settings)
        if following is None:
            return
        sentence = _("A place is free: %(name)s is next in line.") % {"name": following.formal_name}
        query = urlencode({"id": following.pk, "after": self.conversation.pk})
        decide = f"{reverse('admin:registrations_registration_decide', args=['approve'])}?{query}"
        messages.info(request, format_html('{} <a href="{}">{}</a>', sentence, decide, _("Give the place…")))


def answer_to_writer(
    conversation: Conversation, asker: Asker, row: Registration, posted: QueryDict | None
) -> ToWriter | None:
    """The answer to who asked for somebody else's registration to end; none where that is the person."""
    return to_writer(
        conversation, asker, posted, notified=[row.email], sentence="cancellation_told", people={"person": row}
    )


def from_desk(request: HttpRequest, number_of_people: int) -> FromDesk | None:
    """Whence somebody came who works at the mailbox and decides on one person."""
    if number_of_people != 1:
        return None
    conversation = _conversation(request, "conversation")
    return FromDesk(conversation, trail(request).get("proposal", 0)) if conversation is not None else None


def left_behind(request: HttpRequest) -> Conversation | None:
    """The conversation to which staff go back although it did not ask for this: what was done there led here."""
    return _conversation(request, "after")


def trail(request: HttpRequest) -> dict[str, int]:
    """What the address says of whence somebody came, to be taken along to another page."""
    data = request.POST if request.method == "POST" else request.GET
    found = {name: data.get(name, "") for name in ("conversation", "proposal", "after")}
    return {name: number for name, text in found.items() if (number := key_of(text))}


def _conversation(request: HttpRequest, name: str) -> Conversation | None:
    pk = trail(request).get(name)
    return Conversation.objects.filter(pk=pk).first() if pk and may_work(request) else None
