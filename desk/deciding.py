"""A decision that was asked for by mail: taken on the page of decisions, noted in the conversation, and back there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from backoffice.base import BackOfficeAdmin
from desk.permissions import address, for_conversation
from desk.requester_reply import Asker, ToWriter, asker_of, to_writer
from desk.substitution_checks import Weight, asker_in_words
from inbox.actions import change
from inbox.models import Conversation, DeskAction
from inbox.threads import keep_threads
from registrations import capacity
from registrations.admin import decisions
from registrations.admin.places import place_of
from registrations.admin.surroundings import Surroundings
from registrations.decisions import Decision, Outcome
from registrations.models import Registration
from storage.keys import key_of

ENDING = ("cancel", "withdraw")


class FromDesk(Surroundings):
    """The conversation that led to the page, and the proposal that asked for it (0 where none did)."""

    template = "admin/inbox/conversation/decide.html"

    def __init__(self, conversation: Conversation, proposal: int) -> None:
        self.conversation, self.proposal = conversation, proposal
        self.back = address("change", conversation.pk)
        self.asker: Weight | None = None
        self.answer: ToWriter | None = None

    def address(self, code: str) -> str:
        """The same page for another action."""
        query = f"proposal={self.proposal}&" if self.proposal else ""
        return f"{address('decide', self.conversation.pk, code)}?{query}"

    def look(self, decision: Decision, row: Registration, posted: QueryDict | None) -> list[str]:
        """Who asks, and what he or she is told besides the person: that one of a delegation does not come any more."""
        asker = asker_of(self.conversation, row)
        self.asker = asker_in_words(asker)
        if decision.code in ENDING:
            self.answer = answer_to_writer(self.conversation, asker, row, posted)
        return self.answer.mail.problems if self.answer is not None else []

    def context(self) -> dict[str, Any]:
        """The conversation, who asks, and the answer to be edited."""
        return {
            "conversation": self.conversation,
            "proposal": self.proposal,
            "is_asked_for": True,
            "asker": self.asker,
            "writer": self.answer,
        }

    def run(
        self, decide: Callable[[], list[Outcome]], decision: Decision, by: User, row: Registration
    ) -> list[Outcome]:
        """Decide, note it with the mail and answer that, in one transaction; the conversation is locked first, as its
        actions do.
        """
        with transaction.atomic():
            conversation = Conversation.objects.select_for_update().get(pk=self.conversation.pk)
            outcomes = decide()
            if outcomes[0].code == "done":
                kind = DeskAction.Kind.CANCELLED if decision.code in ENDING else DeskAction.Kind.UPDATED
                change.note_decision(conversation, kind, by, row, [self.proposal] if self.proposal else [])
                keep_threads({row.pk})
                if self.answer is not None:
                    self.answer.send(by)
            return outcomes

    def after(self, request: HttpRequest, decision: Decision, outcome: Outcome, row: Registration) -> None:
        """Say who is next in line for the place that is free now, and where it is given: by a person's click only."""
        if decision.code not in ENDING or outcome.code != "done":
            return
        following = capacity.next_in_line(row.event.registration_settings)
        if following is None:
            return
        words = {"place": place_of(following, with_event=True), "name": following.formal_name}
        sentence = _("A place is free (%(place)s): %(name)s is next in line.") % words
        page = f"{OnTheWay(self.conversation).address('approve')}{urlencode({'id': following.pk})}"
        messages.info(request, format_html('{} <a href="{}">{}</a>', sentence, page, _("Give the place…")))


class OnTheWay(Surroundings):
    """A decision that no mail asked for: what was done at the desk led there, and staff go back to the conversation."""

    template = "admin/inbox/conversation/decide.html"

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.back = address("change", conversation.pk)

    def address(self, code: str) -> str:
        """The same page for another action."""
        return f"{address('decide_next', self.conversation.pk, code)}?"

    def context(self) -> dict[str, Any]:
        """The conversation to go back to."""
        return {"conversation": self.conversation}


@for_conversation
def decide(
    request: HttpRequest, conversation: Conversation, code: str, model_admin: BackOfficeAdmin
) -> HttpResponseBase:
    """The page of decisions for one person whom a mail is about."""
    data = _one_person(request)
    return decisions.decide(request, code, model_admin, FromDesk(conversation, key_of(data.get("proposal"))))


@for_conversation
def decide_next(
    request: HttpRequest, conversation: Conversation, code: str, model_admin: BackOfficeAdmin
) -> HttpResponseBase:
    """The page of decisions for somebody to whom what was done here led."""
    _one_person(request)
    return decisions.decide(request, code, model_admin, OnTheWay(conversation))


def _one_person(request: HttpRequest) -> QueryDict:
    """What was sent, or stands in the address; 404 where it names many: a mail is not noted with all of them."""
    data = request.POST if request.method == "POST" else request.GET
    if len(data.getlist("id")) != 1:
        raise Http404
    return data


def answer_to_writer(
    conversation: Conversation, asker: Asker, row: Registration, posted: QueryDict | None
) -> ToWriter | None:
    """The answer to who asked for somebody else's registration to end; none where that is the person."""
    return to_writer(
        conversation, asker, posted, notified=[row.email], sentence="cancellation_confirmed", people={"person": row}
    )
