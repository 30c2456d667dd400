"""How an answer names what it answers: subject, In-Reply-To and References (RFC 5322, 3.6.4)."""

import re

from django.db.models import Q

from inbox.models import Conversation, IncomingMessage, MailProposal
from inbox.models.conversations import MARK
from mailreader.blocks import FORWARD_SUBJECT, REPLY_SUBJECT
from outbox.models.messages import Kind
from outbox.placeholders import one_line
from registrations.models import Registration

# More do not help a mail program; the first and the last are what it looks at.
MOST_REFERENCES = 20
LONGEST_SUBJECT = 200
# What may stand in a header as it is: an identifier in its angles, in ASCII, without spaces.
_IDENTIFIER = re.compile(r"<[!-;=?-~]{1,248}>")
STILL_ASKED = (MailProposal.State.OPEN, MailProposal.State.ACCEPTED)
# What answers no request: it goes to many at once, or was asked for on a page.
_ANSWERS_NOTHING = (Kind.CHANGED, Kind.EVENT_CANCELLED, Kind.EVENT_POSTPONED, Kind.LINK)
_MARK_HERE = re.compile(rf"\s*[\[(]?\s*{MARK.pattern}\s*[\])]?", re.IGNORECASE)


def bare_subject(subject: str) -> str:
    """A subject without “Re:”, “TR:”, “RV:” and marks, however many there are, at a length that a header likes."""
    text = _MARK_HERE.sub(" ", one_line(subject))
    while found := REPLY_SUBJECT.match(text) or FORWARD_SUBJECT.match(text):
        if not found.end():
            break
        text = text[found.end() :]
    text = one_line(text)
    return text if len(text) <= LONGEST_SUBJECT else text[: LONGEST_SUBJECT - 1].rstrip() + "…"


def with_mark(subject: str, conversation: Conversation) -> str:
    """The subject with the conversation's own mark, once; of another conversation's nothing is left."""
    own = f"[{conversation.mark}]"
    text = one_line(_MARK_HERE.sub(" ", subject))
    return f"{text[: 298 - len(own)]} {own}".strip()


def identifiers(message: IncomingMessage | None) -> tuple[str, str]:
    """In-Reply-To and References of an answer to a mail: what it referred to, and itself at the end."""
    if message is None:
        return "", ""
    own = message.message_id if _IDENTIFIER.fullmatch(message.message_id) else ""
    known = [identifier for identifier in [*message.references, own] if _IDENTIFIER.fullmatch(str(identifier))]
    # A later mention counts: the one that is answered stands last.
    known = list(dict.fromkeys(reversed(known)))[::-1]
    if len(known) > MOST_REFERENCES:
        known = [known[0], *known[-(MOST_REFERENCES - 1) :]]
    return own, " ".join(known)


def own_request(registration: Registration, kind: str) -> IncomingMessage | None:
    """The last mail in which this person himself or herself asked for what a message of this kind answers, or none.

    Others have never seen that mail: their mail programs would look for it in vain, and find a mark that is not theirs.
    """
    if kind in _ANSWERS_NOTHING or not registration.email_key:
        return None
    about = Q(proposals__result=registration) | Q(proposals__target=registration)
    rows = IncomingMessage.objects.filter(about, proposals__state__in=STILL_ASKED, is_automatic=False)
    rows = rows.filter(Q(from_email__iexact=registration.email_key) | Q(reply_to__iexact=registration.email_key))
    rows = rows.exclude(conversation__state=Conversation.State.JUNK).select_related("conversation")
    rows = rows.only(*_OF_WRITER, "message_id", "references", "conversation__id")
    return next((row for row in rows.order_by("-received_at", "-pk")[:5] if is_by(row, registration)), None)


_OF_WRITER = ("is_forwarded", "from_email", "reply_to")


def is_by(message: IncomingMessage, registration: Registration) -> bool:
    """Whether the person of a registration wrote this mail: it came from there, or that is where answers go.

    Whose mail a colleague passed on did not write the mail that came.
    """
    writer = message.from_email if message.is_forwarded else message.reply_to or message.from_email
    return bool(registration.email_key) and writer.strip().casefold() == registration.email_key
