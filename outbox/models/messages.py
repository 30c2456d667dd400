"""Messages to people: the outbox, and every try to deliver."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from outbox import kinds
from outbox.models.state import AWAY, SILENT, OutboxState, nth
from outbox.rendering import render_html, render_text
from storage.clock import database_now
from storage.dated import Dated

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class ClaimLost(Exception):
    """Another worker has the message by now."""


class NotToBeSentAgain(Exception):
    """Only a message that failed or was not confirmed is sent again by staff."""

    def __str__(self) -> str:
        return str(_("Only a message that could not be delivered, or was not confirmed, can be sent again."))


class NotHeld(Exception):
    """Only a message that waits for staff is released or thrown away."""

    def __str__(self) -> str:
        return str(_("This message does not wait for staff any more, or there is no address to send it to."))


class MessageQuerySet(models.QuerySet["Message"]):
    """The outbox."""

    def due(self, now: datetime.datetime | None = None) -> Self:
        """Those to be sent now. Of one person the later message waits for the earlier: approval before cancellation.

        What goes to many comes last, so that nothing waits for it.
        """
        earlier = Message.objects.filter(
            about=OuterRef("about"),
            pk__lt=OuterRef("pk"),
            state__in=(Message.State.QUEUED, Message.State.SENDING),
            is_bulk=False,
        ).exclude(about="")
        is_time = Q(next_try_at__isnull=True) | Q(next_try_at__lte=now or database_now())
        return self.filter(is_time, ~Exists(earlier), state=Message.State.QUEUED)

    def waiting(self) -> "MessageQuerySet":
        """Those that no worker has taken up, to be changed or deleted: locked until the transaction ends.

        The race: a worker claims one after it was found to wait, and a statement that knows it by its key alone deletes
        it all the same. Behind the lock its state is asked again.
        """
        rows = self.filter(state__in=(Message.State.QUEUED, Message.State.HELD)).order_by("pk")
        locked = rows.only("pk").select_for_update(of=("self",))
        return Message.objects.filter(pk__in=[message.pk for message in locked])

    def may_arrive(self) -> Self:
        """Those that somebody has read, may have read, or is still to read.

        Not what failed, what has no address, and what was thrown away; but of what is too old to go by itself, staff
        throw away what the mail server's log, or the person, says to have come before a backup was restored.
        """
        return self.filter(~Q(state__in=UNSENT) | Q(is_overdue=True))

    def overdue(self) -> Self:
        """Those that could have gone for a day, and that nobody took up: no worker ran, or a backup was restored.

        One that waited for an earlier message about the same counts from there; while the server is away none counts.
        """
        limit = database_now() - datetime.timedelta(hours=settings.OUTBOX_OVERDUE_HOURS)
        if OutboxState.objects.filter(away_at__gte=limit).exists():
            return self.none()
        same = Q(message=OuterRef("pk")) | Q(message__about=OuterRef("about")) & ~Q(message__about="")
        tried = DeliveryTry.objects.filter(same, Q(started_at__gte=limit) | Q(ended_at__gte=limit))
        is_old = Q(next_try_at__isnull=True) | Q(next_try_at__lt=limit)
        return self.due().filter(is_old, ~Exists(tried), queued_at__lt=limit)

    def hold_overdue(self) -> int:
        """Let staff decide on them: what a backup still holds may have been sent since; returns how many."""
        return self.overdue().update(state=Message.State.HELD, is_overdue=True, next_try_at=None)

    @transaction.atomic
    def hold_all(self) -> int:
        """After a backup was restored: staff decide on whatever it held as still to be sent; returns how many."""
        self.filter(state=Message.State.SENDING, is_handed_over=True).update(state=Message.State.UNCONFIRMED)
        rows = self.filter(state__in=(Message.State.QUEUED, Message.State.SENDING))
        return rows.update(state=Message.State.HELD, is_overdue=True, next_try_at=None, claimed_at=None)

    def try_now(self) -> None:
        """No message that was tried before waits for its next try any longer, nor for the mail server."""
        OutboxState.objects.update(next_try_at=None)
        tried = Exists(DeliveryTry.objects.filter(message=OuterRef("pk")))
        self.filter(tried, state=Message.State.QUEUED, next_try_at__isnull=False).update(next_try_at=None)

    @transaction.atomic
    def claim_next(self) -> "tuple[Message, DeliveryTry] | None":
        """Take up the next one that is due; of many workers at once each gets another. None where nothing is due."""
        rows = self.due().order_by("is_bulk", F("next_try_at").asc(nulls_first=True), "pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(of=("self",), skip_locked=True)
        message = rows.first()
        attempt = message.claim() if message is not None else None
        return (message, attempt) if message is not None and attempt is not None else None

    def stuck(self) -> Self:
        """Those that a worker took up and gave no sign of within the lease."""
        lease = datetime.timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
        return self.filter(state=Message.State.SENDING, claimed_at__lt=database_now() - lease)

    @transaction.atomic
    def take_up_stuck(self) -> tuple[int, int]:
        """What dead workers left behind: back into the outbox, or unconfirmed if it may have arrived; how many of each.

        Each update asks the state again under the row's lock, so that a worker that is alive after all cannot hand over
        a message that was given to another.
        """
        unconfirmed = self.stuck().filter(is_handed_over=True).update(state=Message.State.UNCONFIRMED)
        requeued = (
            self.stuck()
            .filter(is_handed_over=False)
            .update(state=Message.State.QUEUED, claimed_at=None, next_try_at=None)
        )
        if unconfirmed or requeued:
            left = DeliveryTry.objects.filter(outcome=DeliveryTry.Outcome.STARTED)
            left.exclude(message__state=Message.State.SENDING).update(
                outcome=DeliveryTry.Outcome.BROKEN_OFF, ended_at=database_now(), detail="the worker gave no more sign"
            )
        return unconfirmed, requeued


class Message(Dated):
    """A message that goes out, with the words that will be read, in the reader's language.

    They are kept as Markdown, of which both readings are made when the mail leaves: who decides waits for neither.
    `{link}` in them stands for an address of the reader alone, put in when it leaves: the database holds no secret.
    """

    event_paths = ("event",)

    class State(models.TextChoices):
        QUEUED = "queued", _("waits to be sent")
        SENDING = "sending", _("is being sent")
        SENT = "sent", _("sent")
        UNCONFIRMED = "unconfirmed", _("handed over, not confirmed")
        FAILED = "failed", _("could not be delivered")
        # Written by a rule, seen by nobody yet: leaves when staff release it.
        HELD = "held", _("waits for staff")
        # A delivery report said so, after the server had taken it.
        RETURNED = "returned", _("came back")
        # Staff decided that it shall not go, or it was not wanted any more when its turn came (kinds.Kind.hindrance).
        DISCARDED = "discarded", _("thrown away")
        # Nothing went wrong: whoever has no address is told otherwise, as the page of the decision says.
        UNADDRESSED = "no-address", _("no address: to be told by staff")

    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="messages", verbose_name=_("event")
    )
    # What it is about, as staff call it: IDM-2015-0042, M-000123. Messages about one thing leave in their order.
    about = models.CharField(_("about"), max_length=70, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=kinds.choices)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    from_email = models.CharField(_("from"), max_length=254)
    to_email = models.EmailField(_("to"))
    to_name = models.CharField(_("name"), max_length=250, blank=True)
    reply_to = models.EmailField(_("answers to"), blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    # Stands above the words in HTML.
    heading = models.CharField(_("heading"), max_length=300, blank=True)
    body = models.TextField(_("text"))
    calendar = models.TextField(_("calendar part"), blank=True)
    calendar_method = models.CharField(_("calendar method"), max_length=10, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=250, unique=True)
    in_reply_to = models.CharField(_("In-Reply-To"), max_length=998, blank=True)
    # Message-IDs of the conversation so far, with spaces between, the one answered last (RFC 5322, 3.6.4).
    references = models.TextField(_("References"), blank=True)
    # What makes it the one message for its purpose: "approved:1042:3" is the third decision on registration 1042.
    purpose = models.CharField(_("purpose"), max_length=120, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )

    # Nobody of staff saw it before it went: says so in its header, so that machines do not answer (RFC 3834).
    is_automatic = models.BooleanField(_("automatic"), default=True)
    # One of many alike: what tells a single person of a decision leaves before it.
    is_bulk = models.BooleanField(_("to many"), default=False)

    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.QUEUED)
    # Since when it waits to go: staff may put it into the outbox again. The time to give up counts from here.
    queued_at = models.DateTimeField(_("in the outbox since"), default=database_now, editable=False)
    requeued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("sent again by"),
    )
    # Held because nobody had taken it up for a day (MessageQuerySet.overdue).
    is_overdue = models.BooleanField(_("too old to go by itself"), default=False, editable=False)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    # Written and committed before the last line of the data goes to the server: from then on it may have arrived.
    is_handed_over = models.BooleanField(_("handed over"), default=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="message_due"),
            models.Index(fields=["state", "queued_at"], name="message_waiting"),
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
            models.Index(fields=["about", "id"], name="message_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="message_sent_has_time",
                violation_error_message=_("A message that was sent has a time."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def text(self) -> str:
        """The words as plain text."""
        return render_text(self.body, self.language)

    @property
    def html(self) -> str:
        """The words as an HTML document."""
        return render_html(self.body, language=self.language, heading=self.heading)

    @transaction.atomic
    def claim(self) -> "DeliveryTry | None":
        """Take the message up, if it is due and nobody has it: of many workers at once exactly one gets a try."""
        now = database_now()
        row = Message.objects.due(now).filter(pk=self.pk)
        if not row.update(state=self.State.SENDING, claimed_at=now, is_handed_over=False):
            return None
        self.refresh_from_db()
        return self.tries.create(started_at=now)

    def hand_over(self) -> None:
        """Note, and commit, that from now on it may have arrived. A claim that was given to another is refused."""
        # Durable: were this inside a transaction, the note could be undone after the message has left.
        with transaction.atomic(durable=True):
            own = self._own_claim().filter(state=self.State.SENDING, is_handed_over=False)
            if not own.update(is_handed_over=True):
                raise ClaimLost

    @transaction.atomic
    def finish(self, attempt: "DeliveryTry", outcome: str, detail: str, trouble: str = "") -> None:
        """Note how a try ended, and what follows from it. `trouble`: what it says of the server, if anything."""
        now = database_now()
        attempt.outcome, attempt.detail, attempt.ended_at = outcome, detail, now
        attempt.save(update_fields=["outcome", "detail", "ended_at"])
        server = OutboxState.objects.note_trouble(trouble, detail, self.pk) if trouble else None
        changes: dict[str, Any] = {"claimed_at": None, "next_try_at": None, "is_handed_over": False}
        if outcome == DeliveryTry.Outcome.ACCEPTED:
            changes |= {"state": self.State.SENT, "sent_at": now, "is_handed_over": True}
        elif outcome == DeliveryTry.Outcome.BROKEN_OFF:
            changes |= {"state": self.State.UNCONFIRMED, "is_handed_over": True}
        elif outcome == DeliveryTry.Outcome.REFUSED and not (server and server.is_braked):
            changes |= {"state": self.State.FAILED}
        elif outcome == DeliveryTry.Outcome.CALLED_OFF:
            changes |= {"state": self.State.DISCARDED}
        else:
            changes |= self._after_deferral(now, server)
        # Also when another worker gave up on this slow one meanwhile: what the server said is the truth.
        self._own_claim().filter(state__in=(self.State.SENDING, self.State.UNCONFIRMED)).update(**changes)
        if outcome == DeliveryTry.Outcome.ACCEPTED and OutboxState.objects.note_success():
            Message.objects.try_now()
        self.refresh_from_db()

    def send_again(self, by: "AbstractBaseUser") -> None:
        """Staff put it into the outbox once more, with the same identity, to the person's present address."""
        rows = Message.objects.filter(pk=self.pk, state__in=SENT_AGAIN)
        address = kinds.get(self.kind).address(self) or self.to_email
        if not address or not rows.update(
            state=self.State.QUEUED,
            queued_at=database_now(),
            requeued_by=by,
            to_email=address,
            next_try_at=None,
            claimed_at=None,
            is_handed_over=False,
        ):
            raise NotToBeSentAgain
        self.refresh_from_db()

    def release(self, by: "AbstractBaseUser") -> None:
        """Staff let a message go that a rule had written; raises NotHeld."""
        rows = Message.objects.filter(pk=self.pk, state=self.State.HELD).exclude(to_email="")
        if not rows.update(state=self.State.QUEUED, is_overdue=False, queued_at=database_now(), requeued_by=by):
            raise NotHeld
        self.refresh_from_db()

    def discard(self, by: "AbstractBaseUser") -> None:
        """Staff decide that a message that waits for them shall not go; raises NotHeld."""
        rows = Message.objects.filter(pk=self.pk, state=self.State.HELD)
        if not rows.update(state=self.State.DISCARDED, requeued_by=by):
            raise NotHeld
        self.refresh_from_db()

    def come_back(self, said: str, at: datetime.datetime) -> None:
        """A delivery report said that it did not arrive: no further try, and a line with what the server said."""
        with transaction.atomic():
            self.note_report(said, at, DeliveryTry.Outcome.REFUSED)
            left = Message.objects.filter(pk=self.pk).exclude(state__in=(self.State.HELD, self.State.DISCARDED))
            left.update(state=self.State.RETURNED, next_try_at=None, claimed_at=None)
        self.refresh_from_db()

    def note_report(self, said: str, at: datetime.datetime, outcome: str) -> None:
        """A line of what another server reported of it."""
        self.tries.create(started_at=at, ended_at=at, outcome=outcome, detail=said)

    def _own_claim(self) -> "models.QuerySet[Message]":
        """The row, as long as the claim is still the one this object made."""
        return Message.objects.filter(pk=self.pk, claimed_at=self.claimed_at)

    def _after_deferral(self, now: datetime.datetime, server: OutboxState | None) -> dict[str, Any]:
        """The next try after a pause that grows, or the end of trying; what is wrong with the server ends nothing."""
        is_over = now - self.queued_at >= datetime.timedelta(hours=settings.OUTBOX_GIVE_UP_HOURS)
        if is_over and not (server and server.is_of_the_server):
            return {"state": self.State.FAILED}
        count = self.tries.filter(started_at__gte=self.queued_at).count()
        is_away = server is not None and server.trouble in (AWAY, SILENT)
        pause = nth(settings.OUTBOX_SERVER_PAUSES if is_away else settings.OUTBOX_PAUSES, count)
        return {"state": self.State.QUEUED, "next_try_at": now + datetime.timedelta(seconds=pause)}


# What did not arrive, as far as we know.
NOT_DELIVERED = (Message.State.FAILED, Message.State.RETURNED)
# What reached nobody by us: neither tried with success nor on its way.
UNSENT = (Message.State.FAILED, Message.State.UNADDRESSED, Message.State.DISCARDED)
# What staff may put into the outbox once more.
SENT_AGAIN = (*NOT_DELIVERED, Message.State.UNADDRESSED, Message.State.UNCONFIRMED)


class DeliveryTry(models.Model):
    """One try to hand a message to the mail server."""

    event_paths = ("message__event",)

    class Outcome(models.TextChoices):
        STARTED = "started", _("begun")
        ACCEPTED = "accepted", _("accepted by the server")
        DEFERRED = "deferred", _("not now")
        REFUSED = "refused", _("refused for good")
        BROKEN_OFF = "broken-off", _("broken off")
        CALLED_OFF = "called-off", _("not wanted any more")

    message = models.ForeignKey(Message, models.CASCADE, related_name="tries", verbose_name=_("message"))
    started_at = models.DateTimeField(_("begun"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.STARTED)
    detail = models.TextField(_("what the server said"), blank=True)

    class Meta:
        verbose_name = _("try")
        verbose_name_plural = _("tries")
        ordering = ["message", "started_at", "pk"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.started_at):%Y-%m-%d %H:%M} {self.get_outcome_display()}"
