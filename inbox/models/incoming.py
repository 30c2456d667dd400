"""Mail that came in: the facts that staff see and search, and the bytes as they came."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.models.classification import Classification
from inbox.models.mailboxes import Mailbox
from multilingual.search import Searchable, SearchableQuerySet, fold
from outbox.models.messages import Message
from storage.dated import DatedByDatabase
from storage.encrypted_fields import EncryptedBinaryField, EncryptedJSONField, is_unreadable

# So much of a text is searched: beyond it stands what was quoted again and again.
SEARCHED_LENGTH = 20_000


class IncomingQuerySet(SearchableQuerySet["IncomingMessage"]):
    """Mail received."""


class IncomingMessage(Searchable, DatedByDatabase):
    """One mail, once: `content_key` is a hash of all but the trace that relays leave in its head (RFC 5322, 3.6.7)."""

    event_paths = ("conversation__event",)

    class Source(models.TextChoices):
        IMAP = "imap", _("fetched from the mailbox")
        PIPE = "pipe", _("handed over by the mail server")
        STAFF = "staff", _("added by hand")

    # By its name: a conversation knows its mails and what they propose, so its module imports this one.
    conversation = models.ForeignKey(
        "inbox.Conversation", models.CASCADE, related_name="incoming", verbose_name=_("conversation")
    )
    source = models.CharField(_("source"), max_length=5, choices=Source.choices)
    mailbox = models.ForeignKey(
        Mailbox, models.SET_NULL, null=True, blank=True, related_name="incoming", verbose_name=_("mailbox")
    )
    uidvalidity = models.BigIntegerField(null=True, blank=True, editable=False)
    uid = models.BigIntegerField(null=True, blank=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("added by")
    )
    content_key = models.CharField(max_length=64, unique=True, editable=False)
    # A hash of what the writer wrote, where it has a Message-ID: two mails under one of these are the same letter.
    letter_key = models.CharField(max_length=64, blank=True, editable=False)
    sha256 = models.CharField(_("SHA-256 of the bytes"), max_length=64, editable=False)
    size = models.PositiveIntegerField(_("size"))
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    message_id = models.CharField(_("Message-ID"), max_length=998, blank=True, db_index=True)
    references = models.JSONField(_("references"), default=list, blank=True)
    from_name = models.CharField(_("from"), max_length=250, blank=True)
    # The name is an organisation's: nobody is greeted by it.
    is_from_body = models.BooleanField(default=False, editable=False)
    from_email = models.CharField(_("address of the sender"), max_length=254, blank=True, db_index=True)
    # Where a reply goes: Reply-To, else From; of a forward the sender of what was forwarded.
    reply_to = models.CharField(_("answers to"), max_length=254, blank=True)
    to = models.JSONField(_("to"), default=list, blank=True)
    cc = models.JSONField(_("copies to"), default=list, blank=True)
    subject = models.TextField(_("subject"), blank=True)
    # As an answer repeats it, without “Re:” and marks; empty where it speaks of what is restricted.
    bare_subject = models.CharField(max_length=200, blank=True, editable=False)
    text = models.TextField(_("text"), blank=True)
    # The lines of the text that are quoted, as pairs: the first, and the one behind the last.
    folded = models.JSONField(default=list, blank=True, editable=False)
    # What the sender wrote, without what is quoted; what of it an answer quotes: nothing that is restricted.
    own_text = models.TextField(_("own words"), blank=True)
    quotable = models.TextField(blank=True, editable=False)
    # Sanitised by filereader.html: no address to fetch, no script, no style.
    html = models.TextField(_("HTML"), blank=True)
    # A line a file: filename, content_type, size, sha256, problems. The bytes are in the raw mail.
    attachments = models.JSONField(_("attachments"), default=list, blank=True)

    kind = models.CharField(_("kind"), max_length=20, choices=Classification.choices)
    is_automatic = models.BooleanField(_("made by a machine"), default=False)
    is_auto_reply_allowed = models.BooleanField(default=False, editable=False)
    is_forwarded = models.BooleanField(_("forwarded"), default=False)
    language = models.CharField(_("language"), max_length=5, blank=True)
    # The message of ours that it answers, confirms or could not be delivered as.
    answers = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="answered_by", verbose_name=_("answers")
    )
    # What was understood besides, as plain data: reasons, flags, problems, absence, bounce, delegation …
    facts = models.JSONField(default=dict, blank=True, editable=False)
    # Stretches of the text on health and the like, which are repeated nowhere.
    restricted = EncryptedJSONField(default=dict, blank=True, editable=False)

    objects = IncomingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail received")
        verbose_name_plural = _("mail received")
        ordering = ["conversation", "received_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "uidvalidity", "uid"],
                condition=Q(uid__isnull=False),
                name="incoming_uid_once",
                violation_error_message=_("This mail is already here."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.from_email

    def make_search_text(self) -> str:
        """Names, addresses, subject and text, folded."""
        words = (self.from_name, self.from_email, self.reply_to, self.subject, self.text[:SEARCHED_LENGTH])
        return " ".join(dict.fromkeys(fold(each) for each in words if each))

    @property
    def has_restricted(self) -> bool:
        """Its text holds restricted data, be it that no key opens them today; of those whom it proposes: theirs."""
        return bool(self.restricted) or is_unreadable(self.restricted)

    @property
    def written_on(self) -> datetime.date:
        """The day on which it was written, as the house counts days: just after midnight it is not yesterday here."""
        return timezone.localdate(self.sent_at or self.received_at)

    @property
    def is_forged(self) -> bool:
        """Our mail server found that it does not come from whom it names as its sender."""
        return "forged_sender" in self.fact("flags", [])

    @property
    def is_by_unknown(self) -> bool:
        """Whoever wrote it was not known in the conversation: a mark can be copied, a sender made up."""
        return self.is_forged or "new_sender" in self.fact("flags", [])

    def fact(self, name: str, default: Any = None) -> Any:
        """One of the facts."""
        return self.facts.get(name, default)


class RawMail(models.Model):
    """The bytes of a mail as they came, in a table of their own: lists never carry them along."""

    message = models.OneToOneField(
        IncomingMessage, models.CASCADE, primary_key=True, related_name="raw", verbose_name=_("mail received")
    )
    content = EncryptedBinaryField(_("content"))

    class Meta:
        verbose_name = _("bytes of a mail")
        verbose_name_plural = _("bytes of mails")
        ordering = ["message"]

    def __str__(self) -> str:
        return str(self.message_id)
