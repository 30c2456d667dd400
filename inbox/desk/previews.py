"""The mails of an acceptance or a substitution as their readers will get them, before they go. Nothing is written."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from inbox import writers
from inbox.desk import page, proposals, timeline
from inbox.desk.choices import known_for
from inbox.desk.deciding import answer_to_writer
from inbox.desk.outgoing import ALWAYS, APPROVED, ASKING, OTHERWISE, TO_WRITER, Mails, Person, mails_of, people
from inbox.desk.permissions import demand, fetch, for_desk
from inbox.desk.requester_reply import asker_of
from inbox.desk.substituting import preview_of
from outbox import previews
from outbox.templates import Words
from registrations.actions.register import FIRST_MESSAGES
from registrations.admin import mail_editor
from registrations.models import Registration
from registrations.models.states import State
from storage.keys import key_of

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    from inbox.models import Conversation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
def accept(request: HttpRequest, pk: int, model_admin: "ModelAdmin[Conversation]") -> HttpResponse:
    """One of the mails of an acceptance with the words as typed, as its first reader will get it."""
    demand(request, "add_registration")
    conversation = fetch(pk)
    if conversation.event is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    known = known_for(conversation)
    cards = proposals.cards(page.proposals_of(conversation), known, posted, about=conversation.registration)
    found = people(cards, known, page.latest(timeline.incoming(conversation)))
    found = [each for each in found if each.is_chosen] or found
    shown = mails_of(conversation, found, posted, may_decide=True)
    letter = shown.find((posted or request.GET).get("preview", ""))
    if letter is None or not (shown.writers if letter.kind == TO_WRITER else letter.readers):
        raise Http404
    if letter.kind == TO_WRITER:
        set_states(found, shown, is_approved=bool(posted and posted.get("is_approved")))
        words = Words(letter.subject, letter.body, letter.words_language)
        return previews.framed(writers.preview(conversation, shown.writers[0], words, shown.reason))
    row = letter.readers[0]
    row.state = state_after(letter.kind)
    return previews.framed(mail_editor.shown(row, letter.kind, letter, shown.reason))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
def substitute(request: HttpRequest, pk: int, model_admin: "ModelAdmin[Conversation]") -> HttpResponse:
    """One of the mails of a substitution."""
    demand(request, "add_registration", "decide_registration")
    posted = request.POST if request.method == "POST" else None
    return previews.framed(preview_of(fetch(pk), posted or request.GET, posted))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
def ending(request: HttpRequest, pk: int, model_admin: "ModelAdmin[Conversation]") -> HttpResponse:
    """The answer to who asked for somebody else's registration to end."""
    demand(request, "decide_registration")
    posted = request.POST if request.method == "POST" else None
    conversation = fetch(pk)
    row = Registration.objects.filter(pk=key_of((posted or request.GET).get("id"))).first()
    answer = answer_to_writer(conversation, asker_of(conversation, row), row, posted) if row is not None else None
    if answer is None:
        raise Http404
    return previews.framed(answer.html())


def set_states(found: Sequence[Person], shown: Mails, *, is_approved: bool) -> None:
    """Where each would stand, as the message to the writer says it."""
    now = APPROVED if is_approved else OTHERWISE
    kinds = [each.letter.kind for each in shown.going if each.when in (ALWAYS, now)]
    kind = next((kind for kind in kinds if kind not in (ASKING, TO_WRITER)), "")
    for each in found:
        each.row.state = State.INCOMPLETE if each.is_asked and not is_approved else state_after(kind)


def state_after(kind: str) -> str:
    """In which a registration begins that this mail tells of."""
    return next((state for state, first in FIRST_MESSAGES.items() if first == kind), State.PENDING)
