"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    """The shared mailbox."""

    name = "inbox"
    verbose_name = _("Registration")

    def ready(self) -> None:
        """Join in where registrations ask."""
        from inbox import registration_hooks  # here: models are not loaded before

        registration_hooks.join_in()
