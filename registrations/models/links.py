"""Who asked for the links of an address, until the worker has answered."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkRequest(models.Model):
    """Written for every address that somebody typed, known or not, so that the page takes as long for each."""

    email_key = models.CharField(_("e-mail"), max_length=254)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)

    class Meta:
        verbose_name = _("request for links")
        verbose_name_plural = _("requests for links")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.email_key
