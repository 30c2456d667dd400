"""Mail to many participants: the words, whom it is for, and what became of it for each."""

import datetime
import re
from pathlib import PurePosixPath
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from events.models import Document, Event
from mailings.kinds import Kind
from multilingual.texts import translated
from outbox.models import Message, UndeliverableAddress
from outbox.models.templates import check_words
from outbox.placeholders import fill_plain
from outbox.template_values import event_values, nothing
from registrations.models.consents import Consent
from registrations.models.registration import Registration, RegistrationQuerySet
from registrations.models.states import ACTIVE
from storage.dated import Dated
from storage.private_files import KeptFile, KeptFileField, private_storage

# An event that takes place neither now nor on its day: what was planned for it waits.
CALLED_OFF = (Event.Status.CANCELLED, Event.Status.POSTPONED)

# A message in one of these may still leave.
IN_OUTBOX = (Message.State.QUEUED, Message.State.SENDING, Message.State.HELD)
# What a placeholder that stands for nothing leaves behind.
_EMPTY_BRACKETS = re.compile(r"\s*\(\s*\)")


class MailingQuerySet(models.QuerySet["Mailing"]):
    """Mailings."""

    def for_list(self) -> Self:
        """With what a line of the list shows."""
        waits = Q(message__state__in=IN_OUTBOX) | Q(copy__state__in=IN_OUTBOX)
        recipients = MailingRecipient.objects.filter(waits, mailing=OuterRef("pk"))
        rows = self.select_related("event__venue__country", "event__registration_settings", "released_by")
        return rows.annotate(waits_in_outbox=Exists(recipients))

    def due(self, now: datetime.datetime) -> Self:
        """Those that the worker writes now: released, their time come, and the event not called off since."""
        is_time = Q(planned_at__isnull=True) | Q(planned_at__lte=now)
        is_off = Q(event__status__in=CALLED_OFF, event__status_changed_at__gte=F("released_at"))
        rows = self.filter(is_time, state=Mailing.State.RELEASED, event__registration_settings__isnull=False)
        return rows.exclude(is_off).order_by(F("planned_at").asc(nulls_first=True), "pk")


class Mailing(Dated):
    """A mail to those of an event whom the filters of the queue choose. A draft until staff release it."""

    event_paths = ("event",)

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        RELEASED = "released", _("released")
        WRITTEN = "written", _("in the outbox")
        STOPPED = "stopped", _("stopped")

    event = models.ForeignKey(Event, models.CASCADE, related_name="mailings", verbose_name=_("event"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.MAILING)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    # As they stand in the address of the queue: see registrations/selection.py.
    filters = models.JSONField(default=dict, blank=True, editable=False)
    documents = models.ManyToManyField(
        Document,
        blank=True,
        related_name="mailings",
        verbose_name=_("documents"),
        help_text=_("Each stands in the mail as a link with its size."),
    )
    has_copies = models.BooleanField(
        _("copy to who registered them"),
        default=False,
        help_text=_("Whoever asked for places for others by mail gets one copy that names them."),
    )
    is_news = models.BooleanField(
        _("news beyond this meeting"),
        default=False,
        help_text=_("Goes to those alone who agreed to such mails, and each can end them with one click."),
    )
    planned_at = models.DateTimeField(_("goes"), null=True, blank=True, help_text=_("Empty: at once."))

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    released_at = models.DateTimeField(_("released"), null=True, blank=True, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("released by"),
    )
    # Since when it is written, recipient by recipient; and since when there is nothing more to write.
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail to participants")
        verbose_name_plural = _("mails to participants")
        ordering = ["-created_at", "-pk"]
        permissions = [("send_mailing", _("Can send mail to participants"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(released_at__isnull=False),
                name="mailing_released_has_time",
                violation_error_message=_("A mail that was released has a time."),
            ),
            # To news the reader agreed, and nobody else for him or her.
            models.CheckConstraint(
                condition=Q(is_news=False) | Q(has_copies=False),
                name="mailing_no_copy_of_news",
                violation_error_message=_("News go to nobody in copy."),
            ),
        ]

    def __str__(self) -> str:
        """The subject as it concerns the event; what a single reader's mail says beside it is left out."""
        subject = translated(self, "subject")
        filled = fill_plain(subject.value, {**nothing(), **event_values(self.event, subject.language)})
        return _EMPTY_BRACKETS.sub("", filled).strip() or str(_("mail to participants"))

    @property
    def clock(self) -> str:
        """The zone by whose clock staff plan it."""
        return self.event.timezone if self.event_id else ""

    @property
    def goes_later(self) -> bool:
        """It is planned for a time that is still to come."""
        return self.planned_at is not None and self.planned_at > timezone.now()

    @property
    def is_open(self) -> bool:
        """Something of it may still wait, to be written or to be sent."""
        return self.state in (self.State.RELEASED, self.State.WRITTEN)

    @property
    def state_label(self) -> str:
        """Its state in words: sent, once all is written and nothing waits in the outbox any more."""
        if self.state != self.State.WRITTEN:
            return str(self.get_state_display())
        known = self.__dict__.get("waits_in_outbox")
        waits = self.messages.filter(state__in=IN_OUTBOX).exists() if known is None else known
        return str(self.get_state_display() if waits else _("sent"))

    @property
    def waits_for_event(self) -> bool:
        """Its event was called off after it was released: it goes to nobody until staff look at it."""
        changed_at, released_at = self.event.status_changed_at, self.released_at
        if self.state != self.State.RELEASED or self.event.status not in CALLED_OFF:
            return False
        return changed_at is not None and released_at is not None and changed_at >= released_at

    def clean(self) -> None:
        """Check the words in every language."""
        super().clean()
        check_words(self)

    @property
    def messages(self) -> "models.QuerySet[Message]":
        """What was written because of it, the copies too."""
        own, copies = Q(mailing_recipient__mailing=self.pk), Q(mailing_copies__mailing=self.pk)
        return Message.objects.filter(pk__in=Message.objects.filter(own | copies).values("pk"))


class Reason(models.TextChoices):
    """Why somebody who was chosen gets no mail."""

    ENDED = "ended", _("cancelled, declined or ended otherwise")
    NO_ADDRESS = "no-address", _("no address")
    CAME_BACK = "came-back", _("mail to the address came back")
    NO_CONSENT = "no-consent", _("did not agree to news")
    NOT_CHOSEN = "not-chosen", _("the choice does not fit any more")
    STOPPED = "stopped", _("stopped by staff")


def with_hindrances(rows: RegistrationQuerySet) -> RegistrationQuerySet:
    """With what `reason_not_to_write` asks."""
    consent = Consent.objects.filter(registration=OuterRef("pk"), kind=Consent.Kind.NEWS, withdrawn_at=None)
    return rows.annotate(
        takes_no_mail=Exists(UndeliverableAddress.objects.filter(email_key=OuterRef("email_key"))),
        wants_news=Exists(consent),
    )


def reason_not_to_write(registration: Any, *, is_news: bool) -> str:
    """The code of a Reason why a row of `with_hindrances` gets no mail to many, or nothing."""
    if registration.state not in ACTIVE:
        return Reason.ENDED.value
    if not registration.email_key:
        return Reason.NO_ADDRESS.value
    if registration.takes_no_mail:
        return Reason.CAME_BACK.value
    return Reason.NO_CONSENT.value if is_news and not registration.wants_news else ""


def attached_path(_instance: "MailingFile", filename: str) -> str:
    """Where a file is kept: in a folder of its own, so that its name stays as it was given."""
    return f"mailings/{get_random_string(16)}/{PurePosixPath(filename).name}"


class MailingFile(models.Model):
    """A file that goes with each mail of a mailing."""

    event_paths = ("mailing__event",)

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="files", verbose_name=_("mail to participants"))
    file = KeptFileField(_("file"), upload_to=attached_path, storage=private_storage, max_length=255)

    class Meta:
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")
        ordering = ["mailing", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """As readers get it."""
        return PurePosixPath(self.file.name or "").name

    @property
    def size(self) -> int:
        """Bytes; 0 for a file that is gone."""
        try:
            return int(self.file.size)
        except OSError:
            return 0

    def address_of(self, _file: KeptFile) -> str:
        """Where staff fetch it."""
        return reverse("admin:mailings_mailing_file", args=[self.mailing_id, self.pk])


class MailingRecipientQuerySet(models.QuerySet["MailingRecipient"]):
    """Recipients."""

    def pending(self) -> Self:
        """Those who were neither written to nor left out."""
        return self.filter(message=None, left_out="")


class MailingRecipient(models.Model):
    """Somebody whom a mailing is for: the message that was written, or why there is none."""

    event_paths = ("mailing__event",)

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="recipients", verbose_name=_("mailing"))
    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="mailings", verbose_name=_("registration")
    )
    message = models.OneToOneField(
        Message,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="mailing_recipient",
        verbose_name=_("message"),
    )
    left_out = models.CharField(_("left out"), max_length=12, choices=Reason.choices, blank=True)
    # To who registered the person; one copy may name several.
    copy = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="mailing_copies", verbose_name=_("copy")
    )

    objects = MailingRecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient of a mailing")
        verbose_name_plural = _("recipients of a mailing")
        ordering = ["mailing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "registration"],
                name="mailing_each_once",
                violation_error_message=_("This person is among the recipients already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.registration)

    def hindrance(self) -> str:
        """Why the message shall not go now that its turn has come, noted; nothing if it shall."""
        if self.mailing.state == Mailing.State.STOPPED:
            reason = Reason.STOPPED.value
        else:
            rows = with_hindrances(Registration.objects.filter(pk=self.registration_id))
            reason = reason_not_to_write(rows.get(), is_news=self.mailing.is_news)
        if reason:
            MailingRecipient.objects.filter(pk=self.pk).update(left_out=reason)
        return reason
