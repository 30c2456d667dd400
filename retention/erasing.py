"""A person is erased: the registration, the person's own conversations; what names the person elsewhere is listed."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from inbox import retention as mail_retention
from inbox.models import Conversation, IncomingMessage
from inbox.threads import registrations_of
from multilingual.search import fold
from registrations.actions.forget import erase
from registrations.models import Registration


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


@transaction.atomic
def erase_person(registration: Registration, *, by: User, reason: str) -> list[Conversation]:
    """Erase, and return the conversations that still name the person. Conversations are locked before the event is."""
    own = own_conversations(registration)
    locked = Conversation.objects.select_for_update().filter(pk__in=[each.pk for each in own]).order_by("pk")
    others = named_in(registration, own)
    for conversation in locked:
        mail_retention.forget(conversation, why="erasure")
    erase(registration, by=by, reason=reason)
    return others
