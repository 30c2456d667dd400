"""The shared mailboxes, as the worker last found them."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storage.dated import Dated


class Mailbox(Dated):
    """A mailbox that mail is fetched from. How to reach it stands in the settings (IMAP_URLS), not here.

    `uidvalidity` and `highest_uid` are IMAP's (RFC 9051, 2.3.1.1): what is at or below is fetched and kept. They save
    work and decide nothing: that a mail is kept once follows from what it says (IncomingMessage.content_key).
    """

    address = models.EmailField(_("address"), unique=True)
    uidvalidity = models.BigIntegerField(null=True, blank=True, editable=False)
    highest_uid = models.BigIntegerField(default=0, editable=False)
    looked_at = models.DateTimeField(_("last looked into"), null=True, blank=True, editable=False)
    failed_at = models.DateTimeField(_("last failure"), null=True, blank=True, editable=False)
    failure = models.TextField(_("what went wrong"), blank=True, editable=False)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        ordering = ["address"]

    def __str__(self) -> str:
        return self.address

    def explain(self) -> str:
        """What is wrong with it, in the reader's language, and what the mail server said; "" while all is well."""
        sentence, _newline, said = self.failure.partition("\n")
        return f"{gettext(sentence)} {said}".strip() if sentence else ""
