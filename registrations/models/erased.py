"""Whose data were erased, as a keyed hash: enough to know the address again in an old file, and nothing else."""

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def digest_of(email_key: str, key: str) -> str:
    """The hash of an address under one of the site's keys."""
    return hmac.new(key.encode(), f"erased {email_key}".encode(), hashlib.sha256).hexdigest()


class ErasedAddressQuerySet(models.QuerySet["ErasedAddress"]):
    """Addresses that no file brings back."""

    def note(self, email_key: str) -> None:
        """Remember it."""
        if email_key:
            digest = digest_of(email_key, settings.SECRET_KEY)
            self.update_or_create(digest=digest, defaults={"erased_on": timezone.localdate()})

    def has(self, email_key: str) -> bool:
        """Whether the data of this address were erased, under any key that still holds."""
        return bool(self.among([email_key]))

    def among(self, emails: Iterable[str]) -> set[str]:
        """Of these addresses, however they are written, the keys of those that were erased. One query."""
        found = {email.strip().casefold() for email in emails} - {""}
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        by_digest = {digest_of(email_key, key): email_key for email_key in found for key in keys}
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
