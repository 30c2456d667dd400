"""Answers of staff to mail: what is proposed to be written, how it will look, and how it goes."""

import hashlib

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from inbox.kinds import Kind
from inbox.models import Conversation, IncomingMessage
from inbox.quoting import quote
from inbox.replies import values_for_reply, write_reply
from inbox.reply_suggestions import drafted_text, thanks
from inbox.threads import with_mark
from outbox import previews
from outbox.models import Message
from outbox.models.undeliverable import UndeliverableAddress
from outbox.placeholders import fill, fill_plain
from outbox.queue import Draft
from outbox.rendering import render_html
from outbox.templates import Words, words_for


def draft_answer(conversation: Conversation, incoming: IncomingMessage | None, text: str = "") -> Draft:
    """The whole letter as staff edit it, in the language of the conversation; {link} stays for the time of leaving.

    `text` stands between salutation and closing; without one, what such mail is mostly answered.
    """
    return _letter(conversation, incoming, text or drafted_text(conversation, incoming, conversation.language))


def _letter(conversation: Conversation, incoming: IncomingMessage | None, text: str) -> Draft:
    words = words_for(conversation.event, Kind.ANSWER, conversation.language)
    values = values_for_reply(conversation, incoming, Kind.ANSWER, words.language)
    body = fill(words.body.replace("{text}", text), values)
    return Draft(with_mark(fill_plain(words.subject, values), conversation), body)


def answer(
    conversation: Conversation,
    *,
    incoming: IncomingMessage | None,
    by: User,
    draft: Draft,
    language: str | None = None,
) -> Message:
    """Put an answer of staff into the outbox, with the sender's words under it. Sent twice, the same goes once."""
    typed = hashlib.sha256(f"{draft.subject}\n{draft.body}".encode()).hexdigest()[:24]
    about = f"mail:{incoming.pk}" if incoming is not None else f"conversation:{conversation.pk}"
    words = _words(conversation, draft, language)
    return write_reply(
        conversation,
        incoming,
        Kind.ANSWER,
        purpose=f"{Kind.ANSWER.value}:{about}:{typed}",
        language=words.language,
        by=by,
        words=words,
        under=quote(incoming, words.language) if incoming is not None else "",
    )


def answer_html(
    conversation: Conversation, incoming: IncomingMessage | None, draft: Draft, language: str | None = None
) -> str:
    """The answer as an HTML document, as its reader will see it but for the link."""
    words = _words(conversation, draft, language)
    values = values_for_reply(conversation, incoming, Kind.ANSWER, words.language)
    under = quote(incoming, words.language) if incoming is not None else ""
    body = "\n\n".join(part for part in (fill(words.body, values), under) if part)
    return previews.without_link(render_html(body, language=words.language, heading=values["event"].text))


def problems_of(conversation: Conversation, incoming: IncomingMessage | None, draft: Draft) -> list[str]:
    """What stands in the way of sending these words, as sentences."""
    # The text stands in the words of a letter already.
    found = previews.problems_of(Kind.ANSWER, draft.subject, draft.body, filled="{text}")
    values = values_for_reply(conversation, incoming, Kind.ANSWER, conversation.language)
    if "{link}" in draft.body and not values["link"].text:
        found.append(_("There is no link for this reader: neither an own registration nor a form."))
    if not conversation.email:
        found.append(_("There is no address to answer to."))
    if draft.body.strip() and not _is_anything_written(conversation, incoming, draft):
        found.append(_("Nothing stands between the greeting and the closing yet. Write the answer first."))
    return found


def _is_anything_written(conversation: Conversation, incoming: IncomingMessage | None, draft: Draft) -> bool:
    """Some line is none of those with which every letter begins and ends.

    While the line below the salutation is there still, the first one is a salutation, corrected or not.
    """
    beginning = thanks(incoming, conversation.language)
    empty, lines = _lines(_letter(conversation, incoming, beginning).body), _lines(draft.body)
    has_salutation = bool(set(empty[1:2]) & set(lines[1:]))
    return not set(lines[1:] if has_salutation else lines) <= set(empty)


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def warning_of(conversation: Conversation) -> str:
    """Mail to this address came back: the answer goes all the same, if staff want it."""
    dead = UndeliverableAddress.objects.filter(email_key=conversation.email.strip().casefold()).first()
    if dead is None or not dead.email_key:
        return ""
    return _("Mail to %(address)s came back: %(said)s") % {"address": dead.email_key, "said": dead.diagnostic}


def _words(conversation: Conversation, draft: Draft, language: str | None) -> Words:
    return Words(draft.subject, draft.body.replace("\r\n", "\n"), language or conversation.language)
