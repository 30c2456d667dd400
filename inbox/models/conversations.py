"""Conversations: the mail of one request in both directions, in the hands of one of staff."""

import datetime
import re
import secrets
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Case, Count, ExpressionWrapper, F, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import Event
from inbox.models.classification import AUTOMATIC, Classification
from inbox.models.incoming import IncomingMessage
from inbox.models.proposals import MailProposal
from outbox.models.messages import Message, MessageQuerySet
from registrations.models.registration import Registration
from storage.dated import Dated
from storage.tokens import make_token

# A sender who wrote within so many days may go on with the same request.
RECENT_DAYS = 30
# More pointers one behind another than staff would ever make.
MOST_STEPS = 20
MARK = re.compile(r"(?<![A-Za-z0-9-])M-(\d{6,9})(?![A-Za-z0-9-])", re.IGNORECASE)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """The desk."""

    def matching(self, query: str) -> Self:
        """Those with a mail that has every word in its names, addresses, subject or text; or with just this mark."""
        numbers = [int(number) for number in MARK.findall(query)[:5]]
        if numbers:
            return self.filter(pk__in=numbers)
        mails = IncomingMessage.objects.matching(query)
        return self.filter(pk__in=mails.order_by().values("conversation"))

    def of_registration(self, registration: Registration) -> Self:
        """Those about a registration: its own, those in which it was proposed, those in which it was written to."""
        about = Q(registration=registration) | Q(incoming__proposals__result=registration)
        about |= Q(message_links__message__registration_link__registration=registration) | Q(
            incoming__proposals__target=registration
        )
        return self.filter(pk__in=self.model._base_manager.filter(about).order_by().values("pk"))

    def perhaps_of(self, conversation: "Conversation") -> Self:
        """Earlier ones of the same sender to which a conversation may belong: open ones first, then the latest."""
        if not conversation.email or conversation.state != Conversation.State.OPEN:
            return self.none()
        rows = self.filter(_is_recent(), email__iexact=conversation.email, pk__lt=conversation.pk)
        if conversation.event_id is not None:
            rows = rows.filter(Q(event=conversation.event_id) | Q(event__isnull=True))
        return rows.order_by("-state", "-last_received_at", "-pk")

    def with_perhaps(self) -> Self:
        """With the number of the first of these, as `perhaps`."""
        rows = Conversation.objects.annotate(asked=ExpressionWrapper(OuterRef("event"), models.BigIntegerField()))
        rows = rows.filter(_is_recent(), email__iexact=OuterRef("email"), pk__lt=OuterRef("pk")).exclude(email="")
        rows = rows.filter(Q(event=F("asked")) | Q(event__isnull=True) | Q(asked__isnull=True))
        first = Subquery(rows.order_by("-state", "-last_received_at", "-pk").values("pk")[:1])
        return self.annotate(perhaps=Case(When(state=Conversation.State.OPEN, then=first)))

    def marked(self, text: str) -> "Conversation | None":
        """The one whose mark (M-000123) stands in a text; None where none or several do."""
        numbers = {int(number) for number in MARK.findall(text[:5000])}
        return self.filter(pk=numbers.pop()).first() if len(numbers) == 1 else None


def mark_of(number: int | None) -> str:
    """What stands in subjects: M-000123; nothing for none."""
    return f"M-{number:06}" if number else ""


def name_of(user: User | None) -> str:
    """How colleagues call each other."""
    return (user.get_full_name() or user.get_username()) if user is not None else gettext("somebody")


def _is_recent() -> Q:
    """It may go on: to do, or written to within the last weeks, by people, and not joined to another."""
    since = timezone.now() - datetime.timedelta(days=RECENT_DAYS)
    is_active = Q(state=Conversation.State.OPEN) | Q(state=Conversation.State.DONE, last_received_at__gte=since)
    return is_active & ~Q(kind__in=AUTOMATIC) & Q(joined_to__isnull=True)


class Conversation(Dated):
    """A thread of mail. What machines wrote is filed in it and never opens it again.

    What staff do with it is in `inbox.actions`.
    """

    event_paths = ("event",)

    class State(models.TextChoices):
        OPEN = "open", _("to do")
        DONE = "done", _("done")
        JUNK = "junk", _("junk")

    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="conversations", verbose_name=_("event")
    )
    registration = models.ForeignKey(
        "registrations.Registration",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="conversations",
        verbose_name=_("registration"),
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=Classification.choices, default=Classification.NEEDS_REVIEW
    )
    state = models.CharField(_("state"), max_length=5, choices=State.choices, default=State.OPEN)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    # To whom an answer goes, and in which language: of the latest mail that a person wrote.
    name = models.CharField(_("name"), max_length=250, blank=True)
    is_body = models.BooleanField(default=False, editable=False)  # the name is an organisation's
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="conversations",
        verbose_name=_("being handled by"),
    )
    owned_at = models.DateTimeField(_("taken"), null=True, blank=True)
    last_received_at = models.DateTimeField(_("last mail"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # Where its mails are since staff joined it with another: its mark, and its link, lead there.
    joined_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="joined",
        verbose_name=_("joined with"),
    )
    # The secret of the link to the form that is filled in with what the mail said.
    token_nonce = models.CharField(max_length=32, editable=False, unique=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-last_received_at", "-pk"]
        permissions = [("work_mailbox", _("Can work at the shared mailbox"))]
        indexes = [
            models.Index(fields=["state", "last_received_at"], name="conversation_desk"),
            models.Index(fields=["event", "state"], name="conversation_event"),
            models.Index(Upper("email"), name="conversation_sender"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="conversation_closed_has_time",
                violation_error_message=_("A conversation that is closed has a time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark} {self.subject}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new one gets its secret."""
        if not self.token_nonce:
            self.token_nonce = secrets.token_hex(16)
        super().save(*args, **kwargs)

    @property
    def mark(self) -> str:
        """What stands in subjects and finds the conversation again: M-000123."""
        return mark_of(self.pk)

    @property
    def outgoing(self) -> MessageQuerySet:
        """Our messages in it."""
        return Message.objects.filter(conversation_link__conversation=self.pk)

    @property
    def token(self) -> str:
        """The secret of the link to the filled-in form."""
        return make_token("conversation", self.token_nonce)

    @property
    def owner_name(self) -> str:
        """Who handles it, as colleagues say; "" for nobody."""
        return name_of(self.owner) if self.owner is not None else ""

    def seen_mark(self) -> str:
        """What there is to see, as a mark: last action, number of actions undone, last mail."""
        actions = self.actions.aggregate(last=Max("pk"), undone=Count("undone_at"))
        mail = self.incoming.aggregate(last=Max("pk"))
        return f"{actions['last'] or 0}.{actions['undone']}.{mail['last'] or 0}"

    def last_action(self) -> "DeskAction | None":
        """The action that undoing would undo."""
        return self.actions.filter(undone_at=None).select_related("by").order_by("-pk").first()

    def last_mail(self) -> IncomingMessage | None:
        """The newest mail of whom we answer, else the newest that a person wrote, else the newest."""
        mails = self.incoming.select_related("conversation").order_by("-received_at", "-pk")
        by_people = mails.filter(is_automatic=False)
        is_answered = Q(reply_to__iexact=self.email) | Q(reply_to="", from_email__iexact=self.email)
        return by_people.filter(is_answered).first() or by_people.first() or mails.first()

    def turn_to(self, message: IncomingMessage) -> None:
        """From now on its answers go to who wrote this mail; not saved."""
        self.name, self.is_body = message.from_name, message.is_from_body
        self.email = message.reply_to or message.from_email

    def proposals(self) -> QuerySet[MailProposal]:
        """All proposals of all its mails, in their order."""
        rows = MailProposal.objects.filter(message__conversation=self)
        return rows.order_by("message__received_at", "message", "position")

    def wishes(self) -> QuerySet[MailProposal]:
        """The persons to register, in their order."""
        return self.proposals().filter(action=MailProposal.Action.REGISTER)

    def number_of_persons(self) -> int:
        """How many persons it proposes, decided or not."""
        return self.proposals().filter(action__in=MailProposal.PERSONS).count()

    def form_owner(self) -> str:
        """To whom the link with the filled-in form belongs: the address, in lower case, of who asked first; or ""."""
        first = self.wishes().values_list("message__reply_to", flat=True).first()
        return (first or "").strip().casefold()

    def where_mails_are(self) -> "Conversation":
        """This one, or the one with which it was joined."""
        row = self
        for _step in range(MOST_STEPS):
            if row.joined_to is None:
                break
            row = row.joined_to
        return row


class DeskAction(models.Model):
    """What staff did with a conversation: its history, and what undoing starts from."""

    event_paths = ("conversation__event",)

    class Kind(models.TextChoices):
        TAKEN = "taken", _("took it")
        RELEASED = "released", _("gave it back")
        ACCEPTED = "accepted", _("accepted as registration")
        PROPOSED = "proposed", _("added a person")
        DISMISSED = "dismissed", _("put a proposal aside")
        CANCELLED = "cancelled", _("cancelled a registration")
        SUBSTITUTED = "substituted", _("put another person in the place")
        UPDATED = "updated", _("changed a registration")
        ATTACHED = "attached", _("attached to a registration")
        SORTED = "sorted", _("sorted anew")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("done")
        REOPENED = "reopened", _("opened again")
        JUNKED = "junked", _("junk")
        NOTED = "noted", _("note")
        JOINED = "joined", _("joined with another conversation")
        OVER = "over", _("done by itself: the event was over")

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="actions", verbose_name=_("conversation")
    )
    kind = models.CharField(_("what"), max_length=12, choices=Kind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    note = models.TextField(_("note"), blank=True)
    registration = models.ForeignKey(
        "registrations.Registration", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    # What was before, as undoing needs it: one of the dataclasses of `inbox.actions.before`, as JSON.
    before = models.JSONField(default=dict, blank=True, editable=False)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("action at the desk")
        verbose_name_plural = _("actions at the desk")
        ordering = ["conversation", "at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def who(self) -> str:
        """Who did it, as colleagues say."""
        return name_of(self.by)
