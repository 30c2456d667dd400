"""How an answer names what it answers: subject, In-Reply-To and References (RFC 5322, 3.6.4)."""

import re
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from inbox.models import Conversation, IncomingMessage, MailProposal
from outbox.threads import Thread
from registrations.models import Registration

# More do not help a mail program; the first and the last are what it looks at.
MOST_REFERENCES = 20
# What may stand in a header as it is: an identifier in its angles, in ASCII, without spaces.
_IDENTIFIER = re.compile(r"<[!-;=?-~]{1,248}>")
STILL_ASKED = (MailProposal.State.OPEN, MailProposal.State.ACCEPTED)


def with_mark(subject: str, conversation: Conversation) -> str:
    """The subject with the conversation's own mark, once; of another conversation's nothing is left."""
    return Thread("", "", f"[{conversation.mark}]").marked(subject)


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


def thread_of(incoming: IncomingMessage) -> Thread:
    """The thread in which an answer to a mail goes on."""
    own, known = identifiers(incoming)
    return Thread(own, known, f"[{incoming.conversation.mark}]")


def thread_for(incoming: IncomingMessage, email: str) -> Thread | None:
    """The same for who has this address, if he or she wrote the mail; others have never seen it."""
    key = email.strip().casefold()
    return thread_of(incoming) if key and writer_of(incoming) == key else None


def writer_of(message: IncomingMessage) -> str:
    """Who wrote a mail, by address: it came from there, or that is where answers go.

    Whose mail a colleague passed on did not write the mail that came.
    """
    writer = message.from_email if message.is_forwarded else message.reply_to or message.from_email
    return writer.strip().casefold()


def registrations_of(conversation: Conversation) -> set[int]:
    """The registrations that its mails were about: what came of a proposal, or what one would change."""
    return registrations_in(MailProposal.objects.filter(message__conversation=conversation).only("result", "target"))


def registrations_in(proposals: Iterable[MailProposal]) -> set[int]:
    """The registrations that came of these proposals, or would be changed by them."""
    keys = [key for proposal in proposals for key in (proposal.result_id, proposal.target_id)]
    return {key for key in keys if key is not None}


def keep_threads(registrations: Collection[int]) -> None:
    """Keep with each of these registrations in which thread who wrote about it is answered, by the mails as they are.

    Called by whoever files a mail about it, decides on a proposal, or takes its conversation away: the messages of
    later decisions on the registration ask nobody here.
    """
    found: dict[int, dict[str, list[str]]] = {}
    for proposal in _asking_about(registrations) if registrations else ():
        if proposal.message.is_forged:
            continue  # who has the address has never seen that mail
        for key in registrations_in([proposal]) & set(registrations):
            found.setdefault(key, {})[writer_of(proposal.message)] = list(thread_of(proposal.message))
    changed = []
    for row in Registration.objects.filter(pk__in=registrations).only("threads"):
        if row.threads != found.get(row.pk, {}):
            row.threads = found.get(row.pk, {})
            changed.append(row)
    if changed:
        Registration.objects.bulk_update(changed, ["threads"])


def _asking_about(registrations: Collection[int]) -> QuerySet[MailProposal]:
    """What people wanted of these registrations and nobody put aside, the latest last."""
    about = Q(result__in=registrations) | Q(target__in=registrations)
    rows = MailProposal.objects.filter(about, state__in=STILL_ASKED, message__is_automatic=False)
    rows = rows.exclude(message__conversation__state=Conversation.State.JUNK)
    columns = ("message_id", "references", "is_forwarded", "from_email", "reply_to", "facts", "conversation__id")
    rows = rows.select_related("message__conversation").only(
        "result", "target", *(f"message__{one}" for one in columns)
    )
    return rows.order_by("message__received_at", "message__pk", "pk")
