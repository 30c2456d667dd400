"""Who asked for the links of an address, until the worker has answered."""

from django.utils.translation import gettext_lazy as _

from outbox.models.asked import Asked


class LinkRequest(Asked):
    """Somebody asked for the links of an address."""

    class Meta(Asked.Meta):
        verbose_name = _("request for links")
        verbose_name_plural = _("requests for links")
