"""What the mailbox has to say when registrations are merged or reminded (registrations/hooks.py)."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from inbox.models import Conversation, IncomingMessage, MailProposal
from inbox.threads import keep_threads
from registrations import hooks
from registrations.models import Registration


class Merging:
    """Conversations about a registration, and what proposals became, go along when it is merged."""

    def lock(self, other: Registration) -> None:
        """Its conversations, in the order of their numbers, as whoever locks several of them does."""
        list(conversations_of(other).select_for_update().order_by("pk").values_list("pk"))

    def take_over(self, kept: Registration, other: Registration) -> None:
        """They are about the one that is kept."""
        Conversation.objects.filter(registration=other).update(registration=kept)
        MailProposal.objects.filter(result=other).update(result=kept)
        MailProposal.objects.filter(target=other).update(target=kept)
        keep_threads({kept.pk, other.pk})


def conversations_of(registration: Registration) -> QuerySet[Conversation]:
    """Conversations that are about it, or propose something about it."""
    about = MailProposal.objects.filter(Q(result=registration) | Q(target=registration))
    return Conversation.objects.filter(Q(registration=registration) | Q(pk__in=about.values("message__conversation")))


def has_unread_mail() -> Exists:
    """What the person wrote since was not looked at yet: perhaps it is what was asked for."""
    return Exists(
        IncomingMessage.objects.filter(
            conversation__registration=OuterRef("pk"),
            conversation__state=Conversation.State.OPEN,
            created_at__gt=OuterRef("state_changed_at"),
            is_automatic=False,
        )
    )


def join_in() -> None:
    """Called once, when the apps are ready."""
    hooks.merging.append(Merging())
    hooks.not_to_remind.append(has_unread_mail)
