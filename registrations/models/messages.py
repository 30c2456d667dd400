"""Messages to people: the outbox, every try to deliver, and the templates they are written from."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from speakers.models import Dated


class Kind(models.TextChoices):
    """What a message is for; each has a template in every language (domain 7.6)."""

    ACKNOWLEDGEMENT = "acknowledgement", _("acknowledgement")
    DETAILS_ASKED = "details-asked", _("details asked for")
    APPROVED = "approved", _("approved")
    WAITING = "waiting", _("waiting list")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("cancelled")
    LINK = "link", _("your link")
    CHANGED = "changed", _("change of date or place")


class Message(Dated):
    """A message that goes out, exactly as it will be read, in the reader's language.

    `{link}` in the text stands for the personal link, put in when the message leaves: the database holds no secret.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waits to be sent")
        SENDING = "sending", _("is being sent")
        SENT = "sent", _("sent")
        UNCONFIRMED = "unconfirmed", _("handed over, not confirmed")
        FAILED = "failed", _("could not be delivered")

    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="messages", verbose_name=_("event")
    )
    registration = models.ForeignKey(
        "registrations.Registration",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("registration"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    from_email = models.CharField(_("from"), max_length=254)
    to_email = models.EmailField(_("to"))
    to_name = models.CharField(_("name"), max_length=250, blank=True)
    reply_to = models.EmailField(_("answers to"), blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    calendar = models.TextField(_("calendar part"), blank=True)
    calendar_method = models.CharField(_("calendar method"), max_length=10, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=250, unique=True)
    in_reply_to = models.CharField(_("In-Reply-To"), max_length=250, blank=True)
    # What makes it the one message for its purpose: "approved:1042:3" is the third decision on registration 1042.
    purpose = models.CharField(_("purpose"), max_length=120, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )

    # Nobody of staff saw it before it went: says so in its header, so that machines do not answer (RFC 3834).
    is_automatic = models.BooleanField(_("automatic"), default=True)

    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.QUEUED)
    # Since when it waits to go: staff may put it into the outbox again. The time to give up counts from here.
    queued_at = models.DateTimeField(_("in the outbox since"), default=timezone.now, editable=False)
    requeued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("sent again by"),
    )
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    # Written and committed before the last line of the data goes to the server: from then on it may have arrived.
    is_handed_over = models.BooleanField(_("handed over"), default=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="message_due"),
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
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


class DeliveryTry(models.Model):
    """One try to hand a message to the mail server."""

    class Outcome(models.TextChoices):
        STARTED = "started", _("begun")
        ACCEPTED = "accepted", _("accepted by the server")
        DEFERRED = "deferred", _("not now")
        REFUSED = "refused", _("refused for good")
        BROKEN_OFF = "broken-off", _("broken off")

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
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.get_outcome_display()}"


class MessageTemplate(Dated):
    """The words of a kind of message: for one event, or without an event for the whole house."""

    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="message_templates", verbose_name=_("event")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind"],
                condition=Q(event__isnull=False),
                name="template_one_an_event",
                violation_error_message=_("This event already has a template of this kind."),
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(event__isnull=True),
                name="template_one_for_the_house",
                violation_error_message=_("There already is a house template of this kind."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
