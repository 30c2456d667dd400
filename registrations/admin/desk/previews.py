"""The mails of an acceptance or a substitution as their readers will get them, before they go. Nothing is written."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from registrations.admin import mails
from registrations.admin.desk import letters, page, proposals
from registrations.admin.desk.gate import demand, fetch, for_desk
from registrations.admin.desk.known import known_for
from registrations.admin.desk.telling import ALWAYS, APPROVED, OTHERWISE, TO_WRITER, Mails, mails_of, people
from registrations.mail import delegations
from registrations.mail.words import Words
from registrations.models import Conversation
from registrations.models.intake import FIRST_MESSAGES
from registrations.models.states import State

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin


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
    data = posted.dict() if posted is not None else None
    known = known_for(conversation)
    cards = proposals.cards(page.proposals_of(conversation), known, posted, about=conversation.registration)
    found = people(cards, known, page.latest(letters.incoming(conversation)))
    found = [each for each in found if each.is_chosen] or found
    shown = mails_of(conversation, found, posted, may_decide=True)
    letter = shown.find((posted or request.GET).get("preview", ""))
    if letter is None or not (shown.writers if letter.kind == TO_WRITER else letter.readers):
        raise Http404
    if letter.kind == TO_WRITER:
        return mails.framed(to_writer(conversation, shown, letter, is_approved=bool((data or {}).get("is_approved"))))
    row = letter.readers[0]
    row.state = state_after(letter.kind)
    return mails.framed(mails.shown(row, letter.kind, letter, shown.reason))


def to_writer(conversation: Conversation, shown: Mails, letter: mails.Letter, *, is_approved: bool) -> str:
    """What the first writer will read of those who are registered."""
    now = APPROVED if is_approved else OTHERWISE
    kind = next((each.letter.kind for each in shown.going if each.when in (ALWAYS, now)), "")
    for row in shown.writers[0].people:
        row.state = state_after(kind)
    words = Words(letter.subject, letter.body, letter.words_language)
    return delegations.preview(conversation, shown.writers[0], words, shown.reason)


def state_after(kind: str) -> str:
    """In which a registration begins that this mail tells of."""
    return next((state for state, first in FIRST_MESSAGES.items() if first == kind), State.PENDING)
