"""Which conversation a mail belongs to, and what it does to it. What machines write opens nothing again."""

from django.conf import settings

from events.models import Event
from inbox.models import Classification, Conversation, IncomingMessage
from mailreader.findings import Understanding
from mailreader.reading import Reading
from registrations.models import Registration

_NEW_REQUEST = (Classification.REGISTRATION_REQUEST, Classification.NOMINATION_ATTACHED)
_SURE = ("code", "dates")
_NEW_QUESTION = (Classification.QUESTION, Classification.NEEDS_REVIEW)


def file(message: IncomingMessage, reading: Reading) -> None:
    """Give the mail its conversation, found or made, and bring that up to date; in the transaction of the intake."""
    found = reading.found
    event = Event.objects.filter(slug=found.event).first() if found.event else None
    registration = _registration(found)
    conversation = _find(message, reading, registration)
    if registration is not None and _is_about_another(registration.event_id, message, event, found):
        registration = None
    if conversation is None or _is_about_another(conversation.event_id, message, event, found):
        conversation = _new(message, event, registration, is_asked=found.calendar is not None and bool(found.targets))
    else:
        # Two mails of one conversation at once: one after the other.
        conversation = _locked(conversation)
        if not message.is_automatic and _is_stranger(conversation, message):
            message.facts["flags"].append("new_sender")
    if _is_last_word(conversation, message):
        _reopen(conversation, message, reading)
    conversation.event = conversation.event or event
    conversation.registration = conversation.registration or registration
    conversation.save()
    message.conversation = conversation


def _locked(conversation: Conversation) -> Conversation:
    """The conversation behind its lock; of one that staff joined with another, that other."""
    rows = Conversation.objects.select_for_update()
    conversation = rows.get(pk=conversation.where_mails_are().pk)
    while conversation.joined_to_id is not None:  # joined this moment
        conversation = rows.get(pk=conversation.joined_to_id)
    return conversation


def _is_last_word(conversation: Conversation, message: IncomingMessage) -> bool:
    """A person wrote, so that this says what is to do, and whom to answer; unless staff added an old mail by hand."""
    if message.is_automatic or message.kind == Classification.SPAM:
        return False
    if message.source != IncomingMessage.Source.STAFF or message.sent_at is None:
        return True
    return not conversation.incoming.filter(is_automatic=False, sent_at__gt=message.sent_at).exists()


def _registration(found: Understanding) -> Registration | None:
    if found.thread is None or not found.thread.registration:
        return None
    return Registration.objects.filter(reference=found.thread.registration).first()


def _find(message: IncomingMessage, reading: Reading, registration: Registration | None) -> Conversation | None:
    """By our message, by an earlier mail, by a mark in the subject or the text, by the registration; else none."""
    if message.kind == Classification.SPAM:
        return None  # junk gets into no conversation by a mark that it copied
    if (own := getattr(message.answers, "conversation_link", None)) is not None:
        return own.conversation
    if earlier := _earlier(message):
        return earlier.conversation
    bounce = reading.found.bounce
    for text in (bounce.original_subject,) if bounce else (reading.subject, reading.own_text):
        if marked := Conversation.objects.marked(text):
            return marked
    return _of_registration(registration, message) if registration is not None else None


def _of_registration(registration: Registration, message: IncomingMessage) -> Conversation | None:
    """The registration's own conversation, else the one in which its writer asked for it.

    A member of a delegation who answers gets an own conversation: what the focal point wrote is not the member's.
    """
    rows = Conversation.objects.exclude(state=Conversation.State.JUNK).order_by("-last_received_at", "-pk")
    if own := rows.filter(registration=registration).first():
        return own
    writer = message.reply_to or message.from_email
    asked = Conversation.objects.filter(incoming__proposals__result=registration).order_by().values("pk")
    return rows.filter(pk__in=asked, email__iexact=writer).first() if writer else None


def _earlier(message: IncomingMessage) -> IncomingMessage | None:
    """The mail of theirs that this one goes on from, or that came under the same Message-ID before."""
    known = [identifier for identifier in [*message.references, message.message_id] if identifier]
    rows = (
        IncomingMessage.objects.filter(message_id__in=known)
        .exclude(kind=Classification.SPAM)
        .select_related("conversation")
    )
    return rows.order_by("-pk").first() if known else None


def _is_about_another(earlier: int | None, message: IncomingMessage, event: Event | None, found: Understanding) -> bool:
    """An old mail was answered to ask for a place at another event: a request of its own."""
    if event is None or earlier in (None, event.pk):
        return False
    if message.kind in _NEW_QUESTION and "speaks_of_another_event" in found.flags:
        # What belongs to a meeting that is over has nothing to do with it.
        before = Event.objects.filter(pk=earlier).first()
        return before is not None and before.is_over(message.received_at)
    return message.kind in _NEW_REQUEST and found.event_reason.code in _SURE


def _is_stranger(conversation: Conversation, message: IncomingMessage) -> bool:
    """Who writes or is to be answered was not known in the conversation: whoever knows a mark can use it.

    Known is who began it or wrote unnoted since, whom staff wrote to, and the address of the registration. An answer of
    our own making knows nobody.
    """
    known = set()
    for sender, reply_to, flags in conversation.incoming.values_list("from_email", "reply_to", "facts__flags")[:500]:
        is_known = not {"new_sender", "forged_sender"} & set(flags or ())
        known |= {sender.casefold(), reply_to.casefold()} if is_known else set()
    by_staff = conversation.outgoing.filter(is_automatic=False)
    known |= {address.casefold() for address in by_staff.values_list("to_email", flat=True)}
    if conversation.registration is not None:
        known.add(conversation.registration.email_key)
    return bool({message.from_email.casefold(), (message.reply_to or message.from_email).casefold()} - known)


def _new(
    message: IncomingMessage, event: Event | None, registration: Registration | None, *, is_asked: bool
) -> Conversation:
    """Closed from the beginning if a machine wrote, unless what it tells asks for a decision."""
    conversation = Conversation(
        event=event,
        registration=registration,
        kind=message.kind,
        subject=message.subject[:300],
        name=message.from_name,
        is_body=message.is_from_body,
        email=message.reply_to or message.from_email,
        language=_language(message.language, registration),
        last_received_at=message.received_at,
    )
    if message.kind == Classification.SPAM:
        conversation.state, conversation.closed_at = Conversation.State.JUNK, message.received_at
    elif message.is_automatic and not is_asked:
        conversation.state, conversation.closed_at = Conversation.State.DONE, message.received_at
    conversation.save()
    return conversation


def _reopen(conversation: Conversation, message: IncomingMessage, reading: Reading) -> None:
    """A person wrote: there is something to do, and this is to whom the answer goes.

    Not so if nobody in the conversation knows who wrote: staff decide whom they answer.
    """
    found = reading.found
    conversation.state, conversation.closed_at = Conversation.State.OPEN, None
    conversation.kind = message.kind
    # One that was long on its way does not make the conversation older than it is.
    conversation.last_received_at = max(conversation.last_received_at, message.received_at)
    if message.is_by_unknown and conversation.incoming.filter(is_automatic=False).exists():
        return
    conversation.turn_to(message)
    is_asker = found.requester.email.casefold() == message.reply_to.casefold()
    # A stranger's forward is answered to the stranger, not in the name of whom he quotes.
    if name := found.requester.name[:250] if is_asker else "":
        conversation.name, conversation.is_body = name, reading.is_requester_body
    conversation.language = _language(found.reply_language, conversation.registration)


def _language(code: str, registration: Registration | None) -> str:
    """One in which we write."""
    known = [code for code, _label in settings.LANGUAGES]
    wishes = [code, registration.language if registration else ""]
    return next((wish for wish in wishes if wish in known), known[0])
