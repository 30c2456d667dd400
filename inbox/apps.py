"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    """The shared mailbox."""

    name = "inbox"
    verbose_name = _("Registration")
