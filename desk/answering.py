"""Answering: the text as proposed, to be edited and looked at before it goes; what a rule wrote, let go or not."""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backoffice.base import BackOfficeAdmin
from backoffice.rights import staff
from desk import timeline
from desk.actions import close_if_done
from desk.documents import note_look
from desk.page import flags
from desk.permissions import back, fetch, for_conversation
from inbox import correspondence
from inbox.actions import reply as replying
from inbox.errors import ChangedMeanwhile
from inbox.models import Conversation, IncomingMessage, StandardAnswer
from inbox.reply_suggestions import matching_answers
from multilingual.texts import as_typed, translated
from outbox.models import Message
from outbox.previews import framed
from outbox.queue import Draft
from storage.keys import key_of

MOST_STANDARD = 30
LONGEST_BODY = 50_000


class Offer(NamedTuple):
    """A standard answer; `fits` when one of its words stands in the mail."""

    row: StandardAnswer
    label: str
    fits: bool
    is_inserted: bool


def language_of(request: HttpRequest, conversation: Conversation) -> str:
    """In which the answer is written: as chosen, else that of the conversation."""
    data = request.POST if request.method == "POST" else request.GET
    chosen = data.get("language", "")
    return chosen if chosen in dict(settings.LANGUAGES) else conversation.language


def offers(conversation: Conversation, incoming: IncomingMessage | None, language: str, body: str = "") -> list[Offer]:
    """Standard answers, those that fit the mail first; which of them stand in the draft already."""
    fitting = {row.pk for row in matching_answers(incoming, conversation.event)} if incoming else set()
    rows = list(StandardAnswer.objects.for_event(conversation.event)[:MOST_STANDARD])
    named = [
        Offer(row, translated(row, "label", language).value, row.pk in fitting, _stands_in(body, row, language))
        for row in rows
    ]
    return sorted(named, key=lambda offer: not offer.fits)


def _stands_in(body: str, row: StandardAnswer, language: str) -> bool:
    text = as_typed(row, "body", language).value.strip()
    return bool(text) and text in body


def with_standard(draft: Draft, row: StandardAnswer, language: str) -> Draft:
    """The draft with a standard answer below the salutation."""
    text = as_typed(row, "body", language).value.strip()
    if not text or text in draft.body:
        return draft
    salutation, _gap, rest = draft.body.partition("\n\n")
    return draft._replace(body=f"{salutation}\n\n{text}\n\n{rest}")


def drafted(request: HttpRequest, conversation: Conversation, incoming: IncomingMessage | None) -> Draft:
    """As typed, else as proposed, with the standard answer that was chosen."""
    if request.method == "POST":
        body = request.POST.get("body", "").replace("\r\n", "\n")
        return Draft(request.POST.get("subject", "").strip()[:300], body)
    draft = correspondence.draft_answer(conversation, incoming)
    row = StandardAnswer.objects.for_event(conversation.event).filter(pk=key_of(request.GET.get("standard"))).first()
    return with_standard(draft, row, conversation.language) if row is not None else draft


@require_http_methods(["GET", "HEAD", "POST"])
@for_conversation
def answer(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The page; POST sends."""
    conversation.language = language = language_of(request, conversation)  # for the draft alone, not kept
    others = unknown_writers(conversation)
    answered = conversation.name or conversation.email
    incoming = turned_to(request, conversation)
    if incoming is not None:
        note_look(incoming)  # its text stands on the page
    draft = drafted(request, conversation, incoming)
    problems: list[str] = []
    is_stale = False
    if request.method == "POST":
        problems = correspondence.problems_of(conversation, incoming, draft)
        if len(draft.body) > LONGEST_BODY:
            problems.append(_("The answer is longer than %(number)d characters.") % {"number": LONGEST_BODY})
        if not problems:
            try:
                return send(request, conversation, incoming, draft, language)
            except ChangedMeanwhile as error:
                conversation = fetch(conversation.pk)  # with what came; what was typed stays
                turned_to(request, conversation)
                problems, is_stale = [str(error)], True
    context = {
        "title": _("Answer"),
        "flags": flags(timeline.incoming(conversation)),
        "conversation": conversation,
        "mail": timeline.theirs(with_html(incoming)) if incoming is not None else None,
        "seen": conversation.seen_mark() if is_stale else request.POST.get("seen") or conversation.seen_mark(),
        "draft": draft,
        "answered": answered,
        "others": others,
        "to": incoming.pk if incoming in others else "",
        "language": language,
        "languages": settings.LANGUAGES,
        "offers": offers(conversation, incoming, language, draft.body),
        "problems": problems,
        "warning": correspondence.warning_of(conversation),
        "owner": conversation.owner_name,
        "is_held_by_other": conversation.owner_id not in (None, request.user.pk),
    }
    return model_admin.render(request, "admin/inbox/conversation/answer.html", context)


def unknown_writers(conversation: Conversation) -> list[IncomingMessage]:
    """The last mail of each whom nobody in the conversation knew: staff may answer them, nothing does so by itself."""
    rows = conversation.incoming.filter(is_automatic=False).order_by("received_at", "pk")
    found = {(row.reply_to or row.from_email).casefold(): row for row in rows if row.is_by_unknown}
    return [row for address, row in found.items() if address and address != conversation.email.casefold()]


def turned_to(request: HttpRequest, conversation: Conversation) -> IncomingMessage | None:
    """The mail to which the answer goes: as chosen, else the last of whom we answer. Not kept before it is sent."""
    data = request.POST if request.method == "POST" else request.GET
    for row in unknown_writers(conversation):
        if str(row.pk) == data.get("to"):
            conversation.turn_to(row)
            return row
    return conversation.last_mail()


def with_html(row: IncomingMessage) -> IncomingMessage:
    """The mail as the page shows one; its HTML stands on the conversation's own page."""
    row.has_html = False  # type: ignore[attr-defined]
    return row


def send(
    request: HttpRequest, conversation: Conversation, incoming: IncomingMessage | None, draft: Draft, language: str
) -> HttpResponse:
    """Into the outbox; “and done” closes the conversation too. Raises DeskError where nothing was done."""
    message = replying.reply(
        conversation, staff(request), request.POST.get("seen", ""),
        incoming=incoming, draft=draft, language=language,
    )  # fmt: skip
    messages.success(request, _("The answer is on its way to %(address)s.") % {"address": message.to_email})
    return close_if_done(request, conversation)


@require_http_methods(["GET", "HEAD", "POST"])
@for_conversation
def preview(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The answer as its reader will see it. Writes nothing."""
    conversation.language = language_of(request, conversation)
    incoming = turned_to(request, conversation)
    draft = drafted(request, conversation, incoming)
    return framed(correspondence.answer_html(conversation, incoming, draft, conversation.language))


def message_of(conversation: Conversation, message: int) -> Message:
    """A message of the conversation."""
    row = Message.objects.filter(pk=message, conversation_link__conversation=conversation).first()
    if row is None:
        raise Http404
    return row


def of_held(
    action: Callable[[Conversation, User, str, Message], None], sentence: Callable[[], str]
) -> Callable[..., HttpResponse]:
    """The view of what is done with a message that waited for staff."""

    @require_POST
    @for_conversation
    def view(
        request: HttpRequest, conversation: Conversation, message: int, model_admin: BackOfficeAdmin
    ) -> HttpResponse:
        action(conversation, staff(request), request.POST.get("seen", ""), message_of(conversation, message))
        messages.success(request, sentence())
        return back(conversation)

    return view  # type: ignore[return-value]  # the decorators widen it


release = of_held(replying.release, lambda: _("The message waits to be sent."))
discard = of_held(replying.discard, lambda: _("The message will not be sent."))
