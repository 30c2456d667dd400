"""Whose data were erased, as a keyed hash: enough to know the address again in an old file, and nothing else."""

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def digests_of(email_key: str) -> list[str]:
    """The hash of an address under each of ERASURE_KEYS; the first is the one to keep."""
    text = f"erased {email_key}".encode()
    return [hmac.new(key.encode(), text, hashlib.sha256).hexdigest() for key in settings.ERASURE_KEYS]


class ErasedAddressQuerySet(models.QuerySet["ErasedAddress"]):
    """Addresses that no file brings back."""

    def note(self, email_key: str) -> None:
        """Remember it."""
        if email_key:
            self.update_or_create(digest=digests_of(email_key)[0], defaults={"erased_on": timezone.localdate()})

    def has(self, email_key: str) -> bool:
        """Whether the data of this address were erased."""
        return bool(self.among([email_key]))

    def among(self, emails: Iterable[str]) -> set[str]:
        """Of these addresses, however they are written, the keys of those that were erased. One query."""
        found = {email.strip().casefold() for email in emails} - {""}
        by_digest = {digest: email_key for email_key in found for digest in digests_of(email_key)}
        rows = self.filter(digest__in=by_digest).values_list("digest", flat=True) if by_digest else []
        return {by_digest[digest] for digest in rows}


class ErasedAddress(models.Model):
    """An address whose person asked to be erased. Whoever registers anew with it may; a file of staff may not."""

    digest = models.CharField(_("keyed hash"), max_length=64, unique=True)
    erased_on = models.DateField(_("erased on"))

    objects = ErasedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("erased address")
        verbose_name_plural = _("erased addresses")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.digest[:12]
