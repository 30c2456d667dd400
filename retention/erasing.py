"""A person is erased: the registration, the person's own conversations; what names the person elsewhere is listed."""

import datetime
import logging
from collections.abc import Iterable

from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from backoffice.history import entries_of
from inbox import retention as mail_retention
from inbox.models import Conversation, IncomingMessage, MailProposal
from inbox.redaction import black_out, clear, without
from inbox.threads import registrations_of
from mailings.actions.forget import forget_recipient
from multilingual.search import fold
from registrations.actions.forget import erase
from registrations.errors import NoRegistrationHere
from registrations.models import Registration
from retention import journal
from retention.models import Hold, Redaction
from storage.clock import database_now

logger = logging.getLogger(__name__)


def hold_of(registration: Registration) -> Hold | None:
    """What forbids to erase: staff decided to keep data of the person or the event, and answer for that."""
    holds = Hold.objects.filter(until_on__gte=timezone.localdate()).select_related("owner")
    return (holds.filter(registration=registration) | holds.filter(event=registration.event_id)).first()


def own_conversations(registration: Registration) -> list[Conversation]:
    """Conversations with the person's address that are about nobody else."""
    if not registration.email_key:
        return []
    found = Conversation.objects.filter(email__iexact=registration.email_key).order_by("pk")
    return [each for each in found if registrations_of(each) <= {registration.pk}]


def named_in(registration: Registration, own: Iterable[Conversation]) -> list[Conversation]:
    """Other conversations whose mails hold the person's address, or the whole name."""
    words = [fold(text) for text in (registration.email, registration.name) if text]
    if not words:
        return []
    holds = Q(pk__in=[])
    for word in words:
        holds |= Q(search_text__contains=word) | Q(text__icontains=word)
    mails = IncomingMessage.objects.filter(holds).exclude(conversation__in=[each.pk for each in own])
    return list(Conversation.objects.filter(pk__in=mails.values("conversation")).order_by("pk"))


def words_of(registration: Registration) -> list[str]:
    """What names the person in a mail: the address, the name both ways round, and the family name alone."""
    given, family = registration.given_name.strip(), registration.family_name.strip()
    names = [f"{given} {family}", f"{family} {given}", family] if given and family else [given or family]
    return [words for words in (registration.email, *names) if words.strip()]


def erasure_of(registration: Registration) -> LogEntry | None:
    """The line that says who erased the person, when and why."""
    return entries_of(registration).filter(additional_data__why="erasure").first()


@transaction.atomic
def erase_person(registration: Registration, *, by: User | None, reason: str) -> list[Conversation]:
    """Erase, and return the conversations in which the person is still to be blacked out.

    Without `by` the person did. Conversations are locked before the event is.
    """
    own = own_conversations(registration)
    locked = Conversation.objects.select_for_update().filter(pk__in=[each.pk for each in own]).order_by("pk")
    others = named_in(registration, own)
    due_on = timezone.localdate() + datetime.timedelta(days=Redaction.DAYS)
    for conversation in others:
        Redaction.objects.create(
            conversation=conversation, reference=registration.reference, words=words_of(registration), due_on=due_on
        )
    for proposal in MailProposal.objects.filter(Q(result=registration) | Q(target=registration)):
        clear(proposal)
    for conversation in locked:
        mail_retention.forget(conversation, why="erasure")
    journal.note(registration)
    forget_recipient(registration)
    erase(registration, by=by, reason=without(words_of(registration), reason))
    return others


@transaction.atomic
def redact(redaction: Redaction, words: Iterable[str], *, by: User | None) -> None:
    """Black the words out; nothing is kept of them. Without `by` the daily task does."""
    black_out(redaction.conversation, words)
    redaction.words, redaction.done_at, redaction.done_by = [], database_now(), by
    redaction.save()


def redact_overdue(today: datetime.date) -> int:
    """Black out what staff did not look at in time; how many."""
    rows = list(Redaction.objects.filter(done_at=None, due_on__lt=today).select_related("conversation"))
    for redaction in rows:
        redact(redaction, redaction.words, by=None)
    return len(rows)


def erase_again() -> int:
    """Erase whom a restored dump brought back; how many. One that cannot be erased keeps nobody else from it."""
    count = 0
    for registration in list(journal.come_back()):
        try:
            erase_person(registration, by=None, reason="erased before a restore")
        except NoRegistrationHere:  # an event whose form was taken away has no lock to take
            logger.exception("%s came back with a restored dump and cannot be erased", registration.reference)
        else:
            count += 1
    return count
