"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from inbox import kinds


class InboxConfig(AppConfig):
    """The shared mailbox."""

    name = "inbox"
    periodic = (
        "inbox.retention.close_over",
        "inbox.retention.forget_old",
        "inbox.retention.forget_undeliverable",
    )
    loops = ("inbox.receiving.loops.start",)
    # The group of the menu in which its pages stand, with those of the registrations.
    verbose_name = _("Registration")

    def ready(self) -> None:
        """Make the kinds of message known, and join in where registrations ask."""
        from inbox import registration_hooks  # here: models are not loaded before

        kinds.declare()
        registration_hooks.join_in()
