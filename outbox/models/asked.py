"""Who asked for a mail to an address, until the worker has answered."""

from typing import Self

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _


class AskedQuerySet(models.QuerySet["Asked"]):
    """Requests."""

    def ask(self, email: str, language: str) -> None:
        """Somebody wants a mail to this address; the same work for every address."""
        self.create(email_key=email.strip().casefold()[:254], language=language)

    def to_answer(self) -> Self:
        """Those that no other worker has taken."""
        if connection.features.has_select_for_update_skip_locked:
            return self.select_for_update(skip_locked=True)
        return self.all()


class Asked(models.Model):
    """Written for every address that somebody typed, known or not, so that the page takes as long for each."""

    email_key = models.CharField(_("e-mail"), max_length=254)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)

    objects = AskedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.email_key
