"""How an answer names what it answers: subject, In-Reply-To and References (RFC 5322, 3.6.4)."""

import re

from registrations.mail.placeholders import one_line
from registrations.mail.reading.blocks import FORWARD_SUBJECT, REPLY_SUBJECT
from registrations.models import Conversation, IncomingMessage
from registrations.models.conversations import MARK

# More do not help a mail program; the first and the last are what it looks at.
MOST_REFERENCES = 20
LONGEST_REFERENCE = 250
LONGEST_SUBJECT = 200
# What may stand in a header as it is: an identifier in its angles, in ASCII, without spaces.
_IDENTIFIER = re.compile(r"<[!-;=?-~]{1,248}>")
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
